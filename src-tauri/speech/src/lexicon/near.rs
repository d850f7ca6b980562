//! What on the menu is nearest to words that are not on it.

use super::{
    Index, Lexicon,
    words::{self, Token},
};

/// How many are offered: more than three nobody keeps in mind.
const OFFERED: usize = 3;
/// The least likeness of two words, by shared pairs of letters (Dice), to be offered for
/// each other.
const ALIKE: f32 = 0.6;

/// The nearest items, best first.
pub(super) fn items(lexicon: &Lexicon, tokens: &[Token]) -> Vec<Index> {
    let mut found: Vec<(f32, Index)> = Vec::new();
    for (index, item) in (0..).zip(&lexicon.menu.items) {
        let names = std::iter::once(&*item.name).chain(item.spoken.iter().map(String::as_str));
        let likeness = names
            .map(|name| likeness(&words::phrase(name), tokens))
            .fold(0.0, f32::max);
        if likeness > 0.0 {
            found.push((likeness, index));
        }
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.truncate(OFFERED);
    found.into_iter().map(|(_, index)| index).collect()
}

/// The share of words that both have, the last one counting twice: it says what kind of dish
/// it is.
fn likeness(name: &[Token], said: &[Token]) -> f32 {
    let mut shared = 0.0;
    for (index, token) in name.iter().enumerate() {
        let best = said
            .iter()
            .map(|said| alike(&token.stem, &said.stem))
            .fold(0.0, f32::max);
        let weight = if index + 1 == name.len() { 2.0 } else { 1.0 };
        if best >= ALIKE {
            shared += best * weight;
        }
    }
    shared / (name.len() + said.len() + 1) as f32
}

fn alike(a: &str, b: &str) -> f32 {
    if a == b {
        return 1.0;
    }
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    if total == 0 {
        return 0.0;
    }
    let mut shared = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            shared += 2;
        }
    }
    shared as f32 / total as f32
}
