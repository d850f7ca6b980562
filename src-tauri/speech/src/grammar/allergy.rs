//! Allergies, which are said of people and not of dishes: taken out before the rest is read.

#[cfg(test)]
mod tests;
mod words;

use crate::lexicon::{
    Lexicon,
    english::{self, Class},
    words::{Token, key, phrase},
};
use std::ops::Range;
use words::{BEFORE, KNOWN, NEVER_TASTE, PEOPLE};

/// The most words of a thing that is in no table.
const OWN_WORDS: usize = 3;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Allergies {
    /// By the menu's name for it, or a ticket's, or the guest's own word. None twice.
    pub named: Vec<String>,
    /// The words that said so.
    pub words: Vec<usize>,
}

/// Takes allergies out of what was said; a pause stays in their place.
pub(super) fn take(lexicon: &Lexicon, tokens: &mut Vec<Token>) -> Allergies {
    let mut found = Allergies::default();
    let mut at = 0;
    while at < tokens.len() {
        let Some((named, range)) = said_at(lexicon, tokens, at) else {
            at += 1;
            continue;
        };
        for name in named {
            if !found.named.contains(&name) {
                found.named.push(name);
            }
        }
        found
            .words
            .extend(tokens[range.clone()].iter().map(|token| token.from));
        at = range.start + 1;
        let pause = Token::pause(tokens[range.start].from);
        tokens.splice(range, [pause]);
    }
    found
}

