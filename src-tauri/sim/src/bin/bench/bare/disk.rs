//! Bytes on disk: as many as gather while the disk syncs the ones before, then one sync, then one frame to every listener.

use scope::Scope;
use std::{
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// The size of the file, written before the first sync and from its start again at its end: a sync then has no new length to
/// write down, as it has none for a log that is used again (SQLite's WAL after a checkpoint).
pub(super) const FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Requests of one sync at most: as many as our server takes into one.
const BATCH: usize = 256;

/// Requests that wait, and frames a listener may be behind: as many as at our server.
const QUEUE: usize = 1_024;

/// Digits of the instant at the beginning of a frame: of Unix time in nanoseconds, until the year 2286.
pub const INSTANT_DIGITS: usize = 19;

struct Job {
    store: usize,
    frame: usize,
    done: oneshot::Sender<SystemTime>,
}

/// The way to the disk.
pub struct Disk {
    jobs: mpsc::Sender<Job>,
    frames: broadcast::Sender<Utf8Bytes>,
}

impl Disk {
    /// Writes the file once and starts the thread that writes it again and again.
    pub fn open(scope: &Scope, dir: &Path) -> io::Result<Self> {
        let mut file = File::create(dir.join("floor"))?;
        io::copy(&mut io::Read::take(io::repeat(b'.'), FILE_BYTES), &mut file)?;
        file.flush()?;
        file.sync_all()?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (frames, _) = broadcast::channel(QUEUE);
        let to = frames.clone();
        scope.spawn_thread("disk", move |_| write(&file, queue, &to));
        Ok(Self { jobs, frames })
    }

    /// Returns once `store` bytes are on disk and a frame of `frame` bytes is on its way to every listener, and says when the
    /// bytes began their way.
    pub async fn keep(&self, store: usize, frame: usize) -> anyhow::Result<SystemTime> {
        let (done, kept) = oneshot::channel();
        let job = Job { store, frame, done };
        self.jobs.send(job).await?;
        Ok(kept.await?)
    }

    /// The frames from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Utf8Bytes> {
        self.frames.subscribe()
    }
}

fn write(
    file: &File,
    mut queue: mpsc::Receiver<Job>,
    frames: &broadcast::Sender<Utf8Bytes>,
) -> io::Result<()> {
    let mut at = 0;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(first) = queue.blocking_recv() {
        batch.push(first);
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        let began = SystemTime::now();
        let store: usize = batch.iter().map(|job| job.store).sum();
        let bytes = vec![b'x'; store];
        if at + store as u64 > FILE_BYTES {
            at = 0;
        }
        file.write_all_at(&bytes, at)?;
        file.sync_data()?;
        at += store as u64;
        let size = batch.iter().map(|job| job.frame).sum();
        if size > 0 {
            // Nobody listening is no fault.
            let _ = frames.send(frame(began, size));
        }
        for job in batch.drain(..) {
            let _ = job.done.send(began);
        }
    }
    Ok(())
}

/// A text of at least `size` bytes that says when the bytes began their way to the disk.
pub fn frame(began: SystemTime, size: usize) -> Utf8Bytes {
    let nanos = began
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    let mut text = format!("{nanos:0INSTANT_DIGITS$}");
    text.extend(std::iter::repeat_n('x', size.saturating_sub(text.len())));
    text.into()
}

/// What [`frame`] said; `None` of a text that is none.
pub fn began(frame: &str) -> Option<SystemTime> {
    let nanos: u64 = frame.get(..INSTANT_DIGITS)?.parse().ok()?;
    Some(UNIX_EPOCH + std::time::Duration::from_nanos(nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_its_size_and_says_when_it_began() {
        let now = SystemTime::now();
        let made = frame(now, 900);
        assert_eq!(made.len(), 900);
        assert_eq!(began(&made), Some(now));
        assert_eq!(began("welcome"), None);
    }
}
