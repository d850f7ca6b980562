//! One display's connection, as rules without IO: what a frame asks for, when to look for signs
//! of life, and when to close with which code (PROTOCOL, section 4).

use super::bucket::Bucket;
use crate::{
    auth::Role,
    command::{ReadCommand, allowed, parse_command},
};
use kitchen::CommandId;
use scope::time::Instant;
use serde_json::Value;
use std::time::Duration;
use wire::{ErrorCode, HELLO_WITHIN, Hello, ServerFrame, close};

/// How often the client is asked for a sign: two questions may go unanswered.
const PING_EVERY: Duration = Duration::from_secs(10);

/// A client that gave no sign for so long is not there any more. A display of ours speaks every
/// second; the rest is patience with those that only answer pings.
const SILENT_FOR: Duration = Duration::from_secs(30);

/// Commands of one connection that are not answered yet. At this many no more is read, so the
/// client's own socket holds the rest back.
pub(super) const IN_FLIGHT: usize = 32;

/// Why a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Close {
    /// For the client to act on.
    pub code: u16,
    /// For a person who looks. At most 123 bytes (RFC 6455, section 5.5.1).
    pub reason: &'static str,
}

impl Close {
    /// Says why.
    pub const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

/// What the driver shall do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    /// Nothing.
    Nothing,
    /// See who it is, then call [`Machine::open`].
    Greet(Box<Hello>),
    /// Have it decided; count on [`Machine::answered`].
    Submit(CommandId, Box<ReadCommand>),
    /// Answer at once.
    Reply(Box<ServerFrame>),
    /// Ask for a sign.
    Ping,
    /// End.
    Close(Close),
}

impl Action {
    fn close(code: u16, reason: &'static str) -> Self {
        Self::Close(Close::new(code, reason))
    }
}

#[derive(Debug)]
enum Phase {
    Greeting {
        until: Instant,
    },
    Open {
        role: Role,
        heard_at: Instant,
        ping_at: Instant,
    },
}

/// A connection from its first frame to its last.
#[derive(Debug)]
pub(super) struct Machine {
    phase: Phase,
    in_flight: usize,
    bucket: Bucket,
}

impl Machine {
    /// A connection that has just begun.
    pub fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Greeting {
                until: now + HELLO_WITHIN,
            },
            in_flight: 0,
            bucket: Bucket::new(now),
        }
    }

    /// The client may stream, as `role`.
    pub fn open(&mut self, role: Role, now: Instant) {
        self.phase = Phase::Open {
            role,
            heard_at: now,
            ping_at: now + PING_EVERY,
        };
    }

    /// Whether the next frame may be read.
    pub fn listens(&self) -> bool {
        self.in_flight < IN_FLIGHT
    }

    /// A command was answered.
    pub fn answered(&mut self, now: Instant) {
        if !self.listens() {
            // What it said meanwhile could not be heard.
            self.heard(now);
        }
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// A ping or pong of the WebSocket itself.
    pub fn sign(&mut self, now: Instant) -> Action {
        self.heard(now);
        self.count(now).unwrap_or(Action::Nothing)
    }

    /// A text frame.
    pub fn text(&mut self, text: &str, now: Instant, now_ms: i64) -> Action {
        self.heard(now);
        if let Some(flood) = self.count(now) {
            return flood;
        }
        let Ok(Value::Object(mut frame)) = serde_json::from_str(text) else {
            return Action::close(close::BAD_FRAME, "not a JSON object");
        };
        let Some(Value::String(kind)) = frame.remove("type") else {
            return Action::close(close::BAD_FRAME, "a frame names its type");
        };
        match (&self.phase, kind.as_str()) {
            (Phase::Greeting { .. }, "hello") => hello(frame),
            (Phase::Greeting { .. }, _) => {
                Action::close(close::BAD_FRAME, "the first frame is hello")
            }
            (Phase::Open { role, .. }, "command") => {
                let action = command(*role, &mut frame);
                if let Action::Submit(..) = action {
                    self.in_flight += 1;
                }
                action
            }
            (Phase::Open { .. }, "ping") => match frame.get("t").and_then(Value::as_i64) {
                Some(t) => Action::Reply(Box::new(ServerFrame::Pong {
                    t,
                    server_time_ms: now_ms,
                })),
                None => Action::close(close::BAD_FRAME, "a ping's t is an integer"),
            },
            (Phase::Open { .. }, "hello") => Action::close(close::BAD_FRAME, "a second hello"),
            (Phase::Open { .. }, _) => Action::close(close::BAD_FRAME, "an unknown type"),
        }
    }

    /// When to call [`Machine::timeout`] at the latest.
    pub fn poll_timeout(&self) -> Instant {
        match self.phase {
            Phase::Greeting { until } => until,
            Phase::Open {
                heard_at, ping_at, ..
            } if self.listens() => ping_at.min(heard_at + SILENT_FOR),
            Phase::Open { ping_at, .. } => ping_at,
        }
    }

    /// Time has passed.
    pub fn timeout(&mut self, now: Instant) -> Action {
        let listens = self.listens();
        match &mut self.phase {
            Phase::Greeting { until } if now >= *until => {
                Action::close(close::NO_HELLO, "no hello in time")
            }
            Phase::Open { heard_at, .. } if listens && now >= *heard_at + SILENT_FOR => {
                Action::close(close::TOO_MANY, "no sign of life")
            }
            Phase::Open { ping_at, .. } if now >= *ping_at => {
                *ping_at = now + PING_EVERY;
                Action::Ping
            }
            Phase::Greeting { .. } | Phase::Open { .. } => Action::Nothing,
        }
    }

    fn heard(&mut self, now: Instant) {
        if let Phase::Open { heard_at, .. } = &mut self.phase {
            *heard_at = now;
        }
    }

    fn count(&mut self, now: Instant) -> Option<Action> {
        let flood = !self.bucket.take(now);
        flood.then(|| Action::close(close::TOO_MANY, "too many frames"))
    }
}

fn hello(frame: serde_json::Map<String, Value>) -> Action {
    if frame.get("token").is_none_or(Value::is_null) {
        return Action::close(close::NOT_AUTHENTICATED, "hello without a token");
    }
    match serde_json::from_value::<Hello>(Value::Object(frame)) {
        Ok(hello) if hello.device.id.is_empty() => {
            Action::close(close::BAD_FRAME, "hello names its device")
        }
        Ok(hello) => Action::Greet(Box::new(hello)),
        Err(_) => Action::close(close::BAD_FRAME, "not a hello"),
    }
}

fn command(role: Role, frame: &mut serde_json::Map<String, Value>) -> Action {
    let id = frame.get("id").and_then(Value::as_str);
    let Some(Ok(id)) = id.map(str::parse::<CommandId>) else {
        return Action::close(close::BAD_FRAME, "a command's id is a UUID");
    };
    let body = frame.remove("body").unwrap_or(Value::Null);
    match parse_command(body) {
        Ok(read) if allowed(role, &read.command) => Action::Submit(id, Box::new(read)),
        Ok(_) => {
            let message = format!("a token of role {} may not do that", role.as_str());
            refused(id, ErrorCode::NotAllowed, message, None)
        }
        Err(bad) => refused(id, bad.code, bad.message, bad.field),
    }
}

fn refused(id: CommandId, code: ErrorCode, message: String, field: Option<String>) -> Action {
    Action::Reply(Box::new(ServerFrame::Refused {
        id,
        code,
        message,
        field,
    }))
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
