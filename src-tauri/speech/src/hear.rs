//! What a recogniser is: sound in, words out, and whether they are to be trusted.

use std::path::PathBuf;

/// What was heard in one utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The words, in order, lower case, without fillers' noise marks. Empty when nothing was said.
    pub words: Vec<Word>,
    /// Whether the words may be acted on without asking back. Typed text is sure.
    pub sure: bool,
    /// A second reading worth offering as "Did you say …?"; never better trusted than `words`.
    pub rival: Option<Vec<Word>>,
}

/// One recognised word.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as the menu and the dictionary spell it, lower case.
    pub text: String,
    /// How sure the recogniser is of this word: 0 not at all, 1 entirely.
    pub confidence: f32,
}

impl Word {
    /// A word with its confidence, which is brought into 0..=1.
    pub fn new(text: impl Into<String>, confidence: f32) -> Self {
        let confidence = if confidence.is_nan() {
            0.0
        } else {
            confidence.clamp(0.0, 1.0)
        };
        Self {
            text: text.into(),
            confidence,
        }
    }
}

impl Heard {
    /// Typed text: split at white space, every word certain.
    pub fn typed(text: &str) -> Self {
        Self {
            words: text
                .split_whitespace()
                .map(|word| Word::new(word.to_lowercase(), 1.0))
                .collect(),
            sure: true,
            rival: None,
        }
    }

    /// Nothing was said: no words, and nothing to doubt.
    pub fn nothing() -> Self {
        Self {
            words: Vec::new(),
            sure: true,
            rival: None,
        }
    }

    /// The same where part of what was said is missing: it is asked back.
    pub fn in_part(self) -> Self {
        Self {
            sure: false,
            ..self
        }
    }

    /// The words as one line of text.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

/// What is expected to be said next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cue {
    /// Anything: an order, a correction, a question.
    #[default]
    Open,
    /// Most likely an answer to the open question. Each entry is one possible answer as it is spoken, in plain words
    /// ("medium rare", "onion rings", "yes"). Anything else may still be said, and is heard.
    Answer(Vec<String>),
}

/// One recogniser, owned by one worker thread and used for one utterance at a time. Sessions share a few of them.
pub trait Recogniser: Send {
    /// Starts an utterance; one that was not finished is forgotten.
    fn begin(&mut self, cue: &Cue);

    /// Takes the next piece of sound, 16 kHz mono, any length. Answers the partial transcript when it changed.
    ///
    /// A call may take as long as a whole recognition: during a pause the recogniser works ahead, so that
    /// [`finish`](Self::finish) has little left to do.
    fn feed(&mut self, sound: &[i16]) -> Option<String>;

    /// Ends the utterance.
    ///
    /// # Errors
    /// The decoder failed; the recogniser can be used again.
    fn finish(&mut self) -> Result<Heard, HearError>;
}

/// Everything recognisers of one menu share: made once per menu, replaced as a whole when the menu changes.
pub trait Engine: Send + Sync {
    /// Opens another recogniser. Costs memory and some hundred milliseconds: pool them.
    ///
    /// # Errors
    /// Its model is missing, or the decoder refused to start.
    fn open(&self) -> Result<Box<dyn Recogniser>, HearError>;
}

/// Why nothing can be recognised.
#[derive(Debug, thiserror::Error)]
pub enum HearError {
    /// A model file or folder is not where it should be.
    #[error("the recogniser's model is missing: {path} ({remedy})", path = path.display())]
    NoModel {
        /// Where it was looked for last.
        path: PathBuf,
        /// What the operator can do about it.
        remedy: String,
    },
    /// This program was built without the recogniser asked for.
    #[error("this program was built without {name}: {remedy}")]
    NotBuilt {
        /// The recogniser's name.
        name: &'static str,
        /// How to build it with.
        remedy: &'static str,
    },
    /// The files made from the menu could not be written or read.
    #[error("cannot use {path}", path = path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The operator's file of pronunciations is not understood.
    #[error("{path}, {fault}", path = path.display())]
    Corrections {
        /// Which file.
        path: PathBuf,
        /// Which line, and why.
        fault: crate::model::sounds_like::BadLine,
    },
    /// The decoder refused or failed.
    #[error("the recogniser failed: {0}")]
    Decoder(String),
}
