//! Commands heard: the sound of one press in, what each way of hearing makes of it out, and from
//! that what may be done.
//!
//! Two ways take anything for a command, two know that most talk is none: where they mean the same
//! on this board it is sure.

mod language;
#[cfg(sphinx)]
mod sphinx;
mod verdict;

#[cfg(sphinx)]
pub use sphinx::Ear;
pub use verdict::{Verdict, verdict};

#[cfg(not(sphinx))]
use crate::HearError;
#[cfg(not(sphinx))]
use std::path::Path;

/// What was heard of one press.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overheard {
    /// Each way's own, in no order; empty where there was no sound to speak of.
    pub ways: Vec<Way>,
}

/// What one way of hearing makes of a sound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Way {
    /// Whether it knows nothing but commands, and so makes one of everything.
    pub is_strict: bool,
    /// What it heard, in lower case; empty where nothing.
    pub words: String,
    /// How likely its unlikeliest word is: 0 to 1; always 1 where [`Self::is_strict`].
    pub weakest: f32,
    /// What else it may have been, likeliest first.
    pub others: Vec<String>,
}

/// One menu's ear: this program was built without.
#[cfg(not(sphinx))]
#[derive(Debug)]
pub enum Ear {}

#[cfg(not(sphinx))]
impl Ear {
    /// The ear of a menu.
    ///
    /// # Errors
    /// Always: this program was built without it.
    pub fn new(_: &kitchen::Menu, _: Option<&Path>) -> Result<Self, HearError> {
        Err(HearError::NotBuilt {
            name: "PocketSphinx",
            remedy: "docs/voice-recogniser.md tells how to build with it",
        })
    }

    /// Hears nothing: there is no such ear.
    ///
    /// # Errors
    /// None.
    pub fn hear(&mut self, _: &[i16]) -> Result<Overheard, HearError> {
        match *self {}
    }
}
