//! Stories of the all-day counts.

use super::kitchen::Kitchen;
use crate::{StationId, view};
use serde_json::json;

/// `2 BURGER, 1 French Fries Large` and so on.
fn all_day(kitchen: &Kitchen, station: Option<&str>) -> String {
    let station = station.map(StationId::from);
    let rows = view::all_day(&kitchen.state, station.as_ref())
        .into_iter()
        .map(|row| {
            let mut text = format!("{} {}", row.count, row.name);
            if row.on_hold > 0 {
                text += &format!(" +{} held", row.on_hold);
            }
            for (how, count) in row.details {
                text += &format!(" ({count} {how})");
            }
            text
        });
    rows.collect::<Vec<_>>().join(", ")
}

#[test]
fn all_day_counts_what_is_still_to_be_made() {
    let mut kitchen = Kitchen::open();
    let first = kitchen.place(json!([
        {"item": "cheeseburger", "quantity": 2, "modifiers": ["rare", "side-fries"]},
        {"item": "fries", "size": "large"}]));
    let second = kitchen.place_order(json!({"hold": [2], "lines": [
        {"item": "cheeseburger", "modifiers": ["medium", "side-none"]},
        {"item": "mozzarella-sticks", "quantity": 3}]}));
    let burger = &kitchen.order(first).lines[0].kitchen_name.clone();
    let sticks = &kitchen.order(second).lines[1].kitchen_name.clone();
    assert_eq!(
        all_day(&kitchen, Some("fry")),
        format!("3 {sticks}, 2 {burger} +1 held (2 rare), 1 French Fries Large")
    );
    assert_eq!(
        all_day(&kitchen, Some("grill")),
        format!("2 {burger} +1 held (2 rare)")
    );

    kitchen.does(json!({"type": "fire_course", "order": second, "course": 2}));
    assert_eq!(
        all_day(&kitchen, Some("grill")),
        format!("3 {burger} (2 rare) (1 medium)")
    );
    // Done at one of its stations, it is still to be made as a whole.
    kitchen.bump(first, Some("grill"));
    assert_eq!(
        all_day(&kitchen, Some("grill")),
        format!("1 {burger} (1 medium)")
    );
    assert!(all_day(&kitchen, None).contains(&format!("3 {burger} (2 rare) (1 medium)")));

    kitchen.does(json!({"type": "amend_order", "order": second, "void": ["2"]}));
    kitchen.bump(first, None);
    assert_eq!(all_day(&kitchen, None), format!("1 {burger} (1 medium)"));
    kitchen.does(json!({"type": "cancel_order", "order": second}));
    assert_eq!(all_day(&kitchen, None), "");
}

#[test]
fn sizes_are_counted_apart() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([
        {"item": "cola", "size": "large", "quantity": 2},
        {"item": "cola", "size": "small"},
        {"item": "cola", "size": "large"}]));
    assert_eq!(all_day(&kitchen, Some("bar")), "3 Cola Large, 1 Cola Small");
}
