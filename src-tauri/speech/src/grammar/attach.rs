//! What a size or modifier does to a line where it fits, and what is noted where it does not.

use super::{
    cost,
    fit::{Fit, fit},
    lattice::Edge,
    piece::{Denial, Denied, Piece, What},
};
use crate::lexicon::{Entry, Index, Lexicon, ModifierSense, words};

/// Something said of a line whose item is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// The form, by which the lexicon knows it.
    pub key: String,
    /// As it was said.
    pub words: String,
    /// The word before it.
    pub sign: Sign,
}

/// What stands before a modifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sign {
    /// Nothing.
    #[default]
    Plain,
    /// "with".
    With,
    /// "extra".
    Extra,
    /// "light".
    Light,
    /// "no", "without".
    No,
}

/// Attaches a modifier to a piece, if it can be had so.
pub(super) fn modifier(
    lexicon: &Lexicon,
    piece: &mut Piece,
    entry: &Entry,
    sign: Sign,
    hint: Option<Index>,
    corrects: bool,
) -> Option<u32> {
    if piece.what == What::Unknown {
        return Some(cost::MODIFIER_PARTIAL);
    }
    let (fit, mut price) = fit(lexicon, piece, entry, sign, hint)?;
    match fit {
        Fit::Anyway => {}
        Fit::Take(group, modifier) => {
            piece.modifiers.retain(|known| *known != (group, modifier));
        }
        Fit::Set(group, modifier) => price += set(lexicon, piece, group, modifier, corrects)?,
    }
    piece.touched = true;
    Some(price)
}

/// Sets a modifier: it takes the place of its opposite, and of another choice where only one
/// is allowed. Two at once where one is allowed are
/// both denied, unless the second corrects the first.
pub(super) fn set(
    lexicon: &Lexicon,
    piece: &mut Piece,
    group: Index,
    modifier: Index,
    corrects: bool,
) -> Option<u32> {
    piece.touched = true;
    if piece.modifiers.contains(&(group, modifier)) {
        return Some(cost::ANYWAY);
    }
    let new = lexicon.modifier(group, modifier);
    piece.modifiers.retain(|(of, known)| {
        let known = lexicon.modifier(*of, *known);
        known.kind == new.kind || !known.name.eq_ignore_ascii_case(&new.name)
    });
    let most = lexicon.group(group).max as usize;
    let count = piece
        .modifiers
        .iter()
        .filter(|(of, _)| *of == group)
        .count();
    if count >= most && most > 1 {
        too_many(lexicon, piece, &[(group, modifier)]);
        return Some(cost::DENIED);
    }
    if count >= most {
        let other = piece.modifiers.iter().position(|(of, _)| *of == group);
        let other = other.map(|at| piece.modifiers.remove(at));
        if piece.chosen.contains(&group) && !corrects {
            // "Rare and well done": neither can be right.
            let both: Vec<_> = other.into_iter().chain([(group, modifier)]).collect();
            too_many(lexicon, piece, &both);
            return Some(cost::TWICE);
        }
    }
    piece.modifiers.push((group, modifier));
    if !piece.chosen.contains(&group) {
        piece.chosen.push(group);
    }
    Some(0)
}

fn too_many(lexicon: &Lexicon, piece: &mut Piece, modifiers: &[(Index, Index)]) {
    let name = |(group, modifier): &(Index, Index)| &*lexicon.modifier(*group, *modifier).name;
    let names: Vec<&str> = modifiers.iter().map(name).collect();
    piece.denied.push(Denied {
        words: names.join(" and "),
        modifiers: modifiers.to_vec(),
        why: Denial::TooMany,
    });
}

/// The size of that name.
pub(super) fn size_of(piece: &Piece, entry: &Entry) -> Option<Index> {
    let item = piece.item()?;
    let size = entry.sizes.iter().find(|(of, _)| *of == item)?;
    Some(size.1)
}

/// Sets the size, if the item has it.
pub(super) fn size(piece: &mut Piece, entry: &Entry, corrects: bool) -> Option<u32> {
    if piece.what == What::Unknown {
        return Some(0);
    }
    let size = size_of(piece, entry)?;
    let twice = piece.sized && piece.size != Some(size) && !corrects;
    piece.size = Some(size);
    piece.sized = true;
    piece.touched = true;
    Some(if twice { cost::TWICE } else { 0 })
}

