//! What a scope knows of who is in it, and how it ends them.

use std::borrow::Cow;
use std::sync::Arc;

use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::census::Kind;
use crate::cleanup::Cleanup;

/// What a node knows of one who sits in it.
pub(crate) struct Entry {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
    pub(crate) since: Instant,
    pub(crate) end: End,
}

impl Entry {
    pub(crate) fn is_live(&self) -> bool {
        self.kind.is_live()
    }
}

/// How a resident is ended when its scope is.
#[derive(Clone)]
pub(crate) enum End {
    /// It can only be asked, by the token.
    Ask,
    Abort(AbortHandle),
    CleanUp(Arc<Cleanup>),
}

impl End {
    /// Foreign code may run in here: call it without a lock.
    pub(crate) fn force(&self) {
        match self {
            End::Ask => {}
            End::Abort(task) => task.abort(),
            End::CleanUp(cleanup) => cleanup.run(),
        }
    }
}
