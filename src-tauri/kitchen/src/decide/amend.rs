//! An order that is being made changes, or is not wanted any more.

use super::{
    Moment, check, closed,
    lines::{self, Taken},
    no_menu,
    place::too_many_lines,
    with_consequence,
};
use crate::{
    AmendOrder, ChosenModifier, Event, Line, LineChange, LineEdit, LineId, Menu, ModifierId, Order,
    OrderState, PlacedLine, Refusal, RefusalCode, SizeId, State, limits,
};

/// Adds, changes and voids lines, whole or not at all.
pub(super) fn amend(
    state: &State,
    order: &Order,
    asked: &AmendOrder,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    let menu = state.menu.as_ref().ok_or_else(no_menu)?;
    if *asked == AmendOrder::default() {
        let message = "Say what to add, change or void.";
        return Err(Refusal::new(RefusalCode::NothingToAmend, message));
    }
    if order.lines.len() + asked.add.len() > limits::LINES {
        return Err(too_many_lines("/add"));
    }
    let mut taken = Taken::default();
    let voided = void(order, &asked.void)?;
    let changed = change(menu, order, &asked.change, &voided, &mut taken)?;
    let added = add(menu, order, asked, &mut taken)?;
    let note = match &asked.note {
        Some(note) => {
            check::text(note.as_deref(), limits::NOTE_CHARS, "/note")?;
            let note = note
                .clone()
                .filter(|note| !note.trim().is_empty())
                .unwrap_or_default();
            (order.note.as_deref().unwrap_or_default() != note).then_some(note)
        }
        None => None,
    };
    let counted = taken.take(state, moment.now_ms)?;
    if voided.is_empty() && changed.is_empty() && added.is_empty() && note.is_none() {
        return Ok(vec![]);
    }
    let amended = Event::OrderAmended {
        order: order.id,
        added,
        changed,
        voided,
        note,
    };
    let mut events = with_consequence(order, amended, moment);
    events.extend(counted);
    Ok(events)
}

fn find<'a>(order: &'a Order, id: &LineId, field: &str) -> Result<&'a Line, Refusal> {
    order.line(id).ok_or_else(|| {
        let message = format!("Order {} has no line {id}.", order.number);
        Refusal::at(RefusalCode::UnknownLine, field, message)
    })
}

fn void(order: &Order, asked: &[LineId]) -> Result<Vec<LineId>, Refusal> {
    let mut voided: Vec<LineId> = Vec::new();
    for (index, id) in asked.iter().enumerate() {
        let field = format!("/void/{index}");
        let line = find(order, id, &field)?;
        if line.served_at_ms.is_some() {
            let message = format!("{} is with the guest already.", line.name);
            return Err(Refusal::at(RefusalCode::LineClosed, field, message));
        }
        if !line.voided && !voided.contains(id) {
            voided.push(id.clone());
        }
    }
    Ok(voided)
}

fn change(
    menu: &Menu,
    order: &Order,
    edits: &[LineEdit],
    voided: &[LineId],
    taken: &mut Taken,
) -> Result<Vec<LineChange>, Refusal> {
    let mut changes: Vec<LineChange> = Vec::new();
    for (index, edit) in edits.iter().enumerate() {
        let field = format!("/change/{index}");
        let line = find(order, &edit.line, &format!("{field}/line"))?;
        let twice = changes.iter().any(|change| change.line == edit.line);
        let done = line.served_at_ms.is_some() || line.is_done();
        if line.voided || voided.contains(&line.id) || done || twice {
            let message = format!("{} cannot be changed any more.", line.name);
            return Err(Refusal::at(
                RefusalCode::LineClosed,
                format!("{field}/line"),
                message,
            ));
        }
        let change = edited(menu, line, edit, &field)?;
        if change.quantity > line.quantity {
            taken.add(&line.item, change.quantity - line.quantity, &field);
        }
        if differs(&change, line) {
            changes.push(change);
        }
    }
    Ok(changes)
}

fn edited(menu: &Menu, line: &Line, edit: &LineEdit, field: &str) -> Result<LineChange, Refusal> {
    let item = lines::item(menu, &line.item, field)?;
    let quantity = edit.quantity.unwrap_or(line.quantity);
    check::quantity(quantity, &format!("{field}/quantity"))?;
    let size: Option<SizeId> = match &edit.size {
        Some(size) => size.clone(),
        None => line.size.as_ref().map(|size| size.id.clone()),
    };
    let (size, base) = lines::size(item, size.as_ref(), &format!("{field}/size"))?;
    let asked: Vec<ModifierId> = match &edit.modifiers {
        Some(modifiers) => modifiers.clone(),
        None => line
            .modifiers
            .iter()
            .map(|modifier| modifier.id.clone())
            .collect(),
    };
    let (modifiers, extra) = lines::modifiers(menu, item, &asked, &format!("{field}/modifiers"))?;
    let note = edit.note.clone().unwrap_or_else(|| line.note.clone());
    check::text(
        note.as_deref(),
        limits::NOTE_CHARS,
        &format!("{field}/note"),
    )?;
    let allergies = match &edit.allergies {
        Some(allergies) => check::allergies(allergies, &format!("{field}/allergies"))?,
        None => line.allergies.clone(),
    };
    let unit_price = base + extra;
    let line = line.id.clone();
    Ok(LineChange {
        line,
        quantity,
        size,
        modifiers,
        note,
        allergies,
        unit_price,
    })
}

fn differs(change: &LineChange, line: &Line) -> bool {
    let ids = |modifiers: &[ChosenModifier]| {
        let mut ids: Vec<ModifierId> = modifiers.iter().map(|m| m.id.clone()).collect();
        // Said in another order, it is the same dish.
        ids.sort();
        ids
    };
    change.quantity != line.quantity
        || change.size != line.size
        || ids(&change.modifiers) != ids(&line.modifiers)
        || change.note != line.note
        || change.allergies != line.allergies
}

fn add(
    menu: &Menu,
    order: &Order,
    asked: &AmendOrder,
    taken: &mut Taken,
) -> Result<Vec<PlacedLine>, Refusal> {
    // New lines of a course that waits, wait with it.
    let hold: Vec<u8> = order
        .wanted()
        .filter(|line| line.held)
        .map(|line| line.course)
        .collect();
    let mut added = Vec::with_capacity(asked.add.len());
    for (index, line) in asked.add.iter().enumerate() {
        let field = format!("/add/{index}");
        // Lines are never taken away, so the next number was never used.
        let id = LineId::from((order.lines.len() + index + 1).to_string().as_str());
        added.push(lines::resolve(menu, line, id, &hold, &field)?);
        taken.add(&line.item, line.quantity, &field);
    }
    Ok(added)
}

/// Cancels an order that is not completed.
pub(super) fn cancel(order: &Order, reason: Option<&str>) -> Result<Vec<Event>, Refusal> {
    check::text(reason, limits::NOTE_CHARS, "/reason")?;
    match order.state {
        OrderState::Cancelled => Ok(vec![]),
        OrderState::Completed => Err(closed(order)),
        OrderState::Open | OrderState::Ready => {
            let reason = reason.map(str::to_owned);
            Ok(vec![Event::OrderCancelled {
                order: order.id,
                reason,
            }])
        }
    }
}
