//! Stories of orders that change while they are made: amend, void, allergy, cancel, Heard.

use super::kitchen::Kitchen;
use crate::{OrderId, RefusalCode, StationId, view};
use serde_json::{Value, json};

/// A burger (grill, fry) and a coleslaw (cold).
fn lunch(kitchen: &mut Kitchen) -> OrderId {
    kitchen.place(json!([
        {"item": "cheeseburger", "modifiers": ["rare", "side-fries"]}, {"item": "coleslaw"}]))
}

fn amend(order: OrderId, mut how: Value) -> Value {
    how["type"] = "amend_order".into();
    how["order"] = json!(order);
    how
}

fn heard(order: OrderId, station: &str) -> Value {
    json!({"type": "acknowledge_change", "order": order, "station": station})
}

fn bump(order: OrderId, station: &str) -> Value {
    json!({"type": "bump", "order": order, "station": station})
}

#[test]
fn a_changed_line_says_what_it_was_until_it_is_done() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let change = json!({"change": [{"line": "1", "quantity": 2,
        "modifiers": ["medium", "side-fries", "add-bacon"]}]});
    assert_eq!(kitchen.does(amend(order, change)), "order_amended");
    let line = &kitchen.order(order).lines[0];
    let ids: Vec<_> = line
        .modifiers
        .iter()
        .map(|chosen| chosen.id.as_str())
        .collect();
    assert_eq!(ids, ["medium", "side-fries", "add-bacon"]);
    assert_eq!((line.quantity, line.unit_price), (2, 1_400));
    let was = line.was.as_ref().unwrap();
    assert_eq!((was.quantity, was.modifiers[0].id.as_str()), (1, "rare"));
    // A second change does not hide what the cook has seen first.
    kitchen.does(amend(
        order,
        json!({"change": [{"line": "1", "quantity": 3}]}),
    ));
    assert_eq!(
        kitchen.order(order).lines[0].was.as_ref().unwrap().quantity,
        1
    );
    kitchen.does(bump(order, "grill"));
    kitchen.does(bump(order, "fry"));
    assert_eq!(kitchen.order(order).lines[0].was, None);
}

#[test]
fn what_was_finished_before_a_change_is_made_again() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    kitchen.does(bump(order, "grill"));
    assert_eq!(kitchen.parts(order, 0), "grill ready, fry queued");
    kitchen.does(amend(
        order,
        json!({"change": [{"line": "1", "quantity": 2}]}),
    ));
    assert_eq!(kitchen.parts(order, 0), "grill queued, fry queued");
    kitchen.does(bump(order, "grill"));
    kitchen.does(bump(order, "fry"));
    let again = json!({"change": [{"line": "1", "quantity": 3}]});
    assert_eq!(
        kitchen.refuses(amend(order, again)),
        RefusalCode::LineClosed
    );
}

#[test]
fn an_amendment_to_what_is_so_changes_nothing() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let same = json!({"change": [{"line": "1", "quantity": 1, "note": null}], "note": null});
    assert_eq!(kitchen.does(amend(order, same)), "");
}

#[test]
fn notes_come_and_go() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let notes = |kitchen: &Kitchen| {
        let order = kitchen.order(order);
        (order.note.clone(), order.lines[0].note.clone())
    };
    kitchen.does(amend(
        order,
        json!({"note": "birthday", "change": [{"line": "1", "note": "cut"}]}),
    ));
    assert_eq!(
        notes(&kitchen),
        (Some("birthday".into()), Some("cut".into()))
    );
    // A field that is left out stays; one that is null goes.
    kitchen.does(amend(
        order,
        json!({"change": [{"line": "1", "note": null}]}),
    ));
    assert_eq!(notes(&kitchen), (Some("birthday".into()), None));
    kitchen.does(amend(order, json!({"note": null})));
    assert_eq!(notes(&kitchen), (None, None));
}

#[test]
fn an_added_line_opens_a_ready_order_again() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "coleslaw"}]));
    kitchen.does(bump(order, "cold"));
    assert_eq!(kitchen.shows(order), "ready: ready");
    kitchen.does(amend(order, json!({"add": [{"item": "brownie"}]})));
    assert_eq!(kitchen.shows(order), "open: ready, queued");
    let line = &kitchen.order(order).lines[1];
    assert_eq!((line.id.as_str(), line.added), ("2", true));
    assert_eq!(
        kitchen.does(bump(order, "sweet")),
        "lines_bumped order_ready"
    );
    assert!(!kitchen.order(order).lines[1].added);
}

#[test]
fn an_amendment_counts_down_only_what_it_adds() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "brownie", "quantity": 2}]));
    kitchen.does(
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 2}),
    );
    let quantity = |quantity: u32| {
        amend(
            order,
            json!({"change": [{"line": "1", "quantity": quantity}]}),
        )
    };
    assert_eq!(kitchen.refuses(quantity(5)), RefusalCode::ItemUnavailable);
    assert_eq!(
        kitchen.does(quantity(3)),
        "order_amended availability_changed"
    );
    assert_eq!(
        kitchen.state.availability_of(&"brownie".into(), 0),
        (true, Some(1))
    );
    // Less of it is made, and none comes back into the kitchen.
    assert_eq!(kitchen.does(quantity(1)), "order_amended");
}

