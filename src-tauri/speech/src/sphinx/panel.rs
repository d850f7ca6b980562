//! The decoders that one thread listens with: the same sound, heard in different ways.

use super::answers::Answers;
use super::decoder::{Decoded, Decoder};
use super::level::prepared;
use super::place::Place;
use crate::HearError;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The names of the language models within a decoder.
const PHRASES: &str = "phrases";
const WORDS: &str = "words";
const ORDERS: &str = "orders";

/// Readings looked at beside the best. VOICE.md found 20 enough; what is right is among the first
/// ten or not at all.
const READINGS: usize = 12;

/// How filters are stretched, as for speakers with a shorter and a longer throat: so that decoders
/// err in different places, and each speaker is near to one of them. Of 0.87, 0.93, 1.0 and 1.07
/// no three are better over seven voices.
const SHORTER: &str = "0.93";
const LONGER: &str = "1.07";

/// Questions whose models are kept: a menu has few kinds, and each model takes a few hundred KB.
const QUESTIONS: usize = 16;

/// A way of hearing. Two of them are tried first; all four vote where those do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Phrases of the menu as single tokens, by the ear for longer throats.
    Phrases,
    /// Single words, by the ear for shorter throats: agrees with the phrases only where the sound
    /// does.
    Words,
    /// Phrases of orders alone, by the ear for shorter throats: whoever is heard a second time most
    /// likely orders.
    Orders,
    /// The same by the ear between the two.
    OtherOrders,
}

/// The decoders over one menu's files.
pub struct Panel {
    shorter: Decoder,
    between: Decoder,
    longer: Decoder,
    /// The questions whose answers the decoder for shorter throats knows, the latest last.
    questions: Vec<String>,
    files: PathBuf,
}

impl Panel {
    /// Opens them. Takes some hundred milliseconds and some 40 MB, of which the acoustic model's
    /// largest part is mapped and shared with all others.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn open(place: &Place, files: &Path) -> Result<Self, HearError> {
        let open = |stretch: Option<&str>| -> Result<Decoder, HearError> {
            let mut options = vec![
                // The library's own gate and noise suppression: ours came before, and its gate
                // eats soft beginnings.
                ("remove_silence", "no".to_owned()),
                ("remove_noise", "no".to_owned()),
                // The second search costs half as much again, and is worth less than hearing in
                // another way.
                ("fwdflat", "no".to_owned()),
            ];
            options.extend(stretch.map(|stretch| ("warp_params", stretch.to_owned())));
            Decoder::open(&place.acoustic, &files.join("menu.dict"), &options)
        };
        let mut panel = Self {
            shorter: open(Some(SHORTER))?,
            between: open(None)?,
            longer: open(Some(LONGER))?,
            questions: Vec::new(),
            files: files.to_owned(),
        };
        let (phrases, words) = (files.join("phrases.lm"), files.join("words.lm"));
        let orders = files.join("orders.lm");
        panel.shorter.add_model(WORDS, &words)?;
        panel.shorter.add_model(ORDERS, &orders)?;
        panel.between.add_model(ORDERS, &orders)?;
        panel.longer.add_model(PHRASES, &phrases)?;
        Ok(panel)
    }

    /// Hears a whole utterance in the two ways that are tried first, both at the same time.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    pub fn hear(&mut self, sound: &[i16]) -> Result<[Decoded; 2], HearError> {
        two(
            || heard(&mut self.shorter, Way::Words, sound),
            || heard(&mut self.longer, Way::Phrases, sound),
        )
    }

    /// Hears it in the two other ways.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    pub fn hear_again(&mut self, sound: &[i16]) -> Result<[Decoded; 2], HearError> {
        two(
            || heard(&mut self.shorter, Way::Orders, sound),
            || heard(&mut self.between, Way::OtherOrders, sound),
        )
    }

    /// Hears a whole utterance as an answer: by the grammar, and by the small model.
    ///
    /// # Errors
    /// The decoder refuses one of the two, or fails.
    pub fn answer(
        &mut self,
        sound: &[i16],
        answers: &Answers,
    ) -> Result<(Decoded, Decoded), HearError> {
        let grammar = format!("{}-grammar", answers.name);
        self.learn(answers, &grammar)?;
        let sound = prepared(sound, Way::Phrases as u64);
        Ok((
            self.shorter.decode(&grammar, &sound, 0)?,
            self.shorter.decode(&answers.name, &sound, 0)?,
        ))
    }

    fn learn(&mut self, answers: &Answers, grammar: &str) -> Result<(), HearError> {
        let known = self.questions.iter().position(|name| *name == answers.name);
        if let Some(at) = known {
            let name = self.questions.remove(at);
            self.questions.push(name);
            return Ok(());
        }
        if self.questions.len() == QUESTIONS {
            let oldest = self.questions.remove(0);
            // What is in use cannot be forgotten.
            self.shorter.choose(WORDS)?;
            self.shorter.remove(&format!("{oldest}-grammar"))?;
            self.shorter.remove(&oldest)?;
        }
        let mut file =
            tempfile::NamedTempFile::new_in(&self.files).map_err(|source| HearError::File {
                path: self.files.clone(),
                source,
            })?;
        let written = file.write_all(answers.model.as_bytes());
        written.map_err(|source| HearError::File {
            path: file.path().to_owned(),
            source,
        })?;
        self.shorter.add_model(&answers.name, file.path())?;
        self.shorter.set_grammar(grammar, &answers.grammar)?;
        self.questions.push(answers.name.clone());
        Ok(())
    }
}

fn heard(decoder: &mut Decoder, way: Way, sound: &[i16]) -> Result<Decoded, HearError> {
    let model = match way {
        Way::Phrases => PHRASES,
        Way::Words => WORDS,
        Way::Orders | Way::OtherOrders => ORDERS,
    };
    // Each way has noise of its own: what one grain of it makes of a sound is no evidence.
    decoder.decode(model, &prepared(sound, way as u64), READINGS)
}

/// Both decodings, the one that is done on this thread first.
fn two(
    beside: impl FnOnce() -> Result<Decoded, HearError> + Send,
    here: impl FnOnce() -> Result<Decoded, HearError>,
) -> Result<[Decoded; 2], HearError> {
    let (beside, here) = scope::both(beside, here);
    Ok([here?, beside?])
}
