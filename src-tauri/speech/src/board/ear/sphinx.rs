//! The ear of a board, by PocketSphinx: the same sound, heard in four ways.

use super::language::Language;
use super::{Overheard, Way};
use crate::HearError;
use crate::model::{Dictionary, pronounced};
use crate::sphinx::{Decoded, Decoder, Place, prepared};
use kitchen::Menu;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// The names of what is listened for within a decoder.
const COMMANDS: &str = "commands";
/// As above.
const TALK: &str = "talk";

/// How filters are stretched, as for speakers with a shorter and a longer throat, so that decoders
/// err in different places: the two of the counter's recogniser.
const STRETCHES: [&str; 2] = ["0.93", "1.07"];

/// How much the language counts beside the sound. Commands are few and always worded alike: with 10
/// more is heard, and less for something else, than with the library's 6.5.
const LANGUAGE_WEIGHT: &str = "10";

/// Readings looked at beside the best: what was said is among the first eight or not at all.
const READINGS: usize = 8;

/// One menu's ear. It takes some 70 MB while it is made, and the acoustic model's largest part of
/// that is mapped and shared with every other decoder of this machine.
pub struct Ear {
    decoders: Vec<Decoder>,
    /// What the decoders were made of; gone with them.
    _files: TempDir,
}

impl Ear {
    /// Makes the ear of a menu: about a second's work. `models` is the folder of the acoustic
    /// model, where it is not in one of the usual places.
    ///
    /// # Errors
    /// The acoustic model is missing, a file cannot be written, or the decoder refuses.
    pub fn new(menu: &Menu, models: Option<&Path>) -> Result<Self, HearError> {
        let place = Place::find(models)?;
        let dictionary = Dictionary::read(&place.dictionary);
        let dictionary = dictionary.map_err(unusable(&place.dictionary))?;
        let language = Language::of(menu, |word| !dictionary.phrase(&[word]).is_empty());
        let tokens: BTreeSet<&str> = language.words.iter().map(String::as_str).collect();
        let files = tempfile::Builder::new().prefix("heard-board-").tempdir();
        let files = files.map_err(unusable(&std::env::temp_dir()))?;
        for (name, text) in [
            ("board.dict", &pronounced(&tokens, &dictionary)),
            ("board.lm", &language.model),
        ] {
            let path = files.path().join(name);
            std::fs::write(&path, text).map_err(unusable(&path))?;
        }
        let open = |stretch: &&str| open(&place, files.path(), &language, stretch);
        let decoders: Result<Vec<Decoder>, HearError> = STRETCHES.iter().map(open).collect();
        Ok(Self {
            decoders: decoders?,
            _files: files,
        })
    }

    /// Hears the sound of one press, 16 kHz, in every way: in less than the time that it was
    /// spoken in.
    ///
    /// # Errors
    /// The decoder failed; the ear can be used again.
    pub fn hear(&mut self, sound: &[i16]) -> Result<Overheard, HearError> {
        let mut heard = Overheard::default();
        for (decoder, seed) in self.decoders.iter_mut().zip(0..) {
            // Each has noise of its own: what one grain of it makes of a sound is no evidence.
            let sound = prepared(sound, seed);
            heard
                .ways
                .push(way(true, decoder.decode(COMMANDS, &sound, 0)?));
            heard
                .ways
                .push(way(false, decoder.decode(TALK, &sound, READINGS)?));
        }
        Ok(heard)
    }
}

fn open(
    place: &Place,
    files: &Path,
    language: &Language,
    stretch: &str,
) -> Result<Decoder, HearError> {
    let options = [
        // As the counter's recogniser: sound is cleaned before, and beginnings are soft.
        ("remove_silence", "no".to_owned()),
        ("remove_noise", "no".to_owned()),
        ("fwdflat", "no".to_owned()),
        ("warp_params", stretch.to_owned()),
        ("lw", LANGUAGE_WEIGHT.to_owned()),
    ];
    let mut decoder = Decoder::open(&place.acoustic, &files.join("board.dict"), &options)?;
    decoder.add_model(TALK, &files.join("board.lm"))?;
    decoder.set_grammar(COMMANDS, &language.grammar)?;
    Ok(decoder)
}

fn way(is_strict: bool, decoded: Decoded) -> Way {
    let tokens = decoded.tokens.iter();
    // A grammar has steps without a word.
    let words: Vec<&str> = tokens
        .map(|token| token.text.as_str())
        .filter(|word| !word.is_empty())
        .collect();
    let likely = decoded.tokens.iter().map(|token| token.posterior);
    Way {
        is_strict,
        words: words.join(" "),
        weakest: likely.fold(1.0, f32::min),
        others: decoded
            .readings
            .into_iter()
            .map(|reading| reading.text)
            .collect(),
    }
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> HearError {
    let path = path.to_owned();
    move |source| HearError::File { path, source }
}
