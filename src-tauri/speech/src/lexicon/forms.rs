//! Which forms a menu's names and aliases give.

use super::{
    Entry, Form, FormKind, Index, Lexicon, ModifierSense, sizes,
    words::{self, Token},
};
use kitchen::{Menu, menu::Category};
use std::sync::Arc;

/// Words that name nothing by themselves.
const EMPTY: &[&str] = &[
    "and", "with", "of", "the", "a", "an", "in", "on", "our", "style", "or", "to", "for", "no",
    "half", "n", "piece", "pieces", "oz", "inch", "extra", "add", "size", "large", "small",
    "medium",
];

pub(super) fn fill(lexicon: &mut Lexicon) {
    let menu = lexicon.menu.clone();
    items(lexicon, &menu);
    categories(lexicon, &menu);
    modifiers(lexicon, &menu);
    sizes::fill(lexicon, &menu);
}

/// A name without the "no" it begins with.
pub(super) fn without_no(name: &str) -> Option<String> {
    let tokens = words::phrase(name);
    let first = tokens.first()?;
    let bare = matches!(first.text.as_str(), "no" | "without") && tokens.len() > 1;
    bare.then(|| texts(&tokens[1..]))
}

fn items(lexicon: &mut Lexicon, menu: &Arc<Menu>) {
    for (index, item) in (0..).zip(&menu.items) {
        let names = || std::iter::once(&*item.name).chain(item.spoken.iter().map(String::as_str));
        for name in names() {
            lexicon.form(name, FormKind::Item(index));
            add(lexicon, &words::phrase(name), |entry| {
                once(&mut entry.items, index);
            });
        }
        let category = menu.category(&item.category).map(nouns).unwrap_or_default();
        for name in names() {
            let tokens = words::phrase(name);
            parts(lexicon, &tokens, index);
            for noun in &category {
                with_noun(lexicon, &tokens, noun, index);
            }
        }
    }
}

/// "margherita" in "pizzas" is a "margherita pizza", too.
fn with_noun(lexicon: &mut Lexicon, name: &[Token], noun: &Token, index: Index) {
    if name.iter().any(|token| token.stem == noun.stem) {
        return;
    }
    let mut longer = name.to_vec();
    longer.push(noun.clone());
    add(lexicon, &longer, |entry| {
        once(&mut entry.partial, index);
    });
}

/// The parts of a name by which it may be called where nothing else is.
fn parts(lexicon: &mut Lexicon, name: &[Token], index: Index) {
    for from in 0..name.len() {
        for to in from + 1..=name.len() {
            let part = &name[from..to];
            let empty = |token: &Token| {
                EMPTY.contains(&token.text.as_str())
                    || token.stem.bytes().all(|b| b.is_ascii_digit())
            };
            let edge = empty(&part[0]) || empty(&part[part.len() - 1]);
            if !edge && part.len() < name.len() {
                add(lexicon, part, |entry| once(&mut entry.partial, index));
            }
        }
    }
    // "double burger" of "double smash burger", "fish chips" of "fish and chips".
    for leave in 1..name.len().saturating_sub(1) {
        let mut part = name.to_vec();
        part.remove(leave);
        add(lexicon, &part, |entry| once(&mut entry.partial, index));
    }
}

fn nouns(category: &Category) -> Vec<Token> {
    let mut tokens = words::phrase(&category.name);
    tokens.retain(|token| !EMPTY.contains(&token.text.as_str()));
    tokens
}

fn categories(lexicon: &mut Lexicon, menu: &Arc<Menu>) {
    for category in &menu.categories {
        let items: Vec<Index> = (0..)
            .zip(&menu.items)
            .filter(|(_, item)| item.category == category.id)
            .map(|(index, _): (Index, _)| index)
            .collect();
        let nouns = nouns(category);
        for noun in &nouns {
            // Under "soups & salads", the side salad is no soup.
            let other = |token: &Token| {
                nouns.iter().any(|other| other.stem == token.stem) && token.stem != noun.stem
            };
            let items: Vec<Index> = items
                .iter()
                .copied()
                .filter(|item| {
                    let name = words::phrase(&menu.items[usize::from(*item)].name);
                    !name.iter().any(other)
                })
                .collect();
            add(lexicon, std::slice::from_ref(noun), |entry| {
                for &item in &items {
                    once(&mut entry.partial, item);
                }
            });
        }
    }
}

