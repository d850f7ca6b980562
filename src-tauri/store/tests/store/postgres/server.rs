//! A PostgreSQL of the test's own: the installed programs, a new folder, a free port.

use postgres::{Client, NoTls};
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// Where Debian keeps the programs, by version; what is elsewhere is found by `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The user that the server runs as when the test runs as root, which PostgreSQL refuses. Debian's
/// package makes it.
const USER: &str = "postgres";

/// The password of its administrator, who is called `postgres` too. A socket does not ask for it.
pub const PASSWORD: &str = "heard";

/// A server. It is stopped and its folder removed when this is dropped, or its process ends.
pub struct Server {
    /// Its data, its sockets and its log are in here.
    pub folder: PathBuf,
    pub port: u16,
    script: Mutex<Script>,
    databases: AtomicU32,
}

struct Script {
    child: Child,
    /// Closed to end it.
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// The one that tests share which do it no harm. It is made by the first of them.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[]))
    }

    /// One with these settings.
    pub fn start(settings: &[&str]) -> Self {
        let server = Self::prepare();
        server.set(settings);
        server.tell("start");
        server
    }

    /// One that does not run yet.
    pub fn prepare() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut child = as_user()
            .args(["sh", "-c", include_str!("server.sh"), "sh"])
            .arg(programs())
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut script = Script {
            words: child.stdin.take(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
        };
        Self {
            folder: script.answer().into(),
            port,
            script: Mutex::new(script),
            databases: AtomicU32::new(0),
        }
    }

    /// Adds settings, which hold from the next start on.
    pub fn set(&self, settings: &[&str]) {
        let path = self.folder.join("data/postgresql.conf");
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        for setting in settings {
            writeln!(file, "{setting}").unwrap();
        }
    }

    /// `start`, `stop`, or `crash`: done when it returns.
    pub fn tell(&self, word: &str) {
        let mut script = self.script.lock().unwrap();
        writeln!(script.words.as_mut().unwrap(), "{word}").unwrap();
        assert_eq!(script.answer(), "done");
    }

    /// A new database.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("heard{number}");
        let make = format!("CREATE DATABASE {name}");
        self.admin("postgres").batch_execute(&make).unwrap();
        name
    }

    /// The URL of a database by the server's socket.
    pub fn url(&self, database: &str) -> String {
        let (folder, port) = (self.folder.display(), self.port);
        format!("postgres:///{database}?host={folder}&port={port}&user=postgres")
    }

    /// The URL of a database by the network, with an administrator's password.
    pub fn tcp_url(&self, database: &str, port: u16) -> String {
        format!("postgresql://postgres:{PASSWORD}@127.0.0.1:{port}/{database}")
    }

    /// A session of an administrator.
    pub fn admin(&self, database: &str) -> Client {
        Client::connect(&self.url(database), NoTls).unwrap()
    }

    /// One of PostgreSQL's programs, run on this server.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(Path::new(&programs()).join(name));
        command
            .env("PGHOST", &self.folder)
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", "postgres");
        command
    }
}

impl Script {
    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "PostgreSQL does not run; see above");
        line.trim_end().to_owned()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.words.take());
        let _ = self.child.wait();
    }
}

/// The folder of the newest version's programs.
fn programs() -> OsString {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = debian.chain(std::env::split_paths(&path)).collect();
    folders.retain(|folder| folder.join("initdb").exists());
    let version = |folder: &PathBuf| -> u32 {
        let name = folder.parent().and_then(Path::file_name);
        name.and_then(|name| name.to_str()?.parse().ok())
            .unwrap_or(0)
    };
    let newest = folders.into_iter().max_by_key(version);
    newest
        .expect("PostgreSQL's programs are not installed: apt-get install postgresql")
        .into()
}

/// Begins a command line that PostgreSQL can be run by.
fn as_user() -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args([
        &format!("--reuid={USER}"),
        &format!("--regid={USER}"),
        "--clear-groups",
    ]);
    command.current_dir("/");
    command
}
