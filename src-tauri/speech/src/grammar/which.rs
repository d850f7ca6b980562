//! Which of several items was meant: the answer, and "three tacos, two fish and one pork".

use super::{
    Asked, Sign, attach,
    lattice::Edge,
    piece::{Origin, Piece, What},
    reading::{Before, Gap, Reading},
    search::Search,
};
use crate::lexicon::{Entry, Index, words};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// Whether it says which of several was meant: "two tacos, one carne asada".
    pub fn narrows(&self, reading: &Reading<'a>, items: &[Index]) -> bool {
        let Some(&last) = reading.current.last() else {
            return false;
        };
        let open = match reading.pieces[last].origin {
            Origin::Part(whole) => reading.pieces[whole].items(),
            _ => reading.pieces[last].items(),
        };
        let meant = items.iter().filter(|item| open.contains(item));
        open.len() > 1 && meant.count() == 1
    }

    /// "Two carnitas tacos and one of the fish": the one of them that is of the kind of the last.
    pub fn of_kind(&self, reading: &Reading<'a>, items: &[Index]) -> Option<Vec<Index>> {
        let last = reading.current.last()?;
        let kind = |item: Index| {
            let name = words::phrase(&self.lexicon.item(item).name);
            name.last().map(|noun| noun.stem.clone())
        };
        let last = kind(reading.pieces[*last].item()?);
        let mut alike = items.iter().copied().filter(|item| kind(*item) == last);
        let one = alike.next()?;
        (items.len() > 1 && alike.next().is_none()).then(|| vec![one])
    }

    /// "Three tacos, two fish and one carnitas."
    pub fn part_of_which(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let Some(number) = next.before.number else {
            return;
        };
        let whole = next
            .current
            .last()
            .map(|last| match next.pieces[*last].origin {
                Origin::Part(whole) => whole,
                _ => *last,
            });
        let Some(whole) = whole else { return };
        let base = &next.pieces[whole];
        if base.items().len() < 2 || base.quantity < number {
            return;
        }
        let narrow: Vec<Index> = items
            .iter()
            .copied()
            .filter(|item| base.items().contains(item))
            .collect();
        if narrow.len() != 1 {
            return;
        }
        let mut next = next.clone();
        let before = std::mem::take(&mut next.before);
        let mut part = next.pieces[whole].clone();
        part.origin = Origin::Part(whole);
        part.what = What::Items(narrow);
        part.quantity = number;
        part.named = (edge.from, edge.to);
        attach::tighten(self.lexicon, &mut part);
        for (modifier, sign) in &before.modifiers {
            let words = self.words(modifier.from, modifier.to);
            if self.put(&mut part, modifier, *sign, &words).is_none() {
                return;
            }
        }
        next.pieces[whole].quantity -= number;
        next.pieces.push(part);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The answer to "which one?".
    pub fn answer_which(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let Asked::Which(wanted) = &self.context.asked else {
            return;
        };
        let named = entry.items.iter().chain(&entry.partial);
        let mut narrow: Vec<Index> = named
            .copied()
            .filter(|item| wanted.items.contains(item))
            .collect();
        narrow.dedup();
        self.answer_how_many(reading, edge, &narrow, out);
        let open = reading
            .pieces
            .iter()
            .position(|piece| piece.origin == Origin::Which && piece.items().len() > 1);
        let Some(open) = open.filter(|_| !narrow.is_empty() && narrow.len() < wanted.items.len())
        else {
            return;
        };
        let number = reading.before.number.filter(|_| !reading.before.article);
        let parted = reading
            .pieces
            .iter()
            .any(|piece| piece.origin == Origin::Part(open));
        let quantity = reading.pieces[open].quantity;
        if number.is_some_and(|number| number < quantity || (parted && number == quantity)) {
            let mut whole = reading.content(edge, 0);
            whole.current = Rc::new([open]);
            whole.item_end = edge.to;
            self.part_of_which(&whole, edge, &narrow, out);
            return;
        }
        let mut next = reading.content(edge, 0);
        let before = std::mem::take(&mut next.before);
        let piece = &mut next.pieces[open];
        piece.what = What::Items(narrow);
        if let Some(number) = number.filter(|_| !reading.before.vague) {
            piece.count(number);
        }
        attach::tighten(self.lexicon, piece);
        let mut piece = piece.clone();
        let said = before.modifiers.iter().map(|(edge, sign)| (edge, *sign));
        for (edge, sign) in before
            .size
            .iter()
            .map(|size| (size, Sign::Plain))
            .chain(said)
        {
            let words = self.words(edge.from, edge.to);
            if self.put(&mut piece, edge, sign, &words).is_none() {
                return;
            }
        }
        next.pieces[open] = piece;
        next.current = Rc::new([open]);
        next.gap = Gap::Inside;
        next.item_end = edge.to;
        out.push(next);
    }

    /// "Four tacos", where it was asked how many tacos.
    fn answer_how_many(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        named: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let asked = |piece: &Piece| piece.origin == Origin::Which && piece.vague;
        let open = reading.pieces.iter().position(asked);
        let number = reading.before.number.filter(|_| !reading.before.vague);
        let (Some(open), Some(number)) = (open, number) else {
            return;
        };
        let Some(item) = reading.pieces[open].item() else {
            return;
        };
        if !named.contains(&item) || !reading.nothing_before() {
            return;
        }
        let mut next = reading.content(edge, 0);
        next.before = Before::default();
        next.pieces[open].count(number);
        next.current = Rc::new([open]);
        next.gap = Gap::Inside;
        next.item_end = edge.to;
        out.push(next);
    }

    /// "Three tacos, one of each": where there are three kinds.
    pub fn of_each(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, 0);
        next.close_strange(self);
        let before = std::mem::take(&mut next.before);
        let number = before.number.filter(|_| !before.vague && !before.article);
        let (Some(number), Some(&last)) = (number, next.current.last()) else {
            return;
        };
        let whole = next.pieces[last].clone();
        let kinds = whole.items().len();
        let all = u32::try_from(kinds)
            .ok()
            .and_then(|kinds| kinds.checked_mul(number));
        if kinds < 2 || (all != Some(whole.quantity) && !whole.vague && whole.quantity != 1) {
            return;
        }
        for &item in whole.items() {
            let mut part = whole.clone();
            part.origin = Origin::Part(last);
            part.what = What::Items(vec![item]);
            part.count(number);
            attach::tighten(self.lexicon, &mut part);
            next.pieces.push(part);
        }
        next.pieces[last].quantity = 0;
        next.current = (last + 1..next.pieces.len()).collect();
        next.gap = Gap::Inside;
        out.push(next);
    }
}
