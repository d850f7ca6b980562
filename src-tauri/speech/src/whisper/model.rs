//! A loaded model, and the recognisers that share it.

use super::{file, words::words};
use crate::{
    Cue, Engine, HearError, Heard, Recogniser,
    front::UTTERANCE_MS,
    grammar::{self, Context},
    hear::Word,
    lexicon::Lexicon,
    sound::HEAR_RATE,
};
use std::{io::ErrorKind, path::Path, sync::Arc, thread};
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError,
    WhisperState,
};

/// How sure every word must be. The model's own limit for a text that it does not throw away is a mean
/// of e^-1 = 0.37 for each piece (its `logprob_thold`); a word that decides what is cooked must be well
/// above that.
const SURE: f32 = 0.5;

/// From here on the model says that nobody speaks (its `no_speech_thold`).
const NO_SPEECH: f32 = 0.6;

/// The most that it is told before it listens: half of its window for text is 224 pieces, of about four
/// letters each.
pub(super) const PROMPT_CHARS: usize = 700;

/// It makes up words for what is shorter than a second.
const LEAST: usize = HEAR_RATE as usize + HEAR_RATE as usize / 10;

/// What it is given at most: its own window, and the longest utterance.
const MOST: usize = (UTTERANCE_MS as usize / 1_000) * HEAR_RATE as usize;

/// Threads of one recognition: more gain nothing (whisper.cpp's own default).
const THREADS: usize = 4;

/// A model and a menu.
pub(super) struct Whisper {
    context: WhisperContext,
    lexicon: Arc<Lexicon>,
    parameters: FullParams<'static, 'static>,
}

impl Whisper {
    pub fn load(path: &Path, lexicon: Arc<Lexicon>) -> Result<Self, HearError> {
        file::check(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => missing(path),
            _ => HearError::File {
                path: path.to_owned(),
                source,
            },
        })?;
        // Its own lines go to nobody: what matters is in the error.
        whisper_rs::install_logging_hooks();
        let context = WhisperContext::new_with_params(path, WhisperContextParameters::default());
        let context = context.map_err(|error| failed(&error))?;
        let parameters = parameters(&lexicon);
        Ok(Self {
            context,
            lexicon,
            parameters,
        })
    }
}

impl Engine for Whisper {
    fn open(&self) -> Result<Box<dyn Recogniser>, HearError> {
        Ok(Box::new(Ear {
            state: self
                .context
                .create_state()
                .map_err(|error| failed(&error))?,
            end: self.context.token_eot(),
            lexicon: self.lexicon.clone(),
            parameters: self.parameters.clone(),
            cue: Cue::Open,
            sound: Vec::new(),
            cut: false,
        }))
    }
}

fn missing(path: &Path) -> HearError {
    HearError::NoModel {
        path: path.to_owned(),
        remedy: format!(
            "put a model of Whisper there, in whisper.cpp's ggml form, as `{}` is (142 MB, from the \
             models page of whisper.cpp), or name another file with --voice-recogniser-model",
            super::FILE
        ),
    }
}

fn failed(error: &WhisperError) -> HearError {
    HearError::Decoder(error.to_string())
}

/// Made once and copied: the library keeps a copy of each text that it is given.
fn parameters(lexicon: &Lexicon) -> FullParams<'static, 'static> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    let threads = thread::available_parallelism().map_or(1, |count| count.get().min(THREADS));
    parameters.set_n_threads(i32::try_from(threads).unwrap_or(1));
    parameters.set_no_context(true);
    parameters.set_single_segment(true);
    parameters.set_no_timestamps(true);
    parameters.set_suppress_nst(true);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_special(false);
    parameters.set_print_timestamps(false);
    let language = lexicon
        .menu()
        .language
        .split('-')
        .next()
        .unwrap_or_default();
    if language != "en" {
        let known = whisper_rs::get_lang_id(language).and_then(whisper_rs::get_lang_str);
        // Where it does not know the language it finds out by itself.
        parameters.set_language(known);
    }
    parameters.set_initial_prompt(&prompt(lexicon));
    parameters
}

