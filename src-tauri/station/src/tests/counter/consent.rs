//! A spoken yes to the order on the screen.

use super::Story;
use crate::counter::consent::{Said, Yes};
use serde_json::json;

fn sends(yes: Yes) -> bool {
    matches!(yes, Yes::Sends(_))
}

/// An order that could be sent, on the screen.
fn read_back() -> Story {
    let mut story = Story::open();
    story.call("add_item", json!({"item": "brownie"}), &[]);
    story.reads();
    story
}

#[test]
fn a_yes_to_the_order_on_the_screen_sends_it_as_a_tap_does() {
    let mut story = read_back();
    let Yes::Sends((id, order)) = story.says("Yes, please.").unwrap() else {
        panic!("it is a yes");
    };
    assert_eq!(order.external_id, Some(id.to_string()));
    assert_eq!(story.desk.kept.sent.len(), 1);
    assert!(story.desk.kept.draft.is_blank());
}

#[test]
fn whatever_is_not_all_yes_sends_nothing() {
    let text = |text: &str| Said {
        text: text.to_owned(),
        is_unsure: false,
    };
    let all = [
        "yes",
        "Yeah.",
        "yep, that's right",
        "OK, send it",
        "perfect, thank you",
    ];
    assert!(all.iter().all(|said| text(said).is_yes()));
    let none = [
        "",
        "no",
        "yes no",
        "that's not right",
        "yes and a coke",
        "that's all",
        "please",
        "yesterday",
        "right, no onions",
    ];
    assert!(none.iter().all(|said| !text(said).is_yes()));
    let unsure = Said {
        is_unsure: true,
        ..text("yes")
    };
    assert!(!unsure.is_yes());
    let mut story = read_back();
    assert_eq!(story.says("no").unwrap(), Yes::No);
    assert_eq!(story.desk.kept.draft.cart.lines().len(), 1);
    assert!(sends(story.says("yes").unwrap()), "it still stands there");
}

#[test]
fn a_yes_to_another_order_than_stood_there_sends_nothing() {
    let mut story = read_back();
    story.call("add_item", json!({"item": "apple-pie"}), &[]);
    assert_eq!(story.says("yes").unwrap(), Yes::No, "said with the yes");
    story.reads();
    story.taps(json!({"type": "allergy", "text": "peanut", "noted": true}));
    assert_eq!(story.says("yes").unwrap(), Yes::No, "tapped meanwhile");
    story.reads();
    assert!(sends(story.says("yes").unwrap()));
}

#[test]
fn an_order_with_a_question_or_a_doubt_in_it_is_not_sent_by_a_yes() {
    let mut story = Story::open();
    story.reads();
    assert_eq!(story.says("yes").unwrap(), Yes::No, "nothing ordered");
    story.call(
        "add_item",
        json!({"item": "brownie", "unsure": true}),
        &["brownie"],
    );
    story.reads();
    assert_eq!(story.says("yes").unwrap(), Yes::No, "a doubt");
    story.taps(json!({"type": "yes", "key": "line_1"}));
    story.add("lemonade");
    story.reads();
    assert_eq!(story.says("yes").unwrap(), Yes::No, "a question");
}

#[test]
fn a_tap_and_a_yes_at_the_same_moment_are_one_order() {
    let mut story = read_back();
    assert!(story.taps(json!({"type": "send"})).is_some());
    assert_eq!(
        story.says("yes").unwrap(),
        Yes::Sent,
        "and the guest is told so"
    );
    let mut story = read_back();
    assert!(sends(story.says("yes").unwrap()));
    assert_eq!(story.taps(json!({"type": "send"})), None);
    assert_eq!(story.says("yes").unwrap(), Yes::Sent);
    assert_eq!(story.desk.kept.sent.len(), 1);
    story.reads();
    assert_eq!(
        story.says("yes").unwrap(),
        Yes::No,
        "the next order is another"
    );
}
