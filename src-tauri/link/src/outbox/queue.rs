//! The order in which commands go out, and when they may leave the outbox.

use super::{OutboxEntry, RefusedCommand, weight};
use crate::limits::{REFUSED, WINDOW};
use kitchen::{Command, CommandId, ItemId, OrderId};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;
use wire::ErrorCode;

/// A command and where it is on its way.
#[derive(Debug, Clone)]
struct Entry {
    shown: OutboxEntry,
    bytes: usize,
    /// Sent in this connection and not answered yet.
    in_flight: bool,
}

/// What a command is about. Commands about the same thing never overtake each other, even when one
/// is refused for a while.
#[derive(Debug, PartialEq, Eq)]
enum Subject<'a> {
    Order(OrderId),
    Item(&'a ItemId),
    Menu,
}

/// The server's no to a command.
#[derive(Debug, Clone)]
pub(crate) struct No {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
    pub(crate) field: Option<String>,
}

/// The outbox in memory.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    entries: VecDeque<Entry>,
    refused: VecDeque<RefusedCommand>,
    /// The server refused something for a while: nothing is sent before.
    paused_until: Option<Instant>,
    /// The server closed because it could not read something: one goes at a time, which finds out
    /// what.
    careful: bool,
    removals: u64,
    /// What is shown, until something changes.
    drawn: Option<Drawn>,
}

/// What is shown of a queue, shared with whoever looks.
pub(crate) type Drawn = (Arc<Vec<OutboxEntry>>, Arc<Vec<RefusedCommand>>);

