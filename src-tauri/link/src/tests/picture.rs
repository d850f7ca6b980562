//! What is shown before the server has said yes.

use super::bench::*;
use crate::{OutboxEntry, Picture};
use kitchen::{Command, OrderState, StationId, StationState};

fn bump(id: u128, number: u128) -> OutboxEntry {
    let order = order(number);
    let (station, lines) = (Some("grill".into()), None);
    let body = Command::Bump {
        order,
        station,
        lines,
    };
    entry(id, body)
}

fn recall(id: u128, number: u128) -> OutboxEntry {
    let order = order(number);
    let (station, lines) = (Some("grill".into()), None);
    let body = Command::Recall {
        order,
        station,
        lines,
    };
    entry(id, body)
}

fn picture(outbox: Vec<OutboxEntry>) -> Picture {
    Picture {
        outbox: outbox.into(),
        ..Bench::live(3).machine.picture()
    }
}

fn grill(picture: &Picture, number: u128) -> StationState {
    let state = picture.predicted(5_000).unwrap();
    let line = &state.orders[&order(number)].lines[0];
    line.at(&StationId::from("grill")).unwrap().state
}

#[test]
fn a_bump_is_shown_at_once_and_an_undo_takes_it_back() {
    let shown = picture(vec![bump(1, 2)]);
    assert_eq!(grill(&shown, 2), StationState::Ready);
    assert_eq!(grill(&shown, 1), StationState::Queued);
    let state = shown.predicted(5_000).unwrap();
    assert_eq!(state.orders[&order(2)].state, OrderState::Ready);
    // What is known is not touched.
    assert_eq!(shown.replica.as_ref().unwrap().state, kitchen_of(3));
    let undone = picture(vec![bump(1, 2), recall(2, 2)]);
    assert_eq!(grill(&undone, 2), StationState::Queued);
}

#[test]
fn what_the_kitchen_would_refuse_is_left_out() {
    let shown = picture(vec![recall(1, 1), bump(2, 99), bump(3, 1)]);
    assert_eq!(grill(&shown, 1), StationState::Ready);
}

#[test]
fn what_is_seen_already_is_not_applied_twice() {
    let done = OutboxEntry {
        acked_seq: Some(3),
        ..bump(1, 1)
    };
    assert_eq!(grill(&picture(vec![done]), 1), StationState::Queued);
    let to_come = OutboxEntry {
        acked_seq: Some(4),
        ..bump(1, 1)
    };
    assert_eq!(grill(&picture(vec![to_come]), 1), StationState::Ready);
}

#[test]
fn a_new_order_is_not_made_up() {
    let order = serde_json::from_value(serde_json::json!({"lines": [{"item": "burger"}]})).unwrap();
    let shown = picture(vec![entry(1, Command::PlaceOrder { order })]);
    assert_eq!(shown.predicted(5_000), Some(kitchen_of(3)));
}

#[test]
fn nothing_is_predicted_of_nothing() {
    let mut bench = Bench::with(None, vec![bump(1, 1)], 1);
    assert_eq!(bench.machine.picture().predicted(5_000), None);
}
