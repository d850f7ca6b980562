//! The local speech engine: the recogniser, and the dialogue that turns words into a cart.

pub mod front;
pub mod hear;
pub mod model;
pub mod sound;
pub mod sphinx;
pub mod trial;

pub use hear::{Cue, Engine, HearError, Heard, Recogniser, Word};
