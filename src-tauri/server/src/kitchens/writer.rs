//! The writer: takes what waits, decides it, commits it with one fsync, answers.

use super::{
    Restaurant, Storage, Submission, Trouble,
    desk::{self, Desks},
    gather::Gather,
    job::{Job, Outcome},
    load,
};
use crate::clock::Clock;
use scope::{
    CancellationToken,
    time::{Instant, timeout},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use store::{RestaurantId, StoreError, Writer};
use tokio::sync::{mpsc, watch};

/// Commands of one commit at most: bounds how long the first of them waits for the last.
const BATCH: usize = 256;

/// Everything the writer owns.
pub(super) struct Loop {
    writer: Box<dyn Writer>,
    queue: mpsc::Receiver<Job>,
    desks: Desks,
    clock: Arc<Clock>,
    storage: watch::Sender<Storage>,
    commits: Arc<AtomicU64>,
    gather: Gather,
}

impl Loop {
    pub(super) fn new(
        writer: Box<dyn Writer>,
        queue: mpsc::Receiver<Job>,
        desks: Desks,
        clock: Arc<Clock>,
        storage: watch::Sender<Storage>,
        commits: Arc<AtomicU64>,
    ) -> Self {
        Self {
            writer,
            queue,
            desks,
            clock,
            storage,
            commits,
            gather: Gather::default(),
        }
    }

    /// Works until told to end; then nothing new is taken, what was taken is committed, and
    /// the database is closed.
    pub(super) async fn run(mut self, token: CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(first) = self.next(&token).await {
            batch.push(first);
            self.gather(&mut batch).await;
            let (count, began) = (batch.len(), Instant::now());
            self.work(&mut batch);
            let now = Instant::now();
            let waiting = self.queue.len();
            self.gather.answered(count, waiting, now - began, now);
            for id in self.desks.snapshots_due() {
                self.desks.snapshot(self.writer.as_mut(), &id);
            }
        }
        // A start after a clean stop folds no event.
        for id in self.desks.without_snapshot() {
            self.desks.snapshot(self.writer.as_mut(), &id);
        }
    }

    async fn next(&mut self, token: &CancellationToken) -> Option<Job> {
        tokio::select! {
            biased;
            job = self.queue.recv() => job,
            () = token.cancelled() => {
                // Whoever sends from now on is told that the server ends.
                self.queue.close();
                self.queue.recv().await
            }
        }
    }

    /// Takes what waits, and waits for more where that is worth it.
    async fn gather(&mut self, batch: &mut Vec<Job>) {
        while batch.len() < BATCH {
            if let Ok(job) = self.queue.try_recv() {
                batch.push(job);
                continue;
            }
            let Some(wait) = self.gather.wait(batch.len(), Instant::now()) else {
                return;
            };
            match timeout(wait, self.queue.recv()).await {
                Ok(Some(job)) => batch.push(job),
                Ok(None) | Err(_) => return,
            }
        }
    }

    fn work(&mut self, batch: &mut Vec<Job>) {
        let began = Instant::now();
        let mut replies = Vec::with_capacity(batch.len());
        let mut commands = Vec::with_capacity(batch.len());
        for job in batch.drain(..) {
            match job {
                Job::Open { id, jobs, reply } => {
                    // Nobody waits for it any more: no matter.
                    let _ = reply.send(self.open(&id, &jobs));
                }
                Job::Submit {
                    restaurant,
                    submission,
                    reply,
                } => {
                    commands.push((restaurant, submission));
                    replies.push(reply);
                }
            }
        }
        let count = commands.len();
        match self.carry_out(&commands) {
            Ok(outcomes) => {
                tracing::trace!(count, took = ?began.elapsed(), "answered");
                for (reply, outcome) in replies.into_iter().zip(outcomes) {
                    let _ = reply.send(outcome);
                }
            }
            Err(error) => {
                tracing::error!(count, %error, "commands refused: the database does not work");
                self.report(Storage::Failing(error.to_string()));
                let trouble = match error {
                    StoreError::InDoubt => Trouble::InDoubt,
                    _ => Trouble::Storage,
                };
                for reply in replies {
                    let _ = reply.send(Err(trouble));
                }
            }
        }
    }

    /// Decides commands and commits what came of them: all of it, or nothing.
    fn carry_out(
        &mut self,
        commands: &[(RestaurantId, Box<Submission>)],
    ) -> Result<Vec<Outcome>, StoreError> {
        let writer = self.writer.as_mut();
        let named = desk::look_up(writer, commands)?;
        let mut outcomes = Vec::with_capacity(commands.len());
        for ((restaurant, submission), named) in commands.iter().zip(named) {
            let clock = &self.clock;
            let outcome = self
                .desks
                .decide(writer, clock, restaurant, submission, named);
            outcomes.push(outcome);
        }
        if self.desks.commit(writer)? {
            self.commits.fetch_add(1, Ordering::Relaxed);
            self.report(Storage::Writable);
        }
        Ok(outcomes)
    }

    fn open(
        &mut self,
        id: &RestaurantId,
        jobs: &mpsc::Sender<Job>,
    ) -> Result<Arc<Restaurant>, Trouble> {
        if let Some(known) = self.desks.get(id) {
            return Ok(known);
        }
        match load::load(self.writer.as_mut(), id, jobs) {
            Ok(loaded) => {
                self.desks.seat(&loaded);
                Ok(loaded.restaurant)
            }
            Err(error) => {
                tracing::error!(restaurant = %id, %error, "a restaurant cannot be opened");
                Err(Trouble::Storage)
            }
        }
    }

    fn report(&self, now: Storage) {
        self.storage.send_if_modified(|was| {
            let changed = *was != now;
            *was = now;
            changed
        });
    }
}
