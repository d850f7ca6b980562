//! What a caller says about a task, and what it gets back.

use std::any::Any;
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::closed::ScopeClosed;
use crate::panics;

/// What happens to a task when its scope is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCancel {
    /// It watches the scope's token and ends by itself.
    Drain,
    /// Its future is dropped at its next await.
    Abort,
}

/// What happens to a scope when a task in it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// The failure is logged and recorded; the scope goes on.
    Record,
    /// The scope is cancelled as well: it is of no use without this task.
    CancelScope,
}

/// A task's name and its manners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its name inside its scope.
    pub name: Cow<'static, str>,
    /// What cancelling the scope does to it.
    pub on_cancel: OnCancel,
    /// What its failure does to the scope.
    pub on_error: OnError,
}

impl Task {
    /// A task that watches its scope's token and ends by itself.
    pub fn drain(name: impl Into<Cow<'static, str>>) -> Task {
        Task {
            name: name.into(),
            on_cancel: OnCancel::Drain,
            on_error: OnError::Record,
        }
    }

    /// A task that may be dropped at any await when its scope is cancelled.
    pub fn abort(name: impl Into<Cow<'static, str>>) -> Task {
        Task {
            on_cancel: OnCancel::Abort,
            ..Task::drain(name)
        }
    }

    /// The same task, but a panic of it (or an error, see [`crate::Scope::spawn_fallible`]) cancels its scope.
    pub fn fatal(self) -> Task {
        Task {
            on_error: OnError::CancelScope,
            ..self
        }
    }
}

/// Why a task has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// It was aborted, or its scope was closed before it began.
    #[error("the task was cancelled")]
    Cancelled,
    /// It panicked, or the system had no thread for it. Already logged.
    #[error("the task panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
}

impl Ended {
    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Ended {
        let message = panics::words(&*payload);
        Ended::Panicked { message }
    }
}

impl From<ScopeClosed> for Ended {
    fn from(_: ScopeClosed) -> Ended {
        Ended::Cancelled
    }
}

/// A started task's result, to await or to drop: the scope owns the task, not this.
///
/// It resolves once the task's future is dropped and no longer counted.
#[derive(Debug)]
pub struct Spawned<T> {
    reply: oneshot::Receiver<Result<T, Ended>>,
}

pub(crate) type Reply<T> = oneshot::Sender<Result<T, Ended>>;

impl<T> Spawned<T> {
    pub(crate) fn pair() -> (Reply<T>, Spawned<T>) {
        let (sender, reply) = oneshot::channel();
        (sender, Spawned { reply })
    }

    /// The handle of a task that never ran.
    pub(crate) fn ended(reason: Ended) -> Spawned<T> {
        let (reply, spawned) = Spawned::pair();
        // The receiver is right here.
        let _ = reply.send(Err(reason));
        spawned
    }
}

impl<T> Future for Spawned<T> {
    type Output = Result<T, Ended>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // A reply that was dropped unsent is a task that was dropped unfinished.
        Pin::new(&mut self.reply)
            .poll(cx)
            .map(|reply| reply.unwrap_or(Err(Ended::Cancelled)))
    }
}
