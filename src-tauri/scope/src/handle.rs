//! A weak way into a scope, for those who do not own it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Weak};

use tokio_util::sync::CancellationToken;

use crate::guard::{Cleanup, Guard};
use crate::launch;
use crate::node::{Node, panic_message};
use crate::scope::Scope;
use crate::task::{Spawned, Task};

/// The scope, or one above it, was closed or dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the scope is closed")]
pub struct ScopeClosed;

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

    /// See [`Scope::child`].
    ///
    /// # Errors
    /// When the scope has ended.
    pub fn child(&self, name: impl Into<Arc<str>>) -> Result<Scope, ScopeClosed> {
        Ok(Scope::below(&self.open()?, name))
    }

    /// See [`Scope::spawn`].
    ///
    /// # Errors
    /// When the scope has ended; the future is dropped.
    pub fn spawn<F, T>(&self, task: Task, future: F) -> Result<Spawned<T>, ScopeClosed>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let node = self.open()?;
        Ok(launch::task(&node, task, Box::pin(future), |_| None))
    }

    /// See [`Scope::spawn_fallible`].
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
        let node = self.open()?;
        Ok(launch::task(
            &node,
            task,
            Box::pin(future),
            launch::error_text,
        ))
    }

    /// See [`Scope::spawn_blocking`].
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
        Ok(launch::blocking(&self.open()?, name.into(), work))
    }

    /// See [`Scope::guard`].
    ///
    /// # Errors
    /// When the scope has ended; the closure has run then, so that what it undoes is not left behind.
    pub fn guard(
        &self,
        kind: &'static str,
        on_drop: impl FnOnce() + Send + 'static,
    ) -> Result<Guard, ScopeClosed> {
        let cleanup = Cleanup::new(on_drop);
        let Some(node) = self.node.upgrade() else {
            if let Err(payload) = cleanup.run() {
                let panic = panic_message(&*payload);
                tracing::error!(scope = %self.name, task = kind, panic, "a guard panicked");
            }
            return Err(ScopeClosed);
        };
        let seat = node.admit_guard(kind, cleanup).ok_or(ScopeClosed)?;
        Ok(Guard::new(Some(seat)))
    }

    fn open(&self) -> Result<Arc<Node>, ScopeClosed> {
        self.node
            .upgrade()
            .filter(|node| node.is_open())
            .ok_or(ScopeClosed)
    }
}
