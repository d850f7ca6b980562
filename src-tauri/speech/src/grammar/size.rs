//! What a size does to a reading.

use super::{
    Sign, attach, cost,
    lattice::Edge,
    piece::Origin,
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, words};
use std::rc::Rc;

impl<'a> Search<'a> {
    pub fn size(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let signed = reading.sign_fresh && reading.sign != Sign::With;
        if entry.sizes.is_empty() || signed {
            return;
        }
        if reading.before.size.is_none() {
            let mut next = reading.content(edge, 0);
            next.before.size = Some(*edge);
            next.before.from.get_or_insert(edge.from);
            out.push(next);
        }
        if reading.before.ordinal.is_some() && reading.nothing_before() {
            let mut settled = Vec::new();
            self.settle_ordinal(reading, &mut settled);
            for reading in settled {
                self.size(&reading, edge, entry, out);
            }
            return;
        }
        if !reading.nothing_before() || reading.on {
            return;
        }
        match reading.mode {
            Mode::From => self.former_size(reading, edge, entry, out),
            Mode::Drop | Mode::Inquire => {}
            Mode::Say | Mode::To => self.size_here(reading, edge, entry, out),
        }
    }

    fn size_here(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::EDGE);
        let before = std::mem::take(&mut next.before);
        // "Two pints and a half": the article counts where some are left to be said of.
        let left = next.current.last().is_some_and(|last| {
            let origin = next.pieces[*last].origin;
            matches!(origin, Origin::Part(whole) if next.pieces[whole].quantity > 0)
        });
        let counts = !before.article || (left && reading.gap == Gap::And);
        let number = before.number.filter(|_| counts);
        if before.vague && number.is_some() {
            return;
        }
        next.sign_fresh = false;
        if self.beside_sized(&mut next, before.number.unwrap_or(1)) {
            self.size_current(next, edge, entry, out);
            return;
        }
        if next.current.is_empty() {
            self.size_elsewhere(next, edge, entry, out);
            return;
        }
        if let Some(number) = number {
            let mut part = next.clone();
            if let Some(piece) = self.part_of_last(&mut part, number) {
                part.current = Rc::new([piece]);
                self.size_current(part, edge, entry, out);
            }
            return;
        }
        let before = out.len();
        self.size_current(next.clone(), edge, entry, out);
        if out.len() == before {
            self.size_elsewhere(next, edge, entry, out);
        }
    }

    fn size_current(
        &self,
        mut next: Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let corrects = self.corrects(&next);
        let mut any = false;
        for target in next.current.clone().iter().copied() {
            let piece = &mut next.pieces[target];
            if let Some(price) = attach::size(piece, entry, corrects) {
                next.cost += price;
                any = true;
            } else if piece.items().len() > 1 {
                let key = words::key(&self.tokens[edge.from..edge.to]);
                let words = self.words(edge.from, edge.to);
                any |=
                    attach::loosen(self.lexicon, piece, entry, &words, key, Sign::Plain).is_some();
            }
        }
        if any {
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    /// A size with nothing spoken of that has it: the last line that comes in it.
    fn size_elsewhere(
        &self,
        next: Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut taken = next.clone();
        if self.take_offered(&mut taken, None) {
            // "I'll have a bowl", of the soup that was asked about.
            self.size_current(taken, edge, entry, out);
        }
        if next.mode == Mode::To {
            let mut next = next;
            next.cost += cost::DENIED;
            self.deny_size(next, edge, out);
            return;
        }
        let pieces: Vec<usize> = (0..next.pieces.len()).rev().collect();
        for target in pieces {
            if attach::size_of(&next.pieces[target], entry).is_some() && !next.pieces[target].sized
            {
                let mut next = next.clone();
                attach::size(&mut next.pieces[target], entry, true);
                next.cost += cost::ELSEWHERE;
                next.current = Rc::new([target]);
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
        let lines = self.context.lines.len();
        let last = self.context.last().filter(|last| *last < lines);
        for line in last.into_iter().chain((0..lines).rev()) {
            let item = self.context.lines[line].item;
            if entry.sizes.iter().any(|(of, _)| *of == item) {
                let mut next = next.clone();
                let target = self.touch(&mut next, line);
                attach::size(&mut next.pieces[target], entry, true);
                next.cost += if Some(line) == last {
                    0
                } else {
                    cost::ELSEWHERE
                };
                next.current = Rc::new([target]);
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
        let mut next = next;
        next.cost += cost::DENIED;
        self.deny_size(next, edge, out);
    }

    /// "Change the large to a small."
    fn former_size(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::CORRECTED);
        next.before = Before::default();
        for line in (0..self.context.lines.len()).rev() {
            let of = &self.context.lines[line];
            if of
                .size
                .is_some_and(|size| entry.sizes.contains(&(of.item, size)))
            {
                let target = self.touch(&mut next, line);
                next.current = Rc::new([target]);
                next.mode = Mode::To;
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
    }

    /// A size that nothing on the menu has.
    pub fn odd_size(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let fits = reading.nothing_before() && !reading.on && reading.mode != Mode::Inquire;
        if !fits || reading.strange.is_some() {
            return;
        }
        let mut wait = reading.content(edge, cost::BEFORE);
        wait.before.size = Some(*edge);
        wait.before.from.get_or_insert(edge.from);
        out.push(wait);
        self.deny_size(reading.content(edge, cost::DENIED), edge, out);
    }

    /// The line spoken of does not come in that size.
    fn deny_size(&self, mut next: Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        next.before = Before::default();
        next.sign_fresh = false;
        let Some(last) = self.last(&mut next) else {
            return;
        };
        attach::deny_size(&mut next.pieces[last], &self.words(edge.from, edge.to));
        next.gap = Gap::Inside;
        out.push(next);
    }
}