/// What a guest may say: the menu's names, as many as fit, whole.
pub(super) fn prompt(lexicon: &Lexicon) -> String {
    let mut prompt = String::from("An order at the counter: ");
    let names = lexicon.menu().items.iter().map(|item| &*item.name);
    let groups = lexicon.menu().modifier_groups.iter();
    let modifiers = groups.flat_map(|group| group.modifiers.iter().map(|one| &*one.name));
    for name in names.chain(modifiers) {
        // A menu's name can hold anything; a zero would end the text.
        let name = name.replace('\0', "");
        if prompt.chars().count() + name.chars().count() + 2 > PROMPT_CHARS {
            break;
        }
        prompt.push_str(&name);
        prompt.push_str(", ");
    }
    prompt.truncate(prompt.trim_end_matches(", ").len());
    prompt.push('.');
    prompt
}

/// One recogniser.
struct Ear {
    state: WhisperState,
    /// From this number on a piece is no text.
    end: i32,
    lexicon: Arc<Lexicon>,
    parameters: FullParams<'static, 'static>,
    cue: Cue,
    /// As the library wants it: from -1 to 1.
    sound: Vec<f32>,
    /// Whether there was more than [`MOST`].
    cut: bool,
}

impl Recogniser for Ear {
    fn begin(&mut self, cue: &Cue) {
        self.cue = cue.clone();
        self.sound.clear();
        self.cut = false;
    }

    fn feed(&mut self, sound: &[i16]) -> Option<String> {
        let room = MOST.saturating_sub(self.sound.len());
        self.cut |= sound.len() > room;
        let scaled = sound
            .iter()
            .take(room)
            .map(|sample| f32::from(*sample) / 32_768.0);
        self.sound.extend(scaled);
        None
    }

    fn finish(&mut self) -> Result<Heard, HearError> {
        if self.sound.is_empty() {
            return Ok(Heard::nothing());
        }
        if self.sound.len() < LEAST {
            self.sound.resize(LEAST, 0.0);
        }
        let done = self.state.full(self.parameters.clone(), &self.sound);
        self.sound.clear();
        done.map_err(|error| failed(&error))?;
        let heard = self.heard();
        Ok(if self.cut { heard.in_part() } else { heard })
    }
}

impl Ear {
    fn heard(&self) -> Heard {
        let (mut pieces, mut speech) = (Vec::new(), true);
        for segment in self.state.as_iter() {
            speech &= segment.no_speech_probability() < NO_SPEECH;
            let tokens = (0..segment.n_tokens()).filter_map(|at| segment.get_token(at));
            for token in tokens.filter(|token| token.token_id() < self.end) {
                if let Ok(text) = token.to_str_lossy() {
                    pieces.push((text.into_owned(), token.token_probability()));
                }
            }
        }
        let words = words(pieces.iter().map(|(text, sure)| (text.as_str(), *sure)));
        if words.is_empty() || !speech {
            return Heard::nothing();
        }
        Heard {
            sure: self.is_sure(&words),
            words,
            rival: None,
        }
    }

    /// Whether every word is sure, and together they are an order of this menu or one of the answers
    /// that are waited for. There is no second opinion as PocketSphinx has one.
    fn is_sure(&self, words: &[Word]) -> bool {
        let certain = words.iter().all(|word| word.confidence >= SURE);
        let texts = || words.iter().map(|word| word.text.as_str());
        let said = texts().collect::<Vec<_>>().join(" ");
        let answers = match &self.cue {
            Cue::Open => false,
            Cue::Answer(answers) => answers.contains(&said),
        };
        certain && (answers || grammar::parse(&self.lexicon, texts(), &Context::default()).complete)
    }
}
