//! However it is said for whom an order is, it is found, and nothing else is.

use super::*;
use crate::lexicon::words;
use kitchen::{Menu, menu::COPPER_PAN};
use std::sync::Arc;

/// What is found in some words, and what is left of them.
fn found(said: &str) -> (String, String) {
    let lexicon = Lexicon::of(&Arc::new(Menu::parse(COPPER_PAN).unwrap()));
    let heard: Vec<&str> = said.split(' ').collect();
    let mut tokens = words::tokens(heard.iter().copied());
    let guest = take(&lexicon, &heard, &mut tokens);
    let details = guest.details;
    let service = details.service.map(|service| format!("{service:?}"));
    let all = [details.table, details.name, service];
    let all: Vec<String> = all.into_iter().flatten().collect();
    let left: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    (all.join(" "), left.join(" "))
}

#[test]
fn a_table_a_name_and_the_way_are_found_however_they_are_said() {
    for (said, wanted, rest) in [
        ("table twelve", "12", ","),
        (
            "Two colas for table 5, please.",
            "5",
            "two colas , , please",
        ),
        ("we're sitting at table number four", "4", ","),
        ("it's for table twenty one", "21", ","),
        ("for table b four and a brownie", "B4", ", and a brownie"),
        ("table C12", "C12", ","),
        ("no, make it table nine", "9", "no , ,"),
        ("a cola, name is Sam", "Sam", "a cola , ,"),
        ("my name's anna", "Anna", ","),
        ("it's for Anna", "Anna", ","),
        ("a brownie for José, thanks", "José", "a brownie , , thanks"),
        (
            "put it under the name of Mary Jane O'Neil",
            "Mary Jane O'Neil",
            ",",
        ),
        ("call me Will", "Will", ","),
        (
            "two brownies to go please",
            "Takeout",
            "two brownies please",
        ),
        ("that's for here and a cola", "DineIn", "and a cola"),
        ("make it takeout for Anna", "Anna Takeout", ","),
        ("table three, to go", "3 Takeout", ", ,"),
        ("to go no for here", "DineIn", "no"),
    ] {
        assert_eq!(found(said), (wanted.to_owned(), rest.to_owned()), "{said}");
    }
}

#[test]
fn other_words_are_left_alone() {
    for said in [
        "we are good to go",
        "a table for four",
        "something for the table",
        "table",
        "a burger for my friend",
        "two brownies for later",
        "fries for everyone",
        "a cola for the kids",
        "sorry cola for coffee",
        "a brownie for work",
        "what is your name",
        "take out the onions",
        "one more to go",
        "i have to go",
    ] {
        let left: Vec<String> = words::tokens(said.split(' '))
            .into_iter()
            .map(|token| token.text)
            .collect();
        assert_eq!(found(said), (String::new(), left.join(" ")), "{said}");
    }
    assert_eq!(found("for here or to go").0, "", "a question says neither");
}
