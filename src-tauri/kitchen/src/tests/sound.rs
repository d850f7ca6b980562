//! What is true of every state, whatever happened before.

use super::kitchen::is_open;
use crate::{Line, LineState, Order, OrderState, State, limits};
use std::collections::HashSet;

/// Panics at the first thing that is not as it must be.
pub(super) fn check(state: &State) {
    let closed: HashSet<_> = state.closed.iter().collect();
    assert_eq!(closed.len(), state.closed.len(), "closed twice");
    assert!(closed.len() <= limits::CLOSED_ORDERS);
    let mut numbers = HashSet::new();
    for (id, order) in &state.orders {
        assert_eq!(*id, order.id);
        assert_eq!(order.state.is_closed(), closed.contains(id), "{order:?}");
        assert!(
            numbers.insert((order.day, order.number)),
            "number {} twice",
            order.number
        );
        assert!(order.day <= state.day && order.seq <= state.seq);
        check_order(order);
    }
}

fn check_order(order: &Order) {
    let wanted = || order.wanted().map(Line::state);
    let some_open = wanted().any(is_open);
    let all_served = wanted().all(|state| state == LineState::Served);
    match order.state {
        OrderState::Open => assert!(some_open, "open with nothing to do: {order:?}"),
        OrderState::Ready => assert!(!some_open && !all_served, "not ready: {order:?}"),
        OrderState::Completed => assert!(all_served, "not completed: {order:?}"),
        OrderState::Cancelled => assert!(order.cancelled.is_some()),
    }
    if !order.state.is_closed() {
        assert_eq!(
            order.state == OrderState::Ready,
            order.ready_at_ms.is_some(),
            "{order:?}"
        );
        assert_eq!(order.cancelled, None);
        assert!(
            order.wanted().next().is_some(),
            "open without lines: {order:?}"
        );
    }
    assert_eq!(
        order.state.is_closed(),
        order.closed_at_ms.is_some(),
        "{order:?}"
    );
    assert!(order.lines.len() <= limits::LINES);
    let ids: HashSet<_> = order.lines.iter().map(|line| &line.id).collect();
    assert_eq!(ids.len(), order.lines.len(), "a line's id twice");
    for heed in &order.heeds {
        let made_there = order
            .lines
            .iter()
            .any(|line| line.at(&heed.station).is_some());
        assert!(made_there, "{heed:?} where nothing is made");
    }
    order.lines.iter().for_each(check_line);
}

fn check_line(line: &Line) {
    assert!(limits::QUANTITY.contains(&line.quantity));
    assert!(!line.stations.is_empty());
    assert_eq!(line.held, line.fired_at_ms.is_none(), "{line:?}");
    assert!(
        !(line.voided && line.served_at_ms.is_some()),
        "served and voided: {line:?}"
    );
    assert!(
        !(line.held && line.served_at_ms.is_some()),
        "served on hold: {line:?}"
    );
    assert!(
        !(line.is_done() && (line.added || line.was.is_some())),
        "{line:?}"
    );
    for part in &line.stations {
        let done = part.state == crate::StationState::Ready;
        assert_eq!(
            done,
            part.bump_seq.is_some() && part.bumped_at_ms.is_some(),
            "{line:?}"
        );
    }
}
