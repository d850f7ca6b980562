//! Recognition by Whisper, where an operator wants it and gives it a model.
//!
//! Built with the cargo feature `whisper` only (it needs cmake, a C++ compiler and libclang, Debian's
//! `libclang-dev`). The model is one file in whisper.cpp's ggml form. It hears more than PocketSphinx,
//! costs far more, and knows nothing before an utterance is over: there are no partial words.

#[cfg(feature = "whisper")]
mod file;
#[cfg(feature = "whisper")]
mod model;
#[cfg(all(test, feature = "whisper"))]
mod tests;
#[cfg(feature = "whisper")]
mod words;

use crate::{Engine, HearError, lexicon::Lexicon};
use std::{path::Path, sync::Arc};

/// What the model's file is called in the data folder, where nobody says another.
pub const FILE: &str = "ggml-base.en.bin";

/// The engine of the model in `path`, for the menu of `lexicon`. Reads the whole file: 142 MB for the
/// model that [`FILE`] names.
///
/// # Errors
/// When it is not there (the error says what to put where), is none, or this program was built without
/// Whisper.
#[cfg(feature = "whisper")]
pub fn engine(path: &Path, lexicon: Arc<Lexicon>) -> Result<Box<dyn Engine>, HearError> {
    Ok(Box::new(model::Whisper::load(path, lexicon)?))
}

/// The engine of the model in `path`, for the menu of `lexicon`.
///
/// # Errors
/// Always: this program was built without it.
#[cfg(not(feature = "whisper"))]
pub fn engine(_: &Path, _: Arc<Lexicon>) -> Result<Box<dyn Engine>, HearError> {
    Err(HearError::NotBuilt {
        name: "whisper",
        remedy: "build it with `--features whisper` (that needs cmake and libclang), or listen with sphinx",
    })
}
