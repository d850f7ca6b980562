//! A press, read in the terms of the place it was made at.

use crate::scene::station_of;
use kitchen::{Command, CommandId, LineId, OrderId, StationId};
use link::{OutboxEntry, RefusedCommand};
use wire::view::{Intent, Place, SpokenTap, Tap};

/// What a press asks of this device.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Something is to happen in the kitchen.
    Command(Command),
    /// The last bump of an order here is to be taken back.
    Undo(OrderId),
    /// The reason of a refusal has been read.
    Dismiss(OrderId),
    /// The window is to look at another place.
    Turn(Place),
    /// The server is to be tried now.
    TryNow,
    /// Something at the counter of that id.
    Tap(String, Box<Tap>),
    /// A finger on what belongs to commands by voice.
    Spoken(SpokenTap),
}

/// A press that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// No id of an order.
    #[error("\"{0}\" is no order")]
    NoOrder(String),
    /// Only a station has something to say Heard to.
    #[error("there is nothing to say Heard to at the pass")]
    NotAtThePass,
    /// Only a kitchen's places know orders that are being made.
    #[error("a counter does not work on orders")]
    NotAtACounter,
    /// Only a counter takes orders.
    #[error("orders are taken at a counter")]
    NoCounter,
}

/// Reads a press at `place`.
///
/// # Errors
/// [`WishError`] where a page made it up.
pub fn wish(place: &Place, intent: Intent) -> Result<Wish, WishError> {
    if let Place::Counter { counter } = place {
        return at_counter(counter, intent);
    }
    let station = station_of(place);
    Ok(match intent {
        Intent::Bump { order, lines } => Wish::Command(Command::Bump {
            order: order_id(&order)?,
            station,
            lines: line_ids(lines),
        }),
        Intent::Recall { order, lines } => Wish::Command(Command::Recall {
            order: order_id(&order)?,
            station,
            lines: line_ids(lines),
        }),
        Intent::Heard { order } => Wish::Command(Command::AcknowledgeChange {
            order: order_id(&order)?,
            station: station.ok_or(WishError::NotAtThePass)?,
        }),
        Intent::Fire { order, course } => Wish::Command(Command::FireCourse {
            order: order_id(&order)?,
            course,
        }),
        Intent::Hold { order, course } => Wish::Command(Command::HoldCourse {
            order: order_id(&order)?,
            course,
        }),
        Intent::Rush { order, on } => Wish::Command(Command::Rush {
            order: order_id(&order)?,
            on,
        }),
        Intent::Undo { order } => Wish::Undo(order_id(&order)?),
        Intent::Dismiss { order } => Wish::Dismiss(order_id(&order)?),
        Intent::Turn { place } => Wish::Turn(place),
        Intent::TryNow => Wish::TryNow,
        Intent::Spoken { tap } => Wish::Spoken(tap),
        Intent::Counter { .. } => return Err(WishError::NoCounter),
    })
}

fn at_counter(counter: &str, intent: Intent) -> Result<Wish, WishError> {
    match intent {
        Intent::Counter { tap } => Ok(Wish::Tap(counter.to_owned(), Box::new(tap))),
        Intent::Turn { place } => Ok(Wish::Turn(place)),
        Intent::TryNow => Ok(Wish::TryNow),
        _ => Err(WishError::NotAtACounter),
    }
}

fn order_id(text: &str) -> Result<OrderId, WishError> {
    text.parse()
        .map_err(|_| WishError::NoOrder(text.to_owned()))
}

fn line_ids(lines: Option<Vec<String>>) -> Option<Vec<LineId>> {
    let ids = |lines: Vec<String>| lines.iter().map(|line| line.as_str().into()).collect();
    lines.map(ids)
}

/// The command that an order's last bump at `place` was, if it never left this machine and so
/// can simply be forgotten.
pub fn unsent_bump(outbox: &[OutboxEntry], place: &Place, order: OrderId) -> Option<CommandId> {
    let last = outbox
        .iter()
        .rev()
        .find(|entry| about(&entry.body, place) == Some(order))?;
    let is_bump = matches!(*last.body, Command::Bump { .. });
    (is_bump && !last.sent && last.acked_seq.is_none()).then_some(last.id)
}

/// The command that takes an order's last bump at `place` back once the server knows of it.
pub fn recall(place: &Place, order: OrderId) -> Command {
    Command::Recall {
        order,
        station: station_of(place),
        lines: None,
    }
}

/// Orders whose bump at `place` the server has not taken yet.
pub fn unsent_orders(outbox: &[OutboxEntry], place: &Place) -> impl Iterator<Item = OrderId> {
    outbox
        .iter()
        .filter(|entry| entry.acked_seq.is_none())
        .filter(|entry| matches!(*entry.body, Command::Bump { .. }))
        .filter_map(|entry| about(&entry.body, place))
}

/// Refused commands that were made at `place`, with their orders.
pub fn refused_at<'a>(
    refused: &'a [RefusedCommand],
    place: &'a Place,
) -> impl Iterator<Item = (OrderId, &'a RefusedCommand)> {
    refused
        .iter()
        .filter_map(|refused| Some((about(&refused.body, place)?, refused)))
}

/// The order that a command made at `place` is about; `None` if it was made elsewhere.
fn about(command: &Command, place: &Place) -> Option<OrderId> {
    let (order, station) = origin(command)?;
    (station == station_of(place)).then_some(order)
}

/// The order that a command is about, and the station it was made at (`None`: the pass, to
/// which an order as a whole belongs). `None` for what no window of ours says.
pub fn origin(command: &Command) -> Option<(OrderId, Option<StationId>)> {
    match command {
        Command::Bump { order, station, .. } | Command::Recall { order, station, .. } => {
            Some((*order, station.clone()))
        }
        Command::AcknowledgeChange { order, station } => Some((*order, Some(station.clone()))),
        Command::FireCourse { order, .. }
        | Command::HoldCourse { order, .. }
        | Command::Rush { order, .. } => Some((*order, None)),
        _ => None,
    }
}
