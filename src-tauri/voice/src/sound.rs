//! What a voice session hears and says with: the seam between it and the devices of this machine.
//!
//! [`Devices`] is the microphone and the loudspeaker that people have. Whoever has neither (a test, a
//! benchmark) implements [`Sound`] with what it has: recorded speech in, a file out.

mod level;
mod listening;
mod state;

use std::time::Duration;

use tokio::sync::watch;

pub use crate::device::{Devices, Listed, Named, SoundSettings};
pub use level::{Level, Zone};
pub use listening::Listening;
pub use state::{MicState, SpeakerState};

pub(crate) use level::{Gauge, Meter};
pub(crate) use listening::{Source, listening};

/// Samples of one frame: 20 ms.
pub const FRAME: usize = peer::FRAME;

/// Samples a second, mono.
pub const RATE: u32 = peer::RATE;

/// 20 ms of sound, 48 kHz mono: what a connection takes and gives.
pub type Frame = peer::Frame;

/// How much of what was to be said has been heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// Since the start, silence between words included.
    pub played: Duration,
    /// What waits, or is on its way through the device. Zero: everything was heard.
    pub queued: Duration,
}

/// Somebody's ears and mouth. Every call returns at once; what becomes of the devices is in their states.
pub trait Sound: Send + Sync + 'static {
    /// Opens the microphone, for as long as the [`Listening`] lives. Whoever listened before hears no
    /// more.
    fn listen(&self) -> Listening;

    /// What becomes of the microphone.
    fn mic(&self) -> watch::Receiver<MicState>;

    /// How loud it is now.
    fn level(&self) -> Level;

    /// Says a frame after those that wait. Silence need not be left out.
    fn say(&self, frame: &Frame);

    /// Is silent at once, and forgets what waits: how much of it was not heard.
    fn clear(&self) -> Duration;

    /// How much has been heard.
    fn heard(&self) -> Played;

    /// What becomes of the loudspeaker.
    fn loudspeaker(&self) -> watch::Receiver<SpeakerState>;
}

impl<S: Sound + ?Sized> Sound for std::sync::Arc<S> {
    fn listen(&self) -> Listening {
        (**self).listen()
    }

    fn mic(&self) -> watch::Receiver<MicState> {
        (**self).mic()
    }

    fn level(&self) -> Level {
        (**self).level()
    }

    fn say(&self, frame: &Frame) {
        (**self).say(frame);
    }

    fn clear(&self) -> Duration {
        (**self).clear()
    }

    fn heard(&self) -> Played {
        (**self).heard()
    }

    fn loudspeaker(&self) -> watch::Receiver<SpeakerState> {
        (**self).loudspeaker()
    }
}
