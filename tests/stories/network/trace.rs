//! What could be seen of a run, moment by moment: two runs of one seed have the same.

use kitchen::EventRecord;
use std::{
    collections::HashMap,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

/// How many of the last lines are shown when a run gets stuck.
const TAIL: usize = 40;

/// Everything that was seen.
#[derive(Default)]
pub struct Trace {
    lines: Vec<String>,
    last: HashMap<String, String>,
    sum: String,
}

impl Trace {
    /// Something happened.
    pub fn note(&mut self, at: Duration, what: impl fmt::Display) {
        self.lines.push(format!("{:>6} ms  {what}", at.as_millis()));
    }

    /// Somebody looks like that; noted when it is another look than before.
    pub fn look(&mut self, at: Duration, who: &str, look: String) {
        if self.last.get(who) != Some(&look) {
            self.note(at, format_args!("{who}: {look}"));
            self.last.insert(who.to_owned(), look);
        }
    }

    /// An event of the log, without what is random in every run: the order's id.
    pub fn event(&mut self, record: &EventRecord) {
        let body = serde_json::to_value(&record.body).unwrap();
        let EventRecord {
            seq,
            at_ms,
            command_id,
            ..
        } = record;
        self.lines
            .push(format!("{seq} at {at_ms}: {} {command_id:?}", body["type"]));
    }

    /// What it came to.
    pub fn sum(&mut self, events: u64, orders: usize, commands: usize) {
        self.sum = format!("{events} events, {orders} orders, {commands} commands");
    }

    /// The last that was seen.
    pub fn end(&self) -> String {
        self.lines[self.lines.len().saturating_sub(TAIL)..].join("\n")
    }

    /// Fails where the other run is another, and shows where they part.
    pub fn assert_same_run(&self, other: &Self) {
        let parted = self
            .lines
            .iter()
            .zip(&other.lines)
            .position(|(ours, theirs)| ours != theirs);
        if let Some(at) = parted {
            let around =
                |lines: &[String]| lines[at.saturating_sub(3)..lines.len().min(at + 4)].join("\n");
            panic!(
                "one run:\n{}\nthe other:\n{}",
                around(&self.lines),
                around(&other.lines)
            );
        }
        assert_eq!(self.lines.len(), other.lines.len());
        assert_eq!(self.hash(), other.hash());
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.lines.hash(&mut hasher);
        hasher.finish()
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}; {} moments, hash {:016x}",
            self.sum,
            self.lines.len(),
            self.hash()
        )
    }
}
