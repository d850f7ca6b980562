//! Keeps the counters' file true: one write at a time, and everything that came meanwhile in the
//! next.

use super::file;
use crate::files;
use crate::press::Press;
use crate::station::AskError;
use scope::{ScopeHandle, Spawned};
use std::future::pending;
use std::io;
use std::path::PathBuf;
use tokio::sync::oneshot;

/// Who waits to hear that a tap is kept.
pub type Reply = oneshot::Sender<Result<(), AskError>>;

/// What one write is for.
#[derive(Debug, Default)]
pub struct Batch {
    /// Hear once it is on disk.
    pub replies: Vec<Reply>,
    /// Orders that may go out once it is on disk.
    pub place: Vec<Press>,
}

struct Write {
    done: Spawned<io::Result<()>>,
    batch: Batch,
}

/// The counters' file, its writer, and those who wait for it.
pub struct Shelf {
    path: PathBuf,
    scope: ScopeHandle,
    write: Option<Write>,
    /// For the next write; `None` where nothing has changed since the last began.
    next: Option<Batch>,
}

impl Shelf {
    /// Keeps the file at `path`.
    pub fn new(path: PathBuf, scope: ScopeHandle) -> Self {
        Self {
            path,
            scope,
            write: None,
            next: None,
        }
    }

    /// Something has changed, and is for the next write.
    pub fn changed(&mut self) -> &mut Batch {
        self.next.get_or_insert_default()
    }

    /// Starts the next write, if there is one to start.
    pub fn start(&mut self, counters: impl FnOnce() -> file::Counters) {
        if self.write.is_some() {
            return;
        }
        let Some(batch) = self.next.take() else {
            return;
        };
        let path = self.path.clone();
        let bytes = file::bytes(&counters());
        let write = move || files::replace(&path, &bytes?);
        // A scope that is closed is that of an app that ends: nobody waits any more.
        if let Ok(done) = self.scope.spawn_blocking("keep-counters", write) {
            self.write = Some(Write { done, batch });
        }
    }

    /// Waits for the write that is under way; for ever, if none is. Dropping the future loses
    /// nothing.
    pub async fn done(&mut self) -> io::Result<()> {
        match &mut self.write {
            None => pending().await,
            Some(write) => (&mut write.done)
                .await
                .unwrap_or_else(|ended| Err(io::Error::other(ended))),
        }
    }

    /// Ends the write that [`Shelf::done`] has waited for, and gives back what it was for.
    pub fn finish(&mut self) -> Batch {
        self.write
            .take()
            .map(|write| write.batch)
            .unwrap_or_default()
    }

    /// Whether everything is on disk.
    pub fn is_idle(&self) -> bool {
        self.write.is_none() && self.next.is_none()
    }
}
