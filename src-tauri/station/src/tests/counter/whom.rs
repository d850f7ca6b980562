//! For whom an order is, by finger and by word.

use super::Story;
use kitchen::Service;
use serde_json::{Value, json};
use wire::view::{CounterMode, SendView, ServiceKind};

/// The voice notes for whom it is.
fn heard(story: &mut Story, details: Value) {
    story.call("set_order_details", details, &[]);
}

#[test]
fn what_is_said_of_a_guest_is_shown_and_sent() {
    let mut story = Story::open();
    heard(&mut story, json!({"table": "12"}));
    heard(&mut story, json!({"name": "Anna"}));
    story.add("brownie");
    let who = story.view().who;
    assert_eq!(
        (who.text.as_deref(), who.name.as_deref()),
        (Some("12"), Some("Anna"))
    );
    let script = story.view().readback.unwrap().script;
    assert_eq!(script[0].text, "Dine-in, table 12 for Anna.");
    let (_, order) = story.send();
    let (table, name) = (Some("12".into()), Some("Anna".into()));
    assert_eq!(order.service, Service::DineIn { table, name });
    let shown = crate::print::service(&order.service);
    assert_eq!(shown.who.as_deref(), Some("12, Anna"), "on its tickets");
    let who = story.view().who;
    assert_eq!(
        (who.text, who.name),
        (None, None),
        "the next guest is another"
    );
}

#[test]
fn the_way_that_is_said_is_lit_and_kept_for_the_next() {
    let mut story = Story::open();
    heard(&mut story, json!({"service": "takeout", "name": "Sam"}));
    let chosen = |story: &Story| {
        let view = story.view();
        let kind = view.kinds.iter().find(|kind| kind.chosen).unwrap().kind;
        (kind, view.who.text)
    };
    assert_eq!(
        chosen(&story),
        (ServiceKind::Takeout, Some("Sam".to_owned()))
    );
    story.taps(json!({"type": "kind", "kind": "dine_in"}));
    story.taps(json!({"type": "name", "text": ""}));
    story.taps(json!({"type": "kind", "kind": "takeout"}));
    story.add("brownie");
    assert_eq!(story.send().1.service, Service::Takeout { name: None });
    assert_eq!(chosen(&story), (ServiceKind::Takeout, None));
}

#[test]
fn a_table_that_may_be_another_is_checked_before_a_guest_sends() {
    let mut story = Story::open();
    story.settings.mode = CounterMode::Guest;
    heard(&mut story, json!({"table": "5", "unsure": true}));
    story.add("brownie");
    assert!(story.view().who.unsure);
    let check = story.view().readback.unwrap().checks[0].clone();
    assert_eq!(
        (check.key.as_str(), check.word.as_str()),
        ("who", "table 5")
    );
    let SendView::Blocked { words } = story.view().send else {
        panic!("it is sent unchecked")
    };
    assert_eq!(words, "1 check left, then send");
    let mut denied = Story::open();
    heard(&mut denied, json!({"table": "5", "unsure": true}));
    denied.taps(json!({"type": "no", "key": "who"}));
    let who = denied.view().who;
    assert_eq!((who.text, who.unsure), (None, false));

    story.taps(json!({"type": "yes", "key": "who"}));
    assert!(!story.view().who.unsure);
    let table = Some("5".into());
    assert_eq!(
        story.send().1.service,
        Service::DineIn { table, name: None }
    );
}

#[test]
fn a_finger_settles_what_may_have_been_misheard() {
    let mut story = Story::open();
    heard(&mut story, json!({"table": "15", "unsure": true}));
    story.taps(json!({"type": "who", "text": "50"}));
    let who = story.view().who;
    assert_eq!((who.text.as_deref(), who.unsure), (Some("50"), false));
}

#[test]
fn it_outlives_the_app() {
    let mut story = Story::open();
    heard(
        &mut story,
        json!({"table": "12", "name": "Anna", "unsure": true}),
    );
    let kept = serde_json::to_string(&story.desk.kept).unwrap();
    let kept: crate::counter::desk::Kept = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept, story.desk.kept);
    assert_eq!(kept.draft.cart.whom().table.as_deref(), Some("12"));
}
