//! One figure, followed from sample to sample.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::sample::Sample;
use crate::census::Kind;

/// Growth of memory that is less than this is not spoken of: what a day may leave behind at most.
pub const LEAST_BYTES: f64 = 1_048_576.0;

/// The same for things that are counted: fewer come and go with one screen or one guest.
pub const LEAST_COUNT: f64 = 16.0;

/// What a figure is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Resident memory.
    Resident,
    /// Live heap.
    LiveHeap,
    /// Open descriptors.
    Descriptors,
    /// Open sockets.
    Sockets,
    /// Threads of the system.
    Threads,
    /// Those of one kind and name in a scope.
    Residents {
        /// The scope's full path.
        scope: Arc<str>,
        /// What they are.
        kind: Kind,
        /// Their name in the scope.
        name: Cow<'static, str>,
    },
    /// A scope's deadlines.
    Deadlines {
        /// The scope's full path.
        scope: Arc<str>,
    },
    /// What the program counts itself.
    Gauge(&'static str),
}

impl Series {
    /// Everything that a sample has a figure of.
    pub fn all(sample: &Sample) -> Vec<Series> {
        let process = [
            Series::Resident,
            Series::LiveHeap,
            Series::Descriptors,
            Series::Sockets,
            Series::Threads,
        ];
        let known = |series: &Series| series.value(sample).is_some();
        let mut all: Vec<Series> = process.into_iter().filter(known).collect();
        for tally in &sample.scopes {
            let scope = &tally.scope;
            all.push(Series::Deadlines {
                scope: scope.clone(),
            });
            all.extend(tally.names.iter().map(|named| Series::Residents {
                scope: scope.clone(),
                kind: named.kind,
                name: named.name.clone(),
            }));
        }
        all.extend(sample.gauges.iter().map(|gauge| Series::Gauge(gauge.name)));
        all
    }

    /// The figure in a sample. Where nobody was counted there were none; what the system did not tell
    /// is not known.
    pub fn value(&self, sample: &Sample) -> Option<u64> {
        let count = |count: usize| Some(count as u64);
        match self {
            Series::Resident => sample.process.resident,
            Series::LiveHeap => sample.process.live_heap,
            Series::Descriptors => sample.process.descriptors,
            Series::Sockets => sample.process.sockets,
            Series::Threads => sample.process.threads,
            Series::Residents { scope, kind, name } => count(
                sample
                    .scope(scope)
                    .map_or(0, |tally| tally.named(*kind, name)),
            ),
            Series::Deadlines { scope } => {
                count(sample.scope(scope).map_or(0, |tally| tally.deadlines))
            }
            Series::Gauge(name) => Some(sample.gauge(name).unwrap_or(0)),
        }
    }

    /// Whether it says where something grew, and not only that something did.
    pub fn names_a_place(&self) -> bool {
        matches!(
            self,
            Series::Residents { .. } | Series::Deadlines { .. } | Series::Gauge(_)
        )
    }

    /// A rise that is less than this is none.
    pub(super) fn least(&self) -> f64 {
        if self.is_memory() {
            LEAST_BYTES
        } else {
            LEAST_COUNT
        }
    }

    /// Whether it is in bytes.
    pub(super) fn is_memory(&self) -> bool {
        matches!(self, Series::Resident | Series::LiveHeap)
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Series::Resident => f.write_str("resident memory"),
            Series::LiveHeap => f.write_str("live heap"),
            Series::Descriptors => f.write_str("open descriptors"),
            Series::Sockets => f.write_str("open sockets"),
            Series::Threads => f.write_str("threads"),
            Series::Residents { scope, kind, name } => write!(f, "{kind} {scope}/{name}"),
            Series::Deadlines { scope } => write!(f, "deadlines of {scope}"),
            Series::Gauge(name) => f.write_str(name),
        }
    }
}
