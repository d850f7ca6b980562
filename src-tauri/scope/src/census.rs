//! What lives in a scope, as a tree to log, to show and to assert on.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What sort of thing is counted in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An async task.
    Task,
    /// An operating system thread of its own.
    Thread,
    /// A call on the runtime's pool for blocking work.
    Blocking,
    /// A registration with foreign code, to be undone.
    Guard,
}

impl Kind {
    /// The kind as one lower-case word, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Task => "task",
            Kind::Thread => "thread",
            Kind::Blocking => "blocking",
            Kind::Guard => "guard",
        }
    }

    /// Whether closing a scope waits for it. It does not for guards: it runs them itself.
    pub fn is_live(self) -> bool {
        self != Kind::Guard
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that lives in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Its name inside its scope.
    pub name: Cow<'static, str>,
    /// What it is.
    pub kind: Kind,
    /// How long it has been there.
    pub age: Duration,
}

/// A scope and everything below it, as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census {
    /// The scope's full path.
    pub name: Arc<str>,
    /// How long ago it was made.
    pub age: Duration,
    /// How long ago it was closed or dropped; `None` while it is open. Who is still here then has
    /// outlived it.
    pub closed: Option<Duration>,
    /// What was started in this very scope, oldest first.
    pub tasks: Vec<Resident>,
    /// How many sleeps, timeouts and tickers of [`crate::time`] this scope's tasks hold.
    pub deadlines: usize,
    /// The most tasks, threads and blocking calls that were here and below at once, ever.
    pub peak: usize,
    /// The scopes below, oldest first.
    pub children: Vec<Census>,
}

impl Census {
    /// How many things live in this scope and below it.
    pub fn total(&self) -> usize {
        self.tasks.len() + self.children.iter().map(Census::total).sum::<usize>()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let indent = depth * 2;
        writeln!(
            f,
            "{:indent$}{} (deadlines: {}, peak: {})",
            "", self.name, self.deadlines, self.peak
        )?;
        for task in &self.tasks {
            writeln!(
                f,
                "{:indent$}  - {} {} {:?}",
                "", task.kind, task.name, task.age
            )?;
        }
        self.children
            .iter()
            .try_for_each(|child| child.write(f, depth + 1))
    }
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}
