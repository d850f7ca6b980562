//! Why the connection is in the phase that it is in, and whose doing that was.

use kitchen::ApplyError;
use std::fmt;
use wire::close;

/// What led from one phase to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The link began.
    Started,
    /// The pause was over.
    Due,
    /// Somebody asked to try now.
    Asked,
    /// The machine's network changed.
    NetworkChanged,
    /// The server is looked for elsewhere, or with another token.
    NewServer,
    /// The link ends.
    Ending,
    /// The socket is open.
    Opened,
    /// The server said welcome.
    Welcomed,
    /// The socket could not be opened.
    OpenFailed(String),
    /// No welcome in time.
    TimedOut,
    /// A live server was not heard for [`crate::limits::SILENCE`].
    Silent,
    /// This machine slept, or its clock was set far ahead.
    Slept,
    /// The socket broke.
    Lost(String),
    /// The server closed the connection.
    Closed {
        /// One of [`wire::close`], or WebSocket's own; `None` where it said none.
        code: Option<u16>,
        /// The server's words.
        reason: String,
    },
    /// The server said what cannot be.
    Fault(Fault),
}

/// Who was it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// This device.
    Us,
    /// The server.
    Server,
    /// What is between them.
    Network,
}

/// The server said what cannot be; the connection is closed and begins anew.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not one of the protocol's frames, or one of a later version.
    #[error("a frame cannot be read: {0}")]
    NotAFrame(String),
    /// A frame that has no place there.
    #[error("{0} came out of turn")]
    OutOfTurn(&'static str),
    /// A welcome with neither snapshot nor events.
    #[error("the welcome has neither snapshot nor events")]
    NoPicture,
    /// A snapshot of another number than it says.
    #[error("the snapshot is of event {is}, not {said}")]
    WrongSnapshot {
        /// By the welcome.
        said: u64,
        /// By the snapshot.
        is: u64,
    },
    /// Events that continue a log we do not have.
    #[error("the events continue another log")]
    OtherEpoch,
    /// The server knows less than it has told.
    #[error("the server speaks of event {said} when {known} is known")]
    Behind {
        /// By the welcome.
        said: u64,
        /// By the replica.
        known: u64,
    },
    /// Events that do not follow.
    #[error(transparent)]
    Events(#[from] ApplyError),
}

/// How soon to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Now: nothing was wrong with the server.
    AtOnce,
    /// Soon, then less and less so.
    Growing,
    /// As [`Pace::Growing`], but not soon: the server has too much to do.
    Busy,
    /// At the slow end: only a person can change what is wrong.
    Slow,
}

impl Cause {
    /// Whose doing it was.
    pub fn side(&self) -> Side {
        match self {
            Self::Welcomed | Self::Closed { .. } | Self::Fault(_) => Side::Server,
            Self::Opened | Self::OpenFailed(_) | Self::TimedOut | Self::Silent | Self::Lost(_) => {
                Side::Network
            }
            Self::Started
            | Self::Due
            | Self::Asked
            | Self::NetworkChanged
            | Self::NewServer
            | Self::Ending
            | Self::Slept => Side::Us,
        }
    }

    /// The close code, where there is one.
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Closed { code, .. } => *code,
            _ => None,
        }
    }

    pub(crate) fn pace(&self) -> Pace {
        match self {
            Self::Slept | Self::NewServer | Self::NetworkChanged | Self::Asked => Pace::AtOnce,
            Self::Closed {
                code: Some(code), ..
            } => match *code {
                close::NOT_AUTHENTICATED | close::NOT_ALLOWED | close::REPLACED => Pace::Slow,
                close::TOO_MANY => Pace::Busy,
                _ => Pace::Growing,
            },
            _ => Pace::Growing,
        }
    }

    /// Whether the server closed because of something that it was sent.
    pub(crate) fn blames_us(&self) -> bool {
        matches!(self.code(), Some(close::BAD_FRAME | close::TOO_LARGE))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started => f.write_str("the link began"),
            Self::Due => f.write_str("the pause is over"),
            Self::Asked => f.write_str("somebody asked to try now"),
            Self::NetworkChanged => f.write_str("the network changed"),
            Self::NewServer => f.write_str("the server's address or token changed"),
            Self::Ending => f.write_str("the link ends"),
            Self::Opened => f.write_str("the socket is open"),
            Self::Welcomed => f.write_str("the server said welcome"),
            Self::OpenFailed(error) => write!(f, "no connection: {error}"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Silent => f.write_str("the server fell silent"),
            Self::Slept => f.write_str("this machine slept"),
            Self::Lost(error) => write!(f, "connection lost: {error}"),
            Self::Closed { code, reason } => closed(f, *code, reason),
            Self::Fault(fault) => write!(f, "the server is at fault: {fault}"),
        }
    }
}

fn closed(f: &mut fmt::Formatter<'_>, code: Option<u16>, reason: &str) -> fmt::Result {
    let words = match code {
        Some(close::GOING_AWAY) => "the server is going away",
        Some(close::TOO_LARGE) => "a frame was too large for the server",
        Some(close::BAD_FRAME) => "the server could not read a frame",
        Some(close::NOT_AUTHENTICATED) => "the server does not know this device",
        Some(close::NOT_ALLOWED) => "this device may not show the kitchen",
        Some(close::NO_HELLO) => "the server heard no hello in time",
        Some(close::REPLACED) => "another device with this one's id is connected",
        Some(close::TOO_MANY) => "this device reads too slowly, or sends too much",
        _ => "the server closed the connection",
    };
    f.write_str(words)?;
    match (code, reason) {
        (None, "") => Ok(()),
        (None, reason) => write!(f, " ({reason})"),
        (Some(code), "") => write!(f, " ({code})"),
        (Some(code), reason) => write!(f, " ({code} {reason})"),
    }
}
