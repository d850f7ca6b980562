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

/// Readings looked at beside the best. VOICE.md found 20 enough; what is right is among the first ten or not at all.
const READINGS: usize = 12;

/// How filters are stretched, as for speakers with a shorter and a longer throat: so that decoders err in different places.
/// The best pair of 0.87, 0.93, 1.0 and 1.07 over seven voices.
const SHORTER: &str = "0.93";
const LONGER: &str = "1.07";

/// Questions whose models are kept: a menu has few kinds, and each model takes a few hundred KB.
const QUESTIONS: usize = 16;

/// A way of hearing. They are in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Phrases of the menu as single tokens.
    Phrases,
    /// Single words: agrees with the phrases only where the sound does.
    Words,
    /// Single words, by the ear for longer throats.
    OtherWords,
    /// Phrases again, unstretched, with the library's second and slower search.
    Thorough,
}

/// The decoders over one menu's files.
pub struct Panel {
    shorter: Decoder,
    longer: Decoder,
    thorough: Decoder,
    /// The questions whose answers the decoder for shorter throats knows, the latest last.
    questions: Vec<String>,
    files: PathBuf,
}

impl Panel {
    /// Opens them. Takes some hundred milliseconds and some 40 MB, of which the acoustic model's largest part is mapped and
    /// shared with all others.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn open(place: &Place, files: &Path) -> Result<Self, HearError> {
        let open = |stretch: Option<&str>, second: &str| -> Result<Decoder, HearError> {
            let mut options = vec![
                // The library's own gate and noise suppression: ours came before, and its gate eats soft beginnings.
                ("remove_silence", "no".to_owned()),
                ("remove_noise", "no".to_owned()),
                // The second search costs as much again, and is worth less than hearing in another way.
                ("fwdflat", second.to_owned()),
            ];
            options.extend(stretch.map(|stretch| ("warp_params", stretch.to_owned())));
            Decoder::open(&place.acoustic, &files.join("menu.dict"), &options)
        };
        let mut panel = Self {
            shorter: open(Some(SHORTER), "no")?,
            longer: open(Some(LONGER), "no")?,
            thorough: open(None, "yes")?,
            questions: Vec::new(),
            files: files.to_owned(),
        };
        let (phrases, words) = (files.join("phrases.lm"), files.join("words.lm"));
        panel.shorter.add_model(PHRASES, &phrases)?;
        panel.shorter.add_model(WORDS, &words)?;
        panel.longer.add_model(WORDS, &words)?;
        panel.thorough.add_model(PHRASES, &phrases)?;
        Ok(panel)
    }

    /// Hears a whole utterance in one way.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    pub fn hear(&mut self, sound: &[i16], way: Way) -> Result<Decoded, HearError> {
        let (decoder, model) = match way {
            Way::Phrases => (&mut self.shorter, PHRASES),
            Way::Words => (&mut self.shorter, WORDS),
            Way::OtherWords => (&mut self.longer, WORDS),
            Way::Thorough => (&mut self.thorough, PHRASES),
        };
        // Each way has noise of its own: what one grain of it makes of a sound is no evidence.
        decoder.decode(model, &prepared(sound, way as u64), READINGS)
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
            self.shorter.choose(PHRASES)?;
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
