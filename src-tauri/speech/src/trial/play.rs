//! Playing a case: what a session would hear of it, and what would come of that, without a server.
//!
//! Sound goes through the front end and the recogniser in pieces of 20 ms, as from a microphone,
//! but as fast as it can be worked on. When each piece would have come is counted, so that delays
//! are those of a session that has the machine for itself.

use super::{Asks, Case, Line, Refuses};
use crate::{
    Dialogue, Engine, HearError, Heard, Lexicon, Question, Recogniser,
    dialogue::Placed,
    front::{Event, Front, Listening, Stop, Vad},
    sound::{Clip, FULL_RATE, RateError, WavError},
};
use kitchen::{State, cart::CartLine};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// One piece of sound: a packet of Opus.
const PIECE: usize = FULL_RATE as usize / 50;

/// The same as time.
const PIECE_TIME: Duration = Duration::from_millis(20);

/// Silence after the end of a file, in pieces: a microphone goes on, and a pause ends an utterance.
const AFTER: usize = 100;

/// The longest file: an hour at 48 kHz, 16 bits.
const FILE_BYTES: u64 = 3_600 * 2 * FULL_RATE as u64;

/// Somebody who plays cases on one menu.
pub struct Player {
    lexicon: Arc<Lexicon>,
    state: State,
    recogniser: Option<Box<dyn Recogniser>>,
    vad: Vad,
}

/// What came of a case.
#[derive(Debug, Default)]
pub struct Played {
    /// What was heard and said, utterance by utterance.
    pub turns: Vec<PlayedTurn>,
    /// Lines that could be sent.
    pub cart: Vec<Line>,
    /// All lines.
    pub lines: Vec<PlayedLine>,
    /// The choice that is asked for.
    pub asks: Option<Asks>,
    /// Whether the last thing said asks back: whether it was heard right, or which was meant.
    pub asked_back: bool,
    /// What was refused on the way.
    pub refuses: Vec<Refuses>,
    /// Whether the order was placed.
    pub submitted: bool,
    /// How long the sound was.
    pub sound: Duration,
    /// How long the front end worked on it.
    pub front: Duration,
    /// How long the recogniser worked on it.
    pub recognised: Duration,
}

/// One utterance and its answer.
#[derive(Debug)]
pub struct PlayedTurn {
    /// What was heard, or typed.
    pub heard: Heard,
    /// What was answered.
    pub says: String,
    /// From the end of speech, as the front end saw it, to the words; nothing for what was typed.
    pub words_after: Option<Duration>,
    /// The same to the cart.
    pub cart_after: Option<Duration>,
}

/// A line of the cart with its marks.
#[derive(Debug)]
pub struct PlayedLine {
    /// What it is.
    pub line: Line,
    /// Whether it may have been misheard.
    pub unsure: bool,
    /// Whether it waits for a choice.
    pub open: bool,
}

/// Why a case cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// Its sound cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is no sound.
    #[error("{}: {error}", path.display())]
    Wav {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: WavError,
    },
    /// Its rate is strange.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// It has sounds, and there is no recogniser.
    #[error("there is no recogniser to hear {0} with")]
    Deaf(String),
    /// The recogniser failed.
    #[error(transparent)]
    Hear(#[from] HearError),
}

impl Player {
    /// For the menu of `lexicon`; without an engine only what is typed can be played.
    ///
    /// # Errors
    /// When the engine opens no recogniser.
    pub fn new(
        lexicon: Arc<Lexicon>,
        engine: Option<&dyn Engine>,
        vad: Vad,
    ) -> Result<Self, HearError> {
        let state = State {
            menu: Some(lexicon.menu().clone()),
            ..State::default()
        };
        Ok(Self {
            lexicon,
            state,
            recogniser: engine.map(|engine| engine.open()).transpose()?,
            vad,
        })
    }

    /// Plays a case whose sounds are in `folder`.
    ///
    /// # Errors
    /// When a sound cannot be had, or not be heard.
    pub fn play(&mut self, case: &Case, folder: &Path) -> Result<Played, PlayError> {
        let paths = case.sounds.iter().map(|sound| folder.join(sound));
        let clips: Vec<Clip> = paths.map(|path| clip(&path)).collect::<Result<_, _>>()?;
        self.play_clips(case, &clips)
    }

    /// Plays a case whose last turns are these sounds; the turns before them are typed.
    ///
    /// # Errors
    /// When a sound cannot be heard.
    pub fn play_clips(&mut self, case: &Case, clips: &[Clip]) -> Result<Played, PlayError> {
        let mut dialogue = Dialogue::new(self.lexicon.clone());
        let mut played = Played::default();
        let typed = case.turns.len().saturating_sub(clips.len());
        for text in &case.turns[..typed] {
            self.take(&mut dialogue, Heard::typed(text), None, &mut played);
        }
        for clip in clips {
            self.listen(&mut dialogue, clip, &mut played)?;
        }
        self.sum_up(&dialogue, &mut played);
        Ok(played)
    }

