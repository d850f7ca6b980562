//! The owner: a place where tasks live, and which ends them.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::census::Census;
use crate::cleanup::Cleanup;
use crate::closed::ScopeClosed;
use crate::guard::Guard;
use crate::handle::ScopeHandle;
use crate::launch;
use crate::node::Node;
use crate::seat::Seat;
use crate::task::{Spawned, Task};

/// How long closing waits for aborted tasks to be dropped. They go at their next await, which is now, unless they block.
const LAST_BREATH: Duration = Duration::from_millis(100);

/// A place where tasks live. Owned; dropping it cancels and aborts everything below it.
///
/// It takes new tasks until it, or a scope above it, is closed or dropped: cancelling alone does not shut it, since a task that
/// drains may need another to do so. A task that is spawned into a scope that has ended never starts, and its [`Spawned`] says
/// [`crate::Ended::Cancelled`].
pub struct Scope {
    node: Arc<Node>,
}

impl Scope {
    /// A scope without a parent. A program has one; a test may have many.
    pub fn root(name: impl Into<Arc<str>>) -> Scope {
        Scope {
            node: Node::root(name.into()),
        }
    }

    /// A scope below this one: it ends with it at the latest.
    pub fn child(&self, name: impl Into<Arc<str>>) -> Scope {
        Scope::below(&self.node, name)
    }

    pub(crate) fn below(node: &Arc<Node>, name: impl Into<Arc<str>>) -> Scope {
        Scope {
            node: node.child(&name.into()),
        }
    }

    /// The full path, as in `server/stream/device-7`.
    pub fn name(&self) -> &str {
        &self.node.name
    }

    /// Is cancelled when this scope or one above it is.
    pub fn token(&self) -> CancellationToken {
        self.node.token.clone()
    }

    /// Asks everything below to end. Returns at once; [`Scope::close`] waits.
    pub fn cancel(&self) {
        self.node.token.cancel();
    }

    /// Returns when this scope or one above it is cancelled.
    pub async fn cancelled(&self) {
        self.node.token.cancelled().await;
    }

    /// A weak, cheap handle, for those who may start something here but do not own it.
    pub fn handle(&self) -> ScopeHandle {
        ScopeHandle::new(&self.node)
    }

    /// Starts a named task in the current runtime, or from a thread outside any in the one this scope's root was made in.
    ///
    /// # Panics
    /// If there is no runtime at all.
    pub fn spawn<F, T>(&self, task: Task, future: F) -> Spawned<T>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        launched(launch::task(&self.node, task, future))
    }

    /// Starts a named task whose `Err` is a failure: it is logged here, and cancels the scope if the task is fatal.
    ///
    /// # Panics
    /// If there is no runtime at all.
    pub fn spawn_fallible<F, T, E>(&self, task: Task, future: F) -> Spawned<Result<T, E>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: fmt::Display + Send + 'static,
    {
        launched(launch::fallible(&self.node, task, future))
    }

    /// Starts an operating system thread. It must watch the token it is given: a thread cannot be forced to end.
    ///
    /// In tests with paused time the clock does not wait for threads, so closing may call a thread a straggler that only had no
    /// time yet.
    pub fn spawn_thread<F, T>(&self, name: impl Into<Cow<'static, str>>, work: F) -> Spawned<T>
    where
        F: FnOnce(CancellationToken) -> T + Send + 'static,
        T: Send + 'static,
    {
        launched(launch::thread(&self.node, name.into(), work))
    }

    /// Starts a call on the runtime's pool for blocking work. Once it runs it cannot be ended: it must be short.
    ///
    /// # Panics
    /// If there is no runtime at all.
    pub fn spawn_blocking<F, T>(&self, name: impl Into<Cow<'static, str>>, work: F) -> Spawned<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        launched(launch::blocking(&self.node, name.into(), work))
    }

    /// Undoes a registration with foreign code when the guard is dropped or this scope ends, whichever is first.
    ///
    /// The closure runs once, on the thread that ends it, and must be quick. In a scope that has ended it runs at once.
    pub fn guard(&self, kind: &'static str, on_drop: impl FnOnce() + Send + 'static) -> Guard {
        let cleanup = Cleanup::new(kind, on_drop);
        let seat = Seat::for_guard(&self.node, cleanup.clone());
        if seat.is_err() {
            cleanup.run();
        }
        Guard::new(cleanup, seat.ok())
    }

    /// Cancels, waits until everything below has ended, but no longer than `within`, and aborts the rest.
    ///
    /// A task must not close the scope it lives in: it would wait for itself.
    pub async fn close(self, within: Duration) -> Closed {
        self.cancel();
        // Whether it was in time is what the list below says.
        let _ = tokio::time::timeout(within, self.node.idle()).await;
        let stragglers = self.node.stragglers();
        self.node.seal();
        let _ = tokio::time::timeout(LAST_BREATH, self.node.idle()).await;
        Closed {
            stragglers,
            panics: self.node.panics(),
        }
    }

    #[cfg(test)]
    pub(crate) fn registered(&self) -> usize {
        self.node.registered()
    }

    /// What lives here and below, now.
    pub fn census(&self) -> Census {
        self.node.census()
    }
}

// Here, not with the rest of the handle: who makes scopes is above who only leads into one.
impl ScopeHandle {
    /// See [`Scope::child`].
    ///
    /// # Errors
    /// When the scope has ended.
    pub fn child(&self, name: impl Into<Arc<str>>) -> Result<Scope, ScopeClosed> {
        let node = self.node()?;
        if node.is_open() {
            Ok(Scope::below(&node, name))
        } else {
            Err(ScopeClosed)
        }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scope").field(&self.name()).finish()
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.cancel();
        self.node.seal();
    }
}

/// An owner need not ask whether its scope is open: what comes too late has been cancelled.
fn launched<T>(spawned: Result<Spawned<T>, ScopeClosed>) -> Spawned<T> {
    spawned.unwrap_or_else(|closed| Spawned::ended(closed.into()))
}

/// How a scope ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closed {
    /// Full names of those who had not ended by the deadline. Tasks among them were aborted; threads may still run.
    pub stragglers: Vec<String>,
    /// Full names and words of the panics in the scope's life: the first 32, the log has all.
    pub panics: Vec<String>,
}

impl Closed {
    /// Everything ended in time, and nothing ever panicked.
    pub fn is_clean(&self) -> bool {
        self.stragglers.is_empty() && self.panics.is_empty()
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_clean() {
            return f.write_str("closed cleanly");
        }
        write!(
            f,
            "closed with stragglers [{}] and panics [{}]",
            self.stragglers.join(", "),
            self.panics.join(", ")
        )
    }
}
