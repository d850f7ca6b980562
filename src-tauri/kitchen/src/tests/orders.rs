//! Stories of orders that come in: routing, prices, numbers, count-downs, menus that change.

use super::kitchen::{Kitchen, MENU};
use crate::{Command, ItemId, RefusalCode, StationId, view};
use serde_json::json;
use std::sync::Arc;

fn burger() -> serde_json::Value {
    json!({"item": "cheeseburger", "modifiers": ["medium-rare", "no-onions", "side-fries"]})
}

#[test]
fn an_order_goes_to_the_stations_of_its_items() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([
        burger(),
        {"item": "cola", "size": "large"},
        {"item": "coleslaw", "quantity": 2}
    ]));
    let tickets = |station: &str| -> Vec<_> {
        let tickets = view::tickets_at(&kitchen.state, &StationId::from(station));
        tickets.iter().map(|order| order.id).collect()
    };
    for station in ["grill", "fry", "bar", "cold"] {
        assert_eq!(tickets(station), [order], "{station}");
    }
    assert!(tickets("sweet").is_empty());
    assert_eq!(kitchen.parts(order, 0), "grill queued, fry queued");
    assert_eq!(kitchen.parts(order, 1), "bar queued");
    assert_eq!(view::orders_at_pass(&kitchen.state)[0].id, order);
}

#[test]
fn only_the_item_has_to_be_said() {
    let mut kitchen = Kitchen::open();
    let id = kitchen.place(json!([{"item": "brownie"}]));
    let order = kitchen.order(id);
    let line = &order.lines[0];
    assert_eq!((order.number, order.seq, order.rush), (1, 2, false));
    assert_eq!(order.placed_at_ms, kitchen.now_ms - 1_000);
    assert_eq!((line.id.as_str(), line.quantity, line.course), ("1", 1, 3));
    assert_eq!(
        (&*line.kitchen_name, line.held, line.added),
        ("Brownie", false, false)
    );
    assert_eq!(line.fired_at_ms, Some(order.placed_at_ms));
}

#[test]
fn a_line_costs_its_size_and_its_modifiers() {
    let mut kitchen = Kitchen::open();
    let id = kitchen.place(json!([
        // 12.50, bacon 1.50 twice, onion rings 1.50.
        {"item": "cheeseburger", "quantity": 2,
         "modifiers": ["add-bacon", "add-bacon", "rare", "side-onion-rings"]},
        {"item": "fries", "size": "large"},
    ]));
    let order = kitchen.order(id);
    assert_eq!(order.lines[0].unit_price, 1_250 + 2 * 150 + 150);
    assert_eq!(order.lines[1].price(), 550);
    assert_eq!(order.total(), 2 * 1_700 + 550);
}

#[test]
fn modifiers_stand_as_they_were_asked_for() {
    let mut kitchen = Kitchen::open();
    let id = kitchen.place(json!([
        {"item": "cheeseburger", "modifiers": ["side-fries", "rare", "no-onions", "add-bacon"]}
    ]));
    let line = &kitchen.order(id).lines[0];
    let modifiers: Vec<_> = line
        .modifiers
        .iter()
        .map(|chosen| (chosen.id.as_str(), chosen.required))
        .collect();
    let expected = [
        ("side-fries", true),
        ("rare", true),
        ("no-onions", false),
        ("add-bacon", false),
    ];
    assert_eq!(modifiers, expected);
}

#[test]
fn allergies_are_kept_once() {
    let mut kitchen = Kitchen::open();
    let id = kitchen.place(json!([
        {"item": "coleslaw", "allergies": ["Peanut", " peanut ", "", "SOY"]}
    ]));
    assert_eq!(kitchen.order(id).lines[0].allergies, ["Peanut", "SOY"]);
}

#[test]
fn numbers_begin_anew_with_each_business_day_and_never_repeat_in_one() {
    let mut kitchen = Kitchen::open();
    let mut number = |day: u32| {
        kitchen.day = day;
        let id = kitchen.place(json!([{"item": "brownie"}]));
        kitchen.order(id).number
    };
    assert_eq!([20_251_009; 3].map(&mut number), [1, 2, 3]);
    assert_eq!([20_251_010; 2].map(&mut number), [1, 2]);
    // The clock is set back, and forward again: both days have these numbers already.
    assert_eq!(number(20_251_009), 3);
    assert_eq!(number(20_251_010), 4);
    assert_eq!(number(20_251_011), 1);
}

