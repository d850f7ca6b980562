//! A menu as phrases: how its items, sizes and modifiers are said.

use super::dictionary::Dictionary;
use super::spelling::{plural, words};
use kitchen::menu::{Menu, ModifierGroup, ModifierKind};
use std::collections::BTreeSet;

/// One way to say something: its words joined by `_`, which makes it one token of the language
/// model.
pub type Phrase = String;

/// What joins two dishes in one name: such a name is said of several as it is of one.
const JOINS: [&str; 3] = ["and", "n", "with"];

/// Everything that can be said of a menu.
#[derive(Debug, Default)]
pub struct Phrases {
    /// What can be ordered.
    pub items: Vec<Item>,
    /// How it can be had; items refer to these by position.
    pub groups: Vec<Group>,
}

/// How one item is said.
#[derive(Debug, Default)]
pub struct Item {
    /// One of it.
    pub one: Vec<Phrase>,
    /// Several of it.
    pub many: Vec<Phrase>,
    /// Its sizes, each in all the ways it is said.
    pub sizes: Vec<Vec<Phrase>>,
    /// Positions in [`Phrases::groups`].
    pub groups: Vec<usize>,
}

/// How the modifiers of one group are said.
#[derive(Debug)]
pub struct Group {
    /// Whether one must be chosen.
    pub required: bool,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
}

/// How one modifier is said.
#[derive(Debug)]
pub struct Modifier {
    /// What it does.
    pub kind: ModifierKind,
    /// Without its sign ("onions" of "no onions").
    pub ways: Vec<Phrase>,
}

impl Phrases {
    /// Drops ways that sound like one before them ("cheese burger", "mac n cheese"): they would
    /// share its probability, and each look doubtful.
    pub fn without_homophones(mut self, dictionary: &Dictionary) -> Self {
        let distinct = |ways: &mut Vec<Phrase>| {
            let mut heard = BTreeSet::new();
            ways.retain(|way| {
                let words: Vec<&str> = way.split('_').collect();
                let sound = dictionary.phrase(&words).into_iter().next();
                sound.is_some_and(|sound| heard.insert(sound))
            });
        };
        for item in &mut self.items {
            distinct(&mut item.one);
            distinct(&mut item.many);
            item.sizes.iter_mut().for_each(distinct);
        }
        for modifier in self
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.modifiers)
        {
            distinct(&mut modifier.ways);
        }
        self
    }

    /// Reads a menu. Items that are sold out are there, too: they are asked for all the same.
    pub fn of(menu: &Menu) -> Self {
        let groups = menu.modifier_groups.iter().map(group).collect();
        let items = menu
            .items
            .iter()
            .map(|item| {
                let (mut one, mut many) = (Vec::new(), Vec::new());
                let names = [&*item.name].into_iter();
                for name in names.chain(item.spoken.iter().map(String::as_str)) {
                    let name = words(name);
                    match plural(&name) {
                        Some(several) => {
                            one.push(phrase(&name));
                            many.push(phrase(&several));
                            // "three mac and cheese"
                            if name.iter().any(|word| JOINS.contains(&word.as_str())) {
                                many.push(phrase(&name));
                            }
                        }
                        None => {
                            one.push(phrase(&name));
                            many.push(phrase(&name));
                        }
                    }
                }
                Item {
                    one: distinct(one),
                    many: distinct(many),
                    sizes: item.sizes.iter().map(|size| sizes(&size.name)).collect(),
                    groups: item
                        .modifier_groups
                        .iter()
                        .filter_map(|id| menu.modifier_groups.iter().position(|g| g.id == *id))
                        .collect(),
                }
            })
            .collect();
        Self { items, groups }
    }
}

/// "Six piece" is also said "six".
fn sizes(name: &str) -> Vec<Phrase> {
    let words = words(name);
    let mut ways = vec![phrase(&words)];
    if let [short, "piece" | "pieces" | "count" | "pack"] = words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ways.push((*short).to_owned());
    }
    ways.retain(|way| !way.is_empty());
    ways
}

fn group(group: &ModifierGroup) -> Group {
    let modifiers = group
        .modifiers
        .iter()
        .map(|modifier| {
            let names = [&*modifier.name].into_iter();
            let ways = names
                .chain(modifier.spoken.iter().map(String::as_str))
                .map(|name| phrase(&words(name)));
            Modifier {
                kind: modifier.kind,
                ways: distinct(ways.collect()),
            }
        })
        .collect();
    Group {
        required: group.min > 0,
        modifiers,
    }
}

/// Each way once, the menu's own name first, and none that is empty.
fn distinct(mut ways: Vec<Phrase>) -> Vec<Phrase> {
    let mut known = BTreeSet::from([Phrase::new()]);
    ways.retain(|way| known.insert(way.clone()));
    ways
}

fn phrase(words: &[String]) -> Phrase {
    words.join("_")
}
