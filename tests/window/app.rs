//! The app in a window of its own: own screen, own session bus, own folders, own server.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use fantoccini::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use sim::server::binary;
use station::folders::Folders;
use tempfile::TempDir;

use crate::page::{Page, link};
use crate::program::{Program, environment_of, pid_of};
use crate::server::Server;
use crate::wait;

/// The app that cargo built for these tests.
const APP: &str = env!("CARGO_BIN_EXE_heard");

/// What the driver and the app say, a file in the app's folder.
const LOG: &str = "app.log";

/// Where the servers listen. Not 127.0.0.1: an app that knocks there on a port of the ephemeral
/// range while its server is down may be given that very port, and is then connected to itself
/// (RFC 9293, section 3.5).
const SERVER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The size of most kitchen screens, which the design is drawn for.
const SCREEN: &str = "1920x1080x24";

/// The running app. Its fields end in this order.
pub struct App {
    /// What stands in its window.
    pub page: Page,
    /// The server beside it.
    pub server: Server,
    _driver: Driver,
    _screen: Program,
    folder: TempDir,
}

/// What drives the window.
struct Driver {
    _program: Program,
    url: String,
}

impl App {
    /// Opens a window on the demo menu that shows `place`, and waits until it is live.
    pub async fn open(place: Value) -> Self {
        Self::open_with(place, &[], "").await
    }

    /// The same, with more in its environment, and with this configuration (TOML) of its server.
    pub async fn open_with(place: Value, variables: &[(&str, String)], config: &str) -> Self {
        let folder = prepare(&place);
        std::fs::write(folder.path().join("data/heard.toml"), config).unwrap();
        let (screen, display) = open_screen();
        let address = free_address(SERVER);
        let driver = Driver::start(folder.path(), &display, address, variables).await;
        let client = driver.open_window(&folder.path().join("bin/heard")).await;
        let server = Server::of_app(address, folder.path()).await;
        let page = Page { client };
        page.see(&link("live")).await;
        Self {
            page,
            server,
            _driver: driver,
            _screen: screen,
            folder,
        }
    }

    /// Starts the app a second time, in the same session, and waits for that start to end.
    pub fn start_again(&self, words: &[&str]) {
        let program = self.folder.path().join("bin/heard");
        let first = pid_of(&program).unwrap();
        let again = Command::new(&program)
            .args(words)
            .env_clear()
            .envs(environment_of(first))
            .output()
            .unwrap();
        assert!(again.status.success(), "{again:?}");
        assert_eq!(pid_of(&program), Some(first));
    }

    /// Goes on in the window that shows what fits `css`.
    pub async fn look_at(&self, css: &str) {
        let client = &self.page.client;
        wait::until(format_args!("a window shows {css}"), async || {
            for window in client.windows().await.ok()? {
                client.switch_to_window(window).await.ok()?;
                if self.page.count(css).await > 0 {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// What the app's log file says.
    pub fn log(&self) -> String {
        let file = self.folder.path().join("data/screen/logs/heard.log");
        std::fs::read_to_string(file).unwrap()
    }

    /// The token by which the app's server knows this screen.
    pub fn token(&self) -> String {
        let path = |inside: &str| Some(self.folder.path().join(inside));
        let folders = Folders::find(path("config"), path("data")).unwrap();
        std::fs::read_to_string(folders.token()).unwrap()
    }

    /// Closes every window, as a person does, and waits until nothing of the app is left.
    pub async fn close(self) {
        let client = &self.page.client;
        for window in client.windows().await.unwrap() {
            client.switch_to_window(window).await.unwrap();
            client.close_window().await.unwrap();
        }
        let app = self.folder.path().join("bin/heard");
        wait::until("app and server are gone", async || {
            let left = pid_of(&app).is_some() || self.server.pid().is_some();
            (!left).then_some(())
        })
        .await;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join(LOG));
            println!("What the app said:\n{}", log.unwrap_or_default());
        }
    }
}

/// A board's place.
pub fn board(station: &str) -> Value {
    json!({"type": "board", "station": station})
}

/// The pass.
pub fn pass() -> Value {
    json!({"type": "expo"})
}

/// The counter that every device has.
pub fn counter() -> Value {
    json!({"type": "counter", "counter": "1"})
}

/// The app's folders. Programs are linked into it, so that a story can take the server away without
/// anyone else noticing; that is why it lies where they were built, on the same disk.
fn prepare(place: &Value) -> TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = |inside: &str| folder.path().join(inside);
    for part in ["bin", "config", "data", "home", "run"] {
        std::fs::create_dir(path(part)).unwrap();
    }
    std::fs::hard_link(APP, path("bin/heard")).unwrap();
    std::fs::hard_link(binary().unwrap(), path("bin/heard-server")).unwrap();
    let settings = json!({"places": {"main": place}});
    std::fs::write(path("config/settings.json"), settings.to_string()).unwrap();
    folder
}

/// A screen that nobody sees, on a free display.
fn open_screen() -> (Program, String) {
    let mut screen = Program::start(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let display = format!(":{}", screen.first_line());
    (screen, display)
}

/// A port that is free now. Others may take it before it is used; then the story fails at its start.
fn free_address(host: Ipv4Addr) -> SocketAddr {
    let listener = TcpListener::bind((host, 0)).unwrap();
    listener.local_addr().unwrap()
}

impl Driver {
    /// Starts the driver; it and all that it starts live in `folder` and on `display`.
    async fn start(
        folder: &Path,
        display: &str,
        server: SocketAddr,
        variables: &[(&str, String)],
    ) -> Self {
        let address = free_address(Ipv4Addr::LOCALHOST);
        let log = File::create(folder.join(LOG)).unwrap();
        let program = Program::start(
            // A session bus of its own: by it a second start finds the first.
            Command::new("dbus-run-session")
                .args([
                    "--",
                    "WebKitWebDriver",
                    &format!("--port={}", address.port()),
                ])
                .env("DISPLAY", display)
                .env_remove("WAYLAND_DISPLAY")
                .env("HOME", folder.join("home"))
                .env("XDG_RUNTIME_DIR", folder.join("run"))
                .env("HEARD_CONFIG_DIR", folder.join("config"))
                .env("HEARD_DATA_DIR", folder.join("data"))
                .env("HEARD_LISTEN", server.to_string())
                .env("HEARD_SERVER_BIN", folder.join("bin/heard-server"))
                .env("HEARD_DEMO", "1")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .envs(variables.iter().map(|(name, value)| (name, value)))
                .stdout(log.try_clone().unwrap())
                .stderr(log),
        );
        wait::until("the driver listens", async || {
            TcpStream::connect(address).ok()
        })
        .await;
        Self {
            _program: program,
            url: format!("http://{address}"),
        }
    }

    /// Starts the app; the session is with its first window.
    async fn open_window(&self, app: &Path) -> Client {
        let options = json!({"binary": app, "args": []});
        let wanted = [("webkitgtk:browserOptions".to_owned(), options)];
        Client::with_capabilities_and_connector(
            &self.url,
            &wanted.into_iter().collect(),
            HttpConnector::new(),
        )
        .await
        .unwrap()
    }
}
