//! The decoders that one thread listens with: the same sound, heard in different ways.

use super::decoder::{Decoded, Decoder};
use super::level::prepared;
use super::place::Place;
use crate::HearError;
use std::path::Path;

/// The names of the two language models within a decoder.
const PHRASES: &str = "phrases";
const WORDS: &str = "words";

/// Readings looked at beside the best. VOICE.md found 20 enough; what is right is among the first ten or not at all.
const READINGS: usize = 12;

/// How the second decoder hears: its filters stretched, as for a speaker with a shorter throat, so that it errs in other places.
/// 0.93 was best of 0.87, 0.93 and 1.07 beside a decoder that hears unstretched.
const STRETCH: &str = "0.93";

/// Two decoders over one menu's files.
pub struct Panel {
    plain: Decoder,
    stretched: Decoder,
}

/// Which way of hearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Phrases of the menu, unstretched.
    Phrases,
    /// Single words, stretched.
    Words,
}

impl Panel {
    /// Opens both. Takes some hundred milliseconds and some 30 MB.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn open(place: &Place, files: &Path) -> Result<Self, HearError> {
        let dictionary = files.join("menu.dict");
        let open = |stretch: Option<&str>| -> Result<Decoder, HearError> {
            // The library's own gate and noise suppression: ours came before, and its gate eats soft beginnings.
            let mut options = vec![
                ("remove_silence", "no".to_owned()),
                ("remove_noise", "no".to_owned()),
            ];
            options.extend(stretch.map(|stretch| ("warp_params", stretch.to_owned())));
            Decoder::open(&place.acoustic, &dictionary, &options)
        };
        let mut plain = open(None)?;
        plain.add_model(PHRASES, &files.join("phrases.lm"))?;
        let mut stretched = open(Some(STRETCH))?;
        stretched.add_model(WORDS, &files.join("words.lm"))?;
        Ok(Self { plain, stretched })
    }

    /// Hears a whole utterance in one way.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    pub fn hear(&mut self, sound: &[i16], way: Way) -> Result<Decoded, HearError> {
        match way {
            Way::Phrases => self.plain.decode(PHRASES, &prepared(sound, 1), READINGS),
            Way::Words => self.stretched.decode(WORDS, &prepared(sound, 2), READINGS),
        }
    }
}
