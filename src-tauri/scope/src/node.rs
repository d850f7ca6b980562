//! The registry: a tree of nodes, each knowing who sits in it.
//!
//! A parent knows its children weakly and a child its parent strongly, so a node leaves the tree by itself when its scope is gone
//! and its last resident has left. No lock is held while another node's lock is taken, or while foreign code runs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::census::{Census, Resident};
use crate::closed::ScopeClosed;
use crate::entry::{End, Entry};
use crate::ledger::{Ledger, Turnover};
use crate::tally::{Crowd, Tallies, Tally};

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
    since: Instant,
    ledger: Arc<Ledger>,
    /// Those here and below that closing waits for.
    live: watch::Sender<Crowd>,
    state: Mutex<State>,
}

struct State {
    /// When the scope was closed or dropped; until then it is open.
    sealed: Option<Instant>,
    last_id: u64,
    residents: BTreeMap<u64, Entry>,
    children: BTreeMap<u64, Weak<Node>>,
    panics: Vec<String>,
}

impl Node {
    pub(crate) fn root(name: Arc<str>) -> Arc<Node> {
        Arc::new(Node {
            name,
            token: CancellationToken::new(),
            deadlines: Arc::default(),
            runtime: Handle::try_current().ok(),
            parent: None,
            since: Instant::now(),
            ledger: Arc::default(),
            live: watch::Sender::new(Crowd::default()),
            state: Mutex::new(State::new(None)),
        })
    }

    /// A node below this one. Below a closed one it is closed and cancelled from the start.
    pub(crate) fn child(self: &Arc<Self>, name: &str) -> Arc<Node> {
        let mut state = self.state();
        let id = state.take_id();
        let child = Arc::new(Node {
            name: format!("{}/{name}", self.name).into(),
            token: self.token.child_token(),
            deadlines: Arc::default(),
            runtime: self.runtime.clone(),
            parent: Some((self.clone(), id)),
            since: Instant::now(),
            ledger: self.ledger.clone(),
            live: watch::Sender::new(Crowd::default()),
            state: Mutex::new(State::new(state.sealed)),
        });
        if state.is_open() {
            state.children.insert(id, Arc::downgrade(&child));
        }
        child
    }

    /// The caller's runtime, else the one the root was made in.
    pub(crate) fn runtime(&self) -> Option<Handle> {
        Handle::try_current().ok().or_else(|| self.runtime.clone())
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().is_open()
    }

    /// For [`crate::seat::Seat`] alone: counts a resident, which leaves by the number it gets here.
    pub(crate) fn admit(&self, entry: Entry) -> Result<u64, ScopeClosed> {
        let mut state = self.state();
        if !state.is_open() {
            return Err(ScopeClosed);
        }
        let id = state.take_id();
        self.ledger.came();
        // Under the lock, so that whoever finds the entry finds it counted.
        if entry.is_live() {
            self.count(Crowd::one_more);
        }
        state.residents.insert(id, entry);
        Ok(id)
    }

    /// From now on the scope can abort the task in this seat. It does so here if it was sealed while the task started.
    pub(crate) fn abort_with(&self, id: u64, task: AbortHandle) {
        let mut state = self.state();
        if state.is_open() {
            if let Some(entry) = state.residents.get_mut(&id) {
                entry.end = End::Abort(task);
            }
        } else {
            drop(state);
            task.abort();
        }
    }

    /// For [`crate::seat::Seat`] alone.
    pub(crate) fn leave(&self, id: u64) {
        let left = self.state().residents.remove(&id);
        if left.is_some() {
            self.ledger.went();
        }
        if left.is_some_and(|entry| entry.is_live()) {
            self.count(|live| live.now -= 1);
        }
    }

    /// Changes the live count here and above, waking whoever waits for zero.
    fn count(&self, change: impl Fn(&mut Crowd)) {
        for node in self.lineage() {
            node.live.send_if_modified(|live| {
                change(live);
                live.now == 0
            });
        }
    }

    /// This node and those above it.
    fn lineage(&self) -> impl Iterator<Item = &Node> {
        std::iter::successors(Some(self), |node| {
            node.parent.as_ref().map(|(parent, _)| &**parent)
        })
    }

