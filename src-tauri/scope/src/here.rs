//! Who is running: the scope and the name of the task, thread or blocking call that asks.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static HERE: Here;
}

/// What work knows of the place it runs in.
pub(crate) struct Here {
    scope: Arc<str>,
    task: Cow<'static, str>,
    deadlines: Arc<AtomicUsize>,
}

impl Here {
    /// In the scope and the task of these names; the scope's timers are counted in `deadlines`.
    pub(crate) fn new(
        scope: Arc<str>,
        task: Cow<'static, str>,
        deadlines: Arc<AtomicUsize>,
    ) -> Here {
        Here {
            scope,
            task,
            deadlines,
        }
    }

    /// The future, knowing that it runs here.
    pub(crate) fn around<F: Future>(self, future: F) -> TaskLocalFuture<Here, F> {
        HERE.scope(self, future)
    }

    /// Calls `work`, which knows that it runs here.
    pub(crate) fn within<T>(self, work: impl FnOnce() -> T) -> T {
        HERE.sync_scope(self, work)
    }
}

/// The counter of the running work's scope; of none outside a scope's work.
pub(crate) fn deadlines() -> Option<Arc<AtomicUsize>> {
    HERE.try_with(|here| here.deadlines.clone()).ok()
}

/// The full name of the running task, thread or blocking call, as in `server/stream/reader`; `None`
/// outside a scope's work.
pub fn running() -> Option<String> {
    HERE.try_with(|here| format!("{}/{}", here.scope, here.task))
        .ok()
}
