//! Keeps the outbox's file true: one write at a time, and everything that came meanwhile in the
//! next.

use super::file::{self, Row};
use super::{OutboxEntry, Queue, weight};
use crate::limits::{OUTBOX_BYTES, OUTBOX_COMMANDS, TIDY_AFTER, WRITE_AGAIN_AFTER};
use scope::{ScopeClosed, ScopeHandle, Spawned};
use std::collections::BTreeSet;
use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::time::Instant;
use tokio::sync::oneshot;

/// A command that is not on disk yet, and who waits for it.
pub(crate) struct Submission<R> {
    pub(crate) entry: OutboxEntry,
    pub(crate) reply: R,
}

/// What one write is for.
pub(crate) struct Batch<R> {
    /// May be shown, sent and answered if it went well.
    pub(crate) submissions: Vec<Submission<R>>,
    /// Wait until the file no longer holds what has left the queue.
    pub(crate) forgotten: Vec<oneshot::Sender<bool>>,
}

struct Write<R> {
    done: Result<Spawned<io::Result<()>>, ScopeClosed>,
    removals: u64,
    batch: Batch<R>,
}

/// The outbox's file, its writer, and those who wait for it.
pub(crate) struct Keeper<R> {
    path: PathBuf,
    scope: ScopeHandle,
    write: Option<Write<R>>,
    /// For the next write.
    next: Batch<R>,
    /// The queue's removals that the file knows of.
    tidied: u64,
    /// When to write though nobody waits for it.
    tidy_at: Option<Instant>,
}

impl<R> Keeper<R> {
    pub(crate) fn new(path: PathBuf, scope: ScopeHandle) -> Self {
        Self {
            path,
            scope,
            write: None,
            next: Batch::empty(),
            tidied: 0,
            tidy_at: None,
        }
    }

    /// Takes a command in for the next write.
    ///
    /// # Errors
    /// Gives it back when there is no room.
    pub(crate) fn submit(
        &mut self,
        queue: &Queue,
        new: Submission<R>,
    ) -> Result<(), Submission<R>> {
        let written = self.write.iter().flat_map(|write| &write.batch.submissions);
        let waiting = || self.next.submissions.iter().chain(written.clone());
        let bytes: usize = waiting().map(|waits| weight(&waits.entry.body)).sum();
        let bytes = queue.bytes() + bytes + weight(&new.entry.body);
        if queue.len() + waiting().count() >= OUTBOX_COMMANDS || bytes > OUTBOX_BYTES {
            return Err(new);
        }
        self.next.submissions.push(new);
        Ok(())
    }

    /// Says `true` to `reply` once the file no longer holds what has just left the queue.
    pub(crate) fn forgotten(&mut self, reply: oneshot::Sender<bool>) {
        self.next.forgotten.push(reply);
    }

    /// When to call [`Keeper::start`] though nothing happened.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.tidy_at.filter(|_| self.write.is_none())
    }

    /// The link ends: what has left the queue shall leave the file now.
    pub(crate) fn hurry(&mut self, queue: &Queue, now: Instant) {
        if self.tidied != queue.removals() {
            self.tidy_at = Some(now);
        }
    }

    /// Whether nothing is being written and nobody waits for it.
    pub(crate) fn is_idle(&self) -> bool {
        self.write.is_none() && self.next.is_empty()
    }

    /// Starts the next write, if there is one to start.
    pub(crate) fn start(&mut self, queue: &Queue, now: Instant) {
        if self.tidied != queue.removals() {
            self.tidy_at.get_or_insert(now + TIDY_AFTER);
        }
        let due = self.tidy_at.is_some_and(|at| at <= now);
        if self.write.is_some() || (self.next.is_empty() && !due) {
            return;
        }
        let batch = std::mem::replace(&mut self.next, Batch::empty());
        let new = batch.submissions.iter().map(|new| &new.entry);
        // What was said twice before it was on disk is one command all the same.
        let mut written = BTreeSet::new();
        let entries = queue.entries().chain(new);
        let once = entries.filter(|entry| written.insert(entry.id));
        let rows: Vec<Row> = once.map(Row::of).collect();
        let path = self.path.clone();
        let write = move || file::write(&path, &rows);
        self.tidy_at = None;
        self.write = Some(Write {
            done: self.scope.spawn_blocking("outbox", write),
            removals: queue.removals(),
            batch,
        });
    }

    /// Waits for the write that is under way; forever, if none is. Dropping the future loses
    /// nothing.
    pub(crate) async fn done(&mut self) -> io::Result<()> {
        match &mut self.write {
            None => pending().await,
            Some(write) => match &mut write.done {
                Ok(done) => done
                    .await
                    .unwrap_or_else(|ended| Err(io::Error::other(ended))),
                Err(closed) => Err(io::Error::other(*closed)),
            },
        }
    }

    /// Ends the write that [`Keeper::done`] has waited for, and gives back what it was for.
    pub(crate) fn finish(&mut self, result: &io::Result<()>, now: Instant) -> Batch<R> {
        let Some(write) = self.write.take() else {
            return Batch::empty();
        };
        match result {
            Ok(()) => self.tidied = write.removals,
            Err(error) => {
                tracing::error!(path = ?self.path, %error, "the outbox cannot be written");
                self.tidy_at = Some(now + WRITE_AGAIN_AFTER);
            }
        }
        write.batch
    }
}

impl<R> Batch<R> {
    fn empty() -> Self {
        Self {
            submissions: Vec::new(),
            forgotten: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.submissions.is_empty() && self.forgotten.is_empty()
    }
}