/// What is said of several items at once, until it is known which.
pub(super) fn loosen(
    lexicon: &Lexicon,
    piece: &mut Piece,
    entry: &Entry,
    words: &str,
    key: String,
    sign: Sign,
) -> Option<u32> {
    let offers = |item: &Index| {
        let groups = lexicon.groups_of(*item);
        let sized = entry.sizes.iter().any(|(of, _)| of == item);
        sized
            || entry
                .modifiers
                .iter()
                .any(|sense| groups.contains(&sense.group))
    };
    if piece.items().len() < 2 || !piece.items().iter().any(offers) {
        return None;
    }
    piece.loose.push(Loose {
        key,
        words: words.to_owned(),
        sign,
    });
    piece.touched = true;
    Some(0)
}

/// What was said before the item was known, now that it is.
pub(super) fn tighten(lexicon: &Lexicon, piece: &mut Piece) {
    if piece.item().is_none() {
        return;
    }
    for loose in std::mem::take(&mut piece.loose) {
        let entry = lexicon.by_key(&loose.key);
        let fits = entry.is_some_and(|entry| {
            size(piece, entry, false).is_some()
                || modifier(lexicon, piece, entry, loose.sign, None, false).is_some()
        });
        if !fits {
            deny(lexicon, piece, entry, &loose.words, loose.sign);
        }
    }
}

/// What the old item could not be had with, the new one may.
pub(super) fn retry(lexicon: &Lexicon, piece: &mut Piece) {
    for denied in std::mem::take(&mut piece.denied) {
        let key = words::key(&words::phrase(&denied.words));
        let fits = lexicon.by_key(&key).is_some_and(|entry| match denied.why {
            Denial::Size => size(piece, entry, true).is_some(),
            Denial::NotOffered => {
                modifier(lexicon, piece, entry, Sign::Plain, None, true).is_some()
            }
            _ => false,
        });
        if !fits {
            piece.denied.push(denied);
        }
    }
}

/// Notes what a line cannot be had with, or not without saying which.
pub(super) fn deny(
    lexicon: &Lexicon,
    piece: &mut Piece,
    entry: Option<&Entry>,
    words: &str,
    sign: Sign,
) {
    piece.touched = true;
    if piece.what == What::Unknown {
        return;
    }
    let groups = piece.item().map_or(&[][..], |item| lexicon.groups_of(item));
    let senses = entry.map_or(&[][..], |entry| &entry.modifiers);
    let place = |sense: &ModifierSense| (sense.group, sense.modifier);
    let offered = senses
        .iter()
        .filter(|sense| groups.contains(&sense.group) && !sense.negated);
    let offered: Vec<(Index, Index)> = offered.map(place).collect();
    let sized = entry.is_some_and(|entry| !entry.sizes.is_empty());
    let (why, modifiers) = match (senses.first(), offered.len()) {
        (_, 2..) if matches!(sign, Sign::Plain | Sign::With) => (Denial::Several, offered),
        (Some(sense), _) => (Denial::NotOffered, vec![place(sense)]),
        (None, _) if sized => (Denial::Size, Vec::new()),
        (None, _) => (Denial::Unknown, Vec::new()),
    };
    let sign = match sign {
        Sign::No => "no ",
        Sign::Extra => "extra ",
        Sign::Light => "light ",
        Sign::Plain | Sign::With => "",
    };
    piece.denied.push(Denied {
        words: format!("{sign}{words}"),
        modifiers,
        why,
    });
}

/// Notes a size that a line cannot be had in.
pub(super) fn deny_size(piece: &mut Piece, words: &str) {
    piece.touched = true;
    if piece.what == What::Unknown {
        return;
    }
    piece.denied.push(Denied {
        words: words.to_owned(),
        modifiers: Vec::new(),
        why: Denial::Size,
    });
}

/// The entry of an edge.
pub(super) fn entry<'a>(edge: &Edge<'a>) -> Option<&'a Entry> {
    match edge.sense {
        super::lattice::Sense::Entry(entry) => Some(entry),
        _ => None,
    }
}
