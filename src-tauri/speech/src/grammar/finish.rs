//! The best reading, as acts.

use super::{
    Act, Change, Parse, Say, Wanted, cost,
    piece::{Origin, Piece, What},
    reading::{Mode, Reading},
    search::Search,
};
use kitchen::menu::Item;

/// The cheapest of the readings that got to the end.
pub(super) fn best<'a>(search: &Search<'a>, ends: Vec<Reading<'a>>) -> (Parse, Option<usize>) {
    let ended = ends.into_iter().map(|mut reading| {
        end(search, &mut reading);
        reading
    });
    let best = ended.min_by_key(|reading| reading.cost);
    best.map_or_else(Default::default, |best| {
        (parse(search, &best), best.cleared)
    })
}

/// Prices what only the end shows: what is still open, and what was said in vain.
fn end<'a>(search: &Search<'a>, reading: &mut Reading<'a>) {
    reading.flush(search);
    reading.close_group();
    if reading.mode == Mode::From {
        reading.cost += cost::LOST;
    }
    let touched = reading.pieces.iter().any(|piece| piece.touched);
    if !touched && reading.says.is_empty() && reading.nowhere.is_empty() {
        reading.cost += cost::EMPTY;
    }
    reading.cost += open_choices(search, reading);
    if reading.says.contains(&Say::Yes) && search.context.offered.is_some() {
        // A yes takes what was offered, unless something is named.
        let named = |piece: &&Piece| piece.origin == Origin::New && piece.named != (0, 0);
        if reading.accepts == reading.pieces.iter().any(|piece| named(&piece)) {
            reading.cost += cost::LOST;
        }
    }
    reading.cost += cost::POINTLESS * pointless(reading);
}

/// How many lines were spoken of, of which nothing was said.
fn pointless(reading: &Reading<'_>) -> u32 {
    let live = |piece: &&Piece| piece.drop.is_none() && piece.quantity > 0;
    let pointless = |piece: &&Piece| piece.referred && !piece.touched;
    let all = reading.pieces.iter().filter(live).filter(pointless);
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

/// What it costs that choices are open. Lines that were not spoken of count as well, or else it
/// would cost to speak of them.
pub(super) fn open_choices(search: &Search<'_>, reading: &Reading<'_>) -> u32 {
    let mut open = 0;
    for piece in reading.pieces.iter() {
        let counts = piece.touched || matches!(piece.origin, Origin::Line(_));
        if counts && piece.drop.is_none() && piece.quantity > 0 {
            open += choices(search, piece);
        }
    }
    for (line, choices) in search.open.iter().enumerate() {
        let spoken = |piece: &Piece| piece.origin == Origin::Line(line);
        if !reading.pieces.iter().any(spoken) {
            open += choices;
        }
    }
    cost::OPEN * open
}

/// How many choices a piece still needs.
pub(super) fn choices(search: &Search<'_>, piece: &Piece) -> u32 {
    let Some(item) = piece.item() else { return 0 };
    let of: &Item = search.lexicon.item(item);
    let size = u32::from(!of.sizes.is_empty() && piece.size.is_none());
    let groups = search.lexicon.groups_of(item).iter().filter(|group| {
        let least = search.lexicon.group(**group).min as usize;
        piece
            .modifiers
            .iter()
            .filter(|(of, _)| of == *group)
            .count()
            < least
    });
    size + groups.count() as u32
}

fn parse(search: &Search<'_>, reading: &Reading<'_>) -> Parse {
    let mut acts = Vec::new();
    if reading.says.contains(&Say::Clear) {
        acts.push(Act::Say(Say::Clear));
    }
    let before = |say: &&Say| matches!(say, Say::Yes | Say::No | Say::Undo);
    let after = |say: &&Say| !matches!(say, Say::Yes | Say::No | Say::Undo | Say::Clear);
    acts.extend(reading.says.iter().filter(before).map(|say| Act::Say(*say)));
    for index in 0..reading.pieces.len() {
        if !matches!(reading.pieces[index].origin, Origin::Part(_)) {
            piece(search, reading, index, &mut acts);
        }
    }
    if reading.only {
        let named = |line: usize| {
            let of_line = |piece: &Piece| piece.origin == Origin::Line(line) && piece.touched;
            reading.pieces.iter().any(of_line)
        };
        let others = (0..search.context.lines.len()).filter(|line| !named(*line));
        acts.extend(others.map(|line| Act::Remove {
            line,
            quantity: None,
        }));
    }
    acts.extend(reading.nowhere.iter().cloned().map(Act::Nowhere));
    acts.extend(reading.says.iter().filter(after).map(|say| Act::Say(*say)));
    let words = |tokens: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let mut words: Vec<usize> = tokens.map(|token| search.tokens[token].from).collect();
        words.dedup();
        words
    };
    let leftover = words(&mut reading.lost.iter());
    let content = words(&mut reading.content.iter());
    let unknown = acts
        .iter()
        .any(|act| matches!(act, Act::Unknown { .. } | Act::Nowhere(_)));
    let denied = reading.pieces.iter().any(|piece| !piece.denied.is_empty());
    Parse {
        complete: !acts.is_empty()
            && leftover.is_empty()
            && !unknown
            && !denied
            && pointless(reading) == 0
            && guesses(search, reading) < cost::GUESSED,
        acts,
        leftover,
        content,
        agrees: !reading.disagrees,
        cut: false,
        cost: reading.cost,
    }
}

