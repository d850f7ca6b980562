//! The registry: a tree of nodes, each knowing who sits in it.
//!
//! A parent knows its children weakly and a child its parent strongly, so a node leaves the tree by itself when its scope is gone
//! and its last resident has left. No lock is held while another node's lock is taken, or while foreign code runs.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::census::{Census, Kind, Resident};
use crate::guard::Cleanup;

/// How many panics a scope remembers for its closing report; the log has the rest. One screen of a terminal.
const PANICS_KEPT: usize = 32;

pub(crate) struct Node {
    pub(crate) name: Arc<str>,
    pub(crate) token: CancellationToken,
    /// Timers held by this node's tasks.
    pub(crate) deadlines: Arc<AtomicUsize>,
    /// Where the root was made, for threads that are in no runtime themselves.
    runtime: Option<Handle>,
    parent: Option<(Arc<Node>, u64)>,
    /// Residents here and below that closing waits for: all but guards.
    live: watch::Sender<usize>,
    state: Mutex<State>,
}

struct State {
    open: bool,
    next_id: u64,
    residents: BTreeMap<u64, Entry>,
    children: BTreeMap<u64, Weak<Node>>,
    panics: Vec<String>,
}

struct Entry {
    name: Cow<'static, str>,
    kind: Kind,
    since: Instant,
    end: End,
}

/// How a resident is ended when its scope is.
#[derive(Clone)]
enum End {
    /// It can only be asked, by the token.
    Ask,
    Abort(AbortHandle),
    CleanUp(Arc<Cleanup>),
}

impl Node {
    pub(crate) fn root(name: Arc<str>) -> Arc<Node> {
        let runtime = Handle::try_current().ok();
        Arc::new(Node::new(
            name,
            CancellationToken::new(),
            runtime,
            None,
            true,
        ))
    }

    /// A node below this one. Below a closed one it is closed and cancelled from the start.
    pub(crate) fn child(self: &Arc<Self>, name: &str) -> Arc<Node> {
        let mut state = self.state();
        let id = state.take_id();
        let child = Arc::new(Node::new(
            format!("{}/{name}", self.name).into(),
            self.token.child_token(),
            self.runtime.clone(),
            Some((self.clone(), id)),
            state.open,
        ));
        if state.open {
            state.children.insert(id, Arc::downgrade(&child));
        }
        child
    }

    fn new(
        name: Arc<str>,
        token: CancellationToken,
        runtime: Option<Handle>,
        parent: Option<(Arc<Node>, u64)>,
        open: bool,
    ) -> Node {
        Node {
            name,
            token,
            deadlines: Arc::default(),
            runtime,
            parent,
            live: watch::Sender::new(0),
            state: Mutex::new(State {
                open,
                next_id: 0,
                residents: BTreeMap::new(),
                children: BTreeMap::new(),
                panics: Vec::new(),
            }),
        }
    }

    /// The caller's runtime, else the one the root was made in.
    pub(crate) fn runtime(&self) -> Option<Handle> {
        Handle::try_current().ok().or_else(|| self.runtime.clone())
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().open
    }

    /// Counts a task, thread or blocking call, unless the node is closed.
    pub(crate) fn admit(self: &Arc<Self>, name: Cow<'static, str>, kind: Kind) -> Option<Seat> {
        self.seat(name, kind, End::Ask)
    }

    /// Counts a guard, unless the node is closed; then its closure runs at once, since nobody else will run it.
    pub(crate) fn admit_guard(
        self: &Arc<Self>,
        kind: &'static str,
        cleanup: Cleanup,
    ) -> Option<Seat> {
        let cleanup = Arc::new(cleanup);
        let seat = self.seat(kind.into(), Kind::Guard, End::CleanUp(cleanup.clone()));
        if seat.is_none() {
            self.clean_up(kind, &cleanup);
        }
        seat
    }

    fn seat(self: &Arc<Self>, name: Cow<'static, str>, kind: Kind, end: End) -> Option<Seat> {
        let mut state = self.state();
        if !state.open {
            return None;
        }
        let id = state.take_id();
        let since = Instant::now();
        state.residents.insert(
            id,
            Entry {
                name: name.clone(),
                kind,
                since,
                end,
            },
        );
        if kind != Kind::Guard {
            self.count(|live| *live += 1);
        }
        drop(state);
        Some(Seat {
            node: self.clone(),
            id,
            name,
            kind,
        })
    }

    /// Changes the live count here and above, waking whoever waits for zero.
    fn count(&self, change: impl Fn(&mut usize)) {
        for node in self.lineage() {
            node.live.send_if_modified(|live| {
                change(live);
                *live == 0
            });
        }
    }

