//! A double of the cloud provider: the Realtime service on a socket of this machine, made from
//! REALTIME.md alone. It shares no code with what is tested against it.
//!
//! What the model says is written down by the test ([`Step`], [`script`]); what goes wrong, too
//! ([`HttpFault`], [`OpenFault`]). Everything it was asked and told can be looked at afterwards.

mod answers;
mod bearer;
mod calls;
mod config;
mod faults;
mod forms;
mod http;
mod model;
mod record;
mod rules;
mod secrets;
#[cfg(test)]
mod shapes;
mod socket;
mod talk;
#[cfg(test)]
mod tests;
mod tls;
mod upgrade;

pub use faults::{HttpFault, OpenFault};
pub use model::{Model, Moment, Step, Transcript, script};
pub use record::{Asked, Session};

use crate::PATIENCE;
use faults::{Faults, Poke};
use scope::{Census, Closed, Scope, ScopeHandle};
use secrets::Secrets;
use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use talk::Manners;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

/// What a test may do to one session before it has seen it.
const POKES: usize = 64;

/// Instructions and tools: 16,384 tokens (REALTIME, section 8) of four bytes, as English has it.
const MOST_BYTES: usize = 64 * 1024;

/// A session's hour (REALTIME, section 8).
const HOUR: Duration = Duration::from_secs(60 * 60);

/// How often it is looked whether anybody is connected.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

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

/// The double, running. Dropping it breaks off everything.
pub struct Provider {
    shared: Arc<Shared>,
    address: SocketAddr,
    certificate: Option<String>,
    scope: Scope,
}

/// What its connections share.
struct Shared {
    key: String,
    scope: ScopeHandle,
    setup: Mutex<Setup>,
    state: Mutex<State>,
    /// Counts changes of the state, for who waits for one.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    secrets: Secrets,
    faults: Faults,
    asked: Vec<Asked>,
    sessions: Vec<Session>,
    pokes: BTreeMap<String, mpsc::Sender<Poke>>,
    /// Calls by their ids.
    calls: BTreeMap<String, calls::Door>,
}

impl Provider {
    /// Starts one on a port of the system's choice.
    ///
    /// # Errors
    /// When the system gives no socket.
    pub async fn start(setup: Setup) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let tls = match setup.is_encrypted {
            true => Some(tls::make().map_err(io::Error::other)?),
            false => None,
        };
        let (tls, certificate) = tls.unzip();
        let scope = Scope::root("provider");
        let shared = Arc::new(Shared {
            key: format!("sk-double-{}", uuid::Uuid::new_v4().simple()),
            scope: scope.handle(),
            setup: Mutex::new(setup),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
        });
        scope.spawn(
            scope::Task::abort("listener"),
            http::accept_all(shared.clone(), listener, tls),
        );
        Ok(Self {
            shared,
            address,
            certificate,
            scope,
        })
    }

    /// Its base, as a client's configuration has it.
    pub fn url(&self) -> String {
        match self.certificate {
            Some(_) => format!("https://{}:{}", tls::NAME, self.address.port()),
            None => format!("http://{}", self.address),
        }
    }

    /// The certificate that it shows, in PEM form, where it is encrypted.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The key it knows.
    pub fn key(&self) -> &str {
        &self.shared.key
    }

    /// Behaves otherwise from the next session on.
    pub fn set_up(&self, change: impl FnOnce(&mut Setup)) {
        change(&mut lock(&self.shared.setup));
    }

    /// The next request for a token or a call goes wrong.
    pub fn fail(&self, fault: HttpFault) {
        lock(&self.shared.state).faults.http.push_back(fault);
    }

    /// The next WebSocket goes wrong.
    pub fn fail_open(&self, fault: OpenFault) {
        lock(&self.shared.state).faults.open.push_back(fault);
    }

    /// Every secret that was given out is expired.
    pub fn expire_secrets(&self) {
        lock(&self.shared.state).secrets.expire();
    }

    /// Sends an event to every session, one that nobody knows, say.
    pub fn say(&self, event: &serde_json::Value) {
        self.poke(&Poke::Say(event.clone()));
    }

    /// Sends text to every session that may be no event at all.
    pub fn say_text(&self, text: &str) {
        self.poke(&Poke::Text(text.to_owned()));
    }

    /// The hour of every session has passed.
    pub fn expire_sessions(&self) {
        self.poke(&Poke::Expire);
    }

    /// Closes every session.
    pub fn close_sessions(&self, code: u16) {
        self.poke(&Poke::Close(code));
    }

    /// Breaks every session's connection off.
    pub fn break_sessions(&self) {
        self.poke(&Poke::Break);
    }

    /// Every request by HTTP, in order.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.shared.state).asked.clone()
    }

    /// The ids of the calls that go on.
    pub fn calls(&self) -> Vec<String> {
        lock(&self.shared.state).calls.keys().cloned().collect()
    }

    /// Every session that there was, in order.
    pub fn sessions(&self) -> Vec<Session> {
        lock(&self.shared.state).sessions.clone()
    }

    /// Waits until the sessions are as the test wants them, and returns them.
    ///
    /// # Panics
    /// When they are not in time; with what they are.
    pub async fn until(&self, wanted: impl Fn(&[Session]) -> bool) -> Vec<Session> {
        let mut changes = self.shared.changes.subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                let sessions = self.sessions();
                if wanted(&sessions) {
                    return sessions;
                }
                // The sender lives as long as the provider.
                let _ = changes.changed().await;
            }
        };
        let came = tokio::time::timeout(PATIENCE, waiting).await;
        came.unwrap_or_else(|_| panic!("the provider's sessions: {:#?}", self.sessions()))
    }

    /// Waits until nobody is connected any more.
    ///
    /// # Panics
    /// When somebody still is after a long time; with who.
    pub async fn until_alone(&self) {
        // The listener is always there. A scope tells nobody that a task has ended, so this looks.
        let alone = async {
            while self.census().total() > 1 {
                scope::time::sleep(LOOK_AGAIN).await;
            }
        };
        let came = tokio::time::timeout(PATIENCE, alone).await;
        assert!(came.is_ok(), "somebody is still there: {}", self.census());
    }

    /// What lives in it now.
    pub fn census(&self) -> Census {
        self.scope.census()
    }

    /// Ends it; says what did not end in time.
    pub async fn stop(self) -> Closed {
        self.scope.close(PATIENCE).await
    }

    fn poke(&self, poke: &Poke) {
        for sender in lock(&self.shared.state).pokes.values() {
            // A session with that much to do is stuck, and its test will say so.
            let _ = sender.try_send(poke.clone());
        }
    }
}

impl Shared {
    fn unix_seconds(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    fn manners(&self) -> Manners {
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
    fn enrol(&self) -> (String, mpsc::Receiver<Poke>) {
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

    fn leave(&self, id: &str, code: u16) {
        let mut state = lock(&self.state);
        state.pokes.remove(id);
        if let Some(session) = state.session(id) {
            session.closed = Some(code);
        }
        self.changed();
    }

    fn heard(&self, id: &str, text: &str) {
        let event = serde_json::from_str(text).unwrap_or_default();
        if let Some(session) = lock(&self.state).session(id) {
            session.heard.push(event);
        }
        self.changed();
    }

    fn said(&self, id: &str, event: serde_json::Value) {
        if let Some(session) = lock(&self.state).session(id) {
            session.said.push(event);
        }
        self.changed();
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl State {
    fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
