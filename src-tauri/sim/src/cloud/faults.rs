//! What goes wrong at the provider, when a test wants it to.

use std::{collections::VecDeque, time::Duration};

/// A fault of one request for a token or a call.
#[derive(Debug, Clone, PartialEq)]
pub enum HttpFault {
    /// An answer with that status and that code in its body.
    Status(u16, &'static str),
    /// An answer that is not what was promised: this text, with 200.
    Garbage(&'static str),
    /// The answer takes that long.
    Slow(Duration),
    /// There never is one.
    Silence,
    /// The connection is closed instead.
    Broken,
}

/// A fault of one WebSocket's beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenFault {
    /// An answer by HTTP instead of the upgrade.
    Status(u16, &'static str),
    /// The socket opens, and the first request is answered with "Ephemeral token expired"
    /// (REALTIME, section 2).
    Expired,
    /// The socket opens, says an error of that code, and closes with that close code.
    Refused(&'static str, u16),
    /// The socket opens and says nothing.
    Silence,
    /// The connection is closed instead.
    Broken,
}

/// Faults to come; each happens once, in order.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub http: VecDeque<HttpFault>,
    pub open: VecDeque<OpenFault>,
}

/// What a test does to a running session.
#[derive(Debug, Clone)]
pub(super) enum Poke {
    /// Sends an event as it is.
    Say(serde_json::Value),
    /// Sends text that may be no event at all.
    Text(String),
    /// Its hour has passed.
    Expire,
    /// Closes it.
    Close(u16),
    /// Breaks its connection off.
    Break,
}
