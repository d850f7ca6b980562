//! What is heard of decodings that agree, and of those that do not.

use super::super::decoder::Reading;
use super::*;
use crate::Lexicon;
use std::sync::Arc;

fn sense() -> Sense {
    let menu = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    let menu = Arc::new(kitchen::Menu::read(&menu).unwrap());
    Sense::new(Arc::new(Lexicon::of(&menu)))
}

/// A decoding that chose `first`, every word of it with that posterior, and has those others so
/// far behind.
fn decoded(first: &str, posterior: f32, others: &[(&str, i32)]) -> Decoded {
    let token = |text: &str| Token {
        text: text.to_owned(),
        posterior,
        frames: (0, 0),
    };
    let best = [(first, 0)];
    let readings = best.iter().chain(others).map(|(text, behind)| Reading {
        text: (*text).to_owned(),
        score: -behind,
    });
    Decoded {
        tokens: first.split(' ').map(token).collect(),
        score: 0,
        readings: readings.collect(),
    }
}

#[test]
fn what_both_choose_is_sure_whatever_the_wording() {
    let heard = verdict(
        &[
            decoded("can_i_get two_cheesecakes please", 0.9, &[]),
            decoded("can i have two cheesecakes please", 0.5, &[]),
        ],
        &sense(),
    );
    assert!(heard.sure);
    assert_eq!(heard.text(), "can i get two cheesecakes please");
    assert_eq!(heard.rival, None);
}

#[test]
fn a_near_thing_is_not_sure_unless_all_choose_it() {
    let four = |posterior| [0; 4].map(|_| decoded("two cheesecakes", posterior, &[]));
    assert!(!verdict(&four(0.15)[..2], &sense()).sure);
    assert!(!verdict(&four(0.15)[..3], &sense()).sure);
    assert!(verdict(&four(0.25)[..2], &sense()).sure);
    assert!(verdict(&four(0.15), &sense()).sure);
    assert!(!verdict(&four(0.08), &sense()).sure);
}

#[test]
fn a_number_is_sure_whose_plural_went_unheard() {
    let said = decoded("two cheesecake", 0.9, &[]);
    let heard = verdict(&[said.clone(), said], &sense());
    assert!(heard.sure, "{heard:?}");
}

#[test]
fn an_article_that_was_a_near_thing_is_not_sure() {
    let near = |posterior| {
        let mut decoded = decoded("a cheesecake", 0.9, &[]);
        decoded.tokens[0].posterior = posterior;
        verdict(&[decoded.clone(), decoded], &sense()).sure
    };
    assert!(!near(0.1));
    assert!(near(0.3));
}

#[test]
fn what_all_think_possible_wins_against_what_one_believes() {
    let possible = "two turkey clubs with fries";
    let heard = verdict(
        &[
            decoded("two turkey clubs with rings", 0.9, &[(possible, 60)]),
            decoded("two turkey clubs leave nine", 0.9, &[(possible, 90)]),
            decoded("two turkey clubs with side salad", 0.9, &[(possible, 70)]),
        ],
        &sense(),
    );
    assert_eq!(heard.text(), possible);
    assert!(!heard.sure);
}

#[test]
fn what_makes_sense_wins_against_what_does_not() {
    let steak = "can i get a steak medium with no side please";
    let greek = "can i get a greek medium with no side please";
    let heard = verdict(
        &[
            decoded(greek, 0.8, &[(steak, 50)]),
            decoded(steak, 0.8, &[]),
        ],
        &sense(),
    );
    assert_eq!(heard.text(), steak);
}

#[test]
fn another_number_in_one_decoding_is_asked_back_and_offered() {
    let heard = verdict(
        &[
            decoded("two cheesecakes", 0.9, &[]),
            decoded("a cheesecake", 0.9, &[]),
        ],
        &sense(),
    );
    assert!(!heard.sure && heard.rival.is_some(), "{heard:?}");
}

#[test]
fn half_of_four_is_too_few() {
    let order = decoded("two cheesecakes", 0.9, &[]);
    let nothing = decoded("two", 0.9, &[("two cheesecakes", 10)]);
    let of = |four: [&Decoded; 4]| verdict(&four.map(Clone::clone), &sense()).sure;
    assert!(of([&order, &nothing, &order, &order]));
    assert!(!of([&nothing, &nothing, &order, &order]));
}

#[test]
fn a_plural_that_nobody_counted_is_asked_back() {
    let said = decoded("the roast half chickens with fries", 0.9, &[]);
    let counted = decoded("two roast half chickens with fries", 0.9, &[]);
    let four = [said.clone(), said.clone(), said.clone(), counted];
    let heard = verdict(&four, &sense());
    assert!(!heard.sure, "{heard:?}");
    assert!(!verdict(&[said.clone(), said], &sense()).sure);
}

#[test]
fn of_nothing_comes_nothing() {
    let none = Decoded::default();
    assert_eq!(verdict(&[none.clone(), none], &sense()), Heard::nothing());
    assert_eq!(verdict(&[], &sense()), Heard::nothing());
}
