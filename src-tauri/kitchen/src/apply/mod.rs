//! Folds events into the state. Never refuses what was once decided: an error here means
//! that the log and the state do not belong together.

mod line;
mod order;

use crate::{Availability, Event, EventRecord, Order, OrderId, PlacedOrder, State};
use std::sync::Arc;

/// The event does not follow from the state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// An event was left out, or came twice.
    #[error("event {got} where {expected} comes next")]
    Gap {
        /// The number that comes next.
        expected: u64,
        /// The number that came.
        got: u64,
    },
    /// The event speaks of an order that is not there.
    #[error("event {seq} speaks of order {order}, which is not there")]
    UnknownOrder {
        /// The event.
        seq: u64,
        /// The order.
        order: OrderId,
    },
}

impl State {
    /// Folds one event in. On an error the state is as it was.
    ///
    /// # Errors
    /// [`ApplyError`] where the event does not follow from the state.
    pub fn apply(&mut self, record: &EventRecord) -> Result<(), ApplyError> {
        let expected = self.seq + 1;
        if record.seq != expected {
            return Err(ApplyError::Gap {
                expected,
                got: record.seq,
            });
        }
        match &record.body {
            Event::OrderPlaced { order } => self.place(order, record),
            Event::MenuReplaced { menu } => {
                let kept = self
                    .availability
                    .iter()
                    .filter(|(item, _)| menu.item(item).is_some());
                self.availability = kept.map(|(item, said)| (item.clone(), *said)).collect();
                self.menu = Some(menu.clone());
            }
            Event::AvailabilityChanged {
                item,
                available,
                until_ms,
                remaining,
            } => {
                let said = Availability {
                    available: *available,
                    until_ms: *until_ms,
                    remaining: *remaining,
                };
                self.availability.insert(item.clone(), said);
            }
            Event::OrderAmended { order, .. }
            | Event::OrderCancelled { order, .. }
            | Event::LineStarted { order, .. }
            | Event::LinesBumped { order, .. }
            | Event::LinesRecalled { order, .. }
            | Event::CourseFired { order, .. }
            | Event::CourseHeld { order, .. }
            | Event::OrderRushed { order, .. }
            | Event::ChangeAcknowledged { order, .. }
            | Event::OrderReady { order }
            | Event::OrderCompleted { order } => self.fold_order(*order, record)?,
        }
        self.seq = record.seq;
        Ok(())
    }

    fn place(&mut self, placed: &PlacedOrder, record: &EventRecord) {
        // A clock that was set back does not take the day back: its numbers are given.
        self.day = self.day.max(placed.day);
        self.number = placed.number;
        let order = Order::placed(placed, record.seq, record.at_ms);
        self.orders.insert(order.id, Arc::new(order));
    }

    fn fold_order(&mut self, id: OrderId, record: &EventRecord) -> Result<(), ApplyError> {
        let unknown = ApplyError::UnknownOrder {
            seq: record.seq,
            order: id,
        };
        let order = self.orders.get_mut(&id).ok_or(unknown)?;
        let was_closed = order.state.is_closed();
        let order = Arc::make_mut(order);
        order.fold(&record.body, record.seq, record.at_ms);
        match (was_closed, order.state.is_closed()) {
            (false, true) => self.close(id),
            (true, false) => self.reopen(id),
            _ => {}
        }
        Ok(())
    }
}
