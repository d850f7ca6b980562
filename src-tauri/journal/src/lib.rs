//! The program's own log: where its lines go, and that none of them holds anybody up.
//!
//! Lines go to standard error and, where a folder is given, into files of bounded size. Each of the two has a queue and a
//! thread: a full disk or a reader that stopped reading costs lines, which are counted and told, and never time. A panic is
//! logged with its task's name and place, and written before anything else happens.

mod file;
mod form;
mod queue;

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use scope::Scope;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use file::LogFile;
pub use form::Form;
use queue::Queue;

/// What is logged unless `RUST_LOG` says otherwise. The WebRTC library's crates all begin alike, and complain of every
/// stranger's packet; what became of a call we say ourselves.
const FILTER: &str = "info,rtc=off,webrtc=off";

/// A module that would log whole requests, and with them the key of a voice provider: whatever `RUST_LOG` says, it tells nothing
/// that is not worth an `info`.
const SECRETIVE: &str = "tungstenite::handshake::client=info";

/// How long an end may wait for what is still to be written: a disk's worst second.
const WRITTEN_WITHIN: Duration = Duration::from_secs(1);

/// The process's queues; a process has one log, as `tracing` has one subscriber.
static QUEUES: OnceLock<Vec<Queue>> = OnceLock::new();

/// The process's log, as long as it is held. Dropping it writes what is left, within a second.
#[derive(Debug)]
#[must_use = "the log ends when this is dropped"]
pub struct Journal {
    /// Where its threads live; they end when their queues do.
    _scope: Scope,
    queues: Vec<Queue>,
}

/// A log file: its folder, which is made if it is not there, and its name without the ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// The name: `heard` is `heard.log`, `heard.1.log` and so on.
    pub name: &'a str,
}

/// Begins to log, and to log panics. Without its file the log still goes to standard error. Where something logs already it
/// goes on as it was first told.
pub fn start(form: Form, place: Option<Place<'_>>) -> Journal {
    let scope = Scope::root("log");
    let spoken = Queue::start(&scope, "stderr", form, stderr());
    let opened = place.map(|place| (place, LogFile::open(place.folder, place.name)));
    let mut queues = vec![spoken.clone()];
    let mut layers = vec![layer(form, stderr().is_terminal(), spoken)];
    let mut unopened = None;
    match opened {
        Some((_, Ok(file))) => {
            let written = Queue::start(&scope, "file", form, file);
            queues.push(written.clone());
            layers.push(layer(form, false, written));
        }
        Some((place, Err(error))) => unopened = Some((place, error)),
        None => {}
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    let filter = match SECRETIVE.parse() {
        Ok(secretive) => filter.add_directive(secretive),
        Err(_) => filter,
    };
    let started = tracing_subscriber::registry()
        .with(layers)
        .with(filter)
        .try_init();
    match started {
        Ok(()) => {
            // Nobody else can have begun: there is one subscriber, and this is it.
            let _ = QUEUES.set(queues.clone());
            scope::log_panics(flush);
        }
        Err(error) => tracing::debug!(%error, "something logs already"),
    }
    if let Some((place, error)) = unopened {
        tracing::warn!(folder = %place.folder.display(), %error, "no log file");
    }
    Journal {
        _scope: scope,
        queues,
    }
}

/// Waits until what was logged so far is written, a second at most. For those who end the process on the spot.
pub fn flush() {
    for queue in QUEUES.get().into_iter().flatten() {
        // Where it does not come about, nothing more can be done.
        let _ = queue.flush(WRITTEN_WITHIN);
    }
}

fn layer(form: Form, ansi: bool, queue: Queue) -> Box<dyn Layer<Registry> + Send + Sync> {
    let layer = fmt::layer()
        .with_writer(queue)
        .with_ansi(ansi && form != Form::Json);
    match form {
        Form::Plain => layer.boxed(),
        Form::Short => layer.with_target(false).boxed(),
        Form::Json => layer.json().flatten_event(true).boxed(),
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        for queue in &self.queues {
            queue.end();
            let _ = queue.flush(WRITTEN_WITHIN);
        }
    }
}