    /// One utterance, typed or heard, and `after` how long it was known.
    fn take(
        &self,
        dialogue: &mut Dialogue,
        heard: Heard,
        after: Option<Duration>,
        played: &mut Played,
    ) {
        let began = Instant::now();
        let turn = dialogue.hear(&self.state, 0, &heard);
        let thought = began.elapsed();
        played
            .refuses
            .extend(turn.refused.iter().map(|refused| Refuses {
                item: refused.item.as_ref().map(ToString::to_string),
                code: refused.code.to_string(),
            }));
        played.asks = turn.asks.map(|need| Asks {
            item: need.item.to_string(),
            need: need.choice.as_str().to_owned(),
        });
        if turn.wants_submit {
            played.submitted = true;
            dialogue.submitted(Ok(Placed { number: Some(1) }));
        }
        played.turns.push(PlayedTurn {
            heard,
            says: turn.says,
            words_after: after,
            cart_after: after.map(|after| after + thought),
        });
    }

    /// One sound, in which there may be several utterances, or none.
    fn listen(
        &mut self,
        dialogue: &mut Dialogue,
        clip: &Clip,
        played: &mut Played,
    ) -> Result<(), PlayError> {
        let Some(mut recogniser) = self.recogniser.take() else {
            return Err(PlayError::Deaf(format!("a sound of {:?}", clip.duration())));
        };
        let heard = self.hear(&mut *recogniser, dialogue, clip, played);
        self.recogniser = Some(recogniser);
        heard
    }

    fn hear(
        &self,
        recogniser: &mut dyn Recogniser,
        dialogue: &mut Dialogue,
        clip: &Clip,
        played: &mut Played,
    ) -> Result<(), PlayError> {
        let clip = clip.at(FULL_RATE)?;
        let mut front = Front::new(FULL_RATE, Listening::Open(self.vad))?;
        let silence = [0; PIECE];
        let pieces = clip.samples.chunks(PIECE);
        let pieces = pieces.chain(std::iter::repeat_n(&silence[..], AFTER));
        // When the latest piece came, and when all that came before was worked on.
        let (mut came, mut free) = (Duration::ZERO, Duration::ZERO);
        for piece in pieces {
            came += PIECE_TIME;
            let (mut stopped, mut recognised) = (false, Duration::ZERO);
            let began = Instant::now();
            front.push(piece, |event| {
                let began = Instant::now();
                match event {
                    Event::Level(_) => return,
                    Event::Started { .. } => recogniser.begin(&dialogue.cue()),
                    Event::Sound(sound) => drop(recogniser.feed(sound)),
                    Event::Stopped { why, .. } => stopped = why != Stop::Dropped,
                }
                recognised += began.elapsed();
            });
            played.front += began.elapsed().saturating_sub(recognised);
            if stopped {
                let began = Instant::now();
                let heard = recogniser.finish()?;
                recognised += began.elapsed();
                let done = free.max(came) + recognised;
                self.take(dialogue, heard, Some(done - came), played);
            }
            played.recognised += recognised;
            free = free.max(came) + recognised;
        }
        played.sound += clip.duration();
        Ok(())
    }

    fn sum_up(&self, dialogue: &Dialogue, played: &mut Played) {
        let cart = dialogue.cart();
        played.cart = cart.sendable(&self.state).map(line).collect();
        let menu = self.lexicon.menu();
        let lines = cart.lines().iter().map(|of_cart| PlayedLine {
            line: line(of_cart),
            unsure: of_cart.unsure,
            open: of_cart.need(menu).is_some(),
        });
        played.lines = lines.collect();
        let question = dialogue.question();
        played.asked_back = matches!(
            question,
            Question::Sure | Question::Said { .. } | Question::Which(_)
        );
    }
}

/// A sound of a file.
///
/// # Errors
/// When it cannot be read, or is no sound.
pub fn clip(path: &Path) -> Result<Clip, PlayError> {
    let read = || -> io::Result<Vec<u8>> {
        if fs::metadata(path)?.len() > FILE_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        fs::read(path)
    };
    let bytes = read().map_err(|error| PlayError::Read {
        path: path.to_owned(),
        error,
    })?;
    Clip::from_wav(&bytes).map_err(|error| PlayError::Wav {
        path: path.to_owned(),
        error,
    })
}

fn line(line: &CartLine) -> Line {
    Line {
        item: line.item.to_string(),
        quantity: line.quantity,
        size: line.size.as_ref().map(ToString::to_string),
        modifiers: line.modifiers.iter().map(ToString::to_string).collect(),
    }
}
