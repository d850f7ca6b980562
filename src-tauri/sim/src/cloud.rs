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
mod shared;
mod socket;
mod talk;
#[cfg(test)]
mod tests;
mod tls;
mod upgrade;

pub use faults::{HttpFault, OpenFault};
pub use model::{Model, Moment, Step, Transcript, script};
pub use record::{Asked, Session};
pub use shared::Setup;

use crate::PATIENCE;
use faults::Poke;
use scope::{Census, Closed, Scope};
use shared::{Shared, lock};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How often it is looked whether anybody is connected.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// The double, running. Dropping it breaks off everything.
pub struct Provider {
    shared: Arc<Shared>,
    address: SocketAddr,
    certificate: Option<String>,
    scope: Scope,
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
        let shared = Arc::new(Shared::new(setup, scope.handle()));
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
