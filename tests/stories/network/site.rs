//! The server's host: its disk, its clock, and the server's own code.

use super::net::{Port, Wall};
use jiff::tz::TimeZone;
use kitchen::{CommandId, EventRecord, State};
use server::{
    app::App,
    auth,
    clock::Clock,
    config::{VoiceConfig, VoiceEngine},
    kitchens::Place,
    serve::{FIRST_RESTAURANT, Server},
};
use sim::load::demo_menu;
use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Answer, Location, NewToken, OpenOptions, RestaurantId, Store};
use tempfile::TempDir;
use turmoil::Sim;

/// Its name on the network.
pub const NAME: &str = "server";

/// Where it listens.
pub const PORT: u16 = 7420;

/// What the tokens are, and what they allow.
const TOKENS: [&str; 2] = ["pos", "display"];

/// A restaurant's server, up or down.
pub struct Site {
    folder: TempDir,
    wall: Wall,
    /// What it shares with its requests, while it is up.
    app: Mutex<Option<App>>,
    closed: AtomicBool,
}

impl Site {
    /// A disk with tokens on it.
    pub fn found() -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
            wall: Wall::default(),
            app: Mutex::default(),
            closed: AtomicBool::new(false),
        };
        let mut tokens = site.store().tokens().unwrap();
        for role in TOKENS {
            let token = NewToken {
                role: role.to_owned(),
                name: String::new(),
                restaurant: restaurant(),
                // Known to whoever knows the role: here nobody is kept out.
                hash: auth::hash(role),
                created_at_ms: 0,
            };
            tokens.create(&token).unwrap();
        }
        site
    }

    /// A folder of the simulation.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The host's clock, to be set.
    pub fn wall(&self) -> &Wall {
        &self.wall
    }

    /// Nobody wants anything any more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Whether nobody wants anything any more.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// It is down from here on: nothing of it may be held.
    pub fn went_down(&self) {
        self.app.lock().unwrap().take();
    }

    /// What is on disk, as the server knows it while it is up.
    pub fn head(&self) -> Option<Arc<State>> {
        let app = self.app.lock().unwrap();
        Some(app.as_ref()?.kitchens.get(&restaurant())?.head())
    }

    /// What can be seen of it from outside.
    pub fn look(&self) -> String {
        match self.head() {
            Some(head) => format!("at {}", head.seq),
            None => "down".to_owned(),
        }
    }

    /// The whole log, from its first event.
    pub fn log(&self) -> Vec<EventRecord> {
        let mut reader = self.store().reader().unwrap();
        let mut log = Vec::new();
        loop {
            let known = log.last().map_or(0, |record: &EventRecord| record.seq);
            let events = reader.events_after(&restaurant(), known, store::EVENTS_MAX);
            let events = events.unwrap();
            if events.is_empty() {
                return log;
            }
            log.extend(events.into_iter().map(record));
        }
    }

    /// What was answered to a command; `None` where it never came.
    pub fn answer(&self, id: CommandId) -> Option<Answer> {
        let mut reader = self.store().reader().unwrap();
        let command = reader.command(&restaurant(), &format!("c:{id}")).unwrap();
        command.map(|command| command.answer)
    }

    fn store(&self) -> Arc<dyn Store> {
        let location = Location::Sqlite(self.folder().join("heard.db"));
        store::open(&location, OpenOptions::default())
            .unwrap()
            .into()
    }
}

fn restaurant() -> RestaurantId {
    RestaurantId::new(FIRST_RESTAURANT).unwrap()
}

fn record(event: store::Event) -> EventRecord {
    EventRecord {
        seq: event.seq,
        at_ms: event.at_ms,
        by: event.by.as_str().into(),
        command_id: event.command_id.map(|id| id.parse().unwrap()),
        body: serde_json::from_str(&event.body).unwrap(),
    }
}

/// Puts the server on the network; it starts anew each time its host does.
pub fn host(sim: &mut Sim<'_>, site: &Arc<Site>) {
    let site = site.clone();
    sim.host(NAME, move || serve(site.clone()));
}

async fn serve(site: Arc<Site>) -> turmoil::Result {
    let wall = site.wall.clone();
    let source = move || (wall.now_ms(), tokio::time::Instant::now().into_std());
    let clock = Arc::new(Clock::with_source(TimeZone::UTC, Box::new(source)));
    // Sound has real sockets and threads: not for a simulation that must run the same twice.
    let voice = VoiceConfig {
        engine: VoiceEngine::Off,
        ..VoiceConfig::default()
    };
    let server = Server::start(site.store(), clock, Place::Task, voice, None).await?;
    server.import(demo_menu()).await?;
    server.listen(Port::open(PORT).await?, None);
    *site.app.lock().unwrap() = Some(server.app().clone());
    // Until its host is switched off, which drops it.
    std::future::pending().await
}
