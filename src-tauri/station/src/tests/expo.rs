//! Stories of the pass.

use super::kitchen::{BEGAN_MS, Kitchen};
use serde_json::json;
use wire::view::{Segment, StripView};

fn strip(kitchen: &Kitchen) -> StripView {
    let mut strips = kitchen.pass().strips;
    assert_eq!(strips.len(), 1, "one strip");
    strips.remove(0)
}

/// A strip's segments at a glance: `grill OD fry H`.
fn segments(kitchen: &Kitchen) -> String {
    let sign = |segment: &Segment| match segment {
        Segment::Open => 'O',
        Segment::Done => 'D',
        Segment::Held => 'H',
    };
    let strip = strip(kitchen);
    let shown = strip.stations.iter().map(|at| {
        let signs: String = at.segments.iter().map(sign).collect();
        format!("{} {signs}", at.station)
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_strip_says_what_is_waited_for() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({
        "service": {"type": "dine_in", "table": "4"},
        "promised_at_ms": BEGAN_MS + 900_000,
        "hold": [2],
        "lines": [
            {"item": "tomato-soup", "size": "cup", "quantity": 2},
            {"item": "tomato-soup", "size": "cup", "allergies": ["milk"]},
            {"item": "cola", "size": "small"},
            {"item": "ribeye", "modifiers": ["rare", "side-fries"]},
            {"item": "onion-rings"},
        ],
    }));
    kitchen.bump(&order, Some("bar"));
    let shown = strip(&kitchen);
    assert_eq!(shown.service.who.as_deref(), Some("4"));
    assert_eq!(shown.promised_at_ms, Some(BEGAN_MS + 900_000));
    assert_eq!(shown.target_ms, 840_000);
    assert_eq!(shown.allergies, ["MILK"]);
    assert_eq!(shown.waiting, ["3 Tomato Soup Cup"]);
    assert_eq!(shown.on_hold, ["Ribeye", "Onion Rings"]);
    assert_eq!(shown.ready_since_ms, None);
    let next = shown.next_course.unwrap();
    assert_eq!(
        (next.course, &*next.title),
        (2, "course 2"),
        "neither Mains nor Sides would be true of both"
    );
    assert_eq!(
        segments(&kitchen),
        "grill OOH, fry HH, cold , bar D, sweet "
    );
}

#[test]
fn a_strip_is_whole_when_everything_is_here_and_nothing_on_hold() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({"hold": [2], "lines": [
        {"item": "tomato-soup", "size": "cup"},
        {"item": "kids-pasta"},
    ]}));
    let here_ms = kitchen.now_ms;
    kitchen.bump(&order, Some("grill"));
    let shown = strip(&kitchen);
    assert_eq!(shown.ready_since_ms, Some(here_ms));
    assert!(!shown.whole, "the pasta is on hold");
    assert_eq!(kitchen.pass().facts.ready, 0);

    kitchen.does(json!({"type": "fire_course", "order": order, "course": 2}));
    assert_eq!(strip(&kitchen).ready_since_ms, None);
    let here_ms = kitchen.now_ms;
    kitchen.bump(&order, Some("grill"));
    let shown = strip(&kitchen);
    assert_eq!(shown.ready_since_ms, Some(here_ms));
    assert!(shown.whole && shown.waiting.is_empty());
    assert_eq!(kitchen.pass().facts.ready, 1);
    assert_eq!(
        kitchen.pass().facts.longest_since_ms,
        None,
        "it waits for no cook"
    );
}

#[test]
fn a_served_course_leaves_the_rest_on_its_strip() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({"hold": [2], "lines": [
        {"item": "tomato-soup", "size": "cup"},
        {"item": "kids-pasta"},
    ]}));
    kitchen.bump(&order, Some("grill"));
    kitchen.bump(&order, None);
    let shown = strip(&kitchen);
    assert_eq!(shown.ready_since_ms, None, "nothing of it is at the pass");
    assert!(!shown.whole);
    assert_eq!(shown.on_hold, ["Kids Pasta"]);
    assert_eq!(segments(&kitchen), "grill DH, fry , cold , bar , sweet ");
}

#[test]
fn a_strip_says_changed_until_the_change_is_made() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    assert!(!strip(&kitchen).changed);
    let add = json!([{"item": "carnitas-taco"}]);
    kitchen.does(json!({"type": "amend_order", "order": order, "add": add}));
    assert!(strip(&kitchen).changed);
    kitchen.bump(&order, Some("grill"));
    assert!(!strip(&kitchen).changed);
}

#[test]
fn what_is_served_or_cancelled_is_not_at_the_pass() {
    let mut kitchen = Kitchen::open();
    let served = kitchen.place(json!([{"item": "kids-pasta"}]));
    let cancelled = kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.bump(&served, None);
    kitchen.does(json!({"type": "cancel_order", "order": cancelled}));
    let pass = kitchen.pass();
    assert!(pass.strips.is_empty());
    let gone: Vec<&str> = pass.gone.iter().map(|gone| &*gone.order).collect();
    assert_eq!(gone, [served], "what was cancelled cannot be recalled");
}
