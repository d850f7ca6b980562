//! What goes in and out of a [`super::Host`] besides the events themselves.

use crate::error::{Code, Refusal};
use crate::item::Item;
use crate::session::{
    Capabilities, Format, MaxTokens, Metadata, Modality, Session, Tool, ToolChoice, Voice,
};
use std::time::{Duration, Instant};

/// What a session runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// Events on a data channel, sound on tracks.
    WebRtc,
    /// Events and sound in one stream of text messages.
    WebSocket,
}

/// What a session begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// What it runs over.
    pub carrier: Carrier,
    /// What this host can do.
    pub capabilities: Capabilities,
    /// The settings from the token, the call or the URL, already merged
    /// ([`Session::merged`] with no standing).
    pub session: Session,
    /// What ids follow from. They are no secrets to the session's own client.
    pub seed: u64,
    /// Now, by the monotonic clock.
    pub now: Instant,
    /// Now, in Unix seconds: only to tell when the session ends.
    pub unix_now: u64,
}

/// What a host's owner is to do, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send this text to the client: one event, one message.
    Send(String),
    /// The settings are these now ([`super::Host::session`]): turn detection, noise reduction,
    /// voice and formats may be others. Comes first of all, too.
    Settings,
    /// Sound that the client sent in an event (WebSocket only), to be put behind all sound before.
    Sound {
        /// How it is coded.
        format: Format,
        /// Whole samples.
        bytes: Vec<u8>,
    },
    /// Forget all sound that was not committed.
    ForgetSound,
    /// Find out what was said; the answer goes to [`super::Host::handle_transcript`].
    Recognise(Recognise),
    /// Answer; the answer goes to [`super::Host::handle_reply`], piece by piece.
    Ask(Box<Ask>),
    /// Answer no more; what still comes for this response is not heard.
    Drop {
        /// The response.
        response_id: String,
    },
    /// Stop playing at once (WebRTC only), and tell [`super::Host::handle_silenced`].
    Silence {
        /// The response that is being heard.
        response_id: String,
    },
    /// End the session. Nothing follows, and nothing more is to be told to this host.
    Close {
        /// A WebSocket close code.
        code: u16,
        /// Why, in a few words.
        reason: &'static str,
    },
}

/// Why a call of the host's own came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolError {
    /// What a program matches on.
    pub code: &'static str,
    /// What a person reads.
    pub message: String,
}

/// What is to be recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognise {
    /// The item that it becomes.
    pub item_id: String,
    /// Where the sound is.
    pub sound: Utterance,
}

/// Where the sound of an utterance is.
#[derive(Debug, Clone, PartialEq)]
pub enum Utterance {
    /// In the session's input, counted from its first sample. All that was before `to` and not
    /// committed can be forgotten.
    Heard {
        /// Where it begins, with what comes before the speech.
        from: Duration,
        /// Where it ends.
        to: Duration,
    },
    /// Here: the client created an item with it.
    Given {
        /// How it is coded.
        format: Format,
        /// Whole samples.
        bytes: Vec<u8>,
    },
}

/// A question to the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What the answer is known by.
    pub response_id: String,
    /// What was said since the last question and by nobody here: what the guest typed or spoke,
    /// what came of calls, what the operator added. A spoken item has its transcript, or none if
    /// it failed; it is empty where the guest said nothing for `idle_timeout_ms`. With `own_input`
    /// they are what the client gave instead.
    pub items: Vec<Item>,
    /// The client gave the items, and the conversation does not count.
    pub own_input: bool,
    /// The answer is part of the conversation. If not, it must change nothing.
    pub in_conversation: bool,
    /// What the engine is told before anything else.
    pub instructions: String,
    /// The client's tools. Empty: the host's own are used.
    pub tools: Vec<Tool>,
    /// Whether they may or must be used.
    pub tool_choice: ToolChoice,
    /// Sound with words, or words alone.
    pub modality: Modality,
    /// How sound is coded (WebSocket).
    pub format: Format,
    /// Who speaks.
    pub voice: Voice,
    /// How fast.
    pub speed: f64,
    /// How long the answer may be.
    pub max_output_tokens: MaxTokens,
    /// What the client hung on it.
    pub metadata: Option<Metadata>,
}

/// A piece of the engine's answer. An answer ends with one of the last three.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Words, after those before. With sound, they are the sound's.
    Text(String),
    /// Sound for the events, coded as the question said (WebSocket). Without effect where words
    /// alone were asked for.
    Sound(Vec<u8>),
    /// So much more sound was handed to the carrier, which plays it (WebRTC).
    Playing(Duration),
    /// The client is to carry out a call.
    Call {
        /// The client's tool.
        name: String,
        /// JSON, as text.
        arguments: String,
    },
    /// The host carries out a call itself.
    ToolStarted {
        /// The host's tool.
        name: String,
        /// JSON, as text.
        arguments: String,
    },
    /// It has: with the outcome, as JSON in text, or why not.
    ToolEnded(Result<String, ToolError>),
    /// That was all.
    Done,
    /// That was not all, but there is no more, for one of the protocol's reasons:
    /// `max_output_tokens` or `content_filter`.
    Incomplete(&'static str),
    /// It cannot be answered.
    Failed {
        /// What a program matches on.
        code: String,
        /// What a person reads.
        message: String,
    },
}

/// Why the host's owner ends a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Somebody hung up.
    HungUp,
    /// The peer is gone; nothing that is sent arrives.
    PeerGone,
    /// The token or device was revoked.
    Revoked,
    /// The server goes down.
    Shutdown,
    /// Something here failed that the session cannot do without.
    Broken,
}

impl Ending {
    /// The close code, the reason, and the error that says so.
    pub(super) fn says(self) -> (u16, &'static str, Option<Refusal>) {
        match self {
            Self::HungUp => (1000, "hung up", None),
            Self::PeerGone => (1001, "the peer is gone", None),
            Self::Revoked => {
                let message = "The key was revoked.";
                let error = Refusal::new(Code::InvalidApiKey, message);
                (3000, "the key was revoked", Some(error))
            }
            Self::Shutdown => (1001, "the server goes down", None),
            Self::Broken => {
                let error = Refusal::new(Code::ServerError, "The session cannot go on.");
                (1011, "something failed", Some(error))
            }
        }
    }
}

/// What a client that cannot have a session is told before the door closes (6.2): the one event,
/// and the close code where the error has one, else 4000.
pub fn turned_away(refusal: &Refusal, event_id: String) -> (String, u16) {
    use crate::event::{ServerEvent, ServerMessage};
    let message = ServerMessage {
        event_id: Some(event_id),
        event: ServerEvent::Error {
            error: refusal.body(None),
        },
    };
    let code = refusal.code.close_code().unwrap_or(4000);
    (message.to_json(), code)
}
