//! Stories of a station's tickets.

use super::kitchen::{BEGAN_MS, Kitchen, lines};
use crate::board::NOT_BEGUN_MS;
use serde_json::json;
use wire::view::{Blocked, LineStateView, Mark, ModifierKindView, ServiceKind, SourceView};

/// Modifiers at a glance: `Choice medium rare, Was Remove onions`.
fn modifiers(kitchen: &Kitchen) -> String {
    let ticket = kitchen.ticket();
    let modifiers = ticket.courses[0].lines[0].modifiers.iter();
    let words = modifiers.map(|modifier| {
        let (mark, kind, text) = (modifier.mark, modifier.kind, &modifier.text);
        match mark {
            Mark::Same => format!("{kind:?} {text}"),
            _ => format!("{mark:?} {kind:?} {text}"),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_ticket_says_what_was_asked_for() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({
        "source": "phone",
        "service": {"type": "delivery", "name": "Omar", "address": "Mill Lane 4"},
        "note": "ring twice",
        "lines": [{
            "item": "classic-burger", "quantity": 2, "note": "cut in half",
            "modifiers": ["no-onions", "add-bacon", "gluten-free-bun", "medium-rare", "side-fries"],
            "allergies": ["peanut", "Peanut"],
        }, {"item": "kids-pasta", "allergies": ["milk"]}],
    }));
    let ticket = kitchen.ticket();
    assert_eq!(ticket.order, order);
    assert_eq!(ticket.number, 1);
    assert_eq!(ticket.service.kind, ServiceKind::Delivery);
    assert_eq!(ticket.service.who.as_deref(), Some("Omar"));
    assert_eq!(ticket.source, SourceView::Phone);
    assert_eq!(ticket.note.as_deref(), Some("ring twice"));
    assert_eq!(ticket.allergies, ["PEANUT", "MILK"]);
    assert_eq!(ticket.since_ms, BEGAN_MS);
    assert_eq!(ticket.target_ms, 480_000, "the burger takes longest");
    assert_eq!(lines(&ticket), "2 Classic Queued; 1 Kids Pasta Queued");
    let line = &ticket.courses[0].lines[0];
    assert_eq!(line.note.as_deref(), Some("cut in half"));
    assert_eq!(
        modifiers(&kitchen),
        "Choice medium rare, Choice fries, Swap gluten free bun, Add bacon, Remove onions"
    );
}

#[test]
fn a_ticket_has_only_its_stations_lines() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([
        {"item": "ribeye", "modifiers": ["rare", "side-salad"]},
        {"item": "onion-rings"},
        {"item": "cola", "size": "large"},
    ]));
    let at = |station| lines(&kitchen.at(station).tickets[0]);
    assert_eq!(at("grill"), "1 Ribeye Queued");
    assert_eq!(at("fry"), "1 Ribeye Queued; 1 Onion Rings Queued");
    assert_eq!(at("bar"), "1 Cola Large Queued");
    assert!(kitchen.at("sweet").tickets.is_empty());
    assert!(kitchen.at("nowhere").tickets.is_empty());
}

#[test]
fn one_course_has_no_title_and_two_have() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([{"item": "kids-pasta"}]));
    assert_eq!(kitchen.ticket().courses[0].title, None);

    let mut kitchen = Kitchen::open();
    kitchen.place(json!([
        {"item": "mac-and-cheese"},
        {"item": "tomato-soup", "size": "cup"},
        {"item": "ribeye", "modifiers": ["rare", "side-fries"]},
        {"item": "half-chicken", "modifiers": ["side-fries"]},
        {"item": "classic-burger", "modifiers": ["rare", "side-fries"]},
        {"item": "fish-and-chips"},
    ]));
    let titles: Vec<(u8, Option<String>)> = kitchen
        .ticket()
        .courses
        .into_iter()
        .map(|course| (course.course, course.title))
        .collect();
    let expected = [(1, Some("Starters".into())), (2, Some("Mains".into()))];
    assert_eq!(
        titles, expected,
        "three mains outweigh one burger and one side"
    );
}

#[test]
fn what_is_on_hold_has_no_age_until_it_is_fired() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.order(json!({
        "hold": [2],
        "lines": [{"item": "ribeye", "modifiers": ["rare", "side-fries"]}],
    }));
    let ticket = kitchen.ticket();
    assert_eq!(lines(&ticket), "1 Ribeye Held");
    assert!(ticket.courses[0].held);
    assert_eq!(ticket.since_ms, NOT_BEGUN_MS);
    assert_eq!(kitchen.at("grill").facts.longest_since_ms, None);

    let fired_ms = kitchen.now_ms;
    kitchen.does(json!({"type": "fire_course", "order": order, "course": 2}));
    assert_eq!(kitchen.ticket().since_ms, fired_ms);
    assert!(!kitchen.ticket().courses[0].held);
    assert_eq!(kitchen.at("grill").facts.longest_since_ms, Some(fired_ms));
}

