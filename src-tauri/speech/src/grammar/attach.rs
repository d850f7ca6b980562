//! Whether a size or modifier fits a line, and what it does to it.

use super::{
    cost,
    lattice::Edge,
    piece::{Denial, Denied, Piece, What},
};
use crate::lexicon::{Entry, Index, Lexicon, ModifierSense, words};
use kitchen::menu::ModifierKind;

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

/// What a modifier does to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Set(Index, Index),
    Take(Index, Index),
    /// It is so anyway.
    Anyway,
}

/// How a modifier fits, and what that costs.
pub(super) fn fit(
    lexicon: &Lexicon,
    piece: &Piece,
    entry: &Entry,
    sign: Sign,
    hint: Option<Index>,
) -> Option<(Fit, u32)> {
    let item = piece.item()?;
    let groups = lexicon.groups_of(item);
    let mut best: Option<(u32, Fit, bool)> = None;
    let mut rivals = 0;
    for sense in &entry.modifiers {
        let Some(place) = groups.iter().position(|group| *group == sense.group) else {
            continue;
        };
        let Some((fit, mut rank)) = sense_fits(lexicon, piece, *sense, sign) else {
            continue;
        };
        rank += if sense.partial {
            cost::MODIFIER_PARTIAL
        } else {
            0
        };
        // Among equals, the group that was asked for, then the one that still needs a choice.
        let group = lexicon.group(sense.group);
        let open = group.min > 0 && !piece.modifiers.iter().any(|(of, _)| *of == sense.group);
        let order = if hint == Some(sense.group) {
            0
        } else if open {
            1
        } else {
            2 + place as u32
        };
        let rank = rank * 100 + order;
        match best {
            Some((least, ..)) if least / 100 == rank / 100 && sense.partial => rivals += 1,
            Some((least, ..)) if least / 100 < rank / 100 => {}
            Some((least, ..)) if least / 100 > rank / 100 => rivals = 0,
            _ => {}
        }
        if best.is_none_or(|(least, ..)| rank < least) {
            best = Some((rank, fit, sense.partial));
        }
    }
    let (rank, fit, partial) = best?;
    // "Milk" where there are three kinds says none of them.
    (!partial || rivals == 0).then_some((fit, rank / 100))
}

fn sense_fits(
    lexicon: &Lexicon,
    piece: &Piece,
    sense: ModifierSense,
    sign: Sign,
) -> Option<(Fit, u32)> {
    let (group, modifier) = (sense.group, sense.modifier);
    let of = lexicon.modifier(group, modifier);
    let first = of.name.split(' ').next().unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| first.eq_ignore_ascii_case(word));
    let named_no = begins(&["no", "without"]);
    let takes = of.kind == ModifierKind::Remove;
    let has = piece.modifiers.contains(&(group, modifier));
    let set = Fit::Set(group, modifier);
    let take = Fit::Take(group, modifier);
    // A part of "light ice" is not "ice" but by "light".
    let whole = !sense.partial && !sense.negated;
    match sign {
        Sign::No if sense.negated || (takes && !begins(&["extra", "light"])) => Some((set, 0)),
        Sign::No if has => Some((take, 4)),
        Sign::No if named_no && whole => Some((set, 8)),
        Sign::No => None,
        Sign::Light if begins(&["light", "easy", "less"]) => Some((set, 0)),
        Sign::Light => None,
        _ if sense.negated || (takes && !named_no) => match has {
            true => Some((take, 4)),
            // More of what it has is something else than having it.
            false if sign == Sign::Extra => None,
            false => Some((Fit::Anyway, cost::ANYWAY)),
        },
        _ if whole => match of.kind {
            ModifierKind::Choice if sign == Sign::Extra && !begins(&["extra"]) => Some((set, 20)),
            _ => Some((set, 0)),
        },
        Sign::Extra if begins(&["extra", "add", "double"]) => Some((set, 0)),
        _ if begins(&["extra", "light", "easy", "less", "no", "double"]) => None,
        _ => Some((set, 0)),
    }
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
    piece: &mut Piece,
    entry: &Entry,
    words: &str,
    key: String,
    sign: Sign,
) -> Option<u32> {
    if piece.items().len() < 2 || (entry.modifiers.is_empty() && entry.sizes.is_empty()) {
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
            deny(piece, entry, &loose.words, loose.sign);
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

/// Notes what a line cannot be had with.
pub(super) fn deny(piece: &mut Piece, entry: Option<&Entry>, words: &str, sign: Sign) {
    let sense = entry.and_then(|entry| entry.modifiers.first());
    let sized = entry.is_some_and(|entry| !entry.sizes.is_empty());
    let why = match sense {
        Some(_) => Denial::NotOffered,
        None if sized => Denial::Size,
        None => Denial::Unknown,
    };
    let sign = match sign {
        Sign::No => "no ",
        Sign::Extra => "extra ",
        Sign::Light => "light ",
        Sign::Plain | Sign::With => "",
    };
    piece.touched = true;
    if piece.what == What::Unknown {
        return;
    }
    piece.denied.push(Denied {
        words: format!("{sign}{words}"),
        modifiers: sense
            .map(|sense| (sense.group, sense.modifier))
            .into_iter()
            .collect(),
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
