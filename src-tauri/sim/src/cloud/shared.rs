//! What the connections of one double share: how it is set up, and what has become of them.

use super::{
    calls,
    faults::{Faults, Poke},
    model::{Model, Transcript, script},
    record::{Asked, Session},
    secrets::Secrets,
    talk::Manners,
};
use scope::ScopeHandle;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, watch};

/// What a test may do to one session before it has seen it.
const POKES: usize = 64;

/// Instructions and tools: 16,384 tokens (REALTIME, section 8) of four bytes, as English has it.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// A session's hour (REALTIME, section 8).
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How the double is set up.
#[derive(Clone)]
pub struct Setup {
    /// What the model does.
    pub model: Model,
    /// What is heard in a session's turns, one after the other.
    pub transcripts: Vec<Transcript>,
    /// Between the pieces of what the model says.
    pub pace: Duration,
    /// How long a session may last.
    pub session_for: Duration,
    /// Bytes that instructions and tools may have together.
    pub most_bytes: usize,
    /// Events at the beginning of a call that are lost on their way.
    pub lost_first: usize,
    /// Whether it speaks TLS, with a certificate that nobody knows yet.
    pub is_encrypted: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            model: script([]),
            transcripts: Vec::new(),
            pace: Duration::ZERO,
            session_for: HOUR,
            most_bytes: MOST_BYTES,
            lost_first: 0,
            is_encrypted: false,
        }
    }
}

/// What its connections share.
pub(super) struct Shared {
    pub(super) key: String,
    pub(super) scope: ScopeHandle,
    pub(super) setup: Mutex<Setup>,
    pub(super) state: Mutex<State>,
    /// Counts changes of the state, for who waits for one.
    pub(super) changes: watch::Sender<u64>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) secrets: Secrets,
    pub(super) faults: Faults,
    pub(super) asked: Vec<Asked>,
    pub(super) sessions: Vec<Session>,
    pub(super) pokes: BTreeMap<String, mpsc::Sender<Poke>>,
    /// Calls by their ids.
    pub(super) calls: BTreeMap<String, calls::Door>,
}

impl Shared {
    pub(super) fn new(setup: Setup, scope: ScopeHandle) -> Self {
        Self {
            key: format!("sk-double-{}", uuid::Uuid::new_v4().simple()),
            scope,
            setup: Mutex::new(setup),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    pub(super) fn unix_seconds(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    pub(super) fn manners(&self) -> Manners {
        let setup = lock(&self.setup);
        Manners {
            model: setup.model.clone(),
            transcripts: setup.transcripts.clone().into(),
            pace: setup.pace,
            session_for: setup.session_for,
            most_bytes: setup.most_bytes,
        }
    }

    /// A new session's id, and what a test does to it.
    pub(super) fn enrol(&self) -> (String, mpsc::Receiver<Poke>) {
        let (sender, pokes) = mpsc::channel(POKES);
        let mut state = lock(&self.state);
        let id = format!("sess_{:04}", state.sessions.len() + 1);
        state.sessions.push(Session {
            id: id.clone(),
            ..Session::default()
        });
        state.pokes.insert(id.clone(), sender);
        self.changed();
        (id, pokes)
    }

    pub(super) fn leave(&self, id: &str, code: u16) {
        let mut state = lock(&self.state);
        state.pokes.remove(id);
        if let Some(session) = state.session(id) {
            session.closed = Some(code);
        }
        self.changed();
    }

    pub(super) fn heard(&self, id: &str, text: &str) {
        let event = serde_json::from_str(text).unwrap_or_default();
        if let Some(session) = lock(&self.state).session(id) {
            session.heard.push(event);
        }
        self.changed();
    }

    pub(super) fn said(&self, id: &str, event: serde_json::Value) {
        if let Some(session) = lock(&self.state).session(id) {
            session.said.push(event);
        }
        self.changed();
    }

    pub(super) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl State {
    pub(super) fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
