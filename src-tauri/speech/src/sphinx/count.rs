//! Whether numbers and names go together. "Two cheesecakes" loses its "two" more easily than its
//! "s", "thanks" is heard as "a pancakes", and "hold the cilantro" as "twelve the cilantro".

use crate::grammar::{Act, Wanted};
use crate::lexicon::{Index, Lexicon, number};
use crate::model::{Phrases, spoken};
use kitchen::Menu;
use std::collections::HashMap;

/// What the menu's items are called where there are several of them, and only then.
#[derive(Debug)]
pub struct Plurals {
    /// With the item, and blanks around each.
    names: Vec<(Index, String)>,
    /// What is always plural ("pancakes"), with the item, in words.
    always: Vec<(Index, Vec<String>)>,
}

/// What is counted in an item's stead.
const SERVINGS: [&str; 10] = [
    "bowls", "cups", "glasses", "orders", "pieces", "plates", "portions", "servings", "sides",
    "slices",
];

impl Plurals {
    /// Those of a menu.
    pub fn of(menu: &Menu) -> Self {
        let items = Phrases::of(menu).items;
        let each = items.iter().enumerate().flat_map(|(at, item)| {
            let only = item.many.iter().filter(|name| !item.one.contains(name));
            only.map(move |name| {
                let item = Index::try_from(at).unwrap_or(Index::MAX);
                (item, format!(" {} ", name.replace('_', " ")))
            })
        });
        // "A fish and chips" is one of it all the same.
        let several = |name: &&String| {
            name.ends_with('s') && !name.ends_with("ss") && !name.contains("_and_")
        };
        let always = items.iter().enumerate().flat_map(|(at, item)| {
            let same = item.one.iter().filter(|name| item.many.contains(name));
            same.filter(several).map(move |name| {
                let item = Index::try_from(at).unwrap_or(Index::MAX);
                (item, name.split('_').map(str::to_owned).collect())
            })
        });
        Self {
            names: each.collect(),
            always: always.collect(),
        }
    }

    /// Whether no line of `acts` is one where the words have several, nothing that is always
    /// several stands where it cannot, and every serving is counted by a word that carries
    /// something.
    pub fn agree(&self, words: &[&str], content: &[usize], acts: &[Act]) -> bool {
        let text = format!(" {} ", words.join(" "));
        let single = |act: &Act| {
            let Act::Add(wanted) = act else { return false };
            let of_it = |(item, _): &&(Index, String)| wanted.items.contains(item);
            wanted.quantity == 1 && { self.names.iter().filter(of_it) }
                .any(|(_, name)| text.contains(name))
        };
        let counted = |at: usize| at > 0 && content.contains(&(at - 1));
        let servings = (0..words.len()).filter(|at| SERVINGS.contains(&words[*at]));
        !acts.iter().any(single) && servings.into_iter().all(counted) && { self.always.iter() }.all(
            |(item, name)| {
                let one_more = |act: &Act| {
                    ordered(act).is_some_and(|of| of.quantity == 1 && of.items.contains(item))
                };
                let more = acts.iter().skip(1).any(one_more);
                !is_out_of_line(words, content, name, more)
            },
        )
    }
}

/// Whether what is always several has an article ("a pancakes"), or as one `more` thing that is
/// ordered follows another with nothing between: "two colas pancakes" was "two colas, thanks".
fn is_out_of_line(words: &[&str], content: &[usize], name: &[String], more: bool) -> bool {
    (1..words.len()).any(|at| {
        let before = words[at - 1];
        let bare = || more && content.contains(&(at - 1)) && number::simple(before).is_none();
        words[at..].iter().take(name.len()).eq(name) && (before == "a" || bare())
    })
}

/// Whether every number of an order is how many of something there are, or part of what something
/// of it is called.
pub fn numbers_count(lexicon: &Lexicon, words: &[&str], acts: &[Act]) -> bool {
    let lines: Option<Vec<&Wanted>> = acts.iter().map(ordered).collect();
    // What changes a line may say numbers that it had.
    let Some(lines) = lines else { return true };
    let mut totals: HashMap<&[Index], u32> = HashMap::new();
    for line in &lines {
        let total = totals.entry(&line.items).or_default();
        *total = total.saturating_add(line.quantity);
    }
    let names: Vec<String> = lines.iter().flat_map(|line| names(lexicon, line)).collect();
    numbers(words).into_iter().all(|(number, word)| {
        // "Five tacos, two of them without onions" are two lines.
        let counts = totals.values().any(|total| *total == number)
            || lines.iter().any(|line| line.quantity == number);
        number < 2 || counts || names.iter().any(|name| name == word)
    })
}

/// What is ordered, if that is what it is.
fn ordered(act: &Act) -> Option<&Wanted> {
    match act {
        Act::Add(wanted) => Some(wanted),
        _ => None,
    }
}

/// The numbers that are said, each with its first word.
fn numbers<'a>(words: &[&'a str]) -> Vec<(u32, &'a str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let Some(tens) = number::simple(word) else {
            continue;
        };
        let ones = words.get(at).and_then(|next| number::simple(next));
        match ones.filter(|ones| tens >= 20 && (1..10).contains(ones)) {
            Some(ones) => {
                at += 1;
                found.push((tens + ones, *word));
            }
            None => found.push((tens, *word)),
        }
    }
    found
}

/// The words of everything that a line is.
fn names(lexicon: &Lexicon, line: &Wanted) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    for item in &line.items {
        let of = lexicon.item(*item);
        names.push(&of.name);
        names.extend(of.spoken.iter().map(String::as_str));
        names.extend(line.size.map(|size| &*lexicon.size(*item, size).name));
    }
    for (group, modifier) in &line.modifiers {
        let of = lexicon.modifier(*group, *modifier);
        names.push(&of.name);
        names.extend(of.spoken.iter().map(String::as_str));
    }
    names.into_iter().flat_map(spoken).collect()
}
