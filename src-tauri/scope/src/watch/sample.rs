//! What is known of a process at one moment.

use crate::tally::Tally;
use crate::time::Instant;

/// What the system tells of this process; `None` where it does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Process {
    /// Resident memory, bytes.
    pub resident: Option<u64>,
    /// Memory that the allocator has given out and not got back, bytes; C's code included.
    pub live_heap: Option<u64>,
    /// Open file descriptors, sockets included.
    pub descriptors: Option<u64>,
    /// Open sockets.
    pub sockets: Option<u64>,
    /// Threads of the system: ours, the runtime's, and those of foreign code.
    pub threads: Option<u64>,
}

/// A number that the program itself knows: a queue's depth, entries of a table, open sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gauge {
    /// What is counted, in a few words.
    pub name: &'static str,
    /// How many.
    pub value: u64,
}

/// What lived in a process at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub at: Instant,
    /// What the system knows.
    pub process: Process,
    /// Who lived in which scope.
    pub scopes: Vec<Tally>,
    /// What the program counts itself.
    pub gauges: Vec<Gauge>,
}

impl Sample {
    /// Tasks, threads and blocking calls of all scopes.
    pub fn live(&self) -> usize {
        self.scopes.iter().map(Tally::live).sum()
    }

    /// Sleeps, timeouts and tickers of all scopes.
    pub fn deadlines(&self) -> usize {
        self.scopes.iter().map(|tally| tally.deadlines).sum()
    }

    /// Lowers every figure to that of a later sample, where that is lower. What is not in both is gone.
    pub(super) fn lower_to(&mut self, later: &Sample) {
        self.at = later.at;
        let (process, then) = (&mut self.process, &later.process);
        for (lowest, value) in [
            (&mut process.resident, then.resident),
            (&mut process.live_heap, then.live_heap),
            (&mut process.descriptors, then.descriptors),
            (&mut process.sockets, then.sockets),
            (&mut process.threads, then.threads),
        ] {
            *lowest = (*lowest)
                .zip(value)
                .map(|(lowest, value)| lowest.min(value));
        }
        self.gauges.retain_mut(|gauge| {
            let value = later.gauge(gauge.name);
            gauge.value = gauge.value.min(value.unwrap_or(0));
            value.is_some()
        });
        self.scopes.retain_mut(|tally| {
            let Some(then) = later.scope(&tally.scope) else {
                return false;
            };
            lower(tally, then);
            true
        });
    }

    pub(super) fn scope(&self, name: &str) -> Option<&Tally> {
        self.scopes.iter().find(|tally| &*tally.scope == name)
    }

    pub(super) fn gauge(&self, name: &str) -> Option<u64> {
        let found = self.gauges.iter().find(|gauge| gauge.name == name);
        found.map(|gauge| gauge.value)
    }
}

fn lower(tally: &mut Tally, then: &Tally) {
    tally.deadlines = tally.deadlines.min(then.deadlines);
    tally.peak = then.peak;
    tally.names.retain_mut(|named| {
        named.count = named.count.min(then.named(named.kind, &named.name));
        named.count > 0
    });
}
