//! What a guest cannot bear, spoken or tapped.

use super::Story;
use serde_json::json;
use wire::view::{CartLineView, ServiceKind};

fn allergy(text: &str, noted: bool) -> serde_json::Value {
    json!({"type": "allergy", "text": text, "noted": noted})
}

impl Story {
    fn noted(&self) -> Vec<String> {
        self.view().allergies.noted
    }

    fn is_chosen(&self, id: &str) -> Option<bool> {
        let choices = self.view().allergies.choices;
        let found = choices.into_iter().find(|choice| choice.id == id);
        found.map(|choice| choice.noted)
    }
}

#[test]
fn an_allergy_that_was_spoken_stands_on_the_order_before_anything_is_ordered() {
    let mut story = Story::open();
    assert!(story.noted().is_empty());
    assert_eq!(story.is_chosen("tree_nut"), Some(false), "by the menu");
    story.call("note_allergies", json!({"add": ["tree_nut"]}), &[]);
    assert_eq!(story.noted(), ["TREE NUT"]);
    assert_eq!(story.is_chosen("tree_nut"), Some(true));
    assert_eq!(story.send_words(), "Nothing ordered yet");
}

#[test]
fn a_line_says_what_of_it_the_guest_cannot_bear() {
    let mut story = Story::open();
    story.add("brownie");
    story.add("cola");
    let contains = |line: &CartLineView| line.contains.clone();
    let all = |story: &Story| -> Vec<Vec<String>> {
        let view = story.view();
        view.lines.iter().map(contains).collect()
    };
    assert_eq!(all(&story), [vec![], Vec::<String>::new()]);
    story.taps(allergy("Nut", true));
    assert_eq!(all(&story), [vec!["TREE NUT".to_owned()], vec![]]);
    story.taps(allergy("nut", false));
    assert_eq!(all(&story), [vec![], Vec::<String>::new()]);
}

#[test]
fn an_allergy_is_noted_and_taken_back_by_a_finger_and_goes_with_the_order() {
    let mut story = Story::open();
    story.taps(allergy(" kiwi ", true));
    story.taps(allergy("peanut", true));
    story.taps(allergy("Peanut", true));
    story.taps(allergy("  ", true));
    assert_eq!(story.noted(), ["KIWI", "PEANUT"]);
    assert_eq!(story.is_chosen("kiwi"), Some(true), "the guest's own word");
    story.taps(allergy("kiwi", false));
    assert_eq!(
        (story.noted(), story.is_chosen("kiwi")),
        (vec!["PEANUT".to_owned()], None)
    );
    let long = "x".repeat(kitchen::limits::NAME_CHARS + 1);
    story.refuses(allergy(&long, true));
    story.add("brownie");
    story.add("apple-pie");
    let (_, order) = story.taps(json!({"type": "send"})).unwrap();
    assert!(order.lines.iter().all(|line| line.allergies == ["peanut"]));
    assert!(story.noted().is_empty(), "the next guest is another");
}

#[test]
fn an_allergy_is_not_lost_with_one_tap() {
    let mut story = Story::open();
    story.taps(allergy("peanut", true));
    story.taps(json!({"type": "clear"}));
    assert!(story.noted().is_empty());
    story.taps(json!({"type": "undo"}));
    assert_eq!(story.noted(), ["PEANUT"]);
}

#[test]
fn what_another_order_left_does_not_come_back_over_an_allergy() {
    let mut story = Story::open();
    story.add("brownie");
    let (id, _) = story.taps(json!({"type": "send"})).unwrap();
    story.taps(allergy("peanut", true));
    story.desk.not_kept(id);
    assert_eq!(
        story.noted(),
        ["PEANUT"],
        "this guest's, not the last one's"
    );
    assert_eq!(story.desk.kept.draft.kind(), ServiceKind::DineIn);
    let why = story.refuses(json!({"type": "reopen", "sent": id.to_string()}));
    assert_eq!(why, "Send or clear this order first.");
}
