//! Stories of cooks and the pass: start, bump, serve, recall, rush.

use super::kitchen::Kitchen;
use crate::{OrderId, RefusalCode, StationId, view};
use serde_json::{Value, json};

/// Nachos (grill, cold) and a coleslaw (cold).
fn lunch(kitchen: &mut Kitchen) -> OrderId {
    kitchen.place(json!([{"item": "nachos"}, {"item": "coleslaw"}]))
}

fn bump_lines(order: OrderId, station: Option<&str>, lines: &[&str]) -> Value {
    json!({"type": "bump", "order": order, "station": station, "lines": lines})
}

fn recall(order: OrderId, station: Option<&str>) -> Value {
    json!({"type": "recall", "order": order, "station": station})
}

#[test]
fn a_line_is_started_where_somebody_begins() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let at_cold = json!({"type": "start_line", "order": order, "line": "1", "station": "cold"});
    assert_eq!(kitchen.does(at_cold.clone()), "line_started");
    assert_eq!(kitchen.parts(order, 0), "grill queued, cold started");
    assert_eq!(kitchen.shows(order), "open: started, queued");
    assert_eq!(kitchen.does(at_cold), "");
    // Without a station it is begun everywhere.
    let everywhere = json!({"type": "start_line", "order": order, "line": "1"});
    assert_eq!(kitchen.does(everywhere), "line_started");
    assert_eq!(kitchen.parts(order, 0), "grill started, cold started");
}

#[test]
fn a_line_cannot_be_started_where_it_is_not_made() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let at = |station: &str| json!({"type": "start_line", "order": order, "line": "2", "station": station});
    assert_eq!(kitchen.refuses(at("grill")), RefusalCode::UnknownLine);
    assert_eq!(kitchen.refuses(at("sushi")), RefusalCode::UnknownStation);
}

#[test]
fn an_order_is_ready_when_every_line_is_done_at_every_station() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    assert_eq!(kitchen.bump(order, Some("cold")), "lines_bumped");
    assert_eq!(kitchen.parts(order, 0), "grill queued, cold ready");
    assert_eq!(kitchen.shows(order), "open: started, ready");
    assert!(view::tickets_at(&kitchen.state, &StationId::from("cold")).is_empty());
    let ready_at = kitchen.now_ms;
    assert_eq!(
        kitchen.bump(order, Some("grill")),
        "lines_bumped order_ready"
    );
    assert_eq!(kitchen.shows(order), "ready: ready, ready");
    assert_eq!(kitchen.order(order).ready_at_ms, Some(ready_at));
    let closed_at = kitchen.now_ms;
    assert_eq!(kitchen.bump(order, None), "lines_bumped order_completed");
    assert_eq!(kitchen.shows(order), "completed: served, served");
    assert_eq!(kitchen.order(order).closed_at_ms, Some(closed_at));
    assert!(view::orders_at_pass(&kitchen.state).is_empty());
}

#[test]
fn two_cooks_who_bump_the_same_ticket_bump_it_once() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    assert_eq!(kitchen.bump(order, Some("cold")), "lines_bumped");
    assert_eq!(kitchen.bump(order, Some("cold")), "");
    assert_eq!(
        kitchen.does(bump_lines(order, Some("cold"), &["2", "1"])),
        ""
    );
    kitchen.bump(order, None);
    assert_eq!(kitchen.bump(order, None), "");
    // Too late, and still right: the line is not to be made any more.
    assert_eq!(kitchen.bump(order, Some("grill")), "");
}

#[test]
fn single_lines_are_bumped_and_served() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    assert_eq!(
        kitchen.does(bump_lines(order, Some("cold"), &["2"])),
        "lines_bumped"
    );
    assert_eq!(kitchen.parts(order, 0), "grill queued, cold queued");
    assert_eq!(
        kitchen.does(bump_lines(order, None, &["2"])),
        "lines_bumped"
    );
    assert_eq!(kitchen.shows(order), "open: queued, served");
    assert_eq!(
        kitchen.refuses(bump_lines(order, Some("grill"), &["2"])),
        RefusalCode::UnknownLine
    );
}

#[test]
fn the_pass_may_serve_what_no_station_bumped() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    assert_eq!(kitchen.bump(order, None), "lines_bumped order_completed");
    assert_eq!(kitchen.shows(order), "completed: served, served");
    assert!(view::tickets_at(&kitchen.state, &StationId::from("grill")).is_empty());
    // Recalled at the pass, its lines are where they were.
    assert_eq!(kitchen.does(recall(order, None)), "lines_recalled");
    assert_eq!(kitchen.shows(order), "open: queued, queued");
    assert_eq!(kitchen.state.open_orders(), 1);
}

