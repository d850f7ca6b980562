//! What a modifier would do to a line, if it fits there at all.

use super::{attach::Sign, cost, piece::Piece};
use crate::lexicon::{Entry, Index, Lexicon, ModifierSense};
use kitchen::menu::ModifierKind;

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
        Sign::No if whole && of.kind == ModifierKind::Choice => {
            // "No fries": the side is none.
            let none = lexicon.none_of(group)?;
            Some((Fit::Set(group, none), 20))
        }
        Sign::No => None,
        Sign::Light if begins(&["light", "easy", "less"]) => Some((set, 0)),
        Sign::Light => None,
        _ if sense.negated || (takes && !named_no) => match has {
            true => Some((take, 4)),
            // More of what it has is something else than having it.
            false if sign == Sign::Extra => None,
            false => Some((Fit::Anyway, cost::ANYWAY)),
        },
        Sign::Extra if of.kind == ModifierKind::Choice && !begins(&["extra"]) => Some((set, 20)),
        _ if whole => Some((set, 0)),
        Sign::Extra if begins(&["extra", "add", "double"]) => Some((set, 0)),
        _ if begins(&["extra", "light", "easy", "less", "no", "double"]) => None,
        _ => Some((set, 0)),
    }
}
