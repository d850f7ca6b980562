//! The kitchen as it was last known, on disk: a screen that starts while the server is away
//! still shows what it knew.

use crate::files;
use kitchen::State;
use link::{Picture, Replica};
use scope::{Scope, Task, time};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Names the form; another form is another name, and is not read.
const SCHEMA: &str = "heard.replica/1";

/// The largest file that is read: as the largest snapshot on the stream.
const FILE_BYTES: u64 = wire::SERVER_FRAME_BYTES as u64;

/// How often what is known is kept, if it changed: what a crash may cost is only the old
/// picture shown before the server is back, and a disk of flash is written seldom.
const KEEP_EVERY: Duration = Duration::from_secs(30);

#[derive(Debug, Serialize, Deserialize)]
struct Kept<'a> {
    schema: Cow<'a, str>,
    /// Whose kitchen it is: another server's is of no use.
    server: Cow<'a, str>,
    epoch: Cow<'a, str>,
    state: Cow<'a, State>,
}

/// Keeps a replica of the kitchen at `server`.
fn save(path: &Path, server: &str, replica: &Replica) -> io::Result<()> {
    let kept = Kept {
        schema: Cow::Borrowed(SCHEMA),
        server: Cow::Borrowed(server),
        epoch: Cow::Borrowed(&replica.epoch),
        state: Cow::Borrowed(&replica.state),
    };
    files::replace(path, &serde_json::to_vec(&kept)?)
}

/// The replica that was kept of the kitchen at `server`. One that cannot be read is as good
/// as none: the server has it all.
pub fn load(path: &Path, server: &str) -> Option<Replica> {
    let bytes = match files::read(path, FILE_BYTES) {
        Ok(bytes) => bytes?,
        Err(error) => {
            tracing::warn!(?path, %error, "what was known cannot be read");
            return None;
        }
    };
    let kept: Kept<'_> = match serde_json::from_slice(&bytes) {
        Ok(kept) => kept,
        Err(error) => {
            tracing::warn!(?path, %error, "what was known is not understood");
            return None;
        }
    };
    (kept.schema == SCHEMA && kept.server == server).then(|| Replica {
        epoch: (*kept.epoch).into(),
        state: kept.state.into_owned(),
    })
}

/// Keeps what the link knows of the kitchen at `server` as long as `scope` lives, and once more
/// when it ends.
pub fn start(scope: &Scope, path: PathBuf, server: String, picture: watch::Receiver<Picture>) {
    let token = scope.token();
    let keeper = scope.handle();
    let server: Arc<str> = server.into();
    scope.spawn(Task::drain("replica-cache"), async move {
        let mut ticker = time::Ticker::new(KEEP_EVERY);
        let mut kept: Option<(Arc<str>, u64)> = None;
        loop {
            let is_last = tokio::select! {
                () = token.cancelled() => true,
                _ = ticker.tick() => false,
            };
            let replica = picture.borrow().replica.clone();
            let cursor = replica
                .as_ref()
                .map(|replica| (replica.epoch.clone(), replica.state.seq));
            if let Some(replica) = replica.filter(|_| cursor != kept) {
                let (path, server) = (path.clone(), server.clone());
                let write = move || save(&path, &server, &replica);
                match keeper.spawn_blocking("keep-replica", write) {
                    Ok(write) => match write.await {
                        Ok(Ok(())) => kept = cursor,
                        Ok(Err(error)) => tracing::warn!(%error, "what is known cannot be kept"),
                        // Its panic is logged, and it is tried again.
                        Err(_) => {}
                    },
                    Err(_) => return,
                }
            }
            if is_last {
                return;
            }
        }
    });
}