/// What is said at that word, and from where to where.
fn said_at(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(Vec<String>, Range<usize>)> {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let list = |from: usize, own: bool| things(lexicon, tokens, from, own);
    match text(at) {
        "allergic" => {
            let start = people(tokens, at);
            let denied = (start..at).any(|at| matches!(text(at), "not" | "no"));
            let (named, end) = list(at + 1, !denied);
            let anything = |at: &usize| matches!(text(*at), "to" | "anything");
            match denied {
                true => Some((
                    Vec::new(),
                    start..(at + 1..).find(|at| !anything(at)).unwrap_or(end),
                )),
                false if named.is_empty() => None,
                false => Some((named, start..end)),
            }
        }
        "allergy" | "allergies" | "intolerance" | "intolerances" | "intolerant" => {
            let (mut named, first) = things_before(lexicon, tokens, at);
            let is = matches!(text(at + 1), "to" | "is" | "are" | "," | "include");
            let mut end = at + 1;
            if named.is_empty() && is {
                (named, end) = list(at + 2, text(at + 1) == "to");
            }
            let start = people(tokens, first);
            let none = (start..first).any(|at| matches!(text(at), "no" | "any" | "dont" | "not"));
            match named.is_empty() && !none {
                true => None,
                false => Some((named, start..end)),
            }
        }
        "celiac" | "coeliac" | "celiacs" | "coeliacs" => {
            Some((vec![name(lexicon, "gluten")], people(tokens, at)..at + 1))
        }
        "cant" | "cannot" | "mustnt" => {
            let eats = matches!(text(at + 1), "eat" | "have" | "tolerate" | "do" | "stand");
            let (named, end) = list(at + 2, false);
            (eats && !named.is_empty()).then(|| (named, people(tokens, at)..end))
        }
        "no" | "without" => {
            let (named, end) = list(at + 1, false);
            let taste = |name: &String| !NEVER_TASTE.contains(&name.as_str());
            let offered = (at..=at + 1).any(|from| lexicon.entry(&tokens[from..end]).is_some());
            (!named.is_empty() && !offered && !named.iter().any(taste)).then_some((named, at..end))
        }
        "free" => free(lexicon, tokens, at),
        _ => None,
    }
}

/// "Gluten free", where nothing on the menu is called that.
fn free(lexicon: &Lexicon, tokens: &[Token], at: usize) -> Option<(Vec<String>, Range<usize>)> {
    let from = at.checked_sub(1)?;
    let (named, _) = one(lexicon, &tokens[from..at])?;
    let called = |to: usize| {
        let words = tokens.get(from..to);
        words.is_some_and(|words| lexicon.entry(words).is_some())
    };
    (!called(at + 1) && !called(at + 2)).then(|| (vec![named], from..at + 1))
}

/// Where those words begin that say who it is.
fn people(tokens: &[Token], at: usize) -> usize {
    let of_people = |token: &&Token| {
        let text = token.text.as_str();
        PEOPLE.contains(&text) || matches!(text, "not" | "no" | "any" | "dont" | "nobody")
    };
    at - tokens[..at].iter().rev().take_while(of_people).count()
}

/// Things one after another: "peanuts, milk and eggs". The first may be anybody's own word.
fn things(lexicon: &Lexicon, tokens: &[Token], from: usize, own: bool) -> (Vec<String>, usize) {
    let (mut named, mut end, mut at) = (Vec::new(), from, from);
    loop {
        while tokens
            .get(at)
            .is_some_and(|token| BEFORE.contains(&token.text.as_str()))
        {
            at += 1;
        }
        let rest = tokens.get(at..).unwrap_or_default();
        let known = one(lexicon, rest);
        let first = named.is_empty() && own;
        let Some((name, words)) = known.or_else(|| first.then(|| own_word(rest))?) else {
            return (named, end);
        };
        named.push(name);
        end = at + words;
        at = end;
        while tokens
            .get(at)
            .is_some_and(|token| matches!(&*token.text, "and" | "or" | ","))
        {
            at += 1;
        }
        if at == end {
            return (named, end);
        }
    }
}

/// The things that stand before "allergy", and where they begin: "a nut and milk allergy".
fn things_before(lexicon: &Lexicon, tokens: &[Token], at: usize) -> (Vec<String>, usize) {
    let (mut named, mut start) = (Vec::new(), at);
    loop {
        let ends = |words: usize| {
            let from = start.checked_sub(words)?;
            let (name, taken) = one(lexicon, &tokens[from..start])?;
            (taken == words).then_some((name, from))
        };
        let Some((name, from)) = ends(2).or_else(|| ends(1)) else {
            // "A banana allergy": a word of the guest's own, right before it.
            let word = start.checked_sub(1).map(|from| &tokens[from]);
            let own = word.filter(|word| named.is_empty() && is_own(word));
            if let Some(word) = own {
                return (vec![word.text.clone()], start - 1);
            }
            return (named, start);
        };
        named.insert(0, name);
        start = from;
        let joined = start.checked_sub(1).is_some_and(|before| {
            let text = tokens[before].text.as_str();
            matches!(text, "and" | "or" | ",")
                && before > 0
                && one(lexicon, &tokens[before - 1..before]).is_some()
        });
        if !joined {
            return (named, start);
        }
        start -= 1;
    }
}

/// What some words begin with, if it is known, and how many words that is.
fn one(lexicon: &Lexicon, rest: &[Token]) -> Option<(String, usize)> {
    (1..=rest.len().min(2)).rev().find_map(|count| {
        let said_key = key(&rest[..count]);
        let known = KNOWN
            .iter()
            .find(|(said, _)| key(&phrase(said)) == said_key);
        let of_menu = || of_menu(lexicon, &said_key);
        let name = match known {
            Some((_, id)) => Some(name(lexicon, id)),
            None => of_menu(),
        };
        name.map(|name| (name, count))
    })
}

/// The menu's own name for it, or else a ticket's.
fn name(lexicon: &Lexicon, id: &str) -> String {
    of_menu(lexicon, &key(&phrase(&id.replace('_', " ")))).unwrap_or_else(|| id.to_owned())
}

fn of_menu(lexicon: &Lexicon, wanted: &str) -> Option<String> {
    let menu = lexicon.menu();
    let groups = menu.modifier_groups.iter();
    let of_groups = groups
        .flat_map(|group| &group.modifiers)
        .flat_map(|one| &one.allergens);
    let mut all = menu
        .items
        .iter()
        .flat_map(|item| &item.allergens)
        .chain(of_groups);
    let same = |id: &&String| key(&phrase(&id.replace(['_', '-'], " "))) == wanted;
    all.find(same).cloned()
}

/// A thing in no table, as it was said.
fn own_word(rest: &[Token]) -> Option<(String, usize)> {
    let count = rest
        .iter()
        .take(OWN_WORDS)
        .take_while(|word| is_own(word))
        .count();
    let said: Vec<&str> = rest[..count]
        .iter()
        .map(|token| token.text.as_str())
        .collect();
    (count > 0).then(|| (said.join(" "), count))
}

/// Whether a word may name something: it is no pause, and nothing that is said at every counter.
fn is_own(word: &Token) -> bool {
    let common = |class: &Class| !matches!(class, Class::Things);
    !word.is_pause() && !english::classes(&word.text).iter().any(common)
}
