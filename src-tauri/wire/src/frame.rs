//! The stream's frames: one JSON object per text frame, tagged by `type` (PROTOCOL, section 4).

use crate::ErrorCode;
use kitchen::{Command, CommandId, EventRecord, State, UnixMs};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "heard.v1";
/// The largest `hello`. PROTOCOL, section 4.
pub const HELLO_BYTES: usize = 4 * 1024;
/// How long a client may take to say hello. PROTOCOL, section 4.
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// The largest frame a client may send: an order of the largest size HTTP takes.
pub const CLIENT_FRAME_BYTES: usize = 256 * 1024;
/// The largest frame a server sends: a snapshot of a kitchen with thousands of open orders.
pub const SERVER_FRAME_BYTES: usize = 512 * 1024 * 1024;

/// What a client says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame.
    Hello(Hello),
    /// Something is to happen.
    Command {
        /// Chosen by the client: the same id twice has one effect and the same answer.
        id: CommandId,
        /// What.
        body: Command,
    },
    /// Are you there?
    Ping {
        /// Anything; it comes back.
        t: i64,
    },
}

/// Who a client is, and what it knows already.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// A bearer token.
    pub token: String,
    /// The device that speaks.
    pub device: Device,
    /// Where it wants to go on from.
    #[serde(default)]
    pub resume: Option<Cursor>,
}

impl std::fmt::Debug for Hello {
    /// Without the token: what is logged is read by many.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hello")
            .field("device", &self.device)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

/// A device, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Unique in the restaurant: a newer connection of it replaces the older.
    pub id: String,
    /// As people call it.
    #[serde(default)]
    pub name: String,
    /// The version it runs.
    #[serde(default)]
    pub version: String,
}

/// A place in a restaurant's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which log: another epoch is not the continuation of this one.
    pub epoch: String,
    /// The last event known.
    pub seq: u64,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to hello.
    Welcome(Welcome),
    /// What happened: always the next numbers.
    Events {
        /// In order.
        events: Vec<EventRecord>,
    },
    /// The command is on disk.
    Ack {
        /// Which.
        id: CommandId,
        /// The last event it caused, or of the log where it caused none.
        seq: u64,
    },
    /// The command is not carried out.
    Refused {
        /// Which.
        id: CommandId,
        /// Why, to match on.
        code: ErrorCode,
        /// Why, to read.
        message: String,
        /// JSON pointer into the body, where one field is at fault.
        #[serde(default)]
        field: Option<String>,
    },
    /// I am here.
    Pong {
        /// As it was sent.
        t: i64,
        /// By the server's clock.
        server_time_ms: UnixMs,
    },
    /// Something to know.
    Notice(Notice),
}

/// What stands before the type in a frame that says its type first, as all of our server do.
const TYPE_FIRST: &str = r#"{"type":""#;

impl ServerFrame {
    /// Reads a frame. A large one that says its type first is read in one go; any other as serde
    /// reads tagged enums, which takes all of it apart before it looks for the type.
    ///
    /// # Errors
    /// A text that is no frame of ours.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Events {
            events: Vec<EventRecord>,
        }
        let rest = text.strip_prefix(TYPE_FIRST);
        match rest.and_then(|rest| rest.split_once('"')) {
            Some(("events", _)) => {
                let Events { events } = serde_json::from_str(text)?;
                Ok(Self::Events { events })
            }
            Some(("welcome", _)) => serde_json::from_str(text).map(Self::Welcome),
            _ => serde_json::from_str(text),
        }
    }
}

/// The server's answer to hello: everything, or what has happened since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Which log this is.
    pub epoch: String,
    /// The last event of `snapshot`, or of `events`.
    pub seq: u64,
    /// By the server's clock.
    pub server_time_ms: UnixMs,
    /// Which restaurant.
    pub restaurant: String,
    /// How often the client shall ping, in ms.
    pub heartbeat_ms: u64,
    /// Everything, where `resume` could not be continued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Arc<State>>,
    /// What has happened since `resume`, where it could. Longer than one frame should be,
    /// the rest follows in `events` frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventRecord>>,
}

/// Something to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A newer version can be had.
    UpdateAvailable {
        /// Which.
        version: String,
    },
    /// The server ends; come back.
    ShuttingDown,
    /// The client read too slowly and is cut off.
    SlowConsumer,
    /// A kind of a later version.
    #[serde(other)]
    Unknown,
}

/// Why a stream was closed (PROTOCOL, section 4).
pub mod close {
    /// The server ends.
    pub const GOING_AWAY: u16 = 1001;
    /// A frame was too large.
    pub const TOO_LARGE: u16 = 1009;
    /// A frame was no frame.
    pub const BAD_FRAME: u16 = 4400;
    /// The token is unknown or revoked.
    pub const NOT_AUTHENTICATED: u16 = 4401;
    /// The token's role may not stream.
    pub const NOT_ALLOWED: u16 = 4403;
    /// No hello in time.
    pub const NO_HELLO: u16 = 4408;
    /// The same device connected anew.
    pub const REPLACED: u16 = 4409;
    /// The client reads too slowly, or sends too much.
    pub const TOO_MANY: u16 = 4429;
}
