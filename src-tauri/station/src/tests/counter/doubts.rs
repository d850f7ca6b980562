//! What may have been misheard, marked until a finger has confirmed it.

use super::Story;
use serde_json::json;
use wire::view::CounterMode;

fn misheard() -> Story {
    let mut story = Story::open();
    let burger = json!({"item": "double-smash", "modifiers": ["add-bacon", "no-onions", "side-fries"],
        "unsure": true});
    story.call("add_item", burger, &["bacon"]);
    story
}

#[test]
fn only_what_was_unsure_is_marked() {
    let story = misheard();
    let line = &story.view().lines[0];
    assert!(!line.unsure);
    let unsure: Vec<&str> = line
        .modifiers
        .iter()
        .filter(|m| m.unsure)
        .map(|m| m.text.as_str())
        .collect();
    assert_eq!(unsure, ["bacon"]);
    let readback = story.view().readback.unwrap();
    let check = &readback.checks[0];
    assert_eq!(
        (check.word.as_str(), check.rest.as_str()),
        ("bacon", " on the double smash burger?")
    );
}

#[test]
fn yes_settles_it() {
    let mut story = misheard();
    let key = story.view().readback.unwrap().checks[0].key.clone();
    story.taps(json!({"type": "yes", "key": key}));
    assert!(story.view().readback.unwrap().checks.is_empty());
    assert!(story.view().lines[0].modifiers.iter().all(|m| !m.unsure));
    assert_eq!(
        story.refuses(json!({"type": "yes", "key": key})),
        "That is not there any more."
    );
}

#[test]
fn no_takes_away_what_was_misheard_and_nothing_else() {
    let mut story = misheard();
    let key = story.view().readback.unwrap().checks[0].key.clone();
    story.taps(json!({"type": "no", "key": key}));
    assert_eq!(
        story.lines(),
        ["line_1 1 Double Smash Burger (fries, onions) 15.50"]
    );
    assert!(story.view().readback.unwrap().checks.is_empty());
}

#[test]
fn an_item_nobody_can_name_is_doubted_as_a_whole() {
    let mut story = Story::open();
    story.call(
        "add_item",
        json!({"item": "brownie", "unsure": true}),
        &["mumble"],
    );
    assert!(story.view().lines[0].unsure);
    let check = story.view().readback.unwrap().checks[0].clone();
    assert_eq!(
        (check.word.as_str(), check.rest.as_str()),
        ("Walnut Brownie", "?")
    );
    story.taps(json!({"type": "no", "key": check.key}));
    assert!(story.lines().is_empty());
}

#[test]
fn a_doubtful_size_is_settled_by_choosing_one() {
    let mut story = Story::open();
    let drink = json!({"item": "lemonade", "size": "large", "unsure": true});
    story.call("add_item", drink, &["large"]);
    let check = story.view().readback.unwrap().checks[0].clone();
    assert_eq!(
        (check.word.as_str(), check.rest.as_str()),
        ("Large", " for the lemonade?")
    );
    story.taps(json!({"type": "no", "key": check.key}));
    assert_eq!(
        story.view().sheet.unwrap().line,
        "line_1",
        "another is chosen on its sheet"
    );
    story.taps(json!({"type": "size", "line": "line_1", "size": "small"}));
    assert!(story.view().readback.unwrap().checks.is_empty());
    assert_eq!(story.lines(), ["line_1 1 Lemonade Small 3.00"]);
}

#[test]
fn a_guest_settles_every_doubt_before_send_and_staff_by_sending() {
    let mut story = misheard();
    assert_eq!(story.send_words(), "Send to kitchen");
    story.settings.mode = CounterMode::Guest;
    assert_eq!(story.send_words(), "1 check left, then send");
    assert!(
        story
            .refuses(json!({"type": "send"}))
            .starts_with("1 check left")
    );
    story.settings.mode = CounterMode::Staff;
    let (_, order) = story.taps(json!({"type": "send"})).unwrap();
    assert_eq!(order.lines.len(), 1);
    assert_eq!(order.source, kitchen::Source::Voice);
}

#[test]
fn a_voice_that_asks_for_what_is_sold_out_leaves_it_in_sight() {
    let mut story = Story::open();
    let chowder = json!({"item": "clam-chowder", "size": "cup", "quantity": 2});
    for _ in 0..2 {
        let refused = story
            .try_call("add_item", chowder.clone(), &[])
            .unwrap_err();
        assert_eq!(refused.code.as_str(), "item_unavailable");
    }
    assert_eq!(
        story.lines(),
        ["refused_1 2 Clam Chowder SOLD OUT"],
        "said twice, wanted once"
    );
    story.taps(json!({"type": "swap", "line": "refused_1", "item": "tomato-soup"}));
    assert_eq!(story.lines(), ["line_1 2 Tomato Soup SIZE?"]);
}

#[test]
fn a_choice_that_is_being_spoken_lights_its_button() {
    let mut story = Story::open();
    story.add("lemonade");
    let hit = |story: &Story| {
        let choices = story.view().question.unwrap().choices;
        let hits = choices.into_iter().filter(|choice| choice.hit);
        hits.map(|choice| choice.label).collect::<Vec<_>>()
    };
    story.spoken.live = "larg".to_owned();
    assert!(hit(&story).is_empty());
    story.spoken.live = "Large, plea".to_owned();
    assert_eq!(hit(&story), ["Large"]);
    story.taps(json!({"type": "answer", "line": "line_1", "choice": "large"}));
    story.add("ribeye");
    story.spoken.live = "medium rare".to_owned();
    let said = ["Rare", "Medium rare", "Medium"];
    assert_eq!(
        hit(&story),
        said,
        "each of them may be meant until more is said"
    );
}
