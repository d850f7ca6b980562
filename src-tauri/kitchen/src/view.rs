//! Questions that screens and reports ask of a state.

use crate::{
    ItemId, Line, LineState, Order, OrderState, SizeId, State, StationId, menu::ModifierKind,
};
use std::{collections::BTreeMap, sync::Arc};

/// Whether the line is still to be seen at `station`: not done there, not served, and
/// not voided.
pub fn is_open_at(line: &Line, station: &StationId) -> bool {
    line.at(station).is_some_and(|part| {
        matches!(
            line.state_at(part),
            LineState::Held | LineState::Queued | LineState::Started
        )
    })
}

/// Whether the order has a ticket at `station`: something to make, or something to Hear.
pub fn has_ticket(order: &Order, station: &StationId) -> bool {
    let alive = !order.state.is_closed();
    order.heeds_at(station).next().is_some()
        || (alive && order.lines.iter().any(|line| is_open_at(line, station)))
}

/// The orders with a ticket at `station`, in the order they were placed.
pub fn tickets_at<'a>(state: &'a State, station: &StationId) -> Vec<&'a Arc<Order>> {
    in_order(state, |order| has_ticket(order, station))
}

/// The orders that the pass waits for, in the order they were placed.
pub fn orders_at_pass(state: &State) -> Vec<&Arc<Order>> {
    in_order(state, |order| {
        matches!(order.state, OrderState::Open | OrderState::Ready)
    })
}

fn in_order(state: &State, shown: impl Fn(&Order) -> bool) -> Vec<&Arc<Order>> {
    let mut orders: Vec<_> = state.orders.values().filter(|order| shown(order)).collect();
    // Ids sort by time only to the millisecond and by one clock; events sort for good.
    orders.sort_unstable_by_key(|order| order.seq);
    orders
}

/// How many of an item are to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllDay {
    /// Which item.
    pub item: ItemId,
    /// In which size.
    pub size: Option<SizeId>,
    /// As a cook reads it, with the size's name.
    pub name: String,
    /// Fired and not done.
    pub count: u32,
    /// Waiting on hold.
    pub on_hold: u32,
    /// How many of `count` are wanted how, by required choice: `("med rare", 1)`.
    pub details: Vec<(String, u32)>,
}

/// Open counts per item, the biggest first; of one station, or of all.
pub fn all_day(state: &State, station: Option<&StationId>) -> Vec<AllDay> {
    let mut rows: BTreeMap<(&ItemId, Option<&SizeId>), AllDay> = BTreeMap::new();
    let alive = state
        .orders
        .values()
        .filter(|order| !order.state.is_closed());
    for line in alive
        .flat_map(|order| &order.lines)
        .filter(|line| is_counted(line, station))
    {
        let size = line.size.as_ref();
        let key = (&line.item, size.map(|size| &size.id));
        let row = rows.entry(key).or_insert_with(|| AllDay {
            item: line.item.clone(),
            size: size.map(|size| size.id.clone()),
            name: match size {
                Some(size) => format!("{} {}", line.kitchen_name, size.name),
                None => line.kitchen_name.to_string(),
            },
            count: 0,
            on_hold: 0,
            details: Vec::new(),
        });
        if line.held {
            row.on_hold += line.quantity;
        } else {
            row.count += line.quantity;
            count_detail(row, line);
        }
    }
    let mut rows: Vec<AllDay> = rows.into_values().collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    rows
}

fn is_counted(line: &Line, station: Option<&StationId>) -> bool {
    match station {
        Some(station) => is_open_at(line, station),
        None => matches!(
            line.state(),
            LineState::Held | LineState::Queued | LineState::Started
        ),
    }
}

/// The first required choice says how it is cooked; the others (the side) are counted at
/// their own stations by their own lines.
fn count_detail(row: &mut AllDay, line: &Line) {
    let how = line
        .modifiers
        .iter()
        .find(|modifier| modifier.required && modifier.kind == ModifierKind::Choice);
    let Some(how) = how else { return };
    match row.details.iter_mut().find(|(name, _)| **name == *how.name) {
        Some((_, count)) => *count += line.quantity,
        None => row.details.push((how.name.to_string(), line.quantity)),
    }
}
