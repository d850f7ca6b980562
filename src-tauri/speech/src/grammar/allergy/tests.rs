//! However an allergy is said, it is found.

use super::*;
use crate::lexicon::words;
use kitchen::{Menu, menu::COPPER_PAN};
use std::sync::Arc;

#[test]
fn allergies_are_found_however_they_are_said() {
    let lexicon = Lexicon::of(&Arc::new(Menu::parse(COPPER_PAN).unwrap()));
    for (said, named, rest) in [
        (
            "pancakes no nuts i'm allergic to peanuts",
            "nut peanut",
            "pancakes , ,",
        ),
        ("i have a peanut allergy", "peanut", ","),
        (
            "a latte my son has a severe tree nut and milk allergy",
            "tree_nut milk",
            "a latte ,",
        ),
        (
            "i'm allergic to shellfish and can i get a cola",
            "shellfish",
            ", and can i get a cola",
        ),
        (
            "we're allergic to eggs, fish and sesame thanks",
            "egg fish sesame",
            ", thanks",
        ),
        ("i am lactose intolerant", "lactose", ","),
        ("she's a coeliac", "gluten", ","),
        ("i can't eat dairy", "milk", ","),
        ("allergies are soy and gluten", "soy gluten", ","),
        ("an allergy to red dye", "red dye", ","),
        ("i'm allergic to dragon fruit", "dragon fruit", ","),
        ("i have a banana allergy", "banana", ","),
        ("a nut free brownie", "nut", "a , brownie"),
        (
            "a cheeseburger on a gluten free bun",
            "",
            "a cheeseburger on a gluten free bun",
        ),
        ("we have no allergies", "", ","),
        ("i'm not allergic to anything", "", ","),
        ("no onions", "", "no onions"),
        ("no milk", "", "no milk"),
    ] {
        let mut tokens = words::tokens(said.split(' '));
        let found = take(&lexicon, &mut tokens);
        assert_eq!(found.named.join(" "), named, "{said}");
        let left: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(left.join(" "), rest, "{said}");
    }
}
