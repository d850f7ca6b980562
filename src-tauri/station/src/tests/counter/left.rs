//! A guest goes, and leaves an order behind.

use super::Story;
use crate::counter::left::{ASIDE, LEFT_AFTER, Passed, WARNED_FOR};
use serde_json::json;
use std::time::Duration;
use wire::view::CounterMode;

impl Story {
    /// A counter that a guest stands before, with a brownie for Anna.
    fn of_guest() -> Self {
        let mut story = Self::open();
        story.settings.mode = CounterMode::Guest;
        story.order_one();
        story
    }

    fn order_one(&mut self) {
        self.add("brownie");
        self.taps(json!({"type": "name", "text": "Anna"}));
        self.stirs();
    }

    /// Somebody touches it.
    fn stirs(&mut self) -> bool {
        let (at, at_ms) = (self.now(), self.kitchen.now_ms);
        self.desk.stirs(at, at_ms)
    }

    /// Nobody does, for so long.
    fn nobody(&mut self, time: Duration) -> Passed {
        self.wait(time);
        self.kitchen.now_ms += i64::try_from(time.as_millis()).unwrap();
        let is_guest = self.settings.mode == CounterMode::Guest;
        let (now, now_ms) = (self.now(), self.kitchen.now_ms);
        self.desk.guest_passes(is_guest, now, now_ms)
    }
}

#[test]
fn it_is_counted_down_and_put_away_for_staff_to_bring_back() {
    let mut story = Story::of_guest();
    let began_ms = story.kitchen.now_ms;
    let left = story.desk.kept.draft.clone();
    let quiet = LEFT_AFTER - WARNED_FOR;
    assert_eq!(
        story.nobody(quiet - Duration::from_millis(1)),
        Passed::Nothing
    );
    assert_eq!(story.view().leaving, None);
    assert_eq!(
        story.desk.guest_due(),
        Some(story.now() + Duration::from_millis(1))
    );
    assert_eq!(story.nobody(Duration::from_millis(1)), Passed::Warned);
    let leaving = story.view().leaving.unwrap();
    assert_eq!(leaving.until_ms, began_ms + 180_000);
    assert_eq!(story.nobody(Duration::ZERO), Passed::Nothing, "said once");
    assert_eq!(story.nobody(WARNED_FOR), Passed::PutAway);

    let view = story.view();
    assert!(view.lines.is_empty() && view.who.name.is_none() && view.leaving.is_none());
    assert!(view.aside.is_empty(), "the next guest does not see it");
    story.settings.mode = CounterMode::Staff;
    let aside = story.view().aside[0].clone();
    assert_eq!(
        (aside.items.as_str(), aside.who.as_deref()),
        ("Walnut Brownie", Some("Anna"))
    );
    assert!(aside.can_return);
    story.taps(json!({"type": "bring_back", "aside": aside.key}));
    assert_eq!(story.desk.kept.draft, left);
    assert!(story.view().aside.is_empty());
}

#[test]
fn whoever_says_that_he_is_there_keeps_it() {
    let mut story = Story::of_guest();
    story.nobody(LEFT_AFTER - WARNED_FOR);
    assert!(story.stirs(), "he was about to be taken for gone");
    assert_eq!(story.view().leaving, None);
    assert_eq!(story.nobody(WARNED_FOR), Passed::Nothing);
    assert_eq!(story.lines().len(), 1);
}

#[test]
fn staff_lose_no_order_to_time_and_nobody_waits_for_an_empty_one() {
    let mut story = Story::of_guest();
    story.settings.mode = CounterMode::Staff;
    assert_eq!(story.nobody(LEFT_AFTER * 2), Passed::Nothing);
    assert_eq!((story.lines().len(), story.desk.guest_due()), (1, None));
    let mut empty = Story::open();
    empty.settings.mode = CounterMode::Guest;
    empty.stirs();
    assert_eq!(empty.nobody(LEFT_AFTER * 2), Passed::Nothing);
    assert_eq!(empty.desk.guest_due(), None);
}

#[test]
fn a_name_without_an_order_goes_and_is_not_kept() {
    let mut story = Story::open();
    story.settings.mode = CounterMode::Guest;
    story.taps(json!({"type": "name", "text": "Anna"}));
    story.stirs();
    story.nobody(LEFT_AFTER - WARNED_FOR);
    assert_eq!(story.nobody(WARNED_FOR), Passed::PutAway);
    assert_eq!(story.view().who.name, None);
    assert!(story.desk.kept.aside.is_empty());
}

#[test]
fn an_order_does_not_come_back_over_another_and_can_be_thrown_away() {
    let mut story = Story::of_guest();
    story.nobody(LEFT_AFTER);
    story.order_one();
    let key = story.desk.kept.aside[0].key.clone();
    let why = story.refuses(json!({"type": "bring_back", "aside": key}));
    assert_eq!(why, "Send or clear this order first.");
    story.taps(json!({"type": "throw_away", "aside": key}));
    assert!(story.desk.kept.aside.is_empty());
}

#[test]
fn so_many_are_kept_and_each_has_a_name_of_its_own() {
    let mut story = Story::of_guest();
    for _ in 0..=ASIDE {
        story.order_one();
        assert_eq!(story.nobody(LEFT_AFTER), Passed::PutAway);
    }
    let mut keys: Vec<&str> = story.desk.kept.aside.iter().map(|one| &*one.key).collect();
    assert_eq!(keys.len(), ASIDE);
    assert_eq!(keys[0], "aside_2", "the oldest made room");
    keys.dedup();
    assert_eq!(keys.len(), ASIDE);
    let kept = serde_json::to_string(&story.desk.kept).unwrap();
    let kept: crate::counter::desk::Kept = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept, story.desk.kept, "they outlive the app");
}
