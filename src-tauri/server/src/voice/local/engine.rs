//! What the local engine recognises with, and what it speaks with, as the configuration has it.

use crate::{
    config::{Recogniser, Speaker, VoiceConfig},
    voice::menus::EngineOf,
};
use speech::{
    HearError,
    say::{Mouth, Synthesiser},
    whisper,
};
use std::sync::Arc;

/// The language of replies, by BCP 47: the dialogue's own.
const LANGUAGE: &str = "en";

/// What makes recognisers of a menu.
pub(super) fn engine_of(config: &VoiceConfig) -> EngineOf {
    let recogniser = config.recogniser;
    let model = config.recogniser_model.clone();
    let words = config.words.clone();
    Box::new(move |lexicon| {
        let (lexicon, model, words) = (lexicon.clone(), model.clone(), words.clone());
        Box::new(move || match recogniser {
            Recogniser::Sphinx => Err(HearError::NotBuilt {
                name: "sphinx",
                remedy: "",
            }),
            Recogniser::Whisper => {
                let file = words.with_file_name(whisper::FILE);
                whisper::engine(model.as_ref().unwrap_or(&file), lexicon.clone())
            }
        })
    })
}

/// What speaks; `None` where replies are text alone.
pub(super) fn mouth(speaker: &Speaker) -> Option<Arc<dyn Mouth>> {
    let mouth = match speaker {
        Speaker::Off => return None,
        Speaker::Espeak => Synthesiser::espeak(LANGUAGE),
        Speaker::Command(line) => Synthesiser::command(line)?,
    };
    Some(Arc::new(mouth))
}
