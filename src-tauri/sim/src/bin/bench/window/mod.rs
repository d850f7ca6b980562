//! The real app in a window, on the screen of this process (`DISPLAY`), with a kitchen that was prepared before.

pub mod app;
pub mod peer;
mod picture;

pub use picture::share_of_tickets;
