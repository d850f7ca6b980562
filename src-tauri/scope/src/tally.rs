//! How many live in a scope, by kind and name: what a census says in numbers, for whoever looks often.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::census::Kind;
use crate::entry::Entry;

/// Scopes that a tally tells apart. Those made by hand are a dozen; one made for each connection is
/// counted in the scope above once there are more.
const SCOPES: usize = 64;

/// Names that a tally tells apart in one scope; ours are a handful in each.
const NAMES: usize = 64;

/// What is counted under no name of its own, since there are too many names.
const OTHER: &str = "other";

/// Kinds of residents: each may need its [`OTHER`].
const KINDS: usize = 4;

/// How many of one kind and name there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What they are.
    pub kind: Kind,
    /// Their name inside their scope; of a name made for each (`connection 10.0.0.7:5000`), its first word.
    pub name: Cow<'static, str>,
    /// How many.
    pub count: usize,
}

/// How many live in one scope, and in those below that are not told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The scope's full path.
    pub scope: Arc<str>,
    /// Who lives there, in the order in which they were met.
    pub names: Vec<Named>,
    /// How many sleeps, timeouts and tickers of [`crate::time`] its tasks hold.
    pub deadlines: usize,
    /// The most tasks, threads and blocking calls that were in it and anywhere below at once, ever.
    pub peak: usize,
}

impl Tally {
    fn empty(scope: &Arc<str>) -> Tally {
        Tally {
            scope: scope.clone(),
            names: Vec::new(),
            deadlines: 0,
            peak: 0,
        }
    }

    /// How many of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        let those = self.names.iter().filter(|named| named.kind == kind);
        those.map(|named| named.count).sum()
    }

    /// How many tasks, threads and blocking calls there are: all that closing waits for.
    pub fn live(&self) -> usize {
        let live = self.names.iter().filter(|named| named.kind.is_live());
        live.map(|named| named.count).sum()
    }

    /// How many of a kind and name there are.
    pub fn named(&self, kind: Kind, name: &str) -> usize {
        let mut those = self.names.iter();
        those
            .find(|named| named.kind == kind && named.name == name)
            .map_or(0, |named| named.count)
    }

    fn add(&mut self, entry: &Entry) {
        let kind = entry.kind;
        let of = |name: &str| {
            let mut names = self.names.iter();
            names.position(|known| known.kind == kind && known.name == name)
        };
        let name = shared(entry);
        let new = || Named {
            kind,
            name: match &entry.name {
                Cow::Borrowed(name) => Cow::Borrowed(*name),
                Cow::Owned(_) => Cow::Owned(name.to_owned()),
            },
            count: 1,
        };
        match of(name) {
            Some(at) => self.names[at].count += 1,
            None if self.names.len() < NAMES - KINDS => self.names.push(new()),
            None => match of(OTHER) {
                Some(at) => self.names[at].count += 1,
                None => self.names.push(Named {
                    name: OTHER.into(),
                    ..new()
                }),
            },
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.scope)?;
        for (at, named) in self.names.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{} {} {}", named.count, named.kind, named.name)?;
        }
        write!(f, " (deadlines: {}, peak: {})", self.deadlines, self.peak)
    }
}

/// What all of one sort are called.
fn shared(entry: &Entry) -> &str {
    match &entry.name {
        Cow::Borrowed(name) => name,
        Cow::Owned(name) => name.split(' ').next().unwrap_or(name),
    }
}

/// How many there are, and how many there were at most.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Crowd {
    pub(crate) now: usize,
    pub(crate) peak: usize,
}

impl Crowd {
    pub(crate) fn one_more(&mut self) {
        self.now += 1;
        self.peak = self.peak.max(self.now);
    }
}

/// Tallies as they are made, the topmost scope's first.
pub(crate) struct Tallies(Vec<Tally>);

impl Tallies {
    /// The place of the topmost scope.
    pub(crate) const FIRST: usize = 0;

    pub(crate) fn of(topmost: &Arc<str>) -> Tallies {
        Tallies(vec![Tally::empty(topmost)])
    }

    /// Where the scope is counted: with its namesakes, else in a place of its own, and in its parent's
    /// where there are too many already.
    pub(crate) fn place(&mut self, scope: &Arc<str>, parent: usize) -> usize {
        if let Some(at) = self.0.iter().position(|tally| tally.scope == *scope) {
            return at;
        }
        if self.0.len() >= SCOPES {
            return parent;
        }
        self.0.push(Tally::empty(scope));
        self.0.len() - 1
    }

    pub(crate) fn add(&mut self, at: usize, entry: &Entry) {
        self.0[at].add(entry);
    }

    pub(crate) fn add_scope(&mut self, at: usize, deadlines: usize, peak: usize) {
        let tally = &mut self.0[at];
        tally.deadlines += deadlines;
        tally.peak = tally.peak.max(peak);
    }

    pub(crate) fn finish(self) -> Vec<Tally> {
        self.0
    }
}
