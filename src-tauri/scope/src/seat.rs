//! A place in a scope, taken by whoever runs there.

use std::borrow::Cow;
use std::sync::Arc;

use tokio::time::Instant;

use crate::census::Kind;
use crate::cleanup::Cleanup;
use crate::closed::ScopeClosed;
use crate::entry::{End, Entry};
use crate::here::Here;
use crate::node::Node;

/// A resident's place in its node: it is counted for as long as this lives.
pub(crate) struct Seat {
    node: Arc<Node>,
    id: u64,
    name: Cow<'static, str>,
}

impl Seat {
    /// A place for a task, thread or blocking call.
    pub(crate) fn for_work(
        node: &Arc<Node>,
        name: Cow<'static, str>,
        kind: Kind,
    ) -> Result<Seat, ScopeClosed> {
        Seat::take(node, name, kind, End::Ask)
    }

    /// A place for a guard.
    pub(crate) fn for_guard(node: &Arc<Node>, cleanup: Arc<Cleanup>) -> Result<Seat, ScopeClosed> {
        let kind = cleanup.kind();
        Seat::take(node, kind.into(), Kind::Guard, End::CleanUp(cleanup))
    }

    fn take(
        node: &Arc<Node>,
        name: Cow<'static, str>,
        kind: Kind,
        end: End,
    ) -> Result<Seat, ScopeClosed> {
        let id = node.admit(Entry {
            name: name.clone(),
            kind,
            since: Instant::now(),
            end,
        })?;
        let node = node.clone();
        Ok(Seat { node, id, name })
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

    /// What work in this place knows of it.
    pub(crate) fn here(&self) -> Here {
        let (scope, deadlines) = (self.node.name.clone(), self.node.deadlines.clone());
        Here::new(scope, self.name.clone(), deadlines)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.node.leave(self.id);
    }
}
