//! More of the item said last, in another way: "a large tea and a small", "one with guacamole and
//! one without".

use super::{
    cost,
    lattice::Edge,
    piece::{Origin, Piece},
    reading::{Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, Index};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// "A large tea and a small": so many more of the last item, if its size was said already.
    /// Answers whether there are.
    pub fn beside_sized(&self, next: &mut Reading<'a>, number: u32) -> bool {
        let fits = match next.current.last() {
            Some(last) => {
                let piece = &next.pieces[*last];
                next.gap == Gap::And && piece.sized && !self.is_left(next, *last)
            }
            None => self.joins() && next.pieces.is_empty(),
        };
        fits && self.may_stand_beside(next) && self.beside(next, number, false)
    }

    /// "A taco with salsa and one with guacamole": so many more of the last item, if they cannot
    /// be some of it. Answers whether there are.
    pub fn beside_made(&self, next: &mut Reading<'a>, entry: &Entry, number: u32) -> bool {
        let names = !entry.items.is_empty() || !entry.partial.is_empty();
        if (names && !next.sign_fresh) || !self.may_stand_beside(next) {
            return false;
        }
        next.gap == Gap::And && self.is_apart(next, number) && self.beside(next, number, true)
    }

    /// "Another with no salsa": one more of the last item, in its size.
    pub fn another_made(&self, next: &mut Reading<'a>) -> bool {
        self.may_stand_beside(next) && self.beside(next, 1, true)
    }

    /// "One with guacamole and one without": what is left of them, or one more that has nothing.
    /// Answers whether that is what it says.
    pub fn without(&self, next: &mut Reading<'a>, number: u32) -> bool {
        let Some(&last) = next.current.last().filter(|_| next.mode == Mode::Say) else {
            return false;
        };
        if self.is_left(next, last) {
            let Some(part) = self.part(next, last, number) else {
                return false;
            };
            next.pieces[part].touched = true;
            next.current = Rc::new([part]);
            return true;
        }
        if next.gap == Gap::And && self.is_apart(next, number) {
            return self.beside(next, number, true);
        }
        let free = |known: &(Index, Index)| self.lexicon.group(known.0).min == 0;
        let had = &next.pieces[last].modifiers;
        let Some(&said) = had.iter().rev().find(|known| free(known)) else {
            return false;
        };
        let Some(part) = self.some_apart(next, last, number) else {
            return false;
        };
        next.pieces[part].modifiers.retain(|known| *known != said);
        true
    }

    /// Turns to some of a piece, but not all of it.
    fn some_apart(&self, next: &mut Reading<'a>, last: usize, number: u32) -> Option<usize> {
        let part = self.part(next, last, number).filter(|part| *part != last)?;
        next.pieces[part].touched = true;
        next.current = Rc::new([part]);
        Some(part)
    }

    /// "One with guacamole and two plain": the others, which nothing was said of.
    pub fn bare(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, 0);
        let before = std::mem::take(&mut next.before);
        let Some(number) = before.number.filter(|_| !before.article && !before.vague) else {
            return;
        };
        if !reading.nothing_before() {
            return;
        }
        let several = match next.current.last() {
            Some(&last) if !self.is_left(&next, last) => next.pieces[last].quantity > number,
            _ => false,
        };
        let done = match several {
            true => self.some_bare(&mut next, number),
            false => self.without(&mut next, number),
        };
        if done {
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    /// "Four tacos, two plain": nothing is on them but what has to be chosen.
    fn some_bare(&self, next: &mut Reading<'a>, number: u32) -> bool {
        let Some(&last) = next.current.last() else {
            return false;
        };
        let Some(part) = self.some_apart(next, last, number) else {
            return false;
        };
        let must = |group: Index| self.lexicon.group(group).min > 0;
        next.pieces[part]
            .modifiers
            .retain(|(group, _)| must(*group));
        true
    }

    fn may_stand_beside(&self, next: &Reading<'a>) -> bool {
        next.mode == Mode::Say && !next.on && !self.corrects(next)
    }

    /// Whether the utterance goes on from the last one: "and a small".
    fn joins(&self) -> bool {
        let first = self.tokens.first().map(|token| token.text.as_str());
        self.asked().is_none() && matches!(first, Some("and" | "also" | "plus"))
    }

    /// Whether some are left that nothing was said of.
    fn is_left(&self, next: &Reading<'a>, last: usize) -> bool {
        match next.pieces[last].origin {
            Origin::Part(whole) => next.pieces[whole].quantity > 0,
            _ => false,
        }
    }

    /// Whether so many cannot be some of what was said last in this utterance.
    fn is_apart(&self, next: &Reading<'a>, number: u32) -> bool {
        let Some(&last) = next.current.last() else {
            return false;
        };
        let piece = &next.pieces[last];
        let alone = piece.quantity < number || piece.quantity == 1;
        let said = !piece.modifiers.is_empty() && piece.quantity == number;
        piece.origin == Origin::New && (alone || said)
    }

    /// A new piece of the last item, where that is known.
    fn beside(&self, next: &mut Reading<'a>, number: u32, sized: bool) -> bool {
        let Some(last) = self.last(next) else {
            return false;
        };
        let of = &next.pieces[last];
        let Some(item) = of.item() else {
            return false;
        };
        let mut piece = Piece::new(Origin::New, vec![item], number);
        piece.size = of.size.filter(|_| sized);
        piece.words.clone_from(&of.words);
        piece.counted = true;
        piece.touched = true;
        next.pieces.push(piece);
        next.cost += cost::REFERENCE;
        let (sign, fresh) = (next.sign, next.sign_fresh);
        self.arrive(next);
        (next.sign, next.sign_fresh) = (sign, fresh);
        true
    }
}
