//! Words that are in no table.

use super::{
    cost,
    lattice::Edge,
    reading::{Gap, Mode, Reading},
    search::Search,
};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// A word in no table: part of the name of something unknown, or lost.
    pub fn strange(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        if let Some((from, to)) = reading.strange
            && to == edge.from
        {
            let mut next = reading.content(edge, cost::UNKNOWN_MORE);
            next.strange = Some((from, edge.to));
            out.push(next);
            return;
        }
        let mut next = reading.content(edge, cost::UNKNOWN);
        next.close_strange(self);
        if next.sign_fresh && next.nothing_before() {
            self.strange_modifier(next, edge, out);
            return;
        }
        // "Caesar wrap": what was taken for an item was the first word of something else.
        if next.item_end == edge.from && edge.from > 0 && next.gap == Gap::Inside {
            let mut whole = next.clone();
            if let Some(last) = whole
                .pieces
                .pop()
                .filter(|last| last.origin == super::piece::Origin::New)
            {
                whole.strange = Some((last.named.0, edge.to));
                whole.before.number = Some(last.quantity);
                whole.current = Rc::new([]);
                out.push(whole);
            }
        }
        let from = match next.before.modifiers.first() {
            Some((first, _)) => first.from,
            None => edge.from,
        };
        next.before.modifiers.clear();
        let named = next.before.number.is_some() || next.lead || next.mode == Mode::Inquire;
        if !named {
            if next.weak || !self.bare_name {
                return;
            }
            next.weak = true;
            next.cost += cost::UNKNOWN_MORE;
        }

        next.strange = Some((from, edge.to));
        next.gap = Gap::Inside;
        out.push(next);
    }

    /// Whether a verb is rather the end of a name: "a meatball sub".
    pub fn is_noun(&self, reading: &Reading<'a>, edge: &Edge<'a>) -> bool {
        let unknown = reading.strange.is_some_and(|(_, to)| to == edge.from);
        let known = reading.item_end == edge.from && reading.gap == Gap::Inside;
        let waits = reading.before.modifiers.last();
        let waits = waits.is_some_and(|(last, _)| last.to == edge.from);
        edge.from > 0 && (unknown || known || waits)
    }

    /// "With pineapple", where there is none.
    pub fn strange_modifier(
        &self,
        mut next: Reading<'a>,
        edge: &Edge<'a>,
        out: &mut Vec<Reading<'a>>,
    ) {
        let words = self.words(edge.from, edge.to);
        self.deny(&mut next, None, &words);
        next.gap = Gap::Inside;
        // Further words of it would be lost one by one.
        out.push(next);
    }

    /// A word of the menu becomes part of the name of something unknown: "turkey burger".
    pub fn absorb(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let Some((from, _)) = reading.strange else {
            return;
        };
        let mut next = reading.content(edge, cost::ABSORB);
        next.strange = Some((from, edge.to));
        out.push(next);
    }
}
