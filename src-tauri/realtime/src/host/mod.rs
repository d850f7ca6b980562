//! The host's side of one session, as a machine without IO.

mod asking;
mod calling;
mod client;
mod conversation;
mod deadlines;
mod end;
mod hearing;
mod making;
mod pace;
mod playing;
mod replying;
mod responding;
mod seam;
mod transcribing;

pub use calling::SERVER_LABEL;
pub use seam::*;

use crate::error::Refusal;
use crate::event::{ServerEvent, ServerMessage};
use crate::ids::Ids;
use crate::item::FunctionCall;
use crate::limits::{MESSAGE_BYTES, SESSION_AGE};
use crate::response::Response;
use crate::session::{Capabilities, Session, SessionObject, Standing};
use conversation::Conversation;
use hearing::Hearing;
use pace::Pace;
use playing::Playing;
use responding::Running;
use std::collections::VecDeque;
use std::time::Instant;

/// The host's side of one session. See the crate's words for how it is driven.
#[derive(Debug)]
pub struct Host {
    carrier: Carrier,
    capabilities: Capabilities,
    session: Session,
    id: String,
    conversation_id: String,
    expires: Instant,
    expires_at: u64,
    ids: Ids,
    conversation: Conversation,
    hearing: Hearing,
    /// The one response.
    running: Option<Running>,
    /// A turn ended while a response ran that it could not interrupt.
    again: bool,
    playing: Playing,
    /// The engine has been heard.
    spoke: bool,
    pace: Pace,
    /// When somebody last spoke or asked for something.
    active: Instant,
    /// What runs or is heard answers a silence: nobody asked for it.
    unasked: bool,
    /// When a silence will have been long enough to be a turn.
    quiet: Option<Instant>,
    closed: bool,
    outputs: VecDeque<Output>,
}

impl Host {
    /// A session that has just begun: `session.created` is said first.
    pub fn new(beginning: Beginning) -> Self {
        let mut ids = Ids::new(beginning.seed);
        let now = beginning.now;
        let mut host = Self {
            carrier: beginning.carrier,
            capabilities: beginning.capabilities,
            session: beginning.session,
            id: ids.next("sess"),
            conversation_id: ids.next("conv"),
            expires: now + SESSION_AGE,
            expires_at: beginning.unix_now + SESSION_AGE.as_secs(),
            ids,
            conversation: Conversation::default(),
            hearing: Hearing::default(),
            running: None,
            again: false,
            playing: Playing::default(),
            spoke: false,
            pace: Pace::new(now),
            active: now,
            unasked: false,
            quiet: None,
            closed: false,
            outputs: VecDeque::new(),
        };
        host.outputs.push_back(Output::Settings);
        let session = Box::new(host.session_object());
        host.send(ServerEvent::SessionCreated { session });
        host
    }

    /// What is to be done next. To be asked until there is nothing, after every call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The settings in effect.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the session has ended. Then nothing that is told to it matters.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The call of the conversation that an output in [`Ask::items`] belongs to.
    pub fn function_call(&self, call_id: &str) -> Option<&FunctionCall> {
        self.conversation.call(call_id)
    }

    /// The response that runs, if one does.
    pub fn running(&self) -> Option<&str> {
        self.running.as_ref().map(|running| running.id.as_str())
    }

    /// Ends the session: what runs is told to have ended, then the door closes.
    pub fn end(&mut self, ending: Ending, now: Instant) {
        let (code, reason, error) = ending.says();
        self.close(code, reason, error, now);
    }

    /// Somebody is there.
    fn notice(&mut self, now: Instant) {
        self.active = now;
        self.unasked = false;
    }

    /// The one way out.
    fn close(&mut self, code: u16, reason: &'static str, error: Option<Refusal>, now: Instant) {
        if self.closed {
            return;
        }
        self.again = false;
        self.stop_for_good(error.as_ref(), now);
        if let Some(error) = error {
            self.refuse(&error, None);
        }
        self.outputs.push_back(Output::Close { code, reason });
        self.closed = true;
    }

    fn session_object(&self) -> SessionObject {
        self.session.object(&self.id, self.expires_at)
    }

    fn standing(&self) -> Standing {
        Standing {
            spoke: self.spoke,
            responding: self.running.is_some(),
        }
    }

    fn refuse(&mut self, refusal: &Refusal, event_id: Option<String>) {
        let error = refusal.body(event_id);
        self.send(ServerEvent::Error { error });
    }

    fn send(&mut self, event: ServerEvent) {
        let mut message = ServerMessage {
            event_id: Some(self.ids.next("event")),
            event,
        };
        let mut json = message.to_json();
        // All else is bounded where it comes in; a response's whole output is not.
        if self.carrier == Carrier::WebRtc
            && json.len() > MESSAGE_BYTES
            && let ServerEvent::ResponseDone { response } = &mut message.event
        {
            slim(response);
            json = message.to_json();
        }
        self.outputs.push_back(Output::Send(json));
    }
}

/// Takes out of a response what does not fit a data channel's message: what the host's own calls
/// returned, and if that is not enough, all of its output. Each item was told whole before.
fn slim(response: &mut Response) {
    use crate::item::Body;
    for item in &mut response.output {
        if let Body::McpCall(call) = &mut item.body {
            call.output = None;
        }
    }
    let size = serde_json::to_vec(&response.output).map_or(usize::MAX, |json| json.len());
    if size > MESSAGE_BYTES - 4096 {
        response.output.clear();
    }
}
