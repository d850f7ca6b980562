//! What the store keeps of events and orders.

use crate::kitchens::batch::Written;
use kitchen::{EVENT_VERSION, Event, Order, OrderId};

/// An event as it is stored.
pub(super) fn stored(event: &Written) -> store::Event {
    store::Event {
        seq: event.record.seq,
        at_ms: event.record.at_ms,
        version: EVENT_VERSION,
        by: event.record.by.to_string(),
        command_id: event.record.command_id.map(|id| id.to_string()),
        body: event.body.clone(),
    }
}

/// A closed order as it is stored; `None`, and a line in the log, where it cannot be written.
pub(super) fn archived(order: &Order) -> Option<store::ClosedOrder> {
    let body = serde_json::to_string(order);
    let body = body.inspect_err(|error| tracing::error!(%error, "an order cannot be written"));
    Some(store::ClosedOrder {
        order: order.id.to_string(),
        placed_seq: order.seq,
        placed_at_ms: order.placed_at_ms,
        closed_at_ms: order.closed_at_ms.unwrap_or(order.placed_at_ms),
        state: match order.state {
            kitchen::OrderState::Cancelled => "cancelled".to_owned(),
            _ => "completed".to_owned(),
        },
        body: body.ok()?,
    })
}

/// The order that an event is about, if it is about one.
pub(super) fn order_of(event: &Event) -> Option<OrderId> {
    match event {
        Event::OrderPlaced { order } => Some(order.id),
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
        | Event::OrderCompleted { order } => Some(*order),
        Event::AvailabilityChanged { .. } | Event::MenuReplaced { .. } => None,
    }
}
