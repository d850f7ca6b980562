//! What is done of what was heard, when, and how it is taken back.

use super::Story;
use crate::press::Press;
use crate::tests::kitchen::{BEGAN_MS, board};
use kitchen::Command;
use wire::view::{SpokenButton, SpokenKind, SpokenTap};

#[test]
fn a_command_is_shown_before_it_acts_and_acts_when_its_time_is_over() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        assert_eq!(story.view().button, SpokenButton::Ready);
        story.say("bump table five");
        let strip = story.strip();
        assert_eq!(strip.kind, SpokenKind::Doing);
        assert_eq!(strip.says, "Bump order 1, table 5");
        assert_eq!(strip.said, "bump table five");
        assert_eq!((strip.for_ms, strip.until_ms), (1_500, BEGAN_MS + 1_500));
        assert_eq!(story.wait(1_499), None);
        let press = story.wait(1).expect("it acts");
        let bump = Command::Bump {
            order: story.order(0),
            station: Some("grill".into()),
            lines: None,
        };
        assert_eq!(story.carry_out(press), bump);
        let strip = story.strip();
        assert_eq!(strip.kind, SpokenKind::Done);
        assert_eq!(strip.bumped.as_deref(), Some(story.orders[0].as_str()));
        assert_eq!(story.wait(4_999), None);
        assert_eq!(story.strip().kind, SpokenKind::Done);
        assert_eq!(story.wait(1), None);
        assert_eq!(story.view().strips, []);
    });
}

#[test]
fn it_acts_at_once_at_a_tap_and_never_when_it_was_stopped() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.say("bump table five");
        let key = story.strip().key;
        assert!(story.tap(SpokenTap::Now { key }).is_some());
        assert_eq!(story.tap(SpokenTap::Now { key }), None, "once");

        story.say("bump table nine");
        let key = story.strip().key;
        story.tap(SpokenTap::Stop { key });
        assert_eq!(story.wait(10_000), None);
        assert_eq!(story.view().strips, []);
    });
}

#[test]
fn who_speaks_again_stops_what_was_to_be_done_and_sees_it() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        story.say("bump table five");
        story.tap(SpokenTap::Press);
        let not_done = "Not done: Bump order 1, table 5".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Refusing, not_done));
        assert_eq!(story.view().button, SpokenButton::Opening);
        assert_eq!(story.wait(5_000), None);
    });
}

#[test]
fn a_bump_is_taken_back_as_a_fingers_and_everything_else_by_its_opposite() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        let order = story.order(0);
        let place = board("grill");
        let back = Press::Undo {
            place: place.clone(),
            order,
        };
        story.say("bump table five");
        let press = story.wait(1_500).expect("it acts");
        story.carry_out(press);
        let key = story.strip().key;
        assert_eq!(story.tap(SpokenTap::Undo { key }), Some(back));
        assert_eq!(story.tap(SpokenTap::Undo { key }), None, "once");

        story.kitchen.does(
            serde_json::json!({"type": "recall", "order": story.orders[0],
            "station": "grill"}),
        );
        story.say("bump table five");
        let press = story.wait(1_500).expect("it acts");
        story.carry_out(press);
        story.spoken.undone(story.order(1));
        assert_eq!(story.view().strips.len(), 1);
        // In the ticket's own cell.
        story.spoken.undone(order);
        assert_eq!(story.view().strips, []);

        for said in [
            "recall table five",
            "rush table nine",
            "eighty six the salmon",
        ] {
            let before = story.snapshot();
            story.say(said);
            let press = story.wait(1_500).expect(said);
            story.carry_out(press);
            assert_ne!(story.snapshot(), before, "{said}");
            let key = story.strip().key;
            let undo = story.tap(SpokenTap::Undo { key }).expect(said);
            story.carry_out(undo);
            assert_eq!(story.snapshot(), before, "{said}");
        }
    });
}

#[test]
fn what_was_done_can_be_taken_back_while_more_is_said() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        for said in [
            "bump table five",
            "bump table nine",
            "eighty six the salmon",
        ] {
            story.say(said);
            let key = story.strip().key;
            let press = story.tap(SpokenTap::Now { key }).expect(said);
            story.carry_out(press);
            story.wait(100);
        }
        let kinds: Vec<SpokenKind> = story.view().strips.iter().map(|strip| strip.kind).collect();
        assert_eq!(kinds, [SpokenKind::Done; 3]);
        let oldest = story.view().strips[2].key;
        let undo = Press::Undo {
            place: board("grill"),
            order: story.order(0),
        };
        assert_eq!(story.tap(SpokenTap::Undo { key: oldest }), Some(undo));
        // One more than fit: the oldest of the others goes.
        for said in ["rush table nine", "recall table nine"] {
            story.say(said);
            let key = story.strip().key;
            if let Some(press) = story.tap(SpokenTap::Now { key }) {
                story.carry_out(press);
            }
        }
        assert_eq!(story.view().strips.len(), 3);
    });
}
