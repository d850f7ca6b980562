//! What is not done, and what is said of it.

use super::{Recorded, Story, WINDOW};
use crate::spoken::ears::{News, Take};
use crate::tests::kitchen::board;
use serde_json::json;
use voice::sound::MicState;
use wire::view::{Place, SpokenButton, SpokenKind, SpokenTap};

#[test]
fn what_was_heard_unsurely_is_done_at_a_tap_only() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        let (five, nine) = ("bump table five", "bump table nine");
        story.say_ways([five, five, five, nine]);
        let asked = (SpokenKind::Asking, "Bump order 1, table 5".to_owned());
        assert_eq!(story.shown(), asked);
        assert_eq!(story.wait(7_999), None);
        assert_eq!(story.shown(), asked);
        assert_eq!(story.wait(1), None, "it goes, and nothing is done");
        assert_eq!(story.view().strips, []);

        story.say_ways([five, five, five, nine]);
        let key = story.strip().key;
        assert!(story.tap(SpokenTap::Now { key }).is_some());
    });
}

#[test]
fn talk_and_what_is_not_there_do_nothing_and_say_so() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        for (said, says) in [
            ("two fish tacos", "Not understood. Nothing is done."),
            ("bump table twelve", "There is no table 12 here."),
            ("recall table five", "There is no table 5 here."),
            ("how many kids pasta all day", "2 Kids Pasta all day"),
        ] {
            story.say(said);
            let (kind, shown) = story.shown();
            assert!(matches!(kind, SpokenKind::Refusing | SpokenKind::Telling));
            assert_eq!(shown, says, "{said}");
            assert_eq!(story.wait(5_999), None);
            assert_eq!(story.wait(1), None);
            assert_eq!(story.view().strips, []);
        }
        // Of four ways of hearing only those that take everything for a command think so.
        story.say_ways([
            "bump table five",
            "the day was fine",
            "bump table five",
            "to day five",
        ]);
        let (kind, _) = story.shown();
        assert_eq!(kind, SpokenKind::Refusing);
    });
}

#[test]
fn the_kitchens_own_word_counts_when_it_is_shown_and_when_it_acts() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        let order = story.orders[0].clone();
        story.say("bump table five");
        // A finger was quicker.
        story.kitchen.bump(&order, Some("grill"));
        assert_eq!(story.wait(1_500), None);
        let already = "Bump order 1, table 5: That is so already.".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Refusing, already));

        let order = story.orders[1].clone();
        let amend = json!({"type": "amend_order", "order": order,
            "change": [{"line": "1", "allergies": ["milk"]}]});
        story.kitchen.does(amend);
        story.say("bump table nine");
        let blocked = "Bump order 2, table 9: It was changed. Press Heard first.".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Refusing, blocked));
        story
            .kitchen
            .does(json!({"type": "cancel_order", "order": order}));
        story.say("rush table nine");
        assert_eq!(story.strip().kind, SpokenKind::Refusing);
    });
}

#[test]
fn a_board_that_is_not_live_says_so_in_answers_and_keeps_what_is_done() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.is_live = false;
        story.say("how many kids pasta");
        let old = "2 Kids Pasta all day, as last heard".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Telling, old));
        story.say("bump table five");
        assert!(
            story.wait(1_500).is_some(),
            "as by a finger: it is saved here"
        );
    });
}

#[test]
fn nothing_is_done_for_a_window_that_has_gone_or_turned_away() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.say("bump table five");
        let key = story.strip().key;
        assert_eq!(story.view_at(&board("grill"), "other").strips, []);
        assert_eq!(story.tap_at(&Place::Expo, SpokenTap::Now { key }), None);
        story.spoken.left("other");
        assert_eq!(story.strip().key, key);
        story.spoken.left(WINDOW);
        assert_eq!(story.wait(1_500), None);
        assert_eq!(story.view().strips, []);

        // Words that come when nobody is there any more.
        story.tap(SpokenTap::Press);
        story.tap(SpokenTap::Release);
        story.spoken.left(WINDOW);
        let take = story.spoken.takes;
        story.comes(News::Heard(take, Take::Empty));
        assert_eq!(story.view().strips, []);
    });
}

#[test]
fn no_wait_is_for_ever() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.tap(SpokenTap::Press);
        assert_eq!(story.view().button, SpokenButton::Opening);
        story.wait(9_999);
        assert_eq!(story.view().button, SpokenButton::Opening);
        story.wait(1);
        assert_eq!(
            story.view().button,
            SpokenButton::Working,
            "let go for them"
        );
        story.wait(5_000);
        assert_eq!(story.view().button, SpokenButton::Ready);
        let late = "That took too long. Say it again, or touch.".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Refusing, late));
        // What comes after all is not done.
        let take = story.spoken.takes;
        story.comes(News::Heard(take, Take::Failed));
        assert_eq!(
            story.strip().says,
            "That took too long. Say it again, or touch."
        );
    });
}

#[test]
fn what_is_wrong_with_the_microphone_or_the_program_is_said() {
    scope::run(Some(1), async {
        let sound = Recorded::silent();
        sound.mic.send_replace(MicState::Missing);
        let mut story = Story::begin(sound);
        assert_eq!(story.view().button, SpokenButton::Waiting);
        story.tap(SpokenTap::Press);
        assert_eq!(
            story.strip().says,
            "The menu's words are being learned. One moment."
        );
        story.comes(News::Ready);
        story.tap(SpokenTap::Press);
        story.tap(SpokenTap::Release);
        let take = story.spoken.takes;
        story.comes(News::Heard(take, Take::Empty));
        assert_eq!(story.strip().says, "No microphone found. Plug one in.");

        let why = "Commands by voice are not in this program.".to_owned();
        story.comes(News::Deaf(why.clone()));
        assert_eq!(story.view().button, SpokenButton::Missing);
        story.tap(SpokenTap::Press);
        assert_eq!(story.shown(), (SpokenKind::Refusing, why));
    });
}

#[test]
fn switched_off_there_is_nothing() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.say("bump table five");
        story.tap(SpokenTap::Switch { on: false });
        assert_eq!(story.view(), Default::default());
        assert_eq!(story.wait(1_500), None);
        assert_eq!(story.tap(SpokenTap::Press), None);
        assert_eq!(story.view(), Default::default());
        let counter = Place::Counter {
            counter: "1".to_owned(),
        };
        assert_eq!(story.view_at(&counter, WINDOW), Default::default());
    });
}
