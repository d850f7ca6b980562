//! The last lines once more: "same again", "double that".

use super::{
    lattice::Edge,
    piece::{Origin, Piece, What},
    reading::{Gap, Mode, Reading},
    search::Search,
};

impl<'a> Search<'a> {
    /// "Same again": new lines like those that were spoken of last.
    pub fn again(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, 0);
        next.flush(self);
        let made: Vec<usize> = self
            .spoken_last(&mut next)
            .into_iter()
            .map(|target| {
                let of = &next.pieces[target];
                let mut copy = Piece::new(Origin::New, of.items().to_vec(), of.quantity);
                copy.words.clone_from(&of.words);
                copy.size = of.size;
                copy.modifiers.clone_from(&of.modifiers);
                copy.touched = true;
                next.pieces.push(copy);
                next.pieces.len() - 1
            })
            .collect();
        if made.is_empty() {
            return;
        }
        next.current = made.into();
        next.gap = Gap::Inside;
        out.push(next);
    }

    /// "Double that": so many times as many of each.
    pub fn times(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let triples = |at: usize| matches!(&*self.tokens[at].text, "triple" | "treble");
        let factor = if (edge.from..edge.to).any(triples) {
            3
        } else {
            2
        };
        let mut next = reading.content(edge, 0);
        next.flush(self);
        let targets = self.spoken_last(&mut next);
        if targets.is_empty() {
            return;
        }
        for &target in &targets {
            let piece = &mut next.pieces[target];
            piece.count(piece.quantity.saturating_mul(factor));
        }
        next.current = targets.into();
        next.gap = Gap::Inside;
        next.mode = Mode::Say;
        out.push(next);
    }

    /// The line that was just said, or all those of the last turn.
    fn spoken_last(&self, next: &mut Reading<'a>) -> Vec<usize> {
        let said = |piece: &Piece| {
            let counts = piece.drop.is_none() && piece.quantity > 0;
            counts && piece.touched && piece.what != What::Unknown && piece.origin != Origin::Which
        };
        let last = (0..next.pieces.len())
            .rev()
            .find(|at| said(&next.pieces[*at]));
        if let Some(last) = last {
            return vec![last];
        }
        let lines = self.context.lines.len();
        let mut recent = self.context.recent.clone();
        recent.retain(|line| *line < lines);
        if recent.is_empty() {
            recent.extend(lines.checked_sub(1));
        }
        recent
            .into_iter()
            .map(|line| self.touch(next, line))
            .collect()
    }
}
