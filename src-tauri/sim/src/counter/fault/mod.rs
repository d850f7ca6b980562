//! Faults of a session at a counter: one table for stories, benchmark and `cargo xtask fault`.

mod ended;
mod play;
mod stage;

pub use ended::{Ended, Outcome};
pub use stage::Stage;

use crate::sound::shown;
use clap::ValueEnum;
use speech::sound::Clip;
use std::time::Duration;

/// What the guest says.
pub const WORDS: &str = "two brownies please";
/// What that puts into the cart.
pub const ITEM: &str = "brownie";
/// As above.
const MANY: u32 = 2;
/// What was put there by hand before, and is to be there in the end.
pub const TAPPED: &str = "coleslaw";

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fault {
    /// The first event of the session is lost on its way
    LostFirstEvents,
    /// The words of the guest come after the whole reply
    LateFinals,
    /// The button is held, and nobody speaks
    EmptyAudio,
    /// The button is let go as soon as it is pressed
    ShortPress,
    /// The button is pressed twice, and let go twice
    DoublePress,
    /// The microphone is unplugged in the middle of a word
    DeviceLost,
    /// The system does not let us have the microphone
    DeviceRefused,
    /// The session breaks, and its token is none any more
    TokenExpired,
    /// What the session is to know is more than it takes
    OversizedConfiguration,
    /// The network is away for a second, the order just said
    #[value(name = "cut-1s")]
    Cut1s,
    /// The same for five seconds
    #[value(name = "cut-5s")]
    Cut5s,
    /// The same for twenty seconds
    #[value(name = "cut-20s")]
    Cut20s,
    /// The server is killed, the order just said, and started again
    ServerKilled,
    /// The reply never comes
    NoReply,
    /// A tool is called that there is not
    UnknownTool,
}

/// The button, ready (design, counter voice).
const READY: &str = "Hold to talk";
/// While it is held (design, counter voice).
const LISTENING: &str = "Listening";
/// What the button says where there is no voice (design brief, section 8).
const VOICE_IS_OFF: &str = "Voice is off, tap to add";

/// What was said is lost, and nothing of it was taken (design brief, section 9: what happened,
/// then what to do).
const NOT_TAKEN: &str = "Your words did not get through. Say it again.";

impl Fault {
    /// What the guest reads, in this order, whatever he reads besides: the design's words.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            // It costs a second at most, and nobody is bothered with it.
            Self::LostFirstEvents | Self::OversizedConfiguration => {
                &[READY, LISTENING, "Let go when done", READY]
            }
            Self::LateFinals | Self::DoublePress => &[READY, LISTENING, "Understanding", READY],
            Self::EmptyAudio => &[LISTENING, "Didn't hear anything.", READY, LISTENING],
            Self::ShortPress => &["Hold the button while you speak.", READY, LISTENING],
            Self::DeviceLost => &[
                LISTENING,
                "Counter headset came unplugged. Plug it back in, or tap to add.",
                READY,
            ],
            Self::DeviceRefused => &[
                LISTENING,
                "The microphone is not allowed. Allow it in this device's settings.",
                READY,
                LISTENING,
            ],
            Self::TokenExpired => &[
                VOICE_IS_OFF,
                "The voice server ended the session. Trying again by itself.",
                READY,
                LISTENING,
            ],
            Self::Cut1s | Self::Cut5s => &[LISTENING, "Understanding", READY],
            Self::Cut20s => &[
                "Understanding",
                VOICE_IS_OFF,
                "The voice session does not answer. Trying again by itself.",
                NOT_TAKEN,
                "No way through the network for voice. Trying again by itself.",
                READY,
                LISTENING,
            ],
            Self::ServerKilled => &[
                "Understanding",
                VOICE_IS_OFF,
                NOT_TAKEN,
                "The kitchen server cannot be reached. Trying again by itself.",
                READY,
                LISTENING,
            ],
            Self::NoReply => &[
                "Understanding",
                "No answer came. The order is as you see it.",
                LISTENING,
            ],
            Self::UnknownTool => &[
                "Understanding",
                "The assistant asked for something that this counter cannot do.",
                LISTENING,
            ],
        }
    }

    /// How long the network is away.
    fn cut(self) -> Option<Duration> {
        match self {
            Self::Cut1s => Some(Duration::from_secs(1)),
            Self::Cut5s => Some(Duration::from_secs(5)),
            Self::Cut20s => Some(Duration::from_secs(20)),
            _ => None,
        }
    }

    /// What the guest says, as sound, with a moment before and behind it.
    ///
    /// # Errors
    /// When there is nobody to speak.
    pub fn clip() -> anyhow::Result<Clip> {
        let clip = shown()[0].say(WORDS)?;
        let pause = vec![0; clip.rate as usize / 5];
        let samples = [&*pause, &*clip.samples, &*pause].concat();
        Ok(Clip { samples, ..clip })
    }
}