#[test]
fn a_void_is_heard_before_a_station_bumps() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([
        {"item": "cheeseburger", "modifiers": ["rare", "side-fries"]}, {"item": "mac-and-cheese"}]));
    kitchen.does(bump(order, "fry"));
    assert_eq!(
        kitchen.does(amend(order, json!({"void": ["1"]}))),
        "order_amended"
    );
    assert_eq!(kitchen.shows(order), "open: voided, queued");
    // The fryer is done with it: nothing to stop.
    assert_eq!(kitchen.heeds(order), "grill void 1");
    assert_eq!(
        kitchen.refuses(bump(order, "grill")),
        RefusalCode::ChangeNotAcknowledged
    );
    assert_eq!(kitchen.does(heard(order, "grill")), "change_acknowledged");
    assert_eq!(kitchen.does(heard(order, "grill")), "");
    assert_eq!(
        kitchen.does(bump(order, "grill")),
        "lines_bumped order_ready"
    );
}

#[test]
fn voiding_what_was_missing_makes_the_order_ready_or_completed() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    kitchen.does(bump(order, "cold"));
    assert_eq!(
        kitchen.does(amend(order, json!({"void": ["1"]}))),
        "order_amended order_ready"
    );

    let order = lunch(&mut kitchen);
    kitchen.does(json!({"type": "bump", "order": order, "lines": ["2"]}));
    let void = amend(order, json!({"void": ["1"]}));
    assert_eq!(kitchen.does(void), "order_amended order_completed");
    // Nobody has told the cooks yet who still make it.
    assert_eq!(kitchen.heeds(order), "grill void 1, fry void 1");
    assert!(view::has_ticket(
        kitchen.order(order),
        &StationId::from("grill")
    ));
}

#[test]
fn voiding_every_line_cancels_the_order() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let all = amend(order, json!({"void": ["1", "2", "1"]}));
    assert_eq!(kitchen.does(all), "order_amended order_cancelled");
    assert_eq!(kitchen.shows(order), "cancelled: voided, voided");
    assert_eq!(kitchen.order(order).total(), 0);
    assert_eq!(
        kitchen.heeds(order),
        "cold cancel, fry cancel, grill cancel"
    );
}

#[test]
fn an_added_allergy_is_heard_at_every_station_of_the_line() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    let allergy = json!({"change": [{"line": "1", "allergies": ["peanut"]}]});
    kitchen.does(amend(order, allergy));
    assert_eq!(kitchen.heeds(order), "grill allergy 1, fry allergy 1");
    assert_eq!(
        kitchen.refuses(bump(order, "fry")),
        RefusalCode::ChangeNotAcknowledged
    );
    kitchen.does(heard(order, "fry"));
    assert_eq!(kitchen.does(bump(order, "fry")), "lines_bumped");
    assert_eq!(kitchen.heeds(order), "grill allergy 1");
    // Another one is asked for once, where the first is not Heard yet.
    kitchen.does(amend(
        order,
        json!({"change": [{"line": "1", "allergies": ["peanut", "soy"]}]}),
    ));
    assert_eq!(kitchen.heeds(order), "grill allergy 1, fry allergy 1");
    kitchen.does(heard(order, "fry"));
    // One that goes needs no Heard.
    kitchen.does(heard(order, "grill"));
    kitchen.does(amend(
        order,
        json!({"change": [{"line": "1", "allergies": []}]}),
    ));
    assert_eq!(kitchen.heeds(order), "");
}

#[test]
fn an_added_line_with_a_new_allergy_is_heard_where_there_is_a_ticket() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "coleslaw", "allergies": ["soy"]}]));
    let add = |item: &str, allergy: &str| {
        amend(
            order,
            json!({"add": [{"item": item, "allergies": [allergy]}]}),
        )
    };
    kitchen.does(add("avocado-toast", "soy"));
    kitchen.does(add("brownie", "peanut"));
    assert_eq!(kitchen.heeds(order), "");
    kitchen.does(add("avocado-toast", "peanut"));
    assert_eq!(kitchen.heeds(order), "cold allergy 4");
}

#[test]
fn a_cancelled_order_stays_where_it_was_made_until_it_is_heard() {
    let mut kitchen = Kitchen::open();
    let order = lunch(&mut kitchen);
    kitchen.does(bump(order, "fry"));
    let cancel = json!({"type": "cancel_order", "order": order, "reason": "left"});
    assert_eq!(kitchen.does(cancel.clone()), "order_cancelled");
    assert_eq!(kitchen.does(cancel), "");
    assert_eq!(kitchen.heeds(order), "cold cancel, grill cancel");
    let reason = kitchen
        .order(order)
        .cancelled
        .as_ref()
        .and_then(|how| how.reason.clone());
    assert_eq!(reason.as_deref(), Some("left"));
    let at = |kitchen: &Kitchen, station: &str| {
        view::tickets_at(&kitchen.state, &StationId::from(station)).len()
    };
    assert_eq!(
        ["grill", "fry", "cold"].map(|station| at(&kitchen, station)),
        [1, 0, 1]
    );
    assert_eq!(
        kitchen.refuses(bump(order, "grill")),
        RefusalCode::OrderClosed
    );
    assert_eq!(kitchen.does(heard(order, "grill")), "change_acknowledged");
    assert_eq!(at(&kitchen, "grill"), 0);
    let recall = json!({"type": "recall", "order": order, "station": "fry"});
    assert_eq!(kitchen.refuses(recall), RefusalCode::OrderClosed);
}