    fn lineage(&self) -> impl Iterator<Item = &Node> {
        std::iter::successors(Some(self), |node| {
            node.parent.as_ref().map(|(parent, _)| &**parent)
        })
    }

    /// Returns when no task, thread or blocking call is left here and below.
    pub(crate) async fn idle(&self) {
        // An error would mean that the sender is gone; it is ours.
        let _ = self.live.subscribe().wait_for(|live| *live == 0).await;
    }

    /// Lets nobody in any more and ends all who can be ended, here and below.
    pub(crate) fn seal(&self) {
        let ends: Vec<(Cow<'static, str>, End)> = {
            let mut state = self.state();
            state.open = false;
            let residents = state.residents.values();
            residents
                .map(|entry| (entry.name.clone(), entry.end.clone()))
                .collect()
        };
        for (name, end) in &ends {
            match end {
                End::Ask => {}
                End::Abort(task) => task.abort(),
                End::CleanUp(cleanup) => self.clean_up(name, cleanup),
            }
        }
        for child in self.children() {
            child.seal();
        }
    }

    fn clean_up(&self, name: &str, cleanup: &Cleanup) {
        if let Err(payload) = cleanup.run() {
            self.record_panic(name, &panic_message(&*payload));
        }
    }

    /// Logs a panic once and remembers it here and above, for whoever closes.
    pub(crate) fn record_panic(&self, name: &str, message: &str) {
        tracing::error!(scope = %self.name, task = name, panic = message, "a task panicked");
        for node in self.lineage() {
            let panics = &mut node.state().panics;
            if panics.len() < PANICS_KEPT {
                panics.push(format!("{}/{name}: {message}", self.name));
            }
        }
    }

    pub(crate) fn panics(&self) -> Vec<String> {
        self.state().panics.clone()
    }

    /// Full names of all that closing still waits for.
    pub(crate) fn stragglers(&self) -> Vec<String> {
        let mut names: Vec<String> = {
            let state = self.state();
            let waited_for = state
                .residents
                .values()
                .filter(|entry| entry.kind != Kind::Guard);
            waited_for
                .map(|entry| format!("{}/{}", self.name, entry.name))
                .collect()
        };
        names.extend(self.children().iter().flat_map(|child| child.stragglers()));
        names
    }

    pub(crate) fn census(&self) -> Census {
        let now = Instant::now();
        let resident = |entry: &Entry| Resident {
            name: entry.name.clone(),
            kind: entry.kind,
            age: now.saturating_duration_since(entry.since),
        };
        let tasks = self.state().residents.values().map(resident).collect();
        Census {
            name: self.name.clone(),
            tasks,
            deadlines: self.deadlines.load(Ordering::Relaxed),
            children: self.children().iter().map(|child| child.census()).collect(),
        }
    }

    /// The children that are still there. They are let go outside the lock: the last holder of a child takes it again.
    fn children(&self) -> Vec<Arc<Node>> {
        self.state()
            .children
            .values()
            .filter_map(Weak::upgrade)
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some((parent, id)) = &self.parent {
            parent.state().children.remove(id);
        }
    }
}

/// A resident's place in its node: it is counted for as long as this lives.
pub(crate) struct Seat {
    node: Arc<Node>,
    id: u64,
    name: Cow<'static, str>,
    kind: Kind,
}

impl Seat {
    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs a guard's closure, unless its scope has.
    pub(crate) fn clean_up(&self) {
        let end = self
            .node
            .state()
            .residents
            .get(&self.id)
            .map(|entry| entry.end.clone());
        if let Some(End::CleanUp(cleanup)) = end {
            self.node.clean_up(&self.name, &cleanup);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let left = self.node.state().residents.remove(&self.id);
        drop(left);
        if self.kind != Kind::Guard {
            self.node.count(|live| *live -= 1);
        }
    }
}

/// Where the end of a task that is already running is filed: the seat itself is inside the task.
pub(crate) struct SeatNumber {
    node: Arc<Node>,
    id: u64,
}

impl SeatNumber {
    pub(crate) fn of(seat: &Seat) -> SeatNumber {
        SeatNumber {
            node: seat.node.clone(),
            id: seat.id,
        }
    }

    /// From now on the scope can abort the task. It does so here if the scope was sealed in between.
    pub(crate) fn abort_with(self, task: AbortHandle) {
        let mut state = self.node.state();
        let open = state.open;
        let Some(entry) = state.residents.get_mut(&self.id) else {
            return;
        };
        if open {
            entry.end = End::Abort(task);
        } else {
            drop(state);
            task.abort();
        }
    }
}

/// What a panic said, if it said it in words.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words")
        .to_owned()
}
