//! Stories of courses: they wait, are fired, and wait again if nobody has begun.

use super::kitchen::Kitchen;
use crate::{OrderId, RefusalCode, StationId, view};
use serde_json::{Value, json};

/// A soup, then a burger, which waits.
fn dinner(kitchen: &mut Kitchen) -> OrderId {
    kitchen.place_order(json!({"hold": [2], "lines": [
        {"item": "tomato-soup", "size": "cup"},
        {"item": "double-smash", "modifiers": ["side-fries"]}]}))
}

fn fire(order: OrderId, course: u8) -> Value {
    json!({"type": "fire_course", "order": order, "course": course})
}

fn hold(order: OrderId, course: u8) -> Value {
    json!({"type": "hold_course", "order": order, "course": course})
}

#[test]
fn a_held_course_is_made_when_it_is_fired() {
    let mut kitchen = Kitchen::open();
    let order = dinner(&mut kitchen);
    assert_eq!(kitchen.shows(order), "open: queued, held");
    assert_eq!(kitchen.order(order).lines[1].fired_at_ms, None);
    // It is seen at its stations before it is fired, and cannot be bumped there.
    assert_eq!(
        view::tickets_at(&kitchen.state, &StationId::from("fry")).len(),
        1
    );
    let bump = json!({"type": "bump", "order": order, "station": "fry"});
    assert_eq!(kitchen.refuses(bump), RefusalCode::LineHeld);

    let fired_at = kitchen.now_ms;
    assert_eq!(kitchen.does(fire(order, 2)), "course_fired");
    assert_eq!(kitchen.shows(order), "open: queued, queued");
    assert_eq!(kitchen.order(order).lines[1].fired_at_ms, Some(fired_at));
    assert_eq!(kitchen.does(fire(order, 2)), "");
    assert_eq!(kitchen.bump(order, Some("fry")), "lines_bumped");
}

#[test]
fn a_ticket_bump_leaves_what_waits() {
    let mut kitchen = Kitchen::open();
    let order = dinner(&mut kitchen);
    let grill = json!({"type": "bump", "order": order, "station": "grill"});
    assert_eq!(kitchen.bump(order, Some("grill")), "lines_bumped");
    assert_eq!(kitchen.shows(order), "open: ready, held");
    // Another cook was a moment later: right, and nothing more to do.
    assert_eq!(kitchen.does(grill), "");
    // The pass gives the first course, and the order goes on.
    assert_eq!(kitchen.bump(order, None), "lines_bumped");
    assert_eq!(kitchen.shows(order), "open: served, held");
    let pass = json!({"type": "bump", "order": order, "station": null});
    assert_eq!(kitchen.does(pass), "");
    let fry = json!({"type": "bump", "order": order, "station": "fry"});
    assert_eq!(kitchen.refuses(fry), RefusalCode::LineHeld);
    kitchen.does(fire(order, 2));
    kitchen.bump(order, Some("grill"));
    assert_eq!(kitchen.bump(order, Some("fry")), "lines_bumped order_ready");
    assert_eq!(kitchen.bump(order, None), "lines_bumped order_completed");
}

#[test]
fn a_course_can_wait_again_until_somebody_begins() {
    let mut kitchen = Kitchen::open();
    let order = dinner(&mut kitchen);
    kitchen.does(fire(order, 2));
    assert_eq!(kitchen.does(hold(order, 2)), "course_held");
    assert_eq!(kitchen.shows(order), "open: queued, held");
    assert_eq!(kitchen.does(hold(order, 2)), "");
    kitchen.does(fire(order, 2));
    kitchen.does(json!({"type": "start_line", "order": order, "line": "2", "station": "grill"}));
    assert_eq!(kitchen.refuses(hold(order, 2)), RefusalCode::CourseStarted);
}

#[test]
fn a_line_added_to_a_course_that_waits_waits_with_it() {
    let mut kitchen = Kitchen::open();
    let order = dinner(&mut kitchen);
    kitchen.does(json!({"type": "amend_order", "order": order, "add": [
        {"item": "coleslaw"}, {"item": "mozzarella-sticks"}]}));
    assert_eq!(kitchen.shows(order), "open: queued, held, held, queued");
}

#[test]
fn a_voided_line_is_of_no_course() {
    let mut kitchen = Kitchen::open();
    let order = dinner(&mut kitchen);
    kitchen.does(json!({"type": "amend_order", "order": order, "void": ["2"]}));
    assert_eq!(kitchen.refuses(fire(order, 2)), RefusalCode::UnknownCourse);
}
