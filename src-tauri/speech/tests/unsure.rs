//! What may have been misheard: it is marked, asked back, and never sent unasked.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use kitchen::{
    Menu, RefusalCode, State,
    cart::{Cart, tools::Call},
    menu::COPPER_PAN,
};
use speech::{Cue, Dialogue, Heard, Lexicon, Question, Turn, dialogue::Placed};
use std::sync::Arc;

struct Counter {
    state: State,
    dialogue: Dialogue,
}

impl Counter {
    fn open() -> Self {
        let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
        let dialogue = Dialogue::new(Arc::new(Lexicon::of(&menu)));
        let state = State {
            menu: Some(menu),
            ..State::default()
        };
        Self { state, dialogue }
    }

    fn sure(&mut self, words: &str) -> Turn {
        self.dialogue.hear(&self.state, 0, &Heard::typed(words))
    }

    fn unsure(&mut self, words: &str) -> Turn {
        let heard = Heard {
            sure: false,
            ..Heard::typed(words)
        };
        self.dialogue.hear(&self.state, 0, &heard)
    }

    fn cart(&self) -> Vec<String> {
        lines(self.dialogue.cart())
    }

    fn sendable(&self) -> usize {
        self.dialogue.cart().sendable(&self.state).count()
    }
}

fn lines(cart: &Cart) -> Vec<String> {
    let line = |line: &kitchen::cart::CartLine| {
        let mark = if line.unsure { "?" } else { "" };
        format!("{} {}{mark}", line.quantity, line.item)
    };
    cart.lines().iter().map(line).collect()
}

#[test]
fn a_yes_makes_it_sure() {
    let mut counter = Counter::open();
    let turn = counter.unsure("two fish tacos");
    assert_eq!(counter.cart(), ["2 fish-taco?"]);
    assert_eq!(counter.sendable(), 0);
    assert!(
        turn.says.contains("Did you say two Fish Tacos?"),
        "{}",
        turn.says
    );
    assert_eq!(*counter.dialogue.question(), Question::Sure);
    let Cue::Answer(answers) = counter.dialogue.cue() else {
        panic!("an answer is expected")
    };
    assert!(answers.contains(&"yes".to_owned()));
    counter.sure("yes");
    assert_eq!(counter.cart(), ["2 fish-taco"]);
    assert_eq!(counter.sendable(), 1);
}

#[test]
fn a_no_takes_it_back_and_what_follows_is_heard() {
    let mut counter = Counter::open();
    counter.sure("a brownie");
    counter.unsure("make that four");
    assert_eq!(counter.cart(), ["4 brownie?"]);
    counter.sure("no");
    assert_eq!(counter.cart(), ["1 brownie"]);
    counter.unsure("two fish tacos");
    counter.sure("no two mushroom tacos");
    assert_eq!(counter.cart(), ["1 brownie", "2 mushroom-taco"]);
}

#[test]
fn what_is_said_anew_is_sure() {
    let mut counter = Counter::open();
    counter.unsure("two fish tacos");
    counter.sure("make that three");
    assert_eq!(counter.cart(), ["3 fish-taco"]);
}

#[test]
fn an_unsure_yes_is_none() {
    let mut counter = Counter::open();
    counter.unsure("a brownie");
    counter.unsure("yes");
    assert_eq!(counter.cart(), ["1 brownie?"]);
    counter.sure("yes");
    counter.sure("that's all");
    assert_eq!(*counter.dialogue.question(), Question::Submit);
    assert!(!counter.unsure("yes").wants_submit);
    assert_eq!(*counter.dialogue.question(), Question::Submit);
    assert!(counter.sure("yes").wants_submit);
}

#[test]
fn what_would_be_lost_is_asked_for_first() {
    let mut counter = Counter::open();
    counter.sure("a brownie and a cheesecake");
    let turn = counter.unsure("cancel everything");
    assert!(
        turn.says.contains("Did you say \"cancel everything\"?"),
        "{}",
        turn.says
    );
    assert_eq!(counter.cart(), ["1 brownie", "1 cheesecake"]);
    counter.sure("no");
    assert_eq!(counter.cart(), ["1 brownie", "1 cheesecake"]);
    counter.unsure("take off the brownie");
    counter.sure("yes");
    assert_eq!(counter.cart(), ["1 cheesecake"]);
    // Something else instead of an answer: what was asked about is off.
    counter.unsure("cancel everything");
    counter.sure("a large lemonade");
    assert_eq!(counter.cart(), ["1 cheesecake", "1 lemonade"]);
    assert_eq!(*counter.dialogue.question(), Question::Else);
}

#[test]
fn a_client_whose_tool_failed_is_believed() {
    let mut counter = Counter::open();
    let turn = counter.sure("a brownie and two cheesecakes");
    let calls: Vec<Call> = turn.calls.into_iter().map(|(call, _)| call).collect();
    let (dialogue, state) = (&mut counter.dialogue, &counter.state);
    dialogue.answered(state, 0, &calls[1], false);
    dialogue.answered(state, 0, &calls[0], true);
    assert_eq!(counter.cart(), ["2 cheesecake"]);
}

#[test]
fn a_refused_order_can_be_mended_and_sent_again() {
    let mut counter = Counter::open();
    counter.sure("a brownie that's all");
    assert!(counter.sure("yes").wants_submit);
    let refusal =
        kitchen::Refusal::new(RefusalCode::ItemUnavailable, "Walnut Brownie is sold out.");
    let turn = counter.dialogue.submitted(Err(refusal));
    assert_eq!(turn.refused[0].code, RefusalCode::ItemUnavailable);
    let turn = counter.sure("swap the brownie for a cheesecake");
    assert!(turn.says.contains("one Cheesecake"), "{}", turn.says);
    assert!(counter.sure("yes").wants_submit);
    let turn = counter.dialogue.submitted(Ok(Placed { number: Some(42) }));
    assert!(turn.says.contains("42"));
    // Good manners begin no second order; another wish does.
    counter.sure("thank you");
    assert_eq!(counter.cart(), ["1 cheesecake"]);
    counter.sure("a large coffee");
    assert_eq!(counter.cart(), ["1 coffee"]);
}
