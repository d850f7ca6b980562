//! The bar's figures, the recall list, all-day and the places.

use super::kitchen::{BEGAN_MS, Kitchen, board};
use kitchen::State;
use serde_json::json;
use wire::view::Place;

const MINUTE_MS: i64 = 60_000;

#[test]
fn what_was_bumped_is_gone_newest_first() {
    let mut kitchen = Kitchen::open();
    let orders = [(); 25].map(|()| {
        kitchen.place(json!([
            {"item": "kids-pasta", "quantity": 2},
            {"item": "carnitas-taco"},
            {"item": "cola", "size": "large"},
        ]))
    });
    for order in &orders {
        kitchen.bump(order, Some("grill"));
    }
    let screen = kitchen.at("grill");
    assert_eq!(screen.gone.len(), 20);
    let newest = &screen.gone[0];
    assert_eq!(newest.order, orders[24]);
    assert_eq!(
        newest.items, "2 Kids Pasta, Carnitas Taco",
        "only what was made here"
    );
    assert_eq!(newest.bumped_at_ms, kitchen.now_ms - 1_000);
    assert!(!newest.saved);
    assert_eq!(screen.facts.last_bump_ms, Some(newest.bumped_at_ms));
    assert_eq!(screen.facts.open, 0);
    assert!(kitchen.at("bar").gone.is_empty());

    kitchen.bump(&orders[3], None);
    assert_eq!(
        kitchen.at("grill").gone[0].order,
        orders[24],
        "serving is the pass's"
    );
    assert_eq!(kitchen.pass().gone[0].order, orders[3]);
}

#[test]
fn half_a_ticket_is_not_gone() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}, {"item": "carnitas-taco"}]));
    kitchen.does(json!({"type": "bump", "order": order, "station": "grill", "lines": ["1"]}));
    assert!(kitchen.at("grill").gone.is_empty());
    assert_eq!(kitchen.at("grill").facts.average_ms, None);
}

#[test]
fn the_average_is_of_the_last_half_hour() {
    let mut kitchen = Kitchen::open();
    for minutes in [20, 4, 6] {
        let order = kitchen.place(json!([{"item": "kids-pasta"}]));
        kitchen.now_ms += minutes * MINUTE_MS - 1_000;
        kitchen.bump(&order, Some("grill"));
    }
    assert_eq!(kitchen.at("grill").facts.average_ms, Some(10 * MINUTE_MS));
    kitchen.now_ms += 25 * MINUTE_MS;
    assert_eq!(kitchen.at("grill").facts.average_ms, Some(6 * MINUTE_MS));
    kitchen.now_ms += 25 * MINUTE_MS;
    assert_eq!(kitchen.at("grill").facts.average_ms, None);
}

#[test]
fn the_longest_is_the_oldest_clock() {
    let mut kitchen = Kitchen::open();
    let first = kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.place(json!([{"item": "kids-pasta"}]));
    assert_eq!(kitchen.at("grill").facts.longest_since_ms, Some(BEGAN_MS));
    assert_eq!(kitchen.at("grill").facts.open, 2);
    kitchen.bump(&first, Some("grill"));
    let second_ms = BEGAN_MS + 1_000;
    assert_eq!(kitchen.at("grill").facts.longest_since_ms, Some(second_ms));
    assert_eq!(
        kitchen.pass().facts.longest_since_ms,
        Some(second_ms),
        "the first is ready"
    );
}

#[test]
fn all_day_counts_what_is_to_be_made() {
    let mut kitchen = Kitchen::open();
    let burger = |how: &str, quantity: u32| json!({"item": "classic-burger", "quantity": quantity, "modifiers": [how, "side-fries"]});
    kitchen.place(json!([burger("rare", 1), {"item": "tomato-soup", "size": "cup"}]));
    kitchen.place(json!([burger("medium", 2)]));
    kitchen.order(json!({"hold": [2], "lines": [burger("rare", 4)]}));
    let rows = kitchen.at("grill").all_day;
    let row = &rows[0];
    assert_eq!(
        (&*row.key, &*row.name, row.count),
        ("classic-burger", "Classic", 3)
    );
    assert_eq!(row.details, ["1 rare", "2 medium"]);
    assert_eq!(row.on_hold, 4);
    assert_eq!(
        (&*rows[1].key, &*rows[1].name),
        ("tomato-soup/cup", "Tomato Soup Cup")
    );
    assert_eq!(kitchen.at("fry").all_day.len(), 1, "no soup at the fryer");
    assert_eq!(kitchen.pass().all_day.len(), 2);
}

#[test]
fn what_cannot_be_had_is_named() {
    let mut kitchen = Kitchen::open();
    assert_eq!(kitchen.pass().unavailable, ["Clam Chowder"]);
    let until_ms = kitchen.now_ms + MINUTE_MS;
    kitchen.does(
        json!({"type": "set_availability", "item": "ribeye", "available": false,
        "until_ms": until_ms}),
    );
    assert_eq!(kitchen.at("bar").unavailable, ["Ribeye", "Clam Chowder"]);
    kitchen.now_ms = until_ms;
    assert_eq!(kitchen.at("bar").unavailable, ["Clam Chowder"]);
}

#[test]
fn every_place_says_how_much_is_open_there() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.place(json!([{"item": "kids-pasta"}, {"item": "cola", "size": "small"}]));
    let screen = kitchen.at("bar");
    let places: Vec<(&str, u32)> = screen
        .places
        .iter()
        .map(|choice| (&*choice.name, choice.open))
        .collect();
    let expected = [
        ("Grill", 2),
        ("Fry", 0),
        ("Cold", 0),
        ("Drinks", 1),
        ("Dessert", 0),
        ("Expo", 2),
    ];
    assert_eq!(places, expected);
    assert_eq!(screen.title, "Drinks");
    assert_eq!(screen.places[3].place, board("bar"));
    assert_eq!(kitchen.pass().title, "Expo");
    assert_eq!(
        kitchen.at("patio").title,
        "patio",
        "the menu may have lost it"
    );
}

#[test]
fn a_kitchen_without_a_menu_has_no_places() {
    let mut kitchen = Kitchen::open();
    kitchen.state = State::default();
    let screen = kitchen.screen(&Place::Expo);
    assert!(screen.places.is_empty() && screen.strips.is_empty());
}