#[test]
fn of_two_orders_for_the_last_portion_one_wins() {
    let mut kitchen = Kitchen::open();
    let counted =
        json!({"type": "set_availability", "item": "ribeye", "available": true, "remaining": 2});
    assert_eq!(kitchen.does(counted), "availability_changed");
    let order = |quantity: u32| {
        json!({"type": "place_order", "order": {"lines": [
            {"item": "ribeye", "quantity": quantity, "modifiers": ["rare", "side-none"]}]}})
    };
    assert_eq!(kitchen.does(order(1)), "availability_changed order_placed");
    assert_eq!(kitchen.refuses(order(2)), RefusalCode::ItemUnavailable);
    assert_eq!(kitchen.does(order(1)), "availability_changed order_placed");
    assert_eq!(
        kitchen
            .state
            .availability_of(&"ribeye".into(), kitchen.now_ms),
        (false, Some(0))
    );
    // It is out until somebody says otherwise.
    assert!(!kitchen.state.availability[&ItemId::from("ribeye")].available);
    assert_eq!(kitchen.refuses(order(1)), RefusalCode::ItemUnavailable);
    assert_eq!(kitchen.state.orders.len(), 2);
}

#[test]
fn lines_of_one_order_count_down_together() {
    let mut kitchen = Kitchen::open();
    kitchen.does(
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 3}),
    );
    let two_and_two = json!({"type": "place_order", "order": {"lines": [
        {"item": "brownie", "quantity": 2}, {"item": "brownie", "quantity": 2}]}});
    assert_eq!(kitchen.refuses(two_and_two), RefusalCode::ItemUnavailable);
    kitchen.place(json!([{"item": "brownie", "quantity": 2}, {"item": "brownie"}]));
    assert_eq!(
        kitchen.state.availability_of(&"brownie".into(), 0),
        (false, Some(0))
    );
}

#[test]
fn one_refused_line_refuses_the_whole_order() {
    let mut kitchen = Kitchen::open();
    kitchen.does(
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 3}),
    );
    let before = kitchen.state.snapshot().unwrap();
    let order = json!({"type": "place_order", "order": {"lines": [
        {"item": "brownie"}, {"item": "cola"}]}});
    assert_eq!(kitchen.refuses(order), RefusalCode::SizeRequired);
    assert_eq!(kitchen.state.snapshot().unwrap(), before);
}

#[test]
fn what_is_out_comes_back_when_it_was_said_to() {
    let mut kitchen = Kitchen::open();
    kitchen.does(
        json!({"type": "set_availability", "item": "brownie", "available": false,
        "until": "2025-10-09T09:00:00Z"}),
    );
    let brownie = json!({"type": "place_order", "order": {"lines": [{"item": "brownie"}]}});
    let until = 1_760_000_400_000;
    kitchen.now_ms = until - 1;
    assert_eq!(
        kitchen.refuses(brownie.clone()),
        RefusalCode::ItemUnavailable
    );
    kitchen.now_ms = until;
    assert_eq!(kitchen.does(brownie), "order_placed");
}

#[test]
fn saying_again_what_is_so_changes_nothing() {
    let mut kitchen = Kitchen::open();
    let out = json!({"type": "set_availability", "item": "brownie", "available": false});
    assert_eq!(kitchen.does(out.clone()), "availability_changed");
    assert_eq!(kitchen.does(out), "");
    let menu = MENU.clone();
    assert_eq!(
        kitchen.carry_out(&Command::ReplaceMenu { menu }),
        Ok(vec![])
    );
}

#[test]
fn a_new_menu_leaves_orders_as_they_are() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "brownie"}, {"item": "coleslaw"}]));
    for item in ["brownie", "coleslaw"] {
        kitchen.does(json!({"type": "set_availability", "item": item, "available": false}));
    }
    let mut menu = (**MENU).clone();
    menu.items
        .retain(|item| item.category.as_str() != "desserts");
    menu.stations
        .retain(|station| station.id.as_str() != "sweet");
    let menu = Arc::new(menu);
    kitchen.carry_out(&Command::ReplaceMenu { menu }).unwrap();
    // What was said of an item that went is forgotten; of the others it holds.
    let said: Vec<_> = kitchen
        .state
        .availability
        .keys()
        .map(|item| item.as_str())
        .collect();
    assert_eq!(said, ["coleslaw"]);
    // The station is not on the menu any more, and finishes what it was given.
    assert_eq!(kitchen.bump(order, Some("sweet")), "lines_bumped");
    assert_eq!(kitchen.shows(order), "open: ready, queued");
    let unknown = json!({"type": "place_order", "order": {"lines": [{"item": "brownie"}]}});
    assert_eq!(kitchen.refuses(unknown), RefusalCode::UnknownItem);
}
