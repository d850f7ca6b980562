//! Numbers: how many, which in a row, and a count that comes late.

use super::{
    cost,
    lattice::Edge,
    reading::{Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::number::Number;

impl<'a> Search<'a> {
    pub fn number(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        number: Number,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = if number.article {
            reading.after(0)
        } else {
            reading.content(edge, 0)
        };
        next.close_strange(self);
        if next.not {
            if !number.article {
                next.not = false;
            }
            out.push(next);
            return;
        }
        if number.times {
            let last = next.current.last().copied();
            if let Some(last) = last.filter(|_| next.gap == Gap::Inside) {
                let mut after = next.clone();
                after.pieces[last].count(number.value);
                out.push(after);
            }
        }
        if number.value == 1 && !number.article {
            self.one(&next, edge, out);
        }
        // "No tomato on one of them": what was said before waits.
        let waits = next.on && next.before.size.is_none();
        if !(waits || next.nothing_before()) || next.before.ordinal.is_some() {
            return;
        }
        match next.before.number {
            Some(_) if number.article => next.cost += cost::COUNT_TWICE,
            Some(_) if next.before.article || next.corrects => next.cost += cost::CORRECTED,
            Some(_) => next.cost += cost::COUNT_TWICE,
            None => {}
        }
        let article = |at: usize| matches!(&*self.tokens[at].text, "a" | "an");
        if !number.article && edge.from.checked_sub(1).is_some_and(article) {
            next.cost += cost::COUNT_AFTER_ARTICLE;
        }
        let named = waits && !next.before.modifiers.is_empty();
        if (next.mode == Mode::From || named) && !number.article && !number.vague {
            self.change_some(&next, number.value, out);
        }
        next.before.number = Some(number.value);
        next.before.article = number.article;
        next.before.vague = number.vague;
        next.before.from.get_or_insert(edge.from);
        out.push(next);
    }

    pub fn ordinal(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        ordinal: i32,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, 0);
        next.close_strange(self);
        if self.context.lines.is_empty() && next.pieces.is_empty() {
            return;
        }
        if next.nothing_before() && next.before.number.is_none() {
            next.before.ordinal = Some(ordinal);
            out.push(next);
        }
    }

    /// A bare count is the last line's; `more` of it come on top.
    pub fn recount(&self, reading: &mut Reading<'a>, number: u32, more: bool) {
        if !more && self.take_offered(reading, Some(number)) {
            return;
        }
        let Some(last) = self.last(reading) else {
            reading.cost += cost::LOST;
            return;
        };
        if reading.mode == Mode::Drop {
            // "Take two off."
            reading.cost += cost::CORRECTED;
            self.drop_piece(reading, last, Some(number));
            return;
        }
        let asked = reading.pieces[last].vague;
        let plain = asked || more || reading.mode == Mode::To || self.corrects(reading);
        reading.cost += if plain {
            cost::CORRECTED
        } else {
            cost::RECOUNT
        };
        let piece = &mut reading.pieces[last];
        piece.count(match more {
            true => piece.quantity.saturating_add(number),
            false => number,
        });
        piece.touched = true;
    }

    /// "Make one with salmon", "guacamole on one": some of the last line change.
    fn change_some(&self, reading: &Reading<'a>, number: u32, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.clone();
        let Some(last) = self.last(&mut next) else {
            return;
        };
        if next.pieces[last].quantity <= number || next.before.number.is_some() {
            return;
        }
        next.cost += cost::REFERENCE;
        if let Some(part) = self.part(&mut next, last, number) {
            self.turn_to(next, vec![part], Some(number), out);
        }
    }
}
