//! The server that the app brings along: started beside it, watched, started again when it
//! ends, and stopped with it.
//!
//! It never outlives the app: it holds the reading end of a pipe that only the app can write
//! to, and ends when that closes, whatever became of the app.

mod child;
mod keeper;
mod lines;
mod neighbour;
mod token;

use scope::{Scope, Task};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// How the server is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidecarConfig {
    /// The server's program.
    pub program: PathBuf,
    /// Its data folder.
    pub data_dir: PathBuf,
    /// Where it listens; port 0 is any that is free.
    pub listen: SocketAddr,
    /// A menu for a kitchen that has none yet.
    pub menu: Option<PathBuf>,
    /// Where this screen's token for it is kept.
    pub token_path: PathBuf,
}

/// How the server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SidecarStatus {
    /// It is being started.
    Starting,
    /// It takes connections.
    Running {
        /// Where.
        address: SocketAddr,
        /// This screen's token.
        token: Arc<str>,
    },
    /// It does not run, and is tried again.
    Down {
        /// Why, in words.
        words: String,
    },
}

/// The way to the keeper of the server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SidecarHandle {
    renew: mpsc::Sender<()>,
}

impl SidecarHandle {
    /// The server does not know this screen's token: another is made.
    pub fn renew_token(&self) {
        // One that waits already does for both.
        let _ = self.renew.try_send(());
    }
}

/// Starts the server, and keeps it running as long as `scope` lives.
pub fn start(
    scope: &Scope,
    config: SidecarConfig,
) -> (SidecarHandle, watch::Receiver<SidecarStatus>) {
    let (status, seen) = watch::channel(SidecarStatus::Starting);
    let (renew, renewals) = mpsc::channel(1);
    let keeper = keeper::Keeper::new(config, scope.handle(), status, renewals);
    scope.spawn(Task::drain("sidecar"), keeper.run());
    (SidecarHandle { renew }, seen)
}

/// This screen's token, if one was made already; empty otherwise.
pub fn kept_token(config: &SidecarConfig) -> Arc<str> {
    // What is wrong with the file is said where a token is needed.
    let kept = token::kept(config).ok().flatten();
    kept.unwrap_or_else(|| "".into())
}
