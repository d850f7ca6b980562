//! How long a sentence takes to read: it is done for every one of a recogniser's best twenty.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says where it stopped"
)]

use kitchen::{Menu, menu::COPPER_PAN};
use speech::{
    Lexicon,
    grammar::{Context, parse},
};
use std::{sync::Arc, time::Instant};

#[test]
#[ignore = "a measurement: run it with --release"]
fn a_sentence_takes_less_than_a_millisecond() {
    let menu = Arc::new(Menu::parse(COPPER_PAN).unwrap());
    let began = Instant::now();
    let lexicon = Lexicon::of(&menu);
    println!("lexicon: {:?}", began.elapsed());
    let context = Context::default();
    for said in [
        "a large lemonade",
        "um hi could i uh please have two fish tacos and a small cola with no ice",
        "can i get a medium rare cheeseburger with onion rings no pickles a large coke no ice and a slice of apple pie",
        "five carnitas tacos two with no onions and one with guac and also a ribeye well done with fries and two large lemonades",
    ] {
        let words: Vec<&str> = said.split(' ').collect();
        let runs = 200;
        let began = Instant::now();
        for _ in 0..runs {
            let parse = parse(&lexicon, words.iter().copied(), &context);
            assert!(parse.complete, "{said}: {parse:?}");
        }
        let each = began.elapsed() / runs;
        println!("{each:?} for {} words", words.len());
    }
}
