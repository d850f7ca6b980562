//! Words that say what becomes of the next: "with", "no", "take off", "change", "on".

use super::{
    Sign,
    lattice::Edge,
    reading::{Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::english::Class;

impl<'a> Search<'a> {
    pub fn sign(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        class: Class,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.after(0);
        next.close_strange(self);
        if next.before.size.is_some() || next.before.odd.is_some() {
            return;
        }
        if next.counts_anew() {
            next.flush(self);
        }
        let changed =
            next.mode == Mode::To && next.current.iter().any(|piece| next.pieces[*piece].touched);
        if next.mode == Mode::Drop || changed {
            next.mode = Mode::Say;
        }
        next.sign = match class {
            Class::With => Sign::With,
            Class::Extra => Sign::Extra,
            Class::Light => Sign::Light,
            _ => Sign::No,
        };
        next.sign_fresh = true;
        next.content.insert(edge.from, edge.to);
        out.push(next);
    }

    pub fn verb(&self, reading: &Reading<'a>, edge: &Edge<'a>, class: Class) -> Reading<'a> {
        let mut next = reading.content(edge, 0);
        next.flush(self);
        next.gap = Gap::Start;
        next.lead = false;
        if class == Class::Drop {
            next.mode = Mode::Drop;
            next.sign = Sign::No;
            next.sign_fresh = true;
        } else {
            next.mode = Mode::From;
            next.changing = true;
            next.sign = Sign::Plain;
        }
        next
    }

    pub fn on(&self, reading: &Reading<'a>, out: &mut Vec<Reading<'a>>) {
        let pending = !reading.nothing_before() || reading.strange.is_some();
        let opens = reading.gap != Gap::Inside || reading.mode != Mode::Say;
        if !(pending || opens) {
            return;
        }
        let mut next = reading.after(0);
        next.before.odd = next.strange.take();
        next.on = true;
        next.sign_fresh = false;
        out.push(next);
    }
}
