//! The server, put together and taken apart in order.

use crate::{
    app::App,
    archive::Archive,
    auth::Auth,
    clock::Clock,
    config::VoiceConfig,
    http,
    kitchens::{Answer, Kitchens, LoadError, Once, Place, Restaurant, Submission, Trouble},
    listen::{Door, Listener},
    metrics::Metrics,
    stream::{self, Streams},
    voice::Voice,
    watch::Counted,
};
use axum::{Router, routing::any};
use kitchen::{Command, Menu};
use scope::{CancellationToken, Closed, Scope, Task, watch::Settings};
use std::{sync::Arc, time::Duration};
use store::{OpenError, RestaurantId, Store};
use tokio_rustls::TlsAcceptor;

/// The restaurant that a server begins with.
pub const FIRST_RESTAURANT: &str = "main";

/// How long requests, displays and guests have to end. With the two below, and what the process needs to
/// go, it stays under what PROTOCOL, section 1, gives the whole: 10 s.
const CONNECTIONS_WITHIN: Duration = Duration::from_secs(4);

/// How long the reading of old orders, and the look-up of tokens, has to end.
const READERS_WITHIN: Duration = Duration::from_secs(1);

/// How long the log has: what was accepted is committed, and the database closed.
const LOG_WITHIN: Duration = Duration::from_secs(3);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The logs cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The store cannot be had.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Nothing can be written.
    #[error("the first restaurant cannot be opened: {0}")]
    Write(#[from] Trouble),
}

/// Why a menu was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    /// It could not be written to disk.
    #[error("the menu cannot be stored: {0}")]
    Write(#[from] Trouble),
    /// The kitchen does not want it.
    #[error("the menu was refused: {0}")]
    Refused(#[from] kitchen::Refusal),
}

/// A running server.
pub struct Server {
    app: App,
    first: Arc<Restaurant>,
    door: Door,
    /// Everything: ends what is left when the parts have ended.
    root: Scope,
    /// Requests and what accepts them.
    connections: Scope,
    /// Displays.
    streams: Scope,
    /// Guests who speak, and those who listen to them.
    voices: Scope,
    /// What recognises speech, and learns menus. It is in a library's hands for seconds on a small
    /// machine and cannot be asked to end there; once nobody speaks, nothing of it is worth waiting
    /// for.
    engine: Scope,
    /// Readers of the store, and the watches over tokens and over growth.
    readers: Scope,
    /// The writer.
    log: Scope,
}

impl Server {
    /// Loads every restaurant and is ready to listen. Must be called in a runtime. It watches itself as
    /// `watch` says; not at all in a simulation, which must run the same twice, as a process never does.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left running.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<Clock>,
        place: Place,
        voice: VoiceConfig,
        watch: Option<Settings>,
    ) -> Result<Self, StartError> {
        let root = Scope::root("server");
        let (connections, streams) = (root.child("http"), root.child("stream"));
        let (voices, engine) = (root.child("voice"), root.child("engine"));
        let (readers, log) = (root.child("readers"), root.child("log"));
        let kitchens = Kitchens::start(&log, store.as_ref(), clock.clone(), place)?;
        let first = RestaurantId::new(FIRST_RESTAURANT).map_err(|_| Trouble::Internal)?;
        let first = kitchens.open(&first).await?;
        let stopping = CancellationToken::new();
        let counted = Counted {
            kitchens: kitchens.clone(),
            auth: Auth::start(&readers, store.as_ref())?,
            streams: Streams::new(streams.handle()),
            voice: Voice::start(&voice, &voices, &engine),
        };
        let app = App {
            kitchens,
            clock,
            auth: counted.auth.clone(),
            archive: Archive::new(store, readers.handle()),
            metrics: Arc::new(Metrics::default()),
            streams: counted.streams.clone(),
            voice: counted.voice.clone(),
            scope: root.handle(),
            watching: watch.map(|settings| counted.watch(&readers, root.handle(), settings)),
            stopping: stopping.clone(),
        };
        let stream = Router::new().route("/v1/stream", any(stream::upgrade));
        let router = http::router(app.clone()).merge(stream.with_state(app.clone()));
        let door = Door::new(router, connections.handle(), stopping);
        Ok(Self {
            app,
            first,
            door,
            root,
            connections,
            streams,
            voices,
            engine,
            readers,
            log,
        })
    }

    /// What the server's parts share.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Whether the first restaurant has a menu.
    pub fn has_menu(&self) -> bool {
        self.first.head().menu.is_some()
    }

    /// Gives the first restaurant a menu.
    ///
    /// # Errors
    /// [`MenuError`]; its menu is what it was.
    pub async fn import(&self, menu: Menu) -> Result<(), MenuError> {
        let command = Command::ReplaceMenu {
            menu: Arc::new(menu),
        };
        let submission = Submission::new(command, Once::No, "server".into());
        let submission = submission.map_err(|_| Trouble::Internal)?;
        match self.first.submit(submission).await? {
            Answer::Done { .. } => Ok(()),
            Answer::Refused { refusal, .. } => Err(refusal.into()),
        }
    }

    /// Accepts connections from now on, until it stops.
    pub fn listen<L: Listener>(&self, listener: L, tls: Option<TlsAcceptor>) {
        let accepting = self.door.clone().accept_all(listener, tls);
        self.connections.spawn(Task::drain("listener"), accepting);
    }

    /// Stops in order: nothing new is accepted, what was asked is answered, displays and
    /// guests are told, the log is written and closed. Returns what did not end in time.
    pub async fn stop(self) -> Closed {
        self.app.stopping.cancel();
        self.engine.cancel();
        let (connections, streams, voices) = tokio::join!(
            self.connections.close(CONNECTIONS_WITHIN),
            self.streams.close(CONNECTIONS_WITHIN),
            self.voices.close(CONNECTIONS_WITHIN),
        );
        let readers = self.readers.close(READERS_WITHIN).await;
        let log = self.log.close(LOG_WITHIN).await;
        let engine = self.engine.name().to_owned();
        let mut all = self.root.close(Duration::ZERO).await;
        all.stragglers.retain(|name| !name.starts_with(&engine));
        // A panic is remembered up to the root; a straggler that is gone by now is not.
        for part in [connections, streams, voices, readers, log] {
            all.stragglers.extend(part.stragglers);
        }
        all.stragglers.sort();
        all.stragglers.dedup();
        all
    }
}
