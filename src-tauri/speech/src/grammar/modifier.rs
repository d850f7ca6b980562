//! What a modifier does to a reading.

use super::{
    Sign, Slot, attach, cost,
    lattice::Edge,
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, ModifierSense, words};
use kitchen::menu::ModifierKind;
use std::rc::Rc;

impl<'a> Search<'a> {
    pub fn modifier(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        if entry.modifiers.is_empty() {
            return;
        }
        if reading.mode == Mode::From {
            self.former_modifier(reading, edge, entry, out);
            self.pend(reading, edge, out);
            return;
        }
        if reading.mode == Mode::Inquire {
            if !reading.says.is_empty() {
                // "Is the fish gluten free": that is not known here, and is no order.
                let mut next = reading.after(cost::UNASKED);
                next.lost.insert(edge.from, edge.to);
                next.sign_fresh = false;
                out.push(next);
            }
            return;
        }
        self.pend(reading, edge, out);
        if !reading.nothing_before() || reading.on {
            return;
        }
        if reading.before.ordinal.is_some() {
            let mut settled = Vec::new();
            self.settle_ordinal(reading, &mut settled);
            for reading in settled {
                self.modifier(&reading, edge, entry, out);
            }
            return;
        }
        let count = out.len();
        self.attach_here(reading, edge, entry, out);
        self.attach_elsewhere(reading, edge, entry, out);
        if out.len() == count {
            let mut next = reading.content(edge, cost::DENIED);
            next.before = Before::default();
            let words = self.words(edge.from, edge.to);
            self.deny(&mut next, Some(entry), &words);
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    /// It waits for its item.
    fn pend(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, cost::BEFORE);
        let sign = if next.sign_fresh || next.mode == Mode::Drop {
            next.sign
        } else {
            Sign::Plain
        };
        next.before.modifiers.push((*edge, sign));
        next.before.from.get_or_insert(edge.from);
        next.sign_fresh = false;
        out.push(next);
    }

    fn attach_here(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let cut = if self.cuts_a_form(edge) {
            cost::MODIFIER_PARTIAL
        } else {
            0
        };
        let mut next = reading.content(edge, self.modifier_price(reading) + cut);
        let before = std::mem::take(&mut next.before);
        let number = before.number.filter(|_| !before.article);
        if before.vague && number.is_some() {
            // "A few without onions": nobody knows how many.
            return;
        }
        let mut beside = next.clone();
        let made = match number {
            Some(_) if before.another => self.another_made(&mut beside),
            Some(number) => self.beside_made(&mut beside, entry, number),
            None => false,
        };
        if made {
            self.attach_signed(beside, edge, entry, out);
            return;
        }
        if let Some(number) = number {
            // Of what is spoken of, or else of what was last: "one with no tomato".
            let mut part = next.clone();
            if let Some(piece) = self.part_of_last(&mut part, number) {
                part.current = Rc::new([piece]);
                self.attach_signed(part, edge, entry, out);
            }
            next.cost += cost::MODIFIER_COUNT;
        }
        if next.current.is_empty() {
            return;
        }
        self.attach_signed(next, edge, entry, out);
    }

    /// Attaches to what is spoken of: with the sign before it, or else as if that sign were
    /// over ("no onions and bacon").
    fn attach_signed(
        &self,
        next: Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut signs = vec![next.sign];
        if !next.sign_fresh && next.sign != Sign::Plain && next.mode != Mode::Drop {
            // "Extra bacon, rare": more of one thing is not more of the next; and "no tomato,
            // fries" chooses fries.
            let whole = |sense: &ModifierSense| {
                let kind = self.lexicon.modifier(sense.group, sense.modifier).kind;
                !sense.partial && !sense.negated && kind == ModifierKind::Choice
            };
            let chooses = entry.modifiers.iter().any(whole);
            let one = chooses || matches!(next.sign, Sign::Extra | Sign::Light);
            signs.insert(usize::from(!one), Sign::Plain);
        }
        for sign in signs {
            let mut next = next.clone();
            if self.attach_all(&mut next, entry, sign) {
                next.sign = sign;
                next.sign_fresh = false;
                next.gap = Gap::Inside;
                next.corrects = false;
                out.push(next);
                return;
            }
        }
        if let [one] = next.current[..]
            && next.pieces[one].items().len() > 1
            && !self.narrows(&next, &entry.partial)
        {
            let mut next = next;
            let key = words::key(&self.tokens[edge.from..edge.to]);
            let words = self.words(edge.from, edge.to);
            let sign = next.sign;
            if attach::loosen(
                self.lexicon,
                &mut next.pieces[one],
                entry,
                &words,
                key,
                sign,
            )
            .is_some()
            {
                next.sign_fresh = false;
                next.gap = Gap::Inside;
                out.push(next);
            }
        }
    }

    fn modifier_price(&self, reading: &Reading<'a>) -> u32 {
        let asked = matches!(self.asked(), Some(Slot::Group(_))) && reading.pieces.len() == 1;
        match (reading.sign_fresh, reading.gap) {
            (true, _) => 0,
            _ if asked || reading.before.side => 0,
            (_, Gap::And) if reading.before.article => cost::MODIFIER_AND + cost::MODIFIER_ARTICLE,
            (_, Gap::And) => cost::MODIFIER_AND,
            _ if reading.before.article => cost::MODIFIER_ARTICLE,
            _ => cost::MODIFIER,
        }
    }

    /// Attaches to another line that takes it: "no ice in the coke" said late.
    fn attach_elsewhere(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut base = reading.content(edge, cost::ELSEWHERE);
        let before = std::mem::take(&mut base.before);
        if before.number.is_some_and(|_| !before.article) {
            return;
        }
        let pieces = base.pieces.len();
        let mut targets: Vec<usize> = (0..pieces).rev().collect();
        let mut lines: Vec<usize> = (0..self.context.lines.len()).rev().collect();
        if let Some(last) = self.context.last().filter(|last| *last < lines.len()) {
            lines.retain(|line| *line != last);
            lines.insert(0, last);
        }
        targets.retain(|target| !base.current.contains(target));
        let sign = base.sign;
        let mut attempt = |mut next: Reading<'a>, target: usize| {
            if next.pieces[target].drop.is_some() {
                return false;
            }
            let corrects = self.corrects(&next);
            let piece = &mut next.pieces[target];
            let Some(price) =
                attach::modifier(self.lexicon, piece, entry, sign, next.group, corrects)
            else {
                return false;
            };
            next.cost += price;
            next.current = Rc::new([target]);
            next.sign_fresh = false;
            next.gap = Gap::Inside;
            out.push(next);
            true
        };
        for target in targets {
            if attempt(base.clone(), target) {
                return;
            }
        }
        for line in lines {
            let mut next = base.clone();
            if self.context.last() == Some(line) && next.current.is_empty() {
                next.cost -= cost::ELSEWHERE - cost::MODIFIER;
            }
            let target = self.touch(&mut next, line);
            if target < pieces {
                continue;
            }
            if attempt(next, target) {
                return;
            }
        }
    }

    /// "Change the fries to onion rings": a choice names the line that has it.
    fn former_modifier(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::CORRECTED);
        next.before = Before::default();
        for line in (0..self.context.lines.len()).rev() {
            let has = |sense: &&ModifierSense| {
                self.context.lines[line]
                    .modifiers
                    .contains(&(sense.group, sense.modifier))
            };
            if let Some(sense) = entry.modifiers.iter().find(has) {
                let target = self.touch(&mut next, line);
                next.current = Rc::new([target]);
                next.group = Some(sense.group);
                next.leaving = Some((target, (sense.group, sense.modifier)));
                next.mode = Mode::To;
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
    }
}
