//! How right it was, slot by slot: an item, a quantity, a size, a modifier each is a slot.

use super::{Case, Kind, Line, Played, PlayedLine};

/// How right a case came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// Slots there were to hear.
    pub slots: u32,
    /// Slots that are wrong with nobody to question them: a guest gets what nobody asked for, or
    /// does not get what he asked for.
    pub wrong_unmarked: u32,
    /// Whether every line is as it was said, marked as unsure or not.
    pub all_right: bool,
    /// Whether cart, question, refusal and order are just what they must be.
    pub exact: bool,
    /// Whether something was asked back.
    pub asked_back: bool,
    /// Whether something was taken for an order, with nobody to question it.
    pub taken: bool,
}

/// Judges what came of a case.
pub fn score(case: &Case, played: &Played) -> Score {
    let mut said: Vec<&Line> = played.lines.iter().map(|line| &line.line).collect();
    let mut wanted: Vec<&Line> = case.cart.iter().collect();
    said.sort();
    wanted.sort();
    let heard = played
        .turns
        .iter()
        .filter(|turn| turn.words_after.is_some());
    let unsure = heard.clone().any(|turn| !turn.heard.sure) || heard.count() == 0;
    let asked_back = played.asked_back
        || !played.refuses.is_empty()
        || played.lines.iter().any(|line| line.unsure)
        || (unsure && played.lines.is_empty());
    Score {
        slots: case.cart.iter().map(slots).sum(),
        wrong_unmarked: wrong_unmarked(case, played, asked_back),
        all_right: said == wanted,
        exact: is_exact(case, played),
        asked_back: asked_back && !is_exact(case, played),
        taken: matches!(case.kind, Kind::Aside | Kind::Noise)
            && (played.submitted || played.lines.iter().any(|line| !line.unsure)),
    }
}

/// Slots of a line: one is always counted, one may be asked for by name.
fn slots(line: &Line) -> u32 {
    2 + u32::from(line.size.is_some()) + line.modifiers.len() as u32
}

fn is_exact(case: &Case, played: &Played) -> bool {
    let refused = match &case.refuses {
        Some(wanted) => played.refuses.iter().any(|refused| {
            refused.code == wanted.code && (wanted.item.is_none() || refused.item == wanted.item)
        }),
        None => played.refuses.is_empty(),
    };
    played.cart == case.cart
        && refused
        && case
            .asks
            .as_ref()
            .is_none_or(|asks| played.asks.as_ref() == Some(asks))
        && played.submitted == case.submitted
}

/// Slots that differ in lines that nobody will ask about, and those of lines that were dropped
/// while nothing is asked.
fn wrong_unmarked(case: &Case, played: &Played, asked_back: bool) -> u32 {
    let mut left: Vec<&Line> = case.cart.iter().collect();
    let mut wrong = 0;
    // Exact lines find their like first, so that two lines of one item are not mixed up.
    let (right, others): (Vec<_>, Vec<_>) = played
        .lines
        .iter()
        .partition(|line| left.contains(&&line.line));
    for line in right.into_iter().chain(others) {
        let like = left.iter().position(|wanted| **wanted == line.line);
        let like = like.or_else(|| left.iter().position(|wanted| wanted.item == line.line.item));
        match like.map(|at| left.remove(at)) {
            _ if line.unsure => {}
            Some(wanted) => wrong += differing(wanted, line),
            None => wrong += slots(&line.line),
        }
    }
    if !asked_back {
        wrong += left.into_iter().map(slots).sum::<u32>();
    }
    wrong
}