fn modifiers(lexicon: &mut Lexicon, menu: &Arc<Menu>) {
    for (group, of) in (0..).zip(&menu.modifier_groups) {
        let title = words::phrase(&of.name);
        for (modifier, one) in (0..).zip(&of.modifiers) {
            let sense = |negated, partial| ModifierSense {
                group,
                modifier,
                negated,
                partial,
            };
            let names = std::iter::once(&*one.name).chain(one.spoken.iter().map(String::as_str));
            for name in names {
                lexicon.form(name, FormKind::Modifier(group, modifier));
                let tokens = words::phrase(name);
                means(lexicon, &tokens, sense(false, false));
                let bare = without_no(name);
                if let Some(bare) = &bare {
                    means(lexicon, &words::phrase(bare), sense(true, false));
                }
                around_title(lexicon, &tokens, &title, |partial| sense(false, partial));
                if bare.is_none() {
                    modifier_parts(lexicon, &tokens, sense(false, true));
                }
            }
        }
        if !title.is_empty() {
            add(lexicon, &title, |entry| once(&mut entry.groups, group));
        }
        if let Some(last) = title.last().filter(|_| title.len() > 1) {
            add(lexicon, std::slice::from_ref(last), |entry| {
                once(&mut entry.groups, group)
            });
        }
    }
}

/// "ranch" of the group "dressing" is "ranch dressing", and "oat milk" of "milk" is "oat".
fn around_title(
    lexicon: &mut Lexicon,
    name: &[Token],
    title: &[Token],
    sense: impl Fn(bool) -> ModifierSense,
) {
    let Some(noun) = title.last() else { return };
    let names = |token: &Token| !EMPTY.contains(&token.text.as_str());
    match name.split_last() {
        Some((last, rest)) if last.stem == noun.stem && rest.iter().any(names) => {
            means(lexicon, rest, sense(false));
        }
        _ => {
            let mut longer = name.to_vec();
            longer.push(noun.clone());
            means(lexicon, &longer, sense(false));
        }
    }
}

fn modifier_parts(lexicon: &mut Lexicon, name: &[Token], sense: ModifierSense) {
    if name.len() < 2 {
        return;
    }
    for token in name {
        let long = token.text.len() > 2 && !EMPTY.contains(&token.text.as_str());
        if long {
            means(lexicon, std::slice::from_ref(token), sense);
        }
    }
    let bare = ["extra", "add", "light", "easy"].contains(&name[0].text.as_str());
    if bare {
        means(lexicon, &name[1..], sense);
    }
}

fn means(lexicon: &mut Lexicon, tokens: &[Token], sense: ModifierSense) {
    add(lexicon, tokens, |entry| {
        let known = entry.modifiers.iter_mut().find(|known| {
            (known.group, known.modifier, known.negated)
                == (sense.group, sense.modifier, sense.negated)
        });
        match known {
            Some(known) => known.partial &= sense.partial,
            None => entry.modifiers.push(sense),
        }
    });
}

pub(super) fn add(lexicon: &mut Lexicon, tokens: &[Token], note: impl FnOnce(&mut Entry)) {
    let key = words::key(tokens);
    if key.is_empty() {
        return;
    }
    // Spelled letter by letter, a name takes as many words as it has letters; otherwise a word
    // may be said as two.
    let letters = tokens.iter().map(|token| match token.text.len() {
        1..=4 => token.text.len(),
        _ => 2,
    });
    let words = letters.sum::<usize>().min(tokens.len() + 4);
    lexicon.longest = lexicon.longest.max(words);
    note(lexicon.entries.entry(key).or_default());
}

impl Lexicon {
    pub(super) fn form(&mut self, name: &str, kind: FormKind) {
        let form = Form {
            words: texts(&words::phrase(name)),
            kind,
        };
        if !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }
}

fn texts(tokens: &[Token]) -> String {
    let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    texts.join(" ")
}

pub(super) fn once<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}
