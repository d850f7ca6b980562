//! The lines that a name or an ordinal refers to: "the burger", "the first one".

use super::{
    attach, cost,
    lattice::Edge,
    piece::{Origin, What},
    reading::{Before, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, Index, ModifierSense};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// "The first medium rare": turns to what an ordinal names, for the word that follows.
    pub fn settle_ordinal(&self, reading: &Reading<'a>, out: &mut Vec<Reading<'a>>) {
        self.refer(reading, None, out);
    }

    /// The pieces and lines that `items` (or anything) can refer to, the newest first.
    pub fn refer(
        &self,
        reading: &Reading<'a>,
        items: Option<&[Index]>,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let mut found = self.candidates(&mut next, items);
        let before = next.before.clone();
        if let Some(ordinal) = before.ordinal {
            next.before.ordinal = None;
            self.by_ordinal(next, &found, ordinal, out);
            return;
        }
        self.filter(&next, &mut found);
        if let Some(size) = next.before.size.take() {
            let entry = attach::entry(&size);
            found.retain(|piece| {
                let piece = &next.pieces[*piece];
                let size = entry.and_then(|entry| attach::size_of(piece, entry));
                piece.size.is_some() && piece.size == size
            });
        }
        if found.is_empty() {
            return;
        }
        next.cost += cost::REFERENCE;
        if before.of {
            self.some_of(&mut next, &found, out);
            return;
        }
        let number = next.before.number.take().filter(|_| !before.article);
        let mut newest = self.newest(&next, &found);
        if found.len() > 1 {
            next.cost += cost::AMBIGUOUS;
        }
        if let Some(number) = number.filter(|_| next.mode != Mode::Drop) {
            // "Make two tacos mushroom tacos": so many of them.
            let Some(part) = self.part(&mut next, newest, number) else {
                return;
            };
            newest = part;
        }
        let number = number.filter(|_| next.mode == Mode::Drop);
        self.turn_to(next, vec![newest], number, out);
    }

    /// Every line and piece of these items, or of any.
    fn candidates(&self, next: &mut Reading<'a>, items: Option<&[Index]>) -> Vec<usize> {
        let named = |item: Index| items.is_none_or(|items| items.contains(&item));
        let lines = 0..self.context.lines.len();
        let mut found: Vec<usize> = lines
            .filter(|line| named(self.context.lines[*line].item))
            .map(|line| self.touch(next, line))
            .collect();
        for piece in 0..next.pieces.len() {
            let of = &next.pieces[piece];
            let fits = items.is_none() || of.item().is_some_and(named);
            if !found.contains(&piece) && fits && of.what != What::Unknown {
                found.push(piece);
            }
        }
        found.retain(|piece| next.pieces[*piece].drop.is_none());
        found
    }

    /// "Two of the tacos": so many of the newest that are enough.
    fn some_of(&self, next: &mut Reading<'a>, found: &[usize], out: &mut Vec<Reading<'a>>) {
        let Some(number) = next.before.number.take() else {
            return;
        };
        for piece in found.iter().rev().copied() {
            let mut next = next.clone();
            if let Some(part) = self.part(&mut next, piece, number) {
                self.turn_to(next, vec![part], Some(number), out);
                return;
            }
        }
    }

    /// Keeps what has the modifiers that were said before: "the one with guacamole".
    pub fn filter(&self, next: &Reading<'a>, found: &mut Vec<usize>) {
        if next.mode == Mode::Drop || next.on {
            return;
        }
        for (edge, _) in &next.before.modifiers {
            let Some(entry) = attach::entry(edge) else {
                continue;
            };
            found.retain(|piece| {
                let of = &next.pieces[*piece].modifiers;
                let has = |sense: &ModifierSense| of.contains(&(sense.group, sense.modifier));
                entry.modifiers.iter().any(has)
            });
        }
    }

    pub fn newest(&self, next: &Reading<'a>, found: &[usize]) -> usize {
        let last = self.context.last();
        let spoken = found
            .iter()
            .copied()
            .find(|piece| next.current.contains(piece));
        let of_last = |piece: &usize| match next.pieces[*piece].origin {
            Origin::Line(line) => Some(line) == last,
            _ => false,
        };
        let asked = || found.iter().copied().find(of_last);
        spoken.or_else(asked).unwrap_or(found[found.len() - 1])
    }

    pub fn by_ordinal(
        &self,
        mut next: Reading<'a>,
        found: &[usize],
        ordinal: i32,
        out: &mut Vec<Reading<'a>>,
    ) {
        next.cost += cost::REFERENCE;
        let target = match ordinal {
            -1 => found.last().copied(),
            _ => found
                .get(usize::try_from(ordinal - 1).unwrap_or(0))
                .copied(),
        };
        // "The first one" of a line of two is one of the two.
        if let Some(last) = self.last(&mut next) {
            let whole = match next.pieces[last].origin {
                Origin::Part(whole) => whole,
                _ => last,
            };
            let parts = next
                .pieces
                .iter()
                .filter(|piece| piece.origin == Origin::Part(whole))
                .count();
            let many = next.pieces[whole].quantity as usize + parts > 1;
            let count = found
                .iter()
                .filter(|piece| !matches!(next.pieces[**piece].origin, Origin::Part(_)))
                .count();
            if many && count == 1 {
                if let Some(part) = self.part(&mut next, whole, 1) {
                    self.turn_to(next, vec![part], Some(1), out);
                }
                return;
            }
        }
        if let Some(target) = target {
            self.turn_to(next, vec![target], None, out);
        }
    }

    /// A word that names a group: "the side", "the dressing".
    pub fn group(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        // "Toasted" of the group "toasted" is the choice, unless it is what changes.
        let whole = |sense: &ModifierSense| !sense.partial && !sense.negated;
        let chooses = entry.modifiers.iter().any(whole);
        let named = chooses && reading.mode != Mode::From;
        if entry.groups.is_empty() || named || !reading.nothing_before() {
            return;
        }
        let mut next = reading.content(edge, 2 * cost::EDGE);
        next.before = Before::default();
        let offers = |next: &Reading<'a>, piece: usize| {
            let item = next.pieces[piece].item()?;
            let groups = self.lexicon.groups_of(item);
            entry
                .groups
                .iter()
                .copied()
                .find(|group| groups.contains(group))
        };
        let current = self
            .last(&mut next)
            .and_then(|last| Some((last, offers(&next, last)?)));
        let found = current.or_else(|| {
            (0..self.context.lines.len()).rev().find_map(|line| {
                let piece = self.touch(&mut next, line);
                Some((piece, offers(&next, piece)?))
            })
        });
        let Some((piece, group)) = found else { return };
        next.group = Some(group);
        let chosen = next.pieces[piece].chosen.contains(&group);
        if next.mode == Mode::Say && !chosen {
            next.group_word = Some((edge.from, edge.to));
        }
        if next.mode == Mode::From {
            next.current = Rc::new([piece]);
            next.mode = Mode::To;
        }
        out.push(next);
    }
}
