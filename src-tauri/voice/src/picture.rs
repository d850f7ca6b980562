//! What is known of the voice, for whoever draws it: always the latest, whole.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::fault::{Phase, WayOut};
use crate::sound::{Level, MicState, SpeakerState};
use crate::transcript::Said;
use crate::turn::{State, Words};

/// Entries of the log: an evening's sessions, or a bad minute.
pub const LOG: usize = 50;
/// Sessions that are remembered: a page of the diagnostics.
pub const SESSIONS: usize = 20;

/// Everything that is known of the voice. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct VoicePicture {
    /// Where the turn stands.
    pub turn: TurnShown,
    /// How the last turn ended, where a person should know.
    pub notice: Option<Words>,
    /// What was said, the oldest first.
    pub said: Arc<[Said]>,
    /// How loud it is, while somebody is listened to.
    pub level: Option<Level>,
    /// The microphone.
    pub mic: MicState,
    /// The loudspeaker.
    pub loudspeaker: SpeakerState,
    /// The microphone opens by itself, whenever it is the guest's turn.
    pub hands_free: bool,
    /// The last reply, to be said again.
    pub again: Again,
    /// The connection.
    pub facts: Facts,
    /// What happened, the oldest first; at most [`LOG`].
    pub log: Arc<VecDeque<Entry>>,
    /// The sessions, the oldest first; at most [`SESSIONS`]. The last may still be open.
    pub sessions: Arc<VecDeque<SessionShown>>,
    /// Events of the host that are not known here, by type, and how often they came.
    pub unknown: Arc<[(String, u64)]>,
}

/// Where a turn stands, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TurnShown {
    /// No session: a press makes one.
    Off,
    /// A session is being made.
    Connecting,
    /// Press and speak.
    Ready,
    /// Somebody is listened to: the microphone is open.
    Recording,
    /// What was said is being understood, and the reply made.
    Understanding,
    /// The reply is heard.
    Speaking,
    /// No session, and why.
    Failed {
        /// How far it had come.
        phase: Phase,
        /// As a person reads it.
        words: Words,
        /// What can be done.
        way_out: WayOut,
    },
}

impl From<&State> for TurnShown {
    fn from(state: &State) -> Self {
        match state {
            State::Off => Self::Off,
            State::Connecting { .. } | State::Configuring { .. } => Self::Connecting,
            State::Ready => Self::Ready,
            State::Recording { .. } => Self::Recording,
            State::Committing { .. } | State::Understanding { .. } | State::Replying { .. } => {
                Self::Understanding
            }
            State::Speaking { .. } => Self::Speaking,
            State::Failed { fault, .. } => Self::Failed {
                phase: fault.phase,
                words: fault.words.clone(),
                way_out: fault.way_out,
            },
        }
    }
}

/// What becomes of the last reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Again {
    /// There is none, or nothing to say it with; or the order is another one since.
    #[default]
    Nothing,
    /// It can be said again.
    Kept,
    /// It is being said again; a press ends it.
    Sounding,
}

/// How the connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// How far it is.
    pub webrtc: Webrtc,
    /// Since when, in Unix milliseconds by this machine's clock.
    pub since_ms: i64,
    /// Whether the data channel is open.
    pub channel_open: bool,
    /// How long the other end took to answer the smallest question, the last time.
    pub round_trip: Option<Duration>,
    /// Packets of sound that never came, in millionths; `None` before there were any.
    pub lost_ppm: Option<u32>,
    /// Who listens: a provider's name, or `None`: the kitchen's own server.
    pub provider: Option<Arc<str>>,
    /// How the last session ended.
    pub last_close: Option<Close>,
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Webrtc {
    /// There is none.
    Closed,
    /// It is being made.
    Connecting,
    /// It is there.
    Connected,
}

impl Webrtc {
    /// As one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
        }
    }
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// Who ended it: `us`, `peer`, `lost`, `deadline` or `host`.
    pub by: &'static str,
    /// How far it had come.
    pub phase: Phase,
    /// Why.
    pub reason: Cow<'static, str>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// How far the session had come.
    pub phase: Phase,
    /// What, without anything that anybody said.
    pub what: Cow<'static, str>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionShown {
    /// It is the so-manieth since the start.
    pub number: u64,
    /// When it was begun, in Unix milliseconds.
    pub began_ms: i64,
    /// How long it lasted; `None` while it does.
    pub lasted: Option<Duration>,
    /// Takes that were answered for.
    pub turns: u32,
    /// See [`Facts::round_trip`].
    pub round_trip: Option<Duration>,
    /// Why it ended.
    pub closed: Option<Cow<'static, str>>,
    /// Names of what it left behind; empty is as it should be, `None` while that is not known.
    pub left_behind: Option<Vec<String>>,
}
