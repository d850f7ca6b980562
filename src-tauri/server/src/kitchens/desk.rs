//! One batch at work: commands are decided one after the other, each on what the ones before
//! it left, and nothing counts until all of it is on disk.

mod doubt;
mod names;
mod rows;

pub(super) use names::look_up;

use super::{
    Answer, Once, Restaurant, Submission, Trouble,
    batch::{self, Written},
    job::Outcome,
    load::Loaded,
};
use crate::clock::Clock;
use kitchen::{Event, EventRecord, Moment, OrderId, SNAPSHOT_VERSION, State};
use names::{Named, replay};
use rows::{archived, order_of, stored};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use store::{Append, RestaurantId, StoreError, Writer};
use uuid::Uuid;

/// Events after which a snapshot is due at the latest, so that a start folds few.
const SNAPSHOT_EVERY: u64 = 2_000;

/// Events per order in the state before a snapshot is due: writing snapshots of a
/// large state then costs no more than a fixed share of the work.
const SNAPSHOT_EVENTS_PER_ORDER: u64 = 4;

/// Every restaurant's desk.
#[derive(Default)]
pub(super) struct Desks(HashMap<RestaurantId, Desk>);

struct Desk {
    restaurant: Arc<Restaurant>,
    /// With the open batch folded in; equal to the restaurant's head between batches.
    work: Arc<State>,
    written: Vec<Written>,
    commands: Vec<store::Command>,
    touched: BTreeSet<OrderId>,
    snapshot_seq: u64,
    /// Whether the log may hold more than `work`.
    in_doubt: bool,
}

impl Desks {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Makes room for a restaurant.
    pub(super) fn seat(&mut self, loaded: &Loaded) {
        let restaurant = &loaded.restaurant;
        let desk = Desk {
            restaurant: restaurant.clone(),
            snapshot_seq: loaded.snapshot_seq,
            work: restaurant.head(),
            written: Vec::new(),
            commands: Vec::new(),
            touched: BTreeSet::new(),
            in_doubt: false,
        };
        self.0.insert(restaurant.id().clone(), desk);
    }

    pub(super) fn get(&self, id: &RestaurantId) -> Option<Arc<Restaurant>> {
        self.0.get(id).map(|desk| desk.restaurant.clone())
    }

    /// Decides a command on top of the open batch.
    pub(super) fn decide(
        &mut self,
        writer: &mut dyn Writer,
        clock: &Clock,
        id: &RestaurantId,
        submission: &Submission,
        Named { name, known }: Named,
    ) -> Outcome {
        let desk = self.0.get_mut(id).ok_or(Trouble::Internal)?;
        desk.settle(writer)?;
        let open = name.as_deref().and_then(|name| desk.answered(name));
        if let Some(known) = open.or(known.as_ref()) {
            return replay(known, submission);
        }
        let now_ms = clock.now_ms();
        let moment = Moment {
            now_ms,
            day: clock.day(now_ms),
            order_id: OrderId(Uuid::now_v7()),
        };
        match kitchen::decide(&desk.work, &submission.command, &moment) {
            Ok(events) => {
                desk.take(events, submission, now_ms)?;
                let seq = desk.work.seq;
                desk.remember(name, submission, store::Answer::Done { seq });
                Ok(Answer::Done {
                    seq,
                    replayed: false,
                })
            }
            Err(refusal) => {
                if let Once::Command(_) = submission.name {
                    let json = serde_json::to_string(&refusal).map_err(internal)?;
                    desk.remember(name, submission, store::Answer::Refused { json });
                }
                Ok(Answer::Refused {
                    refusal,
                    replayed: false,
                })
            }
        }
    }

    /// Puts the open batch on disk and shows it to everyone; on an error it is as if it had
    /// never been, until the log says otherwise. `false`: there was nothing to put there.
    pub(super) fn commit(&mut self, writer: &mut dyn Writer) -> Result<bool, StoreError> {
        let open = self.0.values_mut().filter(|desk| desk.is_open());
        let appends: Vec<Append> = open.map(|desk| desk.append()).collect();
        if appends.is_empty() {
            return Ok(false);
        }
        let result = writer.commit(&appends);
        for desk in self.0.values_mut().filter(|desk| desk.is_open()) {
            match &result {
                Ok(()) => desk.publish(),
                Err(error) => desk.abandon(error.leaves_doubt()),
            }
        }
        result.map(|()| true)
    }

    /// Restaurants whose log grew enough since their last snapshot.
    pub(super) fn snapshots_due(&self) -> Vec<RestaurantId> {
        let due = self.0.values().filter(|desk| desk.snapshot_is_due());
        due.map(|desk| desk.restaurant.id().clone()).collect()
    }

