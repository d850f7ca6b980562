//! A place in a scope, taken by whoever runs there.

use std::borrow::Cow;
use std::sync::Arc;

use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::census::Kind;
use crate::guard::Cleanup;
use crate::node::Node;

/// A resident's place in its node: it is counted for as long as this lives.
pub(crate) struct Seat {
    node: Arc<Node>,
    id: u64,
    name: Cow<'static, str>,
}

impl Seat {
    pub(crate) fn new(node: Arc<Node>, id: u64, name: Cow<'static, str>) -> Seat {
        Seat { node, id, name }
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn name(&self) -> &Cow<'static, str> {
        &self.name
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.node.leave(self.id);
    }
}

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