#[test]
fn the_last_bump_at_a_station_comes_back_whole() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([
        {"item": "coleslaw"}, {"item": "avocado-toast"}, {"item": "nachos"}]));
    kitchen.does(bump_lines(order, Some("cold"), &["1"]));
    let bumped_at = kitchen.now_ms;
    kitchen.does(bump_lines(order, Some("cold"), &["2", "3"]));
    assert_eq!(kitchen.does(recall(order, Some("cold"))), "lines_recalled");
    assert_eq!(kitchen.shows(order), "open: ready, queued, queued");
    assert_eq!(
        kitchen.order(order).lines[1].stations[0].recalled_from_ms,
        Some(bumped_at)
    );
    // Then the one before it.
    assert_eq!(kitchen.does(recall(order, Some("cold"))), "lines_recalled");
    assert_eq!(kitchen.shows(order), "open: queued, queued, queued");
    assert_eq!(
        kitchen.refuses(recall(order, Some("cold"))),
        RefusalCode::NothingToRecall
    );
    assert_eq!(
        kitchen.refuses(recall(order, Some("grill"))),
        RefusalCode::NothingToRecall
    );
}

#[test]
fn a_ready_order_with_a_recalled_line_is_open_and_ready_again_later() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "coleslaw"}, {"item": "brownie"}]));
    kitchen.bump(order, Some("cold"));
    kitchen.bump(order, Some("sweet"));
    assert_eq!(kitchen.shows(order), "ready: ready, ready");
    kitchen.does(recall(order, Some("sweet")));
    assert_eq!(kitchen.shows(order), "open: ready, queued");
    assert_eq!(kitchen.order(order).ready_at_ms, None);
    assert_eq!(
        kitchen.bump(order, Some("sweet")),
        "lines_bumped order_ready"
    );
}

#[test]
fn a_completed_order_comes_back_to_the_pass_or_to_a_station() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "coleslaw"}, {"item": "brownie"}]));
    kitchen.bump(order, Some("cold"));
    kitchen.bump(order, Some("sweet"));
    kitchen.bump(order, None);
    assert_eq!(kitchen.does(recall(order, None)), "lines_recalled");
    assert_eq!(kitchen.shows(order), "ready: ready, ready");
    assert_eq!(kitchen.order(order).closed_at_ms, None);
    kitchen.bump(order, None);
    assert_eq!(kitchen.does(recall(order, Some("cold"))), "lines_recalled");
    assert_eq!(kitchen.shows(order), "open: queued, served");
    assert_eq!(
        kitchen.bump(order, Some("cold")),
        "lines_bumped order_ready"
    );
    assert_eq!(kitchen.bump(order, None), "lines_bumped order_completed");
}

#[test]
fn an_order_served_before_it_was_ready_and_partly_recalled_is_ready_since_then() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "coleslaw"}, {"item": "brownie"}]));
    kitchen.bump(order, Some("cold"));
    kitchen.bump(order, None);
    let at = kitchen.now_ms;
    kitchen.does(json!({"type": "recall", "order": order, "station": null, "lines": ["1"]}));
    assert_eq!(kitchen.shows(order), "ready: ready, served");
    assert_eq!(kitchen.order(order).ready_at_ms, Some(at));
}

#[test]
fn the_pass_recalls_what_it_served_last() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    kitchen.does(bump_lines(order, None, &["1"]));
    kitchen.does(bump_lines(order, None, &["2"]));
    kitchen.does(recall(order, None));
    assert_eq!(kitchen.shows(order), "open: served, queued");
}

#[test]
fn an_order_is_in_a_hurry_until_it_is_not() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let rush = |on: bool| json!({"type": "rush", "order": order, "on": on});
    assert_eq!(kitchen.does(rush(false)), "");
    assert_eq!(kitchen.does(rush(true)), "order_rushed");
    assert_eq!(kitchen.does(rush(true)), "");
    assert!(kitchen.order(order).rush);
    assert_eq!(kitchen.does(rush(false)), "order_rushed");
    assert!(!kitchen.order(order).rush);
}

#[test]
fn the_closed_orders_kept_are_the_last_ones() {
    let mut kitchen = Kitchen::open();
    let kept = crate::limits::CLOSED_ORDERS;
    let orders: Vec<OrderId> = (0..kept + 2)
        .map(|_| {
            let order = kitchen.place(json!([{"item": "brownie"}]));
            kitchen.bump(order, None);
            order
        })
        .collect();
    let open = lunch(&mut kitchen);
    assert_eq!(kitchen.state.orders.len(), kept + 1);
    assert_eq!(kitchen.state.open_orders(), 1);
    assert_eq!(
        kitchen.refuses(recall(orders[1], None)),
        RefusalCode::UnknownOrder
    );
    // One that comes back leaves the ring, and enters it last when it closes again.
    kitchen.does(recall(orders[2], None));
    assert_eq!(kitchen.state.open_orders(), 2);
    kitchen.bump(orders[2], None);
    kitchen.bump(open, None);
    assert!(kitchen.state.orders.contains_key(&orders[2]));
    assert!(!kitchen.state.orders.contains_key(&orders[3]));
}
