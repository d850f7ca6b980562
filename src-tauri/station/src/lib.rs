//! A device without its window: what the link knows, as pictures for any number of windows.
//!
//! Drawing is pure: [`screen::screen`] makes a place's whole picture of a [`scene::Scene`], and
//! [`patch::diff`] says what changed between two. [`Station`] is the actor around them: it holds
//! the windows, redraws them when the link knows more, and turns presses into commands. Beside
//! it, [`sidecar`] runs the server that the app brings along. [`device::Device`] is all of it.

mod about;
mod actor;
mod board;
mod cache;
mod counter;
mod courses;
pub mod device;
pub mod diagnostics;
mod draw;
mod expo;
mod facts;
mod files;
pub mod folders;
mod follow;
mod fresh;
mod gone;
mod patch;
mod places;
mod press;
mod print;
mod scene;
mod screen;
pub mod settings;
pub mod sidecar;
mod spoken;
mod station;
mod window;
mod wish;
mod words;

/// What a counter's window shows of a voice.
pub use counter::voice::talk;
pub use station::{AskError, StationHandle};
pub use window::{Gone, Sink};

#[cfg(test)]
mod tests;