    /// Restaurants whose log grew at all since their last snapshot.
    pub(super) fn without_snapshot(&self) -> Vec<RestaurantId> {
        let grown = self
            .0
            .values()
            .filter(|desk| desk.work.seq > desk.snapshot_seq);
        grown.map(|desk| desk.restaurant.id().clone()).collect()
    }

    /// Stores a snapshot of what is on disk. Losing one costs a slower start, nothing else.
    pub(super) fn snapshot(&mut self, writer: &mut dyn Writer, id: &RestaurantId) {
        let Some(desk) = self.0.get_mut(id) else {
            return;
        };
        let body = match desk.work.snapshot() {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(restaurant = %id, %error, "no snapshot could be made");
                return;
            }
        };
        let seq = desk.work.seq;
        let snapshot = Some(store::Snapshot {
            seq,
            version: SNAPSHOT_VERSION,
            body,
        });
        match writer.commit(&[Append {
            snapshot,
            ..Append::new(id.clone())
        }]) {
            Ok(()) => tracing::debug!(restaurant = %id, seq, "snapshot"),
            Err(error) => tracing::warn!(restaurant = %id, seq, %error, "snapshot not stored"),
        }
        // One that failed is tried again when as much has happened again, not at once.
        desk.snapshot_seq = seq;
    }
}

impl Desk {
    /// The command of that name in the open batch.
    fn answered(&self, name: &str) -> Option<&store::Command> {
        self.commands.iter().find(|command| command.id == name)
    }

    /// Numbers the events of one command and folds them in, all or none.
    fn take(
        &mut self,
        events: Vec<Event>,
        submission: &Submission,
        at_ms: i64,
    ) -> Result<(), Trouble> {
        if events.is_empty() {
            return Ok(());
        }
        let mut work = State::clone(&self.work);
        let mut written = Vec::with_capacity(events.len());
        let command_id = match submission.name {
            Once::Command(id) => Some(id),
            Once::Key(_) | Once::No => None,
        };
        for event in events {
            let seq = work.seq + 1;
            let by = submission.by.clone();
            let record = EventRecord {
                seq,
                at_ms,
                by,
                command_id,
                body: event,
            };
            work.apply(&record).map_err(internal)?;
            let body = serde_json::to_string(&record.body).map_err(internal)?;
            written.push(Written { record, body });
        }
        self.touched.extend(
            written
                .iter()
                .filter_map(|event| order_of(&event.record.body)),
        );
        self.written.extend(written);
        self.work = Arc::new(work);
        Ok(())
    }

    fn remember(&mut self, name: Option<String>, of: &Submission, answer: store::Answer) {
        if let Some(id) = name {
            self.commands.push(store::Command {
                id,
                body_hash: of.body_hash,
                answer,
            });
        }
    }

    fn is_open(&self) -> bool {
        !self.written.is_empty() || !self.commands.is_empty()
    }

    fn append(&mut self) -> Append {
        let mut append = Append::new(self.restaurant.id().clone());
        append.events = self.written.iter().map(stored).collect();
        append.commands.clone_from(&self.commands);
        let head = self.restaurant.head();
        for id in &self.touched {
            let was_closed = head
                .orders
                .get(id)
                .is_some_and(|order| order.state.is_closed());
            match self.work.orders.get(id) {
                Some(order) if order.state.is_closed() => append.closed.extend(archived(order)),
                Some(_) if was_closed => append.reopened.push(id.to_string()),
                _ => {}
            }
        }
        append
    }

    fn publish(&mut self) {
        self.restaurant.head.store(self.work.clone());
        if let Some(batch) = batch::batch(&self.written) {
            // Nobody listening is no fault.
            let _ = self.restaurant.batches.send(Arc::new(batch));
        }
        self.clear();
    }

    fn abandon(&mut self, in_doubt: bool) {
        self.in_doubt |= in_doubt;
        self.work = self.restaurant.head();
        self.clear();
    }

    fn clear(&mut self) {
        self.written.clear();
        self.commands.clear();
        self.touched.clear();
    }

    fn snapshot_is_due(&self) -> bool {
        let orders = u64::try_from(self.work.orders.len()).unwrap_or(u64::MAX);
        let every = SNAPSHOT_EVERY.max(orders.saturating_mul(SNAPSHOT_EVENTS_PER_ORDER));
        self.work.seq - self.snapshot_seq >= every
    }
}

fn internal(error: impl std::fmt::Display) -> Trouble {
    tracing::error!(%error, "a command was decided and could not be folded");
    Trouble::Internal
}
