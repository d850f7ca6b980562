//! One session at the provider: a machine without IO, in the events and the order of REALTIME,
//! sections 5 to 7.

mod client;
mod idle;
mod items;
mod open;
mod output;
mod reply;
mod sound;
#[cfg(test)]
mod tests;

use super::{
    config::{Fixed, begin},
    model::{Model, Transcript},
    rules::Fault,
};
use reply::Reply;
use serde_json::{Value, json};
use sound::Ear;
use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};
use tokio::time::Instant;

/// What a session is carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// Events and sound are both text.
    Socket,
    /// Sound goes beside the events.
    Call,
}

/// What a session says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// An event.
    Event(Value),
    /// So much sound is to be played, on a call.
    Play(Duration),
    /// What is still to be played is not, on a call.
    Hush,
    /// It is over.
    Close {
        /// The WebSocket's close code.
        code: u16,
        /// The reason in words.
        reason: &'static str,
    },
}

/// How the double behaves; the same for all its sessions.
#[derive(Clone)]
pub(super) struct Manners {
    /// What the model does.
    pub model: Model,
    /// What is heard in what is committed, in this order; afterwards nothing is.
    pub transcripts: VecDeque<Transcript>,
    /// Between the pieces of what is said.
    pub pace: Duration,
    /// How long a session may last.
    pub session_for: Duration,
    /// Bytes of instructions and tools together.
    pub most_bytes: usize,
}

/// Sound of a response on its way to the guest, on a call.
struct Playing {
    response: String,
    /// The response is done.
    is_said: bool,
    /// Nothing is left of its sound.
    is_played: bool,
}

/// One session.
pub(super) struct Talk {
    session: Value,
    carrier: Carrier,
    manners: Manners,
    items: Vec<Value>,
    /// How long the sound of an item of the assistant is, in ms.
    lengths: HashMap<String, u64>,
    ear: Ear,
    /// Of the speech that is being heard: its item-to-be.
    speech: Option<String>,
    reply: Option<Reply>,
    responses: usize,
    /// Transcripts that come after the reply.
    late: Vec<(String, String)>,
    /// What is being played, on a call.
    playing: Option<Playing>,
    /// When the guest has said nothing for too long.
    quiet: Option<Instant>,
    fixed: Fixed,
    expires: Instant,
    numbers: u64,
    out: VecDeque<Said>,
}

impl Talk {
    /// A session that begins now with these wishes; `session.created` is its first word.
    ///
    /// # Errors
    /// What is wrong with the wishes.
    pub fn begin(
        id: &str,
        wishes: &Value,
        carrier: Carrier,
        manners: Manners,
        (now, unix_seconds): (Instant, i64),
    ) -> Result<Self, Fault> {
        let mut session = begin(id, wishes, manners.most_bytes)?;
        let lasts = i64::try_from(manners.session_for.as_secs()).unwrap_or(i64::MAX);
        session["expires_at"] = unix_seconds.saturating_add(lasts).into();
        let mut talk = Self {
            session,
            carrier,
            expires: now + manners.session_for,
            manners,
            items: Vec::new(),
            lengths: HashMap::new(),
            ear: Ear::default(),
            speech: None,
            reply: None,
            responses: 0,
            late: Vec::new(),
            playing: None,
            quiet: None,
            fixed: Fixed::default(),
            numbers: 0,
            out: VecDeque::new(),
        };
        let session = talk.session.clone();
        talk.say("session.created", json!({"session": session}));
        Ok(talk)
    }

    /// What to say next.
    pub fn poll_said(&mut self) -> Option<Said> {
        self.out.pop_front()
    }

    /// When [`Self::handle_timeout`] is to be called.
    pub fn poll_timeout(&self) -> Instant {
        let reply = self.reply.as_ref().and_then(Reply::due);
        let next = [reply, self.quiet].into_iter().flatten().min();
        next.map_or(self.expires, |due| due.min(self.expires))
    }

    /// The time has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        if now >= self.expires {
            self.expire();
        } else if self.quiet.is_some_and(|quiet| quiet <= now) {
            self.fall_silent(now);
        } else {
            self.go_on(now);
        }
    }

    /// The session is over: its hour has passed (REALTIME, section 8).
    pub fn expire(&mut self) {
        let message = "Your session hit the maximum duration of 60 minutes.";
        self.fault(Fault::of("session_expired", message), &Value::Null);
        self.out.push_back(Said::Close {
            code: 1001,
            reason: "session_expired",
        });
    }

    /// Sends an event as a test wrote it.
    pub fn raw(&mut self, event: Value) {
        self.out.push_back(Said::Event(event));
    }

    /// What was to be played has been, on a call.
    pub fn handle_played(&mut self, now: Instant) {
        if let Some(playing) = &mut self.playing {
            playing.is_played = true;
        }
        self.settle_playing();
        self.await_guest(now);
    }

    /// The sound has stopped once it is played and the response is done, whichever is last.
    fn settle_playing(&mut self) {
        if let Some(playing) = self
            .playing
            .take_if(|playing| playing.is_said && playing.is_played)
        {
            let fields = json!({"response_id": playing.response});
            self.say("output_audio_buffer.stopped", fields);
        }
    }

    /// The sound is cut off, if there is any.
    fn hush(&mut self) {
        if let Some(playing) = self.playing.take() {
            self.out.push_back(Said::Hush);
            let fields = json!({"response_id": playing.response});
            self.say("output_audio_buffer.cleared", fields);
        }
    }

    fn say(&mut self, kind: &str, fields: Value) {
        let mut event = json!({"event_id": self.id("event"), "type": kind});
        if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
            event.extend(fields);
        }
        self.out.push_back(Said::Event(event));
    }

    /// Tells the client of its fault; `of` is the event that had it.
    fn fault(&mut self, fault: Fault, of: &Value) {
        let event_id = of.get("event_id").filter(|id| id.is_string());
        let error = json!({
            "type": "invalid_request_error", "code": fault.code, "message": fault.message,
            "param": fault.param, "event_id": event_id,
        });
        self.say("error", json!({"error": error}));
    }

    fn id(&mut self, kind: &str) -> String {
        self.numbers += 1;
        let session = self.session["id"].as_str().unwrap_or_default();
        let session = session.trim_start_matches("sess_");
        format!("{kind}_{session}{:04}", self.numbers)
    }

    fn is_call(&self) -> bool {
        self.carrier == Carrier::Call
    }
}