    /// Returns when no task, thread or blocking call is left here and below.
    pub(crate) async fn idle(&self) {
        // An error would mean that the sender is gone; it is ours.
        let _ = self.live.subscribe().wait_for(|live| live.now == 0).await;
    }

    /// Lets nobody in any more and ends all who can be ended, here and below.
    pub(crate) fn seal(&self) {
        let ends: Vec<End> = {
            let mut state = self.state();
            state.sealed.get_or_insert_with(Instant::now);
            let residents = state.residents.values();
            residents.map(|entry| entry.end.clone()).collect()
        };
        ends.iter().for_each(End::force);
        self.children().iter().for_each(|child| child.seal());
    }

    /// Remembers a panic here and above, for whoever closes.
    pub(crate) fn record_panic(&self, task: &str, panic: &str) {
        for node in self.lineage() {
            let panics = &mut node.state().panics;
            if panics.len() < PANICS_KEPT {
                panics.push(format!("{}/{task}: {panic}", self.name));
            }
        }
    }

    pub(crate) fn panics(&self) -> Vec<String> {
        self.state().panics.clone()
    }

    /// Full names of all that closing still waits for.
    pub(crate) fn stragglers(&self) -> Vec<String> {
        let full = |entry: &Entry| format!("{}/{}", self.name, entry.name);
        let mut names: Vec<String> = {
            let state = self.state();
            let live = state.residents.values().filter(|entry| entry.is_live());
            live.map(full).collect()
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
        let (tasks, sealed) = {
            let state = self.state();
            let tasks = state.residents.values().map(resident).collect();
            (tasks, state.sealed)
        };
        // By itself: held through the children below, it would wait for who counts up from one of them.
        let peak = self.live.borrow().peak;
        Census {
            name: self.name.clone(),
            age: now.saturating_duration_since(self.since),
            closed: sealed.map(|sealed| now.saturating_duration_since(sealed)),
            tasks,
            deadlines: self.deadlines.load(Ordering::Relaxed),
            peak,
            children: self.children().iter().map(|child| child.census()).collect(),
        }
    }

    /// What came and went in the whole tree.
    pub(crate) fn turnover(&self) -> Turnover {
        self.ledger.turnover()
    }

    /// Counts who lives here and below. What is further down than `depth` counts in the scope above.
    pub(crate) fn tally(&self, depth: usize) -> Vec<Tally> {
        let mut tallies = Tallies::of(&self.name);
        self.tally_into(&mut tallies, Tallies::FIRST, depth);
        tallies.finish()
    }

    fn tally_into(&self, tallies: &mut Tallies, at: usize, depth: usize) {
        let peak = self.live.borrow().peak;
        tallies.add_scope(at, self.deadlines.load(Ordering::Relaxed), peak);
        for entry in self.state().residents.values() {
            tallies.add(at, entry);
        }
        for child in self.children() {
            let below = depth.saturating_sub(1);
            let at = if depth > 0 {
                tallies.place(&child.name, at)
            } else {
                at
            };
            child.tally_into(tallies, at, below);
        }
    }

    /// How many children and residents the registry holds, dead ones included.
    #[cfg(test)]
    pub(crate) fn registered(&self) -> usize {
        let state = self.state();
        state.children.len() + state.residents.len()
    }

    /// The children that are still there. They are let go outside the lock: a child's last holder takes it to strike it off.
    fn children(&self) -> Vec<Arc<Node>> {
        let state = self.state();
        state.children.values().filter_map(Weak::upgrade).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some((parent, id)) = &self.parent {
            parent.state().children.remove(id);
            self.ledger.ended(self.name.clone());
        }
    }
}

impl State {
    fn new(sealed: Option<Instant>) -> State {
        State {
            sealed,
            last_id: 0,
            residents: BTreeMap::new(),
            children: BTreeMap::new(),
            panics: Vec::new(),
        }
    }

    fn is_open(&self) -> bool {
        self.sealed.is_none()
    }

    fn take_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}
