//! What goes wrong with a voice session, where, and what a person can do about it.

use std::borrow::Cow;
use std::fmt;

/// How far a session had come when something went wrong (REALTIME.md 7.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// A token was being asked for.
    Token,
    /// The microphone was being opened.
    Microphone,
    /// Our offer was being made.
    Offer,
    /// The offer was on its way to whoever answers it.
    Signalling,
    /// The answer was being read.
    Answer,
    /// A way through the network was being looked for, up to the open data channel.
    Transport,
    /// The session was being told our settings.
    Configuration,
    /// The session ran.
    Session,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Token,
        Self::Microphone,
        Self::Offer,
        Self::Signalling,
        Self::Answer,
        Self::Transport,
        Self::Configuration,
        Self::Session,
    ];

    /// As one lower-case word, for logs and diagnostics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Microphone => "mic",
            Self::Offer => "offer",
            Self::Signalling => "signalling",
            Self::Answer => "answer",
            Self::Transport => "transport",
            Self::Configuration => "config",
            Self::Session => "session",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a person can do about a fault. Ordering by touch is always another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayOut {
    /// Nothing: it is tried again by itself.
    Wait,
    /// Press to try again.
    Press,
    /// Pair this device with the kitchen server again.
    Pair,
    /// Order by touch: voice is not to be had here.
    Touch,
}

/// Why there is no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{phase}: {words}")]
pub struct Fault {
    /// How far it had come.
    pub phase: Phase,
    /// As a person reads it.
    pub words: Cow<'static, str>,
    /// What can be done.
    pub way_out: WayOut,
}

impl Fault {
    /// A fault that passes: it is tried again.
    pub fn passing(phase: Phase, words: impl Into<Cow<'static, str>>) -> Self {
        Self::with(phase, words, WayOut::Wait)
    }

    /// A fault with another way out than waiting.
    pub fn with(phase: Phase, words: impl Into<Cow<'static, str>>, way_out: WayOut) -> Self {
        Self {
            phase,
            words: words.into(),
            way_out,
        }
    }
}
