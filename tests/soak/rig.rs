//! The server's own code in this process, with clocks that a story can move and stop, on real sockets.

use jiff::tz::TimeZone;
use kitchen::UnixMs;
use scope::{Scope, watch::Settings};
use server::{
    auth::{self, Role},
    clock::Clock,
    config::{Speaker, VoiceConfig},
    kitchens::{Place, Restaurant},
    listen,
    serve::{FIRST_RESTAURANT, Server},
};
use sim::{http::Client, load::demo_menu};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};
use store::{Location, NewToken, OpenOptions, RestaurantId, Store};
use tempfile::TempDir;

/// More guests than a leak needs to be seen.
const GUESTS: usize = 1_000;

/// The name of the thread that writes (`kitchens::Kitchens::start`).
const WRITER: &str = "log-writer";

/// Its database's file.
pub const DATABASE: &str = "heard.db";

/// What the server's clock shows, and whether its writer gets to see it.
#[derive(Default)]
pub struct Clocks {
    /// How far the wall clock was moved, in ms.
    moved_ms: AtomicI64,
    stopped: Mutex<bool>,
    goes: Condvar,
}

impl Clocks {
    /// Sets the wall clock to another time than it shows, from here on.
    pub fn move_by(&self, ms: i64) {
        self.moved_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// The wall clock, in Unix milliseconds.
    pub fn wall_ms(&self) -> UnixMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = UnixMs::try_from(since.as_millis()).unwrap();
        now + self.moved_ms.load(Ordering::SeqCst)
    }

    /// From here on the writer gets stuck as it decides; or goes on.
    pub fn stop_writer(&self, stop: bool) {
        *self.stopped.lock().unwrap() = stop;
        self.goes.notify_all();
    }

    fn look(&self) -> (UnixMs, Instant) {
        if std::thread::current().name() == Some(WRITER) {
            let stopped = self.stopped.lock().unwrap();
            drop(self.goes.wait_while(stopped, |stopped| *stopped).unwrap());
        }
        (self.wall_ms(), Instant::now())
    }
}

/// A server. Every role's token is the role's name.
pub struct Rig {
    folder: TempDir,
    pub clocks: Arc<Clocks>,
    pub server: Server,
    pub address: SocketAddr,
}

impl Rig {
    /// One that watches itself so.
    pub async fn open(watch: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut tokens = store.tokens().unwrap();
        for role in Role::ALL {
            let token = NewToken {
                role: role.as_str().to_owned(),
                name: String::new(),
                restaurant: RestaurantId::new(FIRST_RESTAURANT).unwrap(),
                hash: auth::hash(role.as_str()),
                created_at_ms: 0,
            };
            tokens.create(&token).unwrap();
        }
        Self::start(folder, store, watch, Arc::default()).await
    }

    /// The same, stopped and started again, with its wall clock moved meanwhile.
    pub async fn again_at(self, moved_ms: i64) -> Self {
        let Self {
            folder,
            clocks,
            server,
            ..
        } = self;
        assert!(server.stop().await.is_clean());
        clocks.move_by(moved_ms);
        let store = store(&folder);
        Self::start(folder, store, Settings::default(), clocks).await
    }

    async fn start(
        folder: TempDir,
        store: Arc<dyn Store>,
        watch: Settings,
        clocks: Arc<Clocks>,
    ) -> Self {
        let source = clocks.clone();
        let clock = Clock::with_source(TimeZone::UTC, Box::new(move || source.look()));
        let voice = VoiceConfig {
            sessions: GUESTS,
            speaker: Speaker::Off,
            words: folder.path().join("voice-words.txt"),
            ..VoiceConfig::default()
        };
        let server = Server::start(store, Arc::new(clock), Place::Thread, voice, Some(watch));
        let server = server.await.unwrap();
        if !server.has_menu() {
            server.import(demo_menu()).await.unwrap();
        }
        let socket = listen::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        server.listen(socket, None);
        Self {
            folder,
            clocks,
            server,
            address,
        }
    }

    /// Another scope of that name in the server, beside the one it has.
    pub fn scope(&self, name: &str) -> Scope {
        self.server.app().scope.child(name).unwrap()
    }

    /// The kitchen.
    pub fn restaurant(&self) -> Arc<Restaurant> {
        let id = RestaurantId::new(FIRST_RESTAURANT).unwrap();
        self.server.app().kitchens.get(&id).unwrap()
    }

    /// A file of that name in its folder; [`DATABASE`] is one.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What grows without end, as the server says in its metrics.
    pub async fn grown(&self) -> Vec<String> {
        let metrics = Client::new(self.address, "none").get("/metrics").await;
        let metrics = String::from_utf8(metrics.unwrap().body.to_vec()).unwrap();
        let grown = metrics.lines().filter_map(|line| {
            let (of, _) = line
                .strip_prefix("heard_growth_ratio{of=\"")?
                .split_once('"')?;
            Some(of.to_owned())
        });
        grown.collect()
    }
}

fn store(folder: &TempDir) -> Arc<dyn Store> {
    let database = Location::Sqlite(folder.path().join(DATABASE));
    let options = OpenOptions {
        create: true,
        ..OpenOptions::default()
    };
    store::open(&database, options).unwrap().into()
}
