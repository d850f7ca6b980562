//! The local speech engine: the recogniser, and the dialogue that turns words into a cart.

pub mod board;
pub mod dialogue;
pub mod front;
pub mod grammar;
pub mod hear;
pub mod lexicon;
pub mod model;
pub mod say;
pub mod sound;
pub mod sphinx;
pub mod trial;
pub mod whisper;

pub use dialogue::{Dialogue, Question, Refused, Turn};
pub use hear::{Cue, Engine, HearError, Heard, Recogniser, Word};
pub use lexicon::Lexicon;
