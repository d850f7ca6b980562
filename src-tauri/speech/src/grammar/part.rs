//! Some of a line, and several lines at once.

use super::{
    cost,
    lattice::Edge,
    piece::{Origin, Piece, What},
    reading::{Mode, Reading},
    search::Search,
};

impl<'a> Search<'a> {
    /// Some of the last line, as a piece of its own.
    pub fn part_of_last(&self, next: &mut Reading<'a>, number: u32) -> Option<usize> {
        let last = self.last(next)?;
        self.part(next, last, number)
    }

    /// Some of a piece, as a piece of its own: of its whole, if it is a part itself.
    pub fn part(&self, next: &mut Reading<'a>, of: usize, number: u32) -> Option<usize> {
        if next.mode == Mode::Drop {
            return (next.pieces[of].quantity >= number).then_some(of);
        }
        let whole = match next.pieces[of].origin {
            Origin::Part(whole) => whole,
            _ => of,
        };
        let base = &next.pieces[whole];
        if base.what == What::Unknown || number == 0 || base.quantity < number {
            return None;
        }
        let parted = next
            .pieces
            .iter()
            .any(|piece| piece.origin == Origin::Part(whole));
        if base.quantity == number && !parted {
            return Some(whole);
        }
        let mut part = base.clone();
        part.origin = Origin::Part(whole);
        part.quantity = number;
        part.denied.clear();
        // Nothing was said of it yet.
        part.touched = false;
        // What was chosen for all of them may be chosen anew for some.
        part.chosen.clear();
        part.sized = false;
        next.pieces[whole].quantity -= number;
        next.pieces[whole].touched = true;
        next.pieces.push(part);
        Some(next.pieces.len() - 1)
    }

    /// "Half of them": so many of the line spoken of.
    pub fn half(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, cost::REFERENCE);
        next.close_strange(self);
        let Some(last) = self.last(&mut next) else {
            return;
        };
        let all = next.pieces[last].quantity;
        let half = match next.pieces[last].origin {
            // "Half with salsa, half with guacamole."
            Origin::Part(whole) => next.pieces[whole].quantity,
            _ if all.is_multiple_of(2) => all / 2,
            _ => 0,
        };
        if next.before.number.is_some() || half == 0 {
            return;
        }
        if let Some(part) = self.part(&mut next, last, half) {
            self.turn_to(next, vec![part], Some(half), out);
        }
    }

    /// "Two of them".
    pub fn of_them(
        &self,
        mut next: Reading<'a>,
        edge: &Edge<'a>,
        number: Option<u32>,
        out: &mut Vec<Reading<'a>>,
    ) {
        let Some(number) = number else { return };
        let text = &self.tokens[edge.to - 1].text;
        if matches!(text.as_str(), "the" | "my") {
            next.before.of = true;
            out.push(next);
            return;
        }
        next.before.number = None;
        // "A few tacos, six of them"; "fish tacos, two of them".
        let open = |piece: &Piece| piece.vague || (piece.origin == Origin::New && !piece.counted);
        let last = self.last(&mut next);
        if let Some(last) = last.filter(|last| open(&next.pieces[*last])) {
            next.pieces[last].count(number);
            self.turn_to(next, vec![last], None, out);
            return;
        }
        if let Some(part) = self.part_of_last(&mut next, number) {
            self.turn_to(next, vec![part], Some(number), out);
        }
    }

    /// One of several whose size was not said yet.
    pub fn unsized_part(&self, next: &mut Reading<'a>) -> Option<usize> {
        let last = self.last(next)?;
        let (whole, parted) = match next.pieces[last].origin {
            Origin::Part(whole) => (whole, true),
            _ => (last, false),
        };
        let base = &next.pieces[whole];
        let several = base.quantity > 1 || (parted && base.quantity == 1);
        (several && base.size.is_none())
            .then(|| self.part(next, whole, 1))
            .flatten()
    }

    pub fn rest(&self, next: &mut Reading<'a>) -> Vec<usize> {
        let whole = next
            .current
            .iter()
            .find_map(|piece| match next.pieces[*piece].origin {
                Origin::Part(whole) => Some(whole),
                _ => None,
            });
        if let Some(whole) = whole.filter(|whole| next.pieces[*whole].quantity > 0) {
            // What is left comes to stand behind what was said of the others.
            let left = next.pieces[whole].quantity;
            return self.part(next, whole, left).into_iter().collect();
        }
        if let Some(last) = self.last(next).filter(|last| next.pieces[*last].reduced) {
            // "Take one off, and no salsa on the others."
            return vec![last];
        }
        let lines = self.context.lines.len();
        match (self.last(next).map(|last| next.pieces[last].origin), lines) {
            (Some(Origin::Line(line)), 2) => vec![self.touch(next, 1 - line.min(1))],
            _ => Vec::new(),
        }
    }

    /// Everything that was named in this utterance.
    pub fn all_said(&self, next: &Reading<'a>) -> Vec<usize> {
        let known = |piece: &usize| {
            let piece = &next.pieces[*piece];
            piece.what != What::Unknown && piece.quantity > 0
        };
        (0..next.pieces.len()).filter(known).collect()
    }

    pub fn several(&self, next: &mut Reading<'a>, count: Option<u32>) -> Vec<usize> {
        let said = self.all_said(next);
        if let Some(last) = self.last(next) {
            let whole = match next.pieces[last].origin {
                Origin::Part(whole) => whole,
                _ => last,
            };
            let family: Vec<usize> = (0..next.pieces.len())
                .filter(|&piece| {
                    let part = next.pieces[piece].origin == Origin::Part(whole);
                    (piece == whole && next.pieces[piece].quantity > 0) || part
                })
                .collect();
            let total: u32 = family
                .iter()
                .map(|piece| next.pieces[*piece].quantity)
                .sum();
            if total > 1 && count.is_none_or(|count| count == total) {
                return family;
            }
        }
        let most = count.map_or(usize::MAX, |count| count as usize);
        if said.len() >= 2 {
            let from = said.len().saturating_sub(most);
            return said[from..].to_vec();
        }
        let lines = self.context.lines.len();
        let from = lines.saturating_sub(most);
        (from..lines).map(|line| self.touch(next, line)).collect()
    }
}