/// What a reading cost beyond its length.
fn guesses(search: &Search<'_>, reading: &Reading<'_>) -> u32 {
    let pieces = reading.pieces.len() as u32;
    let plain = open_choices(search, reading) + pieces * 2 * cost::OPEN;
    reading.cost.saturating_sub(plain)
}

/// The acts of a piece and its parts.
fn piece(search: &Search<'_>, reading: &Reading<'_>, index: usize, acts: &mut Vec<Act>) {
    let piece = &reading.pieces[index];
    let parts: Vec<&Piece> = reading
        .pieces
        .iter()
        .filter(|part| part.origin == Origin::Part(index) && part.drop.is_none())
        .collect();
    match (&piece.what, piece.origin) {
        (What::Unknown, _) => {
            let (from, to) = piece.named;
            acts.push(Act::Unknown {
                words: piece.words.clone(),
                near: search.lexicon.near(&search.tokens[from..to]),
            });
        }
        (_, Origin::Line(line)) => changes(search, piece, line, &parts, acts),
        (_, Origin::Which) if piece.drop.is_some() => acts.push(Act::Leave),
        _ => {
            if piece.drop.is_none() && (piece.quantity > 0 || parts.is_empty()) {
                acts.push(Act::Add(named(search, piece)));
            }
            acts.extend(parts.iter().map(|part| Act::Add(named(search, part))));
        }
    }
}

fn named(search: &Search<'_>, piece: &Piece) -> Wanted {
    let mut wanted = piece.wanted();
    if let Some(item) = piece.item() {
        wanted.words = search.lexicon.item(item).name.to_string();
    }
    wanted
}

/// What becomes of a line of the cart. Parts are split off from the last to the first, since
/// each comes to stand right behind its line.
fn changes(search: &Search<'_>, piece: &Piece, line: usize, parts: &[&Piece], acts: &mut Vec<Act>) {
    if let Some(quantity) = piece.drop {
        let quantity = (quantity > 0).then_some(quantity);
        acts.push(Act::Remove { line, quantity });
        return;
    }
    if !piece.touched && parts.is_empty() {
        return;
    }
    let mut whole = piece;
    let mut split = parts;
    if piece.quantity == 0
        && let Some((first, rest)) = parts.split_first()
    {
        // Nothing stays as it was: the first part takes the line over.
        (whole, split) = (first, rest);
    }
    for part in split.iter().rev() {
        acts.extend(change(search, part, line, Some(part.quantity)));
    }
    let parted = !parts.is_empty();
    acts.extend(
        change(search, whole, line, None)
            .map(|act| match act {
                // What is left over after the parts is no new count.
                Act::Change(mut change) if parted => {
                    change.quantity = None;
                    Act::Change(change)
                }
                other => other,
            })
            .filter(|act| !matches!(act, Act::Change(change) if parted && is_empty(change))),
    );
}

fn is_empty(change: &Change) -> bool {
    change.item.is_none()
        && change.quantity.is_none()
        && change.size.is_none()
        && change.add.is_empty()
        && change.take.is_empty()
        && change.denied.is_empty()
}

fn change(search: &Search<'_>, piece: &Piece, line: usize, only: Option<u32>) -> Option<Act> {
    let was = &search.context.lines[line];
    let item = piece.item()?;
    let other = item != was.item;
    let before: &[_] = &was.modifiers;
    let change = Change {
        line,
        only,
        item: other.then_some(item),
        quantity: (only.is_none() && piece.quantity != was.quantity).then_some(piece.quantity),
        size: piece.size.filter(|size| other || Some(*size) != was.size),
        add: piece
            .modifiers
            .iter()
            .filter(|known| !before.contains(known))
            .copied()
            .collect(),
        take: before
            .iter()
            .filter(|known| !piece.modifiers.contains(known))
            .copied()
            .collect(),
        denied: piece.denied.clone(),
    };
    Some(Act::Change(change))
}
