//! A new line, with what was said before it.

use super::{
    Say, Sign, attach, cost,
    lattice::Edge,
    piece::{Origin, Piece},
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, Index, number};
use std::rc::Rc;

impl<'a> Search<'a> {
    pub fn say_item(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let before = &next.before;
        let known = self.is_known(next, items);
        let mut price = if items.len() > 1 { cost::WHICH } else { 0 };
        if known && (before.number.is_none() || before.of || before.ordinal.is_some()) {
            self.known_item(next, items, out);
        }
        if next.sign_fresh && matches!(next.sign, Sign::No | Sign::Light) {
            return;
        }
        if (before.another || before.more) && known && next.nothing_before() && !before.vague {
            self.one_more(next, items, out);
        }
        self.part_of_which(next, edge, items, out);
        let denies = next.says.contains(&Say::No) || self.corrects(next);
        if denies && known && next.nothing_before() {
            price += cost::NOT_CORRECTED;
            self.other_count(next, items, out);
        }
        if before.of || before.ordinal.is_some() {
            return;
        }
        if before.the && self.is_known(next, &entry.partial) {
            // "The burger" is rather the one that was ordered.
            price += cost::AMBIGUOUS;
        }
        price += match (next.sign_fresh, before.number.is_some() || before.the) {
            (true, true) => cost::COUNTED_WITH,
            (true, false) => cost::ITEM_WITH,
            (false, true) => 0,
            (false, false) if next.gap == Gap::Inside => cost::BARE_INSIDE,
            (false, false) => cost::BARE,
        };
        if before.side {
            price += cost::MODIFIER_AND;
        }
        if before.the && known {
            // "The brownie" is rather the one that was ordered.
            price += cost::AMBIGUOUS;
        }
        let slipped = next.weakly_corrects && next.gap == Gap::Start && self.alike(next, items);
        let something = !next.pieces.is_empty() || !self.context.lines.is_empty();
        if something && (self.instead || next.corrects || slipped) {
            self.replace_last(next, items, out);
            price += cost::NOT_CORRECTED;
        }
        self.new_piece(next, edge, items.to_vec(), price, out);
    }

    /// An item that was ordered: it may be that one.
    fn known_item(&self, next: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
        let before = &next.before;
        let mut reference = next.clone();
        if !(before.the || before.of || before.ordinal.is_some()) {
            reference.cost += 2 * cost::REFERENCE;
        }
        if reference.sign_fresh && reference.sign == Sign::No {
            // "No brownie": it was ordered, and is not wanted.
            reference.mode = Mode::Drop;
            reference.cost += cost::NO_ITEM;
        }
        self.refer(&reference, Some(items), out);
    }

    /// "No, two cheesecakes": so many, and not so many more.
    pub fn other_count(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
        let mut next = reading.clone();
        let before = std::mem::take(&mut next.before);
        let plain = !(before.article || before.vague || before.another || before.more);
        let Some(number) = before.number.filter(|_| plain && !before.of) else {
            return;
        };
        let mut found = Vec::new();
        self.refer(&next, Some(items), &mut found);
        for mut next in found {
            if let &[target] = &*next.current {
                next.pieces[target].count(number);
                out.push(next);
            }
        }
    }

    /// A new line, with what was said before it.
    pub fn new_piece(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        items: Vec<Index>,
        price: u32,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        next.cost += price;
        let before = std::mem::take(&mut next.before);
        let mut piece = Piece::new(Origin::New, items, before.number.unwrap_or(1));
        piece.named = (edge.from, edge.to);
        piece.words = self.words(edge.from, edge.to);
        piece.touched = true;
        let on_top = before.another || before.more;
        piece.counted = before.number.is_some() && !before.article && !on_top;
        // "Some tacos" are several; "some fries" are a portion, and "some soup" is one, too.
        let portion = before.article && !self.disagrees(edge, piece.items(), 1);
        piece.vague = before.vague && !portion;
        if let Some(size) = &before.size {
            // A size that is a number counts as one: "twelve wings".
            if before.number.is_none() && price == cost::BARE {
                next.cost -= cost::BARE - cost::EDGE;
            }
            let counts = || number::number(&self.tokens[size.from..size.to]).is_some();
            if before.number.is_none() && price == cost::BARE_INSIDE && counts() {
                next.cost -= cost::BARE_INSIDE - cost::EDGE;
            }
            let words = self.words(size.from, size.to);
            match self.put(&mut piece, size, Sign::Plain, &words) {
                Some(price) => next.cost += price,
                None => return,
            }
        }
        for (modifier, sign) in &before.modifiers {
            let words = self.words(modifier.from, modifier.to);
            match self.put(&mut piece, modifier, *sign, &words) {
                Some(price) => next.cost += price,
                None => return,
            }
        }
        for (number, size) in &before.ahead {
            let mut other = piece.clone();
            other.count(*number);
            other.sized = false;
            let words = self.words(size.from, size.to);
            match self.put(&mut other, size, Sign::Plain, &words) {
                Some(price) => next.cost += price,
                None => return,
            }
            next.pieces.push(other);
        }
        next.pieces.push(piece);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The piece that was made last is the one that what follows speaks of.
    pub fn arrive(&self, next: &mut Reading<'a>) {
        next.current = Rc::new([next.pieces.len() - 1]);
        next.gap = Gap::Inside;
        next.sign = Sign::Plain;
        next.sign_fresh = false;
        next.lead = false;
        next.corrects = false;
        next.group = None;
        if next.mode == Mode::To {
            next.mode = Mode::Say;
        }
    }

    /// Puts a size or modifier on a piece whose item may not be known yet.
    pub fn put(&self, piece: &mut Piece, edge: &Edge<'a>, sign: Sign, words: &str) -> Option<u32> {
        let Some(entry) = attach::entry(edge) else {
            attach::deny_size(piece, words);
            return Some(cost::DENIED);
        };
        if piece.items().len() > 1 {
            let key = crate::lexicon::words::key(&self.tokens[edge.from..edge.to]);
            return attach::loosen(self.lexicon, piece, entry, words, key, sign);
        }
        if sign == Sign::Plain
            && let Some(price) = attach::size(piece, entry, false)
        {
            return Some(price);
        }
        let price = attach::modifier(self.lexicon, piece, entry, sign, None, false);
        if price.is_none() && entry.modifiers.is_empty() {
            attach::deny_size(piece, words);
            return Some(cost::DENIED);
        }
        price
    }

    pub fn one_more(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
        let mut next = reading.clone();
        let number = next.before.number.take().unwrap_or(1);
        next.before = Before::default();
        let mut found = Vec::new();
        self.refer(&next, Some(items), &mut found);
        for mut next in found {
            let Some(&target) = next.current.last() else {
                continue;
            };
            let piece = &mut next.pieces[target];
            piece.quantity = piece.quantity.saturating_add(number);
            piece.touched = true;
            // What follows is said of the new one, and so it would not be the same again.
            next.current = Rc::new([]);
            out.push(next);
        }
    }
}
