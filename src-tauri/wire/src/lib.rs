//! What crosses a process: the stream's frames, error codes, and what a window is shown.
//!
//! Frames go between the order server and its clients; view-models between the desktop
//! app's core and its page. Everything here is data: no IO, no decisions.

mod error;
mod frame;
pub mod view;

pub use error::ErrorCode;
pub use frame::*;

#[cfg(test)]
mod generated;
#[cfg(test)]
mod tests;
