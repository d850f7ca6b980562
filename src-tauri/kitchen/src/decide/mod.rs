//! Says which events a command causes, or why it is refused.

mod amend;
pub(crate) mod check;
pub(crate) mod lines;
pub(crate) mod place;
mod work;

use crate::{
    Command, Event, ItemId, Line, Menu, Order, OrderId, OrderState, Refusal, RefusalCode, State,
    UnixMs, limits,
};
use std::sync::Arc;

/// What the server knows at the moment of deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// By the server's wall clock.
    pub now_ms: UnixMs,
    /// The business day in the restaurant's time zone, as `yyyymmdd`.
    pub day: u32,
    /// A fresh id, should an order be placed.
    pub order_id: OrderId,
}

/// Says which events `command` causes at `moment`; none where its intent is true already
/// (two cooks bump the same ticket: the second bump is right, and changes nothing).
///
/// # Errors
/// [`Refusal`] where the command cannot be carried out. Nothing is half-done.
pub fn decide(state: &State, command: &Command, moment: &Moment) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::PlaceOrder { order } => place::place(state, order, moment),
        Command::AmendOrder { order, amend } => {
            amend::amend(state, open(state, *order)?, amend, moment)
        }
        Command::CancelOrder { order, reason } => {
            amend::cancel(find(state, *order)?, reason.as_deref())
        }
        Command::StartLine {
            order,
            line,
            station,
        } => {
            let order = open(state, *order)?;
            if let Some(station) = station {
                known_station(state, order, station)?;
            }
            work::start(order, line, station.as_ref())
        }
        Command::Bump {
            order,
            station: Some(station),
            lines,
        } => {
            let order = find(state, *order)?;
            known_station(state, order, station)?;
            work::bump(order, station, lines.as_deref(), moment)
        }
        Command::Bump {
            order,
            station: None,
            lines,
        } => work::serve(find(state, *order)?, lines.as_deref(), moment),
        Command::Recall {
            order,
            station,
            lines,
        } => {
            let order = find(state, *order)?;
            if let Some(station) = station {
                known_station(state, order, station)?;
            }
            work::recall(order, station.as_ref(), lines.as_deref(), moment)
        }
        Command::FireCourse { order, course } => work::fire(open(state, *order)?, *course),
        Command::HoldCourse { order, course } => work::hold(open(state, *order)?, *course),
        Command::Rush { order, on } => work::rush(open(state, *order)?, *on),
        Command::AcknowledgeChange { order, station } => {
            let order = find(state, *order)?;
            known_station(state, order, station)?;
            Ok(work::acknowledge(order, station))
        }
        Command::SetAvailability {
            item,
            available,
            until_ms,
            remaining,
        } => {
            let until_ms = if *available { None } else { *until_ms };
            availability(state, item, *available, until_ms, *remaining)
        }
        Command::ReplaceMenu { menu } => replace_menu(state, menu),
    }
}

fn find(state: &State, id: OrderId) -> Result<&Arc<Order>, Refusal> {
    state.orders.get(&id).ok_or_else(|| {
        Refusal::at(
            RefusalCode::UnknownOrder,
            "/order",
            format!("There is no order {id}."),
        )
    })
}

fn open(state: &State, id: OrderId) -> Result<&Arc<Order>, Refusal> {
    let order = find(state, id)?;
    if order.state.is_closed() {
        return Err(closed(order));
    }
    Ok(order)
}

fn closed(order: &Order) -> Refusal {
    let how = match order.state {
        OrderState::Cancelled => "cancelled",
        _ => "completed",
    };
    let message = format!("Order {} is {how}.", order.number);
    Refusal::new(RefusalCode::OrderClosed, message)
}

/// A station that the menu has lost since still finishes the orders it was given.
fn known_station(state: &State, order: &Order, station: &crate::StationId) -> Result<(), Refusal> {
    let has_part = order.lines.iter().any(|line| line.at(station).is_some());
    if has_part || state.has_station(station) {
        return Ok(());
    }
    let message = format!("There is no station \"{station}\".");
    Err(Refusal::at(
        RefusalCode::UnknownStation,
        "/station",
        message,
    ))
}

fn availability(
    state: &State,
    item: &ItemId,
    available: bool,
    until_ms: Option<UnixMs>,
    remaining: Option<u32>,
) -> Result<Vec<Event>, Refusal> {
    let menu = state.menu.as_ref().ok_or_else(no_menu)?;
    if menu.item(item).is_none() {
        let message = format!("There is no \"{item}\" on the menu.");
        return Err(Refusal::at(RefusalCode::UnknownItem, "/item", message));
    }
    if remaining.is_some_and(|left| left > limits::REMAINING) {
        let message = format!("At most {} can be left.", limits::REMAINING);
        return Err(Refusal::at(
            RefusalCode::ValueOutOfRange,
            "/remaining",
            message,
        ));
    }
    let said = crate::Availability {
        available,
        until_ms,
        remaining,
    };
    if state.availability.get(item) == Some(&said) {
        return Ok(vec![]);
    }
    Ok(vec![Event::AvailabilityChanged {
        item: item.clone(),
        available,
        until_ms,
        remaining,
    }])
}

fn replace_menu(state: &State, menu: &Arc<Menu>) -> Result<Vec<Event>, Refusal> {
    if state.menu.as_ref() == Some(menu) {
        return Ok(vec![]);
    }
    let Err(faults) = menu.check() else {
        return Ok(vec![Event::MenuReplaced { menu: menu.clone() }]);
    };
    let (pointer, first) = match faults.first() {
        Some(fault) => (fault.pointer.as_str(), fault.to_string()),
        None => Default::default(),
    };
    let message = format!("Faults of the menu: {}. The first: {first}.", faults.len());
    let field = format!("/menu{pointer}");
    Err(Refusal::at(RefusalCode::MenuInvalid, field, message))
}

pub(crate) fn no_menu() -> Refusal {
    Refusal::new(
        RefusalCode::NoMenu,
        "There is no menu yet. Import one first.",
    )
}

/// Adds what follows from `event` for the order as a whole: that it is ready, or completed.
fn with_consequence(order: &Order, event: Event, moment: &Moment) -> Vec<Event> {
    let mut after = order.clone();
    // The number is not known yet, and nothing below looks at it.
    after.fold(&event, 0, moment.now_ms);
    let consequence = consequence(&after);
    std::iter::once(event).chain(consequence).collect()
}

fn consequence(order: &Order) -> Option<Event> {
    let id = order.id;
    if order.state.is_closed() {
        return None;
    }
    if order.wanted().next().is_none() {
        let reason = Some("Every line was voided.".to_owned());
        return Some(Event::OrderCancelled { order: id, reason });
    }
    if order.wanted().all(|line| line.served_at_ms.is_some()) {
        return Some(Event::OrderCompleted { order: id });
    }
    let ready = order.state == OrderState::Open && order.wanted().all(Line::is_settled);
    ready.then_some(Event::OrderReady { order: id })
}
