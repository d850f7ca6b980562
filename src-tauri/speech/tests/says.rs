//! What a guest is told: true, short, and one question at a time.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use kitchen::{Menu, State, menu::COPPER_PAN};
use speech::{Dialogue, Heard, Lexicon, dialogue::Placed};
use std::sync::Arc;

struct Counter {
    state: State,
    dialogue: Dialogue,
}

impl Counter {
    fn open() -> Self {
        let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
        let dialogue = Dialogue::new(Arc::new(Lexicon::of(&menu)));
        let menu = Some(menu);
        let state = State {
            menu,
            ..State::default()
        };
        Self { state, dialogue }
    }

    /// What is said to a guest who says all of this, in the end.
    fn told(&mut self, turns: &[&str]) -> String {
        let mut told = String::new();
        for words in turns {
            let turn = self.dialogue.hear(&self.state, 0, &Heard::typed(words));
            told = turn.says;
            if turn.wants_submit {
                let placed = Placed { number: Some(7) };
                told = self.dialogue.submitted(Ok(placed)).says;
            }
        }
        told
    }
}

fn told(turns: &[&str]) -> String {
    Counter::open().told(turns)
}

#[test]
fn what_is_not_understood_is_quoted_as_words() {
    let told = told(&["two brownies and, gribbletwist!, a coleslaw"]);
    assert!(
        told.contains("\"gribbletwist\"") || told.contains("have gribbletwist"),
        "{told}"
    );
    assert!(!told.contains(",\""), "{told}");
}

#[test]
fn how_many_is_asked_where_it_was_not_said_and_a_portion_is_one() {
    assert_eq!(told(&["a few fish tacos"]), "How many Fish Tacos?");
    assert_eq!(told(&["some brownies"]), "How many Walnut Brownies?");
    assert_eq!(
        told(&["a few fish tacos", "four"]),
        "Four Fish Tacos. Anything else?"
    );
    let portion = told(&["some coleslaw"]);
    assert_eq!(portion, "One Coleslaw. Anything else?");
    // One question at a time: which first, then how many.
    assert!(told(&["a few tacos"]).starts_with("Which tacos:"));
    assert_eq!(told(&["a few tacos", "fish"]), "How many Fish Tacos?");
    // Nobody is kept from leaving it.
    let left = told(&["a few fish tacos", "never mind the tacos"]);
    assert_eq!(left, "All right, without that. What would you like?");
}

#[test]
fn an_allergy_is_noted_read_back_and_looked_for_in_what_is_ordered() {
    let noted = told(&["a walnut brownie, no nuts, I'm allergic to peanuts"]);
    assert!(noted.contains("allergic to nut and peanut"), "{noted}");
    assert!(
        noted.contains("Careful: Walnut Brownie contains tree nut"),
        "{noted}"
    );
    let back = told(&["I have a peanut allergy", "a coleslaw", "that's all"]);
    assert!(
        back.contains("Allergic to peanut. Shall I send it?"),
        "{back}"
    );
    let later = told(&["my wife is allergic to fish", "two fish tacos"]);
    assert!(
        later.contains("Careful: Fish Taco contains fish"),
        "{later}"
    );
    // After the order it can only be told to people.
    let late = told(&["a coleslaw", "that's all", "yes", "I'm allergic to eggs"]);
    assert!(late.contains("staff"), "{late}");
}

#[test]
fn what_it_costs_is_said_and_ends_nothing() {
    assert_eq!(
        told(&["two brownies", "how much is it"]),
        "That is $14. Anything else?"
    );
    let open = told(&["a brownie and a lemonade", "what's the total"]);
    assert!(
        open.contains("so far") && open.contains("Which size"),
        "{open}"
    );
    let asked = told(&["how much is the ribeye"]);
    assert!(asked.contains("$29"), "{asked}");
    let sizes = told(&["do you have lemonade"]);
    assert!(sizes.contains(" to "), "{sizes}");
}

#[test]
fn which_of_several_ways_is_asked_and_not_refused() {
    let told = told(&["a small coffee with milk"]);
    assert!(
        told.contains("Which milk for the Coffee: whole milk, oat milk or almond milk?"),
        "{told}"
    );
}

#[test]
fn what_is_offered_can_be_taken() {
    let offered = told(&["a cup of clam chowder"]);
    assert!(offered.contains("We have Tomato Soup or"), "{offered}");
    assert!(told(&["a cup of clam chowder", "ok that one then"]).starts_with("Which one:"));
    assert!(told(&["do you have onion rings"]).ends_with("Would you like that?"));
    assert_eq!(
        told(&["do you have onion rings", "yes please"]),
        "One Onion Rings. Anything else?"
    );
    // No to an offer is no end of the order.
    assert_eq!(
        told(&["a brownie", "do you have onion rings", "no"]),
        "Anything else?"
    );
}

#[test]
fn a_greeting_is_not_misunderstood() {
    assert_eq!(told(&["hello there"]), "What would you like?");
}

#[test]
fn what_is_no_order_orders_nothing() {
    for text in [
        "",
        "?!?!",
        "🍕🍕",
        "deux tacos au poisson s'il vous plaît",
        "我要两个鱼肉玉米饼",
        "-3 brownies",
        "3.5 brownies",
        "1/2 brownies",
        "1000000 brownies",
        "999999999999999999999999 brownies",
        "is the greek salad gluten free",
        "does the burger come with fries",
        "do you have wifi",
        "what time do you close",
    ] {
        let mut counter = Counter::open();
        let told = counter.told(&[text]);
        assert!(counter.dialogue.cart().is_empty(), "{text}: {told}");
        assert!(!told.is_empty(), "{text}");
    }
}

#[test]
fn the_end_of_a_very_long_utterance_is_not_lost_in_silence() {
    let long = format!("two brownies {} and a coleslaw", "um ".repeat(10_000));
    let mut counter = Counter::open();
    let told = counter.told(&[&long]);
    assert!(told.contains("lost the end"), "{told}");
    assert_eq!(counter.dialogue.cart().lines().len(), 1, "{told}");
}