#[test]
fn a_change_is_marked_until_it_is_done() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([
        {"item": "classic-burger", "modifiers": ["rare", "side-fries", "no-onions"]},
        {"item": "tomato-soup", "size": "cup", "course": 2},
    ]));
    kitchen.does(json!({"type": "amend_order", "order": order, "change": [
        {"line": "1", "quantity": 3, "modifiers": ["medium", "side-fries", "add-egg"]},
        {"line": "2", "size": "bowl"},
    ], "add": [{"item": "kids-pasta"}]}));
    let ticket = kitchen.ticket();
    let [burger, soup, pasta] = &ticket.courses[0].lines[..] else {
        panic!("three lines");
    };
    assert_eq!((burger.quantity, burger.quantity_was), (3, Some(1)));
    assert!(burger.changed && !burger.added);
    assert_eq!(
        modifiers(&kitchen),
        "Was Choice rare, Now Choice medium, Choice fries, Now Add fried egg, Was Remove onions"
    );
    assert_eq!((soup.quantity, soup.quantity_was), (1, None));
    assert_eq!(soup.size.as_deref(), Some("Bowl"));
    assert_eq!(soup.size_was.as_deref(), Some("Cup"));
    assert!(pasta.added && !pasta.changed);

    let done = json!({"type": "bump", "order": order, "station": "grill", "lines": ["1", "3"]});
    kitchen.does(done);
    let ticket = kitchen.ticket();
    let [burger, _, pasta] = &ticket.courses[0].lines[..] else {
        panic!("three lines");
    };
    assert_eq!(burger.state, LineStateView::Done);
    assert!(
        !burger.changed && burger.quantity_was.is_none(),
        "done is no news"
    );
    assert!(!pasta.added);
}

#[test]
fn a_void_blocks_the_bump_until_it_is_heard() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([
        {"item": "kids-pasta", "allergies": ["milk"]},
        {"item": "carnitas-taco"},
    ]));
    kitchen.does(json!({"type": "amend_order", "order": order, "void": ["1"]}));
    let ticket = kitchen.ticket();
    assert_eq!(lines(&ticket), "1 Kids Pasta Void; 1 Carnitas Taco Queued");
    assert_eq!(ticket.blocked, Some(Blocked::Void));
    assert!(ticket.allergies.is_empty(), "nobody eats what was voided");

    kitchen.does(json!({"type": "acknowledge_change", "order": order, "station": "grill"}));
    let ticket = kitchen.ticket();
    assert_eq!(lines(&ticket), "1 Carnitas Taco Queued");
    assert_eq!(ticket.blocked, None);
}

#[test]
fn an_added_allergy_blocks_and_says_so() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.does(json!({"type": "amend_order", "order": order, "change": [
        {"line": "1", "allergies": ["sesame"]},
    ]}));
    let ticket = kitchen.ticket();
    assert_eq!(ticket.allergies, ["SESAME"]);
    assert!(ticket.allergy_added);
    assert_eq!(ticket.blocked, Some(Blocked::Allergy));
}

#[test]
fn a_cancelled_order_stays_until_it_is_heard() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    kitchen.does(json!({"type": "cancel_order", "order": order}));
    let ticket = kitchen.ticket();
    assert!(ticket.cancelled && !ticket.complete);
    assert_eq!(ticket.blocked, Some(Blocked::Cancelled));
    assert_eq!(lines(&ticket), "1 Kids Pasta Queued");
    assert_eq!(kitchen.at("grill").facts.longest_since_ms, None);

    kitchen.does(json!({"type": "acknowledge_change", "order": order, "station": "grill"}));
    assert!(kitchen.at("grill").tickets.is_empty());
}

#[test]
fn a_recalled_ticket_says_when_it_had_gone() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}]));
    let bumped_ms = kitchen.now_ms;
    kitchen.bump(&order, Some("grill"));
    assert!(kitchen.at("grill").tickets.is_empty());
    kitchen.does(json!({"type": "recall", "order": order, "station": "grill"}));
    let ticket = kitchen.ticket();
    assert_eq!(ticket.recalled_from_ms, Some(bumped_ms));
    assert_eq!(ticket.since_ms, BEGAN_MS, "its clock has run on");
}

#[test]
fn tickets_stand_in_the_order_they_came_also_when_one_is_rushed() {
    let mut kitchen = Kitchen::open();
    let orders = [(); 3].map(|()| kitchen.place(json!([{"item": "kids-pasta"}])));
    kitchen.does(json!({"type": "rush", "order": orders[2], "on": true}));
    let tickets = kitchen.at("grill").tickets;
    let shown: Vec<&str> = tickets.iter().map(|ticket| &*ticket.order).collect();
    assert_eq!(shown, orders);
    assert!(tickets[2].rush && !tickets[0].rush);
}

#[test]
fn a_ticket_with_nothing_but_a_void_left_is_complete() {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place(json!([{"item": "kids-pasta"}, {"item": "carnitas-taco"}]));
    kitchen.does(json!({"type": "bump", "order": order, "station": "grill", "lines": ["1"]}));
    assert!(!kitchen.ticket().complete);
    kitchen.does(json!({"type": "amend_order", "order": order, "void": ["2"]}));
    assert!(kitchen.ticket().complete);
    assert_eq!(kitchen.ticket().blocked, Some(Blocked::Void));
}

#[test]
fn the_kinds_of_modifiers_are_told_apart() {
    let mut kitchen = Kitchen::open();
    kitchen.place(json!([{"item": "cola", "size": "small", "modifiers": ["no-ice"]}]));
    let ticket = kitchen.at("bar").tickets.remove(0);
    let modifier = &ticket.courses[0].lines[0].modifiers[0];
    assert_eq!(
        modifier.kind,
        ModifierKindView::Swap,
        "nobody has to choose the ice"
    );
}