impl Queue {
    /// A queue of what was on disk. It may all have been sent before.
    pub(crate) fn new(entries: Vec<OutboxEntry>) -> Self {
        let mut queue = Self::default();
        entries.into_iter().for_each(|entry| queue.push(entry));
        queue
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What it takes on disk, about.
    pub(crate) fn bytes(&self) -> usize {
        self.entries.iter().map(|entry| entry.bytes).sum()
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.entries.iter().map(|entry| &entry.shown)
    }

    /// Whether the command is in it.
    pub(crate) fn has(&self, id: CommandId) -> bool {
        self.position(id).is_some()
    }

    /// Counts what has left: what is on disk then holds too much.
    pub(crate) fn removals(&self) -> u64 {
        self.removals
    }

    pub(crate) fn paused_until(&self) -> Option<Instant> {
        self.paused_until
    }

    /// What is in it, and what was refused and not dismissed yet: both in the order in which they
    /// came.
    pub(crate) fn shown(&mut self) -> Drawn {
        let draw = || {
            let entries = self.entries.iter().map(|entry| entry.shown.clone());
            let refused = self.refused.iter().cloned();
            (Arc::new(entries.collect()), Arc::new(refused.collect()))
        };
        self.drawn.get_or_insert_with(draw).clone()
    }

    /// Puts a command at the end. It must be on disk.
    pub(crate) fn push(&mut self, shown: OutboxEntry) {
        self.entries.push_back(Entry {
            bytes: weight(&shown.body),
            shown,
            in_flight: false,
        });
        self.changed();
    }

    /// Takes back a command that was never sent. Says whether it could.
    pub(crate) fn forget(&mut self, id: CommandId) -> bool {
        let at = self.position(id);
        let Some(at) = at.filter(|at| !self.entries[*at].shown.sent) else {
            return false;
        };
        self.remove(at);
        self.changed();
        true
    }

    /// Drops a refusal that a person has seen.
    pub(crate) fn dismiss(&mut self, id: CommandId) {
        self.refused.retain(|refused| refused.id != id);
        self.changed();
    }

    /// The next command to send now, marked as sent.
    pub(crate) fn next(&mut self, now: Instant) -> Option<(CommandId, Arc<Command>)> {
        if self.paused_until.is_some_and(|until| now < until) {
            return None;
        }
        self.paused_until = None;
        let window = if self.careful { 1 } else { WINDOW };
        let mut in_flight = Vec::new();
        let mut found = None;
        for (at, entry) in self.entries.iter().enumerate() {
            if entry.in_flight {
                in_flight.push(subject(&entry.shown.body));
            } else if entry.shown.acked_seq.is_none() {
                let subject = subject(&entry.shown.body);
                let follows = subject.is_some() && in_flight.contains(&subject);
                found = (in_flight.len() < window && !follows).then_some(at);
                break;
            }
            if in_flight.len() == window {
                break;
            }
        }
        let entry = self.entries.get_mut(found?)?;
        entry.in_flight = true;
        entry.shown.sent = true;
        let next = (entry.shown.id, entry.shown.body.clone());
        self.changed();
        Some(next)
    }

    /// The server has the command on disk; what it caused ends with event `seq`.
    pub(crate) fn acked(&mut self, id: CommandId, seq: u64) {
        if let Some(at) = self.position(id) {
            let entry = &mut self.entries[at];
            entry.in_flight = false;
            entry.shown.acked_seq = Some(seq);
            self.changed();
        }
    }

    /// Everything up to `seq` is folded in: what was acked up to there is seen, and leaves.
    pub(crate) fn settle(&mut self, seq: u64) {
        let before = self.entries.len();
        let seen = |entry: &Entry| entry.shown.acked_seq.is_some_and(|acked| acked <= seq);
        self.entries.retain(|entry| !seen(entry));
        let left = before - self.entries.len();
        if left > 0 {
            self.removals += left as u64;
            self.changed();
        }
    }

    /// The server refused the command for good.
    pub(crate) fn refused(&mut self, id: CommandId, no: No) {
        let Some(at) = self.position(id) else { return };
        let Some(entry) = self.remove(at) else { return };
        let OutboxEntry {
            id,
            body,
            made_at_ms,
            ..
        } = entry.shown;
        if self.refused.len() == REFUSED {
            self.refused.pop_front();
            tracing::warn!("the oldest refusal was dropped: nobody has looked at {REFUSED}");
        }
        self.refused.push_back(RefusedCommand {
            id,
            body,
            made_at_ms,
            code: no.code,
            message: no.message,
            field: no.field,
        });
        self.changed();
    }

    /// The server refused the command for a while: it goes again, in its order, after `until`.
    pub(crate) fn postponed(&mut self, id: CommandId, until: Instant) {
        if let Some(at) = self.position(id) {
            self.entries[at].in_flight = false;
            self.paused_until = Some(until);
        }
    }

    /// The connection is gone: what was not answered, or answered and not seen, goes again in the
    /// next. With `blamed`, the server closed because of something that it was sent: the next time
    /// one command goes at a time, and the one that does it again is refused, so that a command no
    /// server can read does not keep the kitchen in the dark.
    pub(crate) fn disconnected(&mut self, blamed: Option<No>) {
        let sent = self.entries.iter().filter(|entry| entry.in_flight);
        let last = sent.map(|entry| entry.shown.id).next();
        if let (Some(no), Some(id)) = (blamed, last) {
            if self.careful {
                self.refused(id, no);
            }
            self.careful = !self.careful;
        }
        for entry in &mut self.entries {
            entry.in_flight = false;
            entry.shown.acked_seq = None;
        }
        self.paused_until = None;
        self.changed();
    }

    fn position(&self, id: CommandId) -> Option<usize> {
        self.entries.iter().position(|entry| entry.shown.id == id)
    }

    fn remove(&mut self, at: usize) -> Option<Entry> {
        self.removals += 1;
        self.entries.remove(at)
    }

    fn changed(&mut self) {
        self.careful &= !self.entries.is_empty();
        self.drawn = None;
    }
}

fn subject(command: &Command) -> Option<Subject<'_>> {
    match command {
        // Its order has no id yet, so nothing can be about it.
        Command::PlaceOrder { .. } => None,
        Command::AmendOrder { order, .. }
        | Command::CancelOrder { order, .. }
        | Command::StartLine { order, .. }
        | Command::Bump { order, .. }
        | Command::Recall { order, .. }
        | Command::FireCourse { order, .. }
        | Command::HoldCourse { order, .. }
        | Command::Rush { order, .. }
        | Command::AcknowledgeChange { order, .. } => Some(Subject::Order(*order)),
        Command::SetAvailability { item, .. } => Some(Subject::Item(item)),
        Command::ReplaceMenu { .. } => Some(Subject::Menu),
    }
}
