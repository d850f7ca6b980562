//! What guests of a menu say, made up, with the cart that must come of it.

mod line;

use crate::seed::chance;
use kitchen::{
    Menu,
    menu::{Item, ModifierGroup},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom, seq::SliceRandom};
use speech::trial::{Case, Kind, Line};
use std::collections::HashSet;

/// How guests begin; most do not.
const OPENINGS: [&str; 12] = [
    "",
    "",
    "",
    "can I get",
    "can I have",
    "could I have",
    "I would like",
    "I'll have",
    "let me get",
    "hi can I get",
    "um",
    "we'll do",
];

/// How guests end; most do not.
const CLOSINGS: [&str; 5] = ["", "", "", "please", "thanks"];

/// Sentences that are tried for each that is wanted: more than enough to find as many different ones.
const TRIES: usize = 50;

/// Something that a guest says after `case`'s other turns, with its capitals, as a synthesiser wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// What must come of it. Its last turn is the sentence without its capitals.
    pub case: Case,
    /// What is spoken.
    pub aloud: String,
}

impl Sentence {
    fn new(id: String, kind: Kind, before: &[&str], aloud: String, cart: Vec<Line>) -> Self {
        let turns = before.iter().copied().chain([&*aloud]);
        let case = Case {
            id,
            turns: turns.map(str::to_lowercase).collect(),
            kind,
            cart,
            ..Case::default()
        };
        Self { case, aloud }
    }
}

/// `count` different orders of one item or two, with every choice that they need; every item of the
/// menu comes before one comes again.
pub fn orders(menu: &Menu, count: usize, seed: u64) -> Vec<Sentence> {
    let mut chance = chance(seed, 0);
    let mut items: Vec<&Item> = menu.items.iter().filter(|item| item.available).collect();
    items.shuffle(&mut chance);
    let mut turn = items.iter().cycle();
    let (mut made, mut known) = (Vec::new(), HashSet::new());
    for _ in 0..count * TRIES {
        if made.len() == count {
            break;
        }
        let several = chance.random_bool(0.35);
        let picked: Vec<&Item> = turn
            .by_ref()
            .copied()
            .take(1 + usize::from(several))
            .collect();
        // The same item twice is the same line said twice.
        if several && picked[0].id == picked[1].id {
            continue;
        }
        let lines = picked
            .iter()
            .map(|item| line::made(menu, item, &mut chance));
        let (words, cart): (Vec<String>, Vec<Line>) = lines.unzip();
        let aloud = sentence(&words.join(" and "), &mut chance);
        if known.insert(aloud.to_lowercase()) {
            let id = format!("order-{seed}-{:03}", made.len());
            made.push(Sentence::new(id, Kind::Order, &[], aloud, cart));
        }
    }
    made
}

/// Short answers: for each question that the menu can make one ask, each of its answers once, after
/// the order that leaves it open.
pub fn answers(menu: &Menu) -> Vec<Sentence> {
    let mut asked = HashSet::new();
    let items = menu.items.iter().filter(|item| item.available);
    let questions = items.flat_map(|item| {
        let each = line::questions(menu, item);
        each.map(move |question| (item, question))
    });
    let fresh = questions.filter(|(_, question)| asked.insert(question.name()));
    let each = fresh.flat_map(|(item, question)| {
        let (before, open) = line::leaving_open(menu, item, &question);
        let answers = question.answers();
        answers.into_iter().map(move |(aloud, size, modifier)| {
            let mut line = open.clone();
            line.size = size.or(line.size);
            line.modifiers.extend(modifier);
            line.modifiers.sort();
            (before.clone(), aloud, line)
        })
    });
    each.enumerate()
        .map(|(at, (before, aloud, cart))| {
            Sentence::new(
                format!("answer-{at:03}"),
                Kind::Answer,
                &[&before],
                aloud,
                vec![cart],
            )
        })
        .collect()
}

/// Talk that is no part of an order.
pub fn asides() -> Vec<Sentence> {
    let each = super::ASIDES.iter().enumerate();
    each.map(|(at, aloud)| {
        let id = format!("aside-{at:03}");
        Sentence::new(id, Kind::Aside, &[], (*aloud).to_owned(), Vec::new())
    })
    .collect()
}

fn sentence(order: &str, chance: &mut StdRng) -> String {
    let opening = OPENINGS.choose(chance).copied().unwrap_or_default();
    let closing = CLOSINGS.choose(chance).copied().unwrap_or_default();
    [opening, order, closing].join(" ").trim().to_owned()
}

/// A choice that an item cannot be ordered without.
enum Question<'a> {
    Size(&'a Item),
    Group(&'a ModifierGroup),
}

impl Question<'_> {
    /// Questions of the same name are asked once.
    fn name(&self) -> String {
        match self {
            Self::Size(item) => item.sizes.iter().map(|size| size.id.to_string()).collect(),
            Self::Group(group) => group.id.to_string(),
        }
    }

    /// What can be said to it, with the size or the modifier that it chooses.
    fn answers(&self) -> Vec<(String, Option<String>, Option<String>)> {
        match self {
            Self::Size(item) => {
                let sizes = item.sizes.iter();
                sizes
                    .map(|size| (size.name.to_string(), Some(size.id.to_string()), None))
                    .collect()
            }
            Self::Group(group) => {
                let modifiers = group.modifiers.iter();
                modifiers
                    .map(|one| (one.name.to_string(), None, Some(one.id.to_string())))
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::demo_menu;

    #[test]
    fn orders_are_many_different_and_the_same_for_the_same_seed() {
        let menu = demo_menu();
        let made = orders(&menu, 60, 1);
        assert_eq!(made, orders(&menu, 60, 1));
        let texts: HashSet<_> = made.iter().map(|one| one.case.turns[0].clone()).collect();
        assert_eq!(texts.len(), 60);
        let other = orders(&menu, 60, 2);
        let shared = other
            .iter()
            .filter(|one| texts.contains(&one.case.turns[0]));
        assert!(shared.count() < 10);
    }

    #[test]
    fn every_expected_line_can_be_ordered() {
        let menu = demo_menu();
        let all = [orders(&menu, 200, 3), answers(&menu)].concat();
        for sentence in all {
            for line in &sentence.case.cart {
                let item = menu.item(&line.item.as_str().into()).unwrap();
                assert_eq!(line.size.is_some(), !item.sizes.is_empty(), "{sentence:?}");
                for group in menu.groups_of(item) {
                    let of_it =
                        |id: &&String| group.modifiers.iter().any(|m| m.id.as_str() == **id);
                    let chosen = line.modifiers.iter().filter(of_it).count() as u32;
                    assert!((group.min..=group.max).contains(&chosen), "{sentence:?}");
                }
                assert!(line.modifiers.is_sorted(), "{sentence:?}");
            }
        }
    }

    #[test]
    fn every_question_is_answered_in_every_way() {
        let said: Vec<_> = answers(&demo_menu());
        let last: HashSet<_> = said.iter().map(|one| one.case.turns[1].as_str()).collect();
        for answer in [
            "small",
            "bowl",
            "medium rare",
            "side salad",
            "ranch",
            "twelve piece",
        ] {
            let asked = answer != "twelve piece";
            assert_eq!(last.contains(answer), asked, "{answer} in {last:?}");
        }
    }
}