/// Slots of one line that are not as they were said. What an open line lacks will be asked for.
fn differing(wanted: &Line, played: &PlayedLine) -> u32 {
    let line = &played.line;
    let size = match (&wanted.size, &line.size) {
        (_, None) if played.open => false,
        (wanted, size) => wanted != size,
    };
    let missing = wanted
        .modifiers
        .iter()
        .filter(|one| !line.modifiers.contains(one));
    let more = line
        .modifiers
        .iter()
        .filter(|one| !wanted.modifiers.contains(one));
    // A choice that is another than was said is one slot, not two.
    let missing = if played.open { 0 } else { missing.count() };
    u32::from(line.quantity != wanted.quantity) + u32::from(size) + missing.max(more.count()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Heard, trial::PlayedTurn};
    use std::time::Duration;

    fn line(item: &str, quantity: u32, size: Option<&str>, modifiers: &[&str]) -> Line {
        Line {
            item: item.to_owned(),
            quantity,
            size: size.map(str::to_owned),
            modifiers: modifiers.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    fn played(lines: Vec<(Line, bool, bool)>, sure: bool) -> Played {
        let heard = Heard {
            sure,
            ..Heard::typed("something")
        };
        Played {
            turns: vec![PlayedTurn {
                heard,
                says: String::new(),
                words_after: Some(Duration::ZERO),
                cart_after: None,
            }],
            cart: lines
                .iter()
                .filter(|(_, unsure, open)| !unsure && !open)
                .map(|(line, ..)| line.clone())
                .collect(),
            lines: lines
                .into_iter()
                .map(|(line, unsure, open)| PlayedLine { line, unsure, open })
                .collect(),
            ..Played::default()
        }
    }

    fn case(cart: Vec<Line>) -> Case {
        Case {
            cart,
            ..Case::default()
        }
    }

    #[test]
    fn what_was_heard_right_is_right() {
        let cart = vec![
            line("cola", 2, Some("large"), &["no-ice"]),
            line("pie", 1, None, &[]),
        ];
        let got = cart
            .iter()
            .rev()
            .map(|line| (line.clone(), false, false))
            .collect();
        let score = score(&case(cart), &played(got, true));
        assert_eq!((score.slots, score.wrong_unmarked), (6, 0));
        // In another order it is right and not exact.
        assert!(score.all_right && !score.exact && !score.asked_back);
    }

    #[test]
    fn each_wrong_slot_counts_unless_it_is_marked() {
        let wanted = line("cola", 2, Some("large"), &["no-ice"]);
        let heard = line("cola", 1, Some("small"), &["light-ice"]);
        let of = |unsure: bool, open: bool| {
            let played = played(vec![(heard.clone(), unsure, open)], true);
            score(&case(vec![wanted.clone()]), &played)
        };
        assert_eq!(of(false, false).wrong_unmarked, 3);
        assert!(!of(false, false).asked_back);
        assert_eq!(of(true, false).wrong_unmarked, 0);
        assert!(of(true, false).asked_back);
    }

    #[test]
    fn another_item_counts_twice_and_a_dropped_one_unless_somebody_asks() {
        let wanted = case(vec![line("cola", 2, None, &[])]);
        let other = played(vec![(line("pie", 1, None, &[]), false, false)], true);
        assert_eq!(score(&wanted, &other).wrong_unmarked, 4);
        assert_eq!(score(&wanted, &played(Vec::new(), true)).wrong_unmarked, 2);
        let asks = score(&wanted, &played(Vec::new(), false));
        assert_eq!((asks.wrong_unmarked, asks.asked_back), (0, true));
    }

    #[test]
    fn what_an_open_line_lacks_will_be_asked_for() {
        let wanted = case(vec![line("cola", 1, Some("large"), &["no-ice"])]);
        let open = played(vec![(line("cola", 1, None, &[]), false, true)], true);
        assert_eq!(score(&wanted, &open).wrong_unmarked, 0);
    }

    #[test]
    fn an_aside_is_taken_for_an_order_only_where_nobody_asks() {
        let aside = Case {
            kind: Kind::Aside,
            ..Case::default()
        };
        let of = |unsure| {
            let lines = vec![(line("cola", 1, None, &[]), unsure, true)];
            score(&aside, &played(lines, !unsure)).taken
        };
        assert!(of(false));
        assert!(!of(true));
    }
}
