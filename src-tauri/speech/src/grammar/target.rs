//! Which line is spoken of: "it", "both", "one of them", and what is done to it.

use super::{
    Asked, Slot, attach, cost,
    lattice::Edge,
    piece::{Denial, Denied, Origin},
    reading::{Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, english::Class};

impl<'a> Search<'a> {
    /// The line spoken of last: in this utterance, or before it.
    pub fn last(&self, reading: &mut Reading<'a>) -> Option<usize> {
        if let Some(&last) = reading.current.last() {
            return Some(last);
        }
        if let Some(last) = reading.pieces.len().checked_sub(1) {
            return Some(last);
        }
        let line = self
            .context
            .last()
            .or(self.context.lines.len().checked_sub(1))?;
        (line < self.context.lines.len()).then(|| self.touch(reading, line))
    }

    pub fn pronoun(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        class: Class,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, 0);
        next.close_strange(self);
        let number = next.before.number.filter(|_| !next.before.article);
        if next.before.vague {
            return;
        }
        if matches!(class, Class::It | Class::Them | Class::OfThem) {
            let mut taken = next.clone();
            if self.take_offered(&mut taken, number) {
                out.push(taken);
            }
        }
        if class == Class::OfThem {
            self.of_them(next, edge, number, out);
            return;
        }
        if number.is_some() {
            // "Two of those" was met above; "make two that" is nothing.
            return;
        }
        next.cost += cost::REFERENCE;
        if !next.on && !next.nothing_before() {
            // "Medium rare both", but not "corn the other": that begins something new.
            if !matches!(class, Class::Both | Class::All) {
                return;
            }
            next.cost += cost::AMBIGUOUS;
        }
        if class == Class::All {
            // "Two teas and two colas, all small."
            let wide = next.clone();
            next.cost += cost::EDGE;
            let said = self.all_said(&wide);
            if said.len() > 1 {
                self.turn_to(wide, said, None, out);
            }
        }
        let targets = match class {
            Class::It => self.last(&mut next).into_iter().collect(),
            Class::Rest => self.rest(&mut next),
            Class::Both => self.several(&mut next, Some(2)),
            _ => self.several(&mut next, None),
        };
        if targets.is_empty() {
            if next.mode == Mode::Say {
                next.cost += cost::REFERENCE;
                out.push(next);
            }
            return;
        }
        // "It" alone, where nothing was said to be done with it, says nothing.
        if class == Class::It && next.mode == Mode::Say && next.nothing_before() {
            next.cost += cost::REFERENCE;
        }
        self.turn_to(next, targets, None, out);
    }

    /// Makes `targets` what is spoken of, and does to them what the words before have said.
    pub fn turn_to(
        &self,
        mut next: Reading<'a>,
        targets: Vec<usize>,
        number: Option<u32>,
        out: &mut Vec<Reading<'a>>,
    ) {
        let before = std::mem::take(&mut next.before);
        let on = std::mem::take(&mut next.on);
        if next.mode == Mode::Drop && before.modifiers.is_empty() && before.size.is_none() {
            for &target in &targets {
                self.drop_piece(&mut next, target, number);
            }
            next.sign_fresh = false;
            next.gap = Gap::Inside;
            out.push(next);
            return;
        }
        let only = before.only && next.mode == Mode::Say && self.context.lines.len() > 1;
        next.only |= only;
        for &target in &targets {
            let piece = &mut next.pieces[target];
            piece.referred = true;
            piece.touched |= only;
        }
        next.current = targets.into();
        for (edge, sign) in &before.modifiers {
            let Some(entry) = attach::entry(edge) else {
                continue;
            };
            if !self.attach_all(&mut next, entry, *sign) {
                if !on {
                    return;
                }
                let words = self.words(edge.from, edge.to);
                next.sign = *sign;
                next.cost += cost::DENIED_HERE;
                self.deny(&mut next, Some(entry), &words);
            }
        }
        if let Some((from, to)) = before.odd {
            let words = self.words(from, to);
            self.deny(&mut next, None, &words);
        }
        if let Some(entry) = before.size.as_ref().and_then(attach::entry) {
            let corrects = true;
            for target in next.current.clone().iter().copied() {
                if attach::size(&mut next.pieces[target], entry, corrects).is_none() {
                    return;
                }
            }
        }
        if next.mode == Mode::From || next.changing {
            next.mode = Mode::To;
        }
        next.gap = Gap::Inside;
        out.push(next);
    }

    /// Attaches to every piece spoken of that takes it; at least one must.
    pub fn attach_all(&self, next: &mut Reading<'a>, entry: &Entry, sign: super::Sign) -> bool {
        let corrects = self.corrects(next);
        let mut any = false;
        for target in next.current.clone().iter().copied() {
            let mut piece = next.pieces[target].clone();
            let leaving = next.leaving.filter(|(of, _)| *of == target);
            if let Some((_, old)) = leaving {
                piece.modifiers.retain(|known| *known != old);
            }
            let group = next.group;
            if let Some(price) =
                attach::modifier(self.lexicon, &mut piece, entry, sign, group, corrects)
            {
                next.pieces[target] = piece;
                next.leaving = None;
                next.group_word = None;
                next.cost += price;
                any = true;
            }
        }
        any
    }

    /// Whether a second choice takes the place of the first.
    pub fn corrects(&self, reading: &Reading<'a>) -> bool {
        reading.corrects
            || reading.weakly_corrects
            || self.instead
            || reading.mode == Mode::To
            || reading.changing
    }

    /// Takes a piece away, or `number` of it.
    pub fn drop_piece(&self, next: &mut Reading<'a>, target: usize, number: Option<u32>) {
        let piece = &mut next.pieces[target];
        piece.touched = true;
        if piece.origin == Origin::New {
            match number {
                Some(number) if number < piece.quantity => piece.quantity -= number,
                _ => {
                    piece.drop = Some(0);
                }
            }
            return;
        }
        match number {
            Some(number) if number < piece.quantity && matches!(piece.origin, Origin::Line(_)) => {
                piece.quantity -= number;
                piece.reduced = true;
            }
            Some(number) if !matches!(piece.origin, Origin::Part(_)) => piece.drop = Some(number),
            _ => piece.drop = Some(0),
        }
    }

    /// "One" after "the large" or "the first": which line that is, or one more like the last.
    pub fn one(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let before = &reading.before;
        if before.ordinal.is_some() || (before.the && !reading.nothing_before()) {
            let mut next = reading.clone();
            next.before.number = None;
            self.refer(&next, None, out);
            return;
        }
        if reading.nothing_before() || reading.mode != Mode::Say || reading.on {
            return;
        }
        let said = before.modifiers.iter().map(|(said, _)| said);
        if !said.chain(&before.size).any(|said| said.to == edge.from) {
            // "With fries and one": that is no fries one.
            return;
        }
        let mut next = reading.clone();
        let Some(last) = self.last(&mut next) else {
            return;
        };
        let Some(item) = next.pieces[last].item() else {
            return;
        };
        if before.size.is_some()
            && let Some(part) = self.unsized_part(&mut next)
        {
            // "Two lattes, a small one and a large one."
            next.before.number = None;
            self.turn_to(next, vec![part], Some(1), out);
            return;
        }
        let sized = next.pieces[last].size.is_some();
        if before.size.is_some() && !sized {
            self.turn_to(next, vec![last], None, out);
            return;
        }
        // "A large coke and a small one".
        self.new_piece(&next, edge, vec![item], cost::REFERENCE, out);
    }

    /// Notes what cannot be had, on the line spoken of or on none.
    pub fn deny(&self, next: &mut Reading<'a>, entry: Option<&Entry>, words: &str) {
        next.sign_fresh = false;
        let target = match next.current.last() {
            Some(last) => Some(*last),
            None => self.last(next),
        };
        if let Some(target) = target {
            let sign = next.sign;
            attach::deny(self.lexicon, &mut next.pieces[target], entry, words, sign);
            return;
        }
        next.cost += cost::ELSEWHERE;
        next.nowhere.push(Denied {
            words: words.to_owned(),
            modifiers: entry
                .and_then(|entry| entry.modifiers.first())
                .map(|sense| (sense.group, sense.modifier))
                .into_iter()
                .collect(),
            why: if entry.is_some() {
                Denial::NotOffered
            } else {
                Denial::Unknown
            },
        });
    }

    /// The slot that was asked for, if a line was asked about.
    pub fn asked(&self) -> Option<Slot> {
        match self.context.asked {
            Asked::Choice { slot, .. } => Some(slot),
            _ => None,
        }
    }
}
