//! The local speech engine: the recogniser, and the dialogue that turns words into a cart.

pub mod hear;
pub mod sound;
pub mod trial;

pub use hear::{Cue, Engine, HearError, Heard, Recogniser, Word};
