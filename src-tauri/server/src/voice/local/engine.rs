//! What the local engine recognises with, and what it speaks with, as the configuration has it.

use crate::config::{Recogniser, Speaker, VoiceConfig};
use speech::{
    Engine, HearError, Lexicon,
    say::{Mouth, Synthesiser},
    sphinx, whisper,
};
use std::sync::Arc;

/// The language of replies, by BCP 47: the dialogue's own.
const LANGUAGE: &str = "en";

/// What recognises orders from the menu of `lexicon`. It takes as long as that takes: half a
/// second, or as long as a large model takes to be read.
///
/// # Errors
/// [`HearError`] says what is missing, and where it belongs.
pub fn engine(config: &VoiceConfig, lexicon: &Arc<Lexicon>) -> Result<Box<dyn Engine>, HearError> {
    let model = config.recogniser_model.as_deref();
    match config.recogniser {
        Recogniser::Sphinx => sphinx::engine(lexicon.clone(), model, &config.words),
        Recogniser::Whisper => {
            let usual = config.words.with_file_name(whisper::FILE);
            whisper::engine(model.unwrap_or(&usual), lexicon.clone())
        }
    }
}

/// What speaks; `None` where replies are text alone.
pub fn mouth(speaker: &Speaker) -> Option<Arc<dyn Mouth>> {
    let mouth = match speaker {
        Speaker::Off => return None,
        Speaker::Espeak => Synthesiser::espeak(LANGUAGE),
        Speaker::Command(line) => Synthesiser::command(line)?,
    };
    Some(Arc::new(mouth))
}
