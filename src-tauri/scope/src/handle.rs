//! A weak way into a scope, for those who do not own it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Weak};

use tokio_util::sync::CancellationToken;

use crate::census::Census;
use crate::cleanup::Cleanup;
use crate::closed::ScopeClosed;
use crate::guard::Guard;
use crate::launch;
use crate::ledger::Turnover;
use crate::node::Node;
use crate::seat::Seat;
use crate::tally::Tally;
use crate::task::{Spawned, Task};

/// Starts things in a scope while it is open, and does not keep it open.
#[derive(Clone)]
pub struct ScopeHandle {
    node: Weak<Node>,
    name: Arc<str>,
    token: CancellationToken,
}

impl ScopeHandle {
    pub(crate) fn new(node: &Arc<Node>) -> ScopeHandle {
        ScopeHandle {
            node: Arc::downgrade(node),
            name: node.name.clone(),
            token: node.token.clone(),
        }
    }

    /// The scope's full path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scope's token: cancelled when the scope is, or ends.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// See [`crate::Scope::spawn`].
    ///
    /// # Errors
    /// When the scope has ended; the future is dropped.
    pub fn spawn<F, T>(&self, task: Task, future: F) -> Result<Spawned<T>, ScopeClosed>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        launch::task(&self.node()?, task, future)
    }

    /// See [`crate::Scope::spawn_fallible`].
    ///
    /// # Errors
    /// When the scope has ended; the future is dropped.
    pub fn spawn_fallible<F, T, E>(
        &self,
        task: Task,
        future: F,
    ) -> Result<Spawned<Result<T, E>>, ScopeClosed>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: fmt::Display + Send + 'static,
    {
        launch::fallible(&self.node()?, task, future)
    }

    /// See [`crate::Scope::spawn_blocking`].
    ///
    /// # Errors
    /// When the scope has ended; the closure is dropped.
    pub fn spawn_blocking<F, T>(
        &self,
        name: impl Into<Cow<'static, str>>,
        work: F,
    ) -> Result<Spawned<T>, ScopeClosed>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        launch::blocking(&self.node()?, name.into(), work)
    }

    /// See [`crate::Scope::guard`].
    ///
    /// # Errors
    /// When the scope has ended; the closure has run then, so that what it undoes is not left behind.
    pub fn guard(
        &self,
        kind: &'static str,
        on_drop: impl FnOnce() + Send + 'static,
    ) -> Result<Guard, ScopeClosed> {
        let cleanup = Cleanup::new(kind, on_drop);
        let seat = self
            .node()
            .and_then(|node| Seat::for_guard(&node, cleanup.clone()))
            .inspect_err(|_| cleanup.run())?;
        Ok(Guard::new(cleanup, Some(seat)))
    }

    /// What lives in the scope and below, now.
    ///
    /// # Errors
    /// When the scope has ended and nothing is left of it.
    pub fn census(&self) -> Result<Census, ScopeClosed> {
        Ok(self.node()?.census())
    }

    /// What came and went in the whole tree that the scope is of.
    ///
    /// # Errors
    /// When the scope has ended and nothing is left of it.
    pub fn turnover(&self) -> Result<Turnover, ScopeClosed> {
        Ok(self.node()?.turnover())
    }

    /// How many of which kind live in the scope and below, by scopes down to `depth` below it. Cheaper
    /// than a census where there are thousands: nothing is copied for each.
    ///
    /// # Errors
    /// When the scope has ended and nothing is left of it.
    pub fn tally(&self, depth: usize) -> Result<Vec<Tally>, ScopeClosed> {
        Ok(self.node()?.tally(depth))
    }

    pub(crate) fn node(&self) -> Result<Arc<Node>, ScopeClosed> {
        self.node.upgrade().ok_or(ScopeClosed)
    }
}

impl fmt::Debug for ScopeHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScopeHandle").field(&self.name).finish()
    }
}
