//! The folder, the address and the programs of one demo.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value, json};

use crate::http;
use crate::process::{Group, text_of};
use crate::screen::Screen;
use crate::signals::Signals;
use crate::tree::Tree;

/// Where a window stands: its label, as the app gives it, and left, top, width and height in pixels.
pub type Placed = (&'static str, [u32; 4]);

/// The server's usual port, so that what the README shows works here too.
const PORT: u16 = 7420;

/// How long the app may take until its server answers; it needs about a second.
const START: Duration = Duration::from_secs(60);

/// The folder of a demo and the address of its server.
pub struct Kitchen {
    folder: PathBuf,
    address: SocketAddr,
}

impl Kitchen {
    /// Makes the folder, or with `keep` uses what the last demo left, and finds an address.
    ///
    /// # Errors
    /// When files cannot be made, or no port is free.
    pub fn prepare(tree: &Tree, keep: bool) -> anyhow::Result<Self> {
        let folder = tree.built("demo");
        if !keep && folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        for part in ["config", "data", "home"] {
            fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self {
            folder,
            address: free_address()?,
        })
    }

    /// Says where windows open on a screen on which no window manager could.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn place(&self, windows: &[Placed]) -> io::Result<()> {
        // All the fields that the window-state plugin writes; it reads none without the others.
        let state = |[x, y, width, height]: [u32; 4]| {
            json!({
                "width": width, "height": height, "x": x, "y": y, "prev_x": x, "prev_y": y,
                "maximized": false, "visible": true, "decorated": true, "fullscreen": false,
            })
        };
        let windows = windows.iter();
        let states: Map<_, _> = windows
            .map(|(label, at)| ((*label).to_owned(), state(*at)))
            .collect();
        fs::write(
            self.path("config/windows.json"),
            Value::from(states).to_string(),
        )
    }

    /// A path in the folder.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.join(inside)
    }

    /// Starts the app and waits until the server that it brings along answers.
    ///
    /// # Errors
    /// When the app ends, or its server does not answer in time.
    pub fn open_app<'s>(
        &self,
        tree: &Tree,
        signals: &'s Signals,
        place: &str,
        screen: Option<&Screen>,
    ) -> anyhow::Result<Group<'s>> {
        let mut app = Command::new(tree.built("debug/heard"));
        self.host(&mut app, screen).env("HEARD_PLACE", place);
        let mut app = Group::start(self.logged(&mut app)?, signals)?;
        self.until_healthy(signals, &mut app)?;
        Ok(app)
    }

    /// Sends what the app says into this kitchen's folder.
    ///
    /// # Errors
    /// When there is no file for it.
    pub fn logged<'c>(&self, app: &'c mut Command) -> io::Result<&'c mut Command> {
        logged(app, &self.path("app.log"))
    }

    /// Makes the app, or what starts it, this kitchen's.
    pub fn host<'c>(&self, app: &'c mut Command, screen: Option<&Screen>) -> &'c mut Command {
        app.env("HEARD_DEMO", "1")
            .env("HEARD_CONFIG_DIR", self.path("config"))
            .env("HEARD_DATA_DIR", self.path("data"))
            .env("HEARD_LISTEN", self.address.to_string());
        if let Some(screen) = screen {
            screen
                .host(app)
                .env("HOME", self.path("home"))
                .env("XDG_RUNTIME_DIR", self.path("home"));
        }
        app
    }

    /// Waits until the app's server answers.
    ///
    /// # Errors
    /// When the app ends, or its server does not answer in time.
    pub fn until_healthy(&self, signals: &Signals, app: &mut Group) -> anyhow::Result<()> {
        let healthy = signals.look_until(START, || {
            self.check_app(app)?;
            Ok(http::status(self.address, "/healthz") == Some(200))
        })?;
        ensure!(
            healthy,
            "the app's server does not answer at {}; see {}",
            self.address,
            self.path("app.log").display()
        );
        Ok(())
    }

    /// Makes sure that the app runs.
    ///
    /// # Errors
    /// When it has ended, with how and where its log is.
    pub fn check_app(&self, app: &mut Group) -> anyhow::Result<()> {
        self.check("the app", app, "app.log")
    }

    /// Makes sure that orders are made up.
    ///
    /// # Errors
    /// When the till has ended, with how and where its log is.
    pub fn check_rush(&self, rush: &mut Group) -> anyhow::Result<()> {
        self.check("the till with made-up orders", rush, "rush.log")
    }

    fn check(&self, name: &str, group: &mut Group, log: &str) -> anyhow::Result<()> {
        match group.ended()? {
            Some(status) => bail!("{name} ended ({status}); see {}", self.path(log).display()),
            None => Ok(()),
        }
    }

    /// Starts the till that sends made-up orders, `burst` at once and `rate` a minute, with a token of
    /// its own.
    ///
    /// # Errors
    /// When there is no token to be had, or the program cannot be started.
    pub fn start_rush<'s>(
        &self,
        tree: &Tree,
        signals: &'s Signals,
        rate: f64,
        burst: u32,
    ) -> anyhow::Result<Group<'s>> {
        let mut create = self.server(tree);
        create.args(["token", "create", "--role", "pos", "--name", "demo till"]);
        let token = text_of(&mut create)?;
        fs::write(self.path("till.token"), &token)?;
        let mut rush = self.server(tree);
        rush.args(["demo", "--rate", &rate.to_string()])
            .args(["--burst", &burst.to_string()])
            .env("HEARD_SERVER", format!("http://{}", self.address))
            .env("HEARD_TOKEN", token.trim());
        Group::start(logged(&mut rush, &self.path("rush.log"))?, signals)
    }

    fn server(&self, tree: &Tree) -> Command {
        let mut server = Command::new(tree.built("debug/heard-server"));
        server.env("HEARD_DATA_DIR", self.path("data"));
        server
    }

    /// Tells a person what there is to play with.
    pub fn greet(&self) {
        eprintln!(
            "\nThe kitchen is open.\n  \
             server   http://{}  (its API: /docs)\n  \
             token    of a till, in {}\n  \
             logs     {}\n\
             Ctrl-C, or closing the window, ends it.\n",
            self.address,
            self.path("till.token").display(),
            self.folder.display(),
        );
    }
}

/// The usual address, or another one where that is taken.
fn free_address() -> io::Result<SocketAddr> {
    let listen = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    listen(PORT).or_else(|_| listen(0))?.local_addr()
}

/// Sends what a command says into a file.
fn logged<'c>(command: &'c mut Command, file: &Path) -> io::Result<&'c mut Command> {
    let file = File::create(file)?;
    Ok(command.stdout(file.try_clone()?).stderr(file))
}
