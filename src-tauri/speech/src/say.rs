//! Replies as sound: a synthesiser of this machine.

mod child;
#[cfg(all(test, unix))]
mod tests;

pub use child::Synthesiser;

use crate::sound::{FULL_RATE, RateError, WavError};
use std::{io, time::Duration};

/// What is said at once, in bytes: a read-back of a long order; a minute of speech.
pub const TEXT_BYTES: usize = 2_000;

/// Samples of one frame: 20 ms at [`FULL_RATE`], one packet of Opus.
pub const FRAME: usize = FULL_RATE as usize / 50;

/// How long a synthesiser may take. `espeak-ng` takes 20 ms for a sentence; a neural one on two
/// cores about as long as the speech lasts.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// Something that speaks.
pub trait Mouth: Send + Sync {
    /// Speaks `text`, `speed` times as fast as it would (0.25 to 1.5): blocks until it is known
    /// how, at most [`DEADLINE`], and answers at once when
    /// `stop` says so (it is asked every few milliseconds).
    ///
    /// # Errors
    /// When nothing can be heard of it.
    fn say(&self, text: &str, speed: f64, stop: &dyn Fn() -> bool) -> Result<Spoken, SayError>;
}

/// A reply as sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// At [`FULL_RATE`], mono, whole frames.
    samples: Vec<i16>,
}

impl Spoken {
    /// Its frames of 20 ms, the last filled up with silence.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = &[i16; FRAME]> {
        self.samples.as_chunks::<FRAME>().0.iter()
    }

    /// Its samples, whole frames.
    pub fn into_samples(self) -> Vec<i16> {
        self.samples
    }

    /// How long it is.
    pub fn duration(&self) -> Duration {
        Duration::from_millis(20) * u32::try_from(self.frames().len()).unwrap_or(u32::MAX)
    }
}

/// Why a reply is not heard.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// It is too long to be said at once.
    #[error("a reply of {0} bytes is too long to be said; at most {TEXT_BYTES} are")]
    TooLong(usize),
    /// The synthesiser does not start.
    #[error("cannot start {program}: {error}")]
    Start {
        /// Its name.
        program: String,
        /// What the system says.
        error: io::Error,
    },
    /// It ended with a failure.
    #[error("{program} failed ({status}): {said}")]
    Failed {
        /// Its name.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The start of what it said about it.
        said: String,
    },
    /// It took too long.
    #[error("the synthesiser took longer than {DEADLINE:?}")]
    Late,
    /// It gave more sound than a reply has.
    #[error("the synthesiser gave more than {0} bytes of sound")]
    TooMuch(u64),
    /// Nobody wants to hear it any more.
    #[error("it is not wanted any more")]
    Stopped,
    /// What it gave is no sound.
    #[error(transparent)]
    Wav(#[from] WavError),
    /// What it gave has a strange rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// The files between it and us.
    #[error("a file for the synthesiser: {0}")]
    File(#[from] io::Error),
}
