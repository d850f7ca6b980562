//! Where what is to be worked on waits for a thread, in the order in which it came.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Notify;

/// What waits for a thread.
pub(super) struct Queue<T> {
    ready: Mutex<VecDeque<Arc<T>>>,
    more: Notify,
    /// Those that are not over.
    pub alive: AtomicUsize,
    /// Those that wait for a thread or a recogniser.
    pub waits: AtomicUsize,
}

impl<T> Queue<T> {
    /// Nothing waits.
    pub fn new() -> Self {
        Self {
            ready: Mutex::default(),
            more: Notify::new(),
            alive: AtomicUsize::new(0),
            waits: AtomicUsize::new(0),
        }
    }

    /// Puts one before the threads.
    pub fn push(&self, one: Arc<T>) {
        self.waits.fetch_add(1, Ordering::Relaxed);
        self.ready().push_back(one);
        self.more.notify_one();
    }

    /// Puts one before the threads again that waited for a recogniser.
    pub fn recall(&self, one: Arc<T>) {
        self.waits.fetch_sub(1, Ordering::Relaxed);
        self.push(one);
    }

    /// The next, if one waits.
    pub fn pop(&self) -> Option<Arc<T>> {
        let next = self.ready().pop_front()?;
        self.waits.fetch_sub(1, Ordering::Relaxed);
        Some(next)
    }

    /// Returns when another was put here.
    pub async fn more(&self) {
        self.more.notified().await;
    }

    fn ready(&self) -> MutexGuard<'_, VecDeque<Arc<T>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
