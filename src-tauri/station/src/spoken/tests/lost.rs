//! What was said and done, and cannot be kept on this machine.

use super::Story;
use crate::press::{Errand, Said};
use crate::tests::kitchen::board;
use wire::view::{SpokenKind, SpokenTap};

/// What the hand says that carries presses out.
const WHY: &str = "This screen could not save it.";

impl Story {
    fn lose(&mut self, said: &Said) {
        self.with(|spoken, _, now| spoken.lost(said, WHY, now));
    }

    /// Says it, and lets it act.
    fn acts(&mut self, words: &str) -> Said {
        self.say(words);
        let errand = self.wait_said(1_500);
        said(errand)
    }
}

fn said(errand: Option<Errand>) -> Said {
    errand.and_then(|errand| errand.said).expect("it acts")
}

fn refused(words: &str) -> (SpokenKind, String) {
    (SpokenKind::Refusing, format!("{words} {WHY}"))
}

#[test]
fn what_is_shown_as_done_and_cannot_be_kept_says_so_and_is_not_taken_back() {
    scope::run(Some(1), async {
        for (words, shown) in [
            ("eighty six the salmon", "86 Grilled Salmon"),
            ("bump table five", "Bump order 1, table 5"),
        ] {
            let mut story = Story::ready();
            let lost = story.acts(words);
            let done = story.strip();
            assert_eq!((done.kind, done.says.as_str()), (SpokenKind::Done, shown));
            story.spoken.take_changed();
            story.lose(&lost);
            assert!(story.spoken.take_changed(), "it is drawn");
            let strip = story.strip();
            let not_done = refused(&format!("Not done: {shown}."));
            assert_eq!((strip.kind, strip.says), not_done);
            assert_eq!(strip.said, words, "what was heard stays to be read");
            assert_eq!(story.view().strips.len(), 1, "it is not done any more");
            for key in [strip.key, done.key] {
                assert_eq!(story.tap(SpokenTap::Undo { key }), None);
            }
            assert_eq!(story.wait(5_999), None);
            assert_eq!(story.view().strips.len(), 1);
            assert_eq!(story.wait(1), None);
            assert_eq!(story.view().strips, []);
        }
    });
}

#[test]
fn what_cannot_be_taken_back_says_so() {
    scope::run(Some(1), async {
        for words in ["eighty six the salmon", "bump table five"] {
            let mut story = Story::ready();
            story.say(words);
            let errand = story.wait_said(1_500).expect("it acts");
            story.carry_out(errand.press);
            let strip = story.strip();
            let undo = story.tap_said(&board("grill"), SpokenTap::Undo { key: strip.key });
            assert_eq!(story.view().strips, []);
            story.lose(&said(undo));
            assert_eq!(
                story.shown(),
                refused(&format!("Not taken back: {}.", strip.says))
            );
        }
    });
}

#[test]
fn what_is_lost_late_is_read_beside_what_was_said_since_and_stops_none_of_it() {
    scope::run(Some(1), async {
        let mut story = Story::ready();
        let lost = story.acts("eighty six the salmon");
        story.say("bump table nine");
        story.lose(&lost);
        let mut kinds: Vec<SpokenKind> =
            story.view().strips.iter().map(|strip| strip.kind).collect();
        kinds.sort_by_key(|kind| *kind == SpokenKind::Refusing);
        assert_eq!(kinds, [SpokenKind::Doing, SpokenKind::Refusing]);
        assert!(story.wait(1_500).is_some(), "the other is done");
    });
}
