//! An order comes in.

use super::{
    Moment, check,
    lines::{self, Taken},
    no_menu,
};
use crate::{Event, LineId, OrderRequest, PlacedOrder, Refusal, RefusalCode, State, limits};

/// Places an order whole, or refuses it whole.
pub(super) fn place(
    state: &State,
    asked: &OrderRequest,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    let menu = state.menu.as_ref().ok_or_else(no_menu)?;
    if asked.lines.is_empty() {
        let message = "An order needs at least one line.";
        return Err(Refusal::at(RefusalCode::NoLines, "/lines", message));
    }
    if asked.lines.len() > limits::LINES {
        return Err(too_many_lines("/lines"));
    }
    if state.open_orders() >= limits::OPEN_ORDERS {
        let message = "Too many orders are open. Close some first.";
        return Err(Refusal::new(RefusalCode::TooManyOpenOrders, message));
    }
    check::text(
        asked.external_id.as_deref(),
        limits::NAME_CHARS,
        "/external_id",
    )?;
    check::text(asked.note.as_deref(), limits::NOTE_CHARS, "/note")?;
    check::service(&asked.service)?;
    let mut taken = Taken::default();
    let mut placed = Vec::with_capacity(asked.lines.len());
    for (index, line) in asked.lines.iter().enumerate() {
        let field = format!("/lines/{index}");
        let id = LineId::from((index + 1).to_string().as_str());
        placed.push(lines::resolve(menu, line, id, &asked.hold, &field)?);
        taken.add(&line.item, line.quantity, &field);
    }
    let counted = taken.take(state, moment.now_ms)?;
    let order = PlacedOrder {
        id: moment.order_id,
        number: next_number(state, moment.day),
        day: moment.day,
        external_id: asked.external_id.clone(),
        source: asked.source,
        service: asked.service.clone(),
        promised_at_ms: asked.promised_at_ms,
        note: asked.note.clone().filter(|note| !note.trim().is_empty()),
        lines: placed,
    };
    let placed = Event::OrderPlaced {
        order: Box::new(order),
    };
    // Last, so that the number of a command's last event is the number that placed the order.
    Ok(counted.into_iter().chain([placed]).collect())
}

/// Numbers begin anew with a later business day. A clock that was set back goes on
/// counting: two open orders with one number would be worse than a number that is too high.
fn next_number(state: &State, day: u32) -> u32 {
    if day > state.day { 1 } else { state.number + 1 }
}

pub(crate) fn too_many_lines(field: &str) -> Refusal {
    let message = format!("At most {} lines an order.", limits::LINES);
    Refusal::at(RefusalCode::TooManyLines, field, message)
}
