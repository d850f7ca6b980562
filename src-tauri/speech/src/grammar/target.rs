//! Which line is spoken of: "it", "both", "one of them", "the first one", "the burger".

use super::{
    Asked, Slot, attach, cost,
    lattice::Edge,
    piece::{Denial, Denied, Origin, Piece, What},
    search::{Before, Gap, Mode, Reading, Search},
};
use crate::lexicon::{Entry, Index, ModifierSense, english::Class};
use std::rc::Rc;

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

    /// A bare count is the last line's; `more` of it come on top.
    pub fn recount(&self, reading: &mut Reading<'a>, number: u32, more: bool) {
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
        let plain = reading.mode == Mode::To || reading.corrects || reading.weakly_corrects || more;
        reading.cost += if plain {
            cost::CORRECTED
        } else {
            cost::RECOUNT
        };
        let piece = &mut reading.pieces[last];
        piece.quantity = if more {
            piece.quantity.saturating_add(number)
        } else {
            number
        };
        piece.touched = true;
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
        if class == Class::OfThem {
            let Some(number) = number else { return };
            let text = &self.tokens[edge.to - 1].text;
            if matches!(text.as_str(), "the" | "my") {
                next.before.of = true;
                out.push(next);
                return;
            }
            next.before.number = None;
            if let Some(part) = self.part_of_last(&mut next, number) {
                self.turn_to(next, vec![part], Some(number), out);
            }
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
        for &target in &targets {
            next.pieces[target].referred = true;
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
        if let Origin::Part(_) = piece.origin {
            piece.drop = Some(0);
            return;
        }
        piece.drop = Some(number.unwrap_or(0));
    }

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
        // What was chosen for all of them may be chosen anew for some.
        part.chosen.clear();
        part.sized = false;
        next.pieces[whole].quantity -= number;
        next.pieces[whole].touched = true;
        next.pieces.push(part);
        Some(next.pieces.len() - 1)
    }

    fn rest(&self, next: &mut Reading<'a>) -> Vec<usize> {
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
        let lines = self.context.lines.len();
        match (self.last(next).map(|last| next.pieces[last].origin), lines) {
            (Some(Origin::Line(line)), 2) => vec![self.touch(next, 1 - line.min(1))],
            _ => Vec::new(),
        }
    }

    fn several(&self, next: &mut Reading<'a>, count: Option<u32>) -> Vec<usize> {
        let said: Vec<usize> = (0..next.pieces.len())
            .filter(|piece| {
                next.pieces[*piece].what != What::Unknown && next.pieces[*piece].quantity > 0
            })
            .collect();
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

    /// "One" after "the large" or "the first": which line that is, or one more like the last.
    pub fn one(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let before = &reading.before;
        if before.ordinal.is_some() || (before.the && !reading.nothing_before()) {
            let mut next = reading.clone();
            next.before.number = None;
            self.refer(&next, None, out);
            return;
        }
        if reading.nothing_before() || reading.mode != Mode::Say {
            return;
        }
        let mut next = reading.clone();
        let Some(last) = self.last(&mut next) else {
            return;
        };
        let Some(item) = next.pieces[last].item() else {
            return;
        };
        let sized = next.pieces[last].size.is_some();
        if before.size.is_some() && !sized {
            self.turn_to(next, vec![last], None, out);
            return;
        }
        // "A large coke and a small one".
        self.new_piece(&next, edge, vec![item], cost::REFERENCE, out);
    }

    /// "The first medium rare": turns to what an ordinal names, for the word that follows.
    pub fn settle_ordinal(&self, reading: &Reading<'a>, out: &mut Vec<Reading<'a>>) {
        self.refer(reading, None, out);
    }

    /// The pieces and lines that `items` (or anything) can refer to, the newest first.
    pub fn refer(
        &self,
        reading: &Reading<'a>,
        items: Option<&[Index]>,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let mut found: Vec<usize> = Vec::new();
        let fits = |piece: &Piece| {
            piece.drop.is_none()
                && items.is_none_or(|items| piece.item().is_some_and(|item| items.contains(&item)))
        };
        for line in 0..self.context.lines.len() {
            let item = self.context.lines[line].item;
            if items.is_none_or(|items| items.contains(&item)) {
                let piece = self.touch(&mut next, line);
                found.push(piece);
            }
        }
        for piece in 0..next.pieces.len() {
            if !found.contains(&piece)
                && fits(&next.pieces[piece])
                && next.pieces[piece].what != What::Unknown
            {
                found.push(piece);
            }
        }
        found.retain(|piece| next.pieces[*piece].drop.is_none());
        let before = next.before.clone();
        if let Some(ordinal) = before.ordinal {
            next.before.ordinal = None;
            self.by_ordinal(next, &found, ordinal, out);
            return;
        }
        self.filter(&next, &mut found);
        if before.size.is_some() && next.before.size.is_some() {
            let entry = before.size.as_ref().and_then(attach::entry);
            let same: Vec<usize> = found
                .iter()
                .copied()
                .filter(|piece| {
                    entry.and_then(|entry| attach::size_of(&next.pieces[*piece], entry))
                        == next.pieces[*piece].size
                })
                .filter(|piece| next.pieces[*piece].size.is_some())
                .collect();
            if same.is_empty() {
                return;
            }
            found = same;
            next.before.size = None;
        }
        if found.is_empty() {
            return;
        }
        next.cost += cost::REFERENCE;
        if before.of {
            let Some(number) = next.before.number.take() else {
                return;
            };
            for piece in found.iter().rev().copied() {
                let mut next = next.clone();
                if let Some(part) = self.part(&mut next, piece, number) {
                    self.turn_to(next, vec![part], Some(number), out);
                    return;
                }
            }
            return;
        }
        let number = next.before.number.take();
        let newest = self.newest(&next, &found);
        if found.len() > 1 {
            next.cost += cost::AMBIGUOUS;
        }
        let number = number.filter(|_| next.mode == Mode::Drop && !before.article);
        self.turn_to(next, vec![newest], number, out);
    }

    /// Keeps what has the modifiers that were said before: "the one with guacamole".
    fn filter(&self, next: &Reading<'a>, found: &mut Vec<usize>) {
        if next.mode == Mode::Drop || next.on {
            return;
        }
        for (edge, _) in &next.before.modifiers {
            let Some(entry) = attach::entry(edge) else {
                continue;
            };
            found.retain(|piece| {
                let of = &next.pieces[*piece].modifiers;
                let has = |sense: &ModifierSense| of.contains(&(sense.group, sense.modifier));
                entry.modifiers.iter().any(has)
            });
        }
    }

    fn newest(&self, next: &Reading<'a>, found: &[usize]) -> usize {
        let last = self.context.last();
        let spoken = found
            .iter()
            .copied()
            .find(|piece| next.current.contains(piece));
        let asked = || {
            found
                .iter()
                .copied()
                .find(|piece| matches!(next.pieces[*piece].origin, Origin::Line(line) if Some(line) == last))
        };
        spoken.or_else(asked).unwrap_or(found[found.len() - 1])
    }

    fn by_ordinal(
        &self,
        mut next: Reading<'a>,
        found: &[usize],
        ordinal: i32,
        out: &mut Vec<Reading<'a>>,
    ) {
        next.cost += cost::REFERENCE;
        let target = match ordinal {
            -1 => found.last().copied(),
            _ => found
                .get(usize::try_from(ordinal - 1).unwrap_or(0))
                .copied(),
        };
        // "The first one" of a line of two is one of the two.
        if let Some(last) = self.last(&mut next) {
            let whole = match next.pieces[last].origin {
                Origin::Part(whole) => whole,
                _ => last,
            };
            let parts = next
                .pieces
                .iter()
                .filter(|piece| piece.origin == Origin::Part(whole))
                .count();
            let many = next.pieces[whole].quantity as usize + parts > 1;
            let count = found
                .iter()
                .filter(|piece| !matches!(next.pieces[**piece].origin, Origin::Part(_)))
                .count();
            if many && count == 1 {
                if let Some(part) = self.part(&mut next, whole, 1) {
                    self.turn_to(next, vec![part], Some(1), out);
                }
                return;
            }
        }
        if let Some(target) = target {
            self.turn_to(next, vec![target], None, out);
        }
    }

    /// What "instead of" names: what it was. It goes, or has gone already.
    pub fn former(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, 0);
        next.not = false;
        let items = if entry.items.is_empty() {
            &entry.partial
        } else {
            &entry.items
        };
        let new = next
            .current
            .last()
            .copied()
            .filter(|last| next.pieces[*last].origin == Origin::New);
        let line = (0..self.context.lines.len())
            .rev()
            .find(|line| items.contains(&self.context.lines[*line].item));
        if let Some(line) = line {
            let mut swapped = next.clone();
            let target = self.touch(&mut swapped, line);
            if let Some(new) = new {
                // "A lemonade instead of the coke."
                let becomes = swapped.pieces[new].clone();
                let Some(item) = becomes.item() else { return };
                self.become_item(&mut swapped, target, item);
                let piece = &mut swapped.pieces[target];
                piece.size = becomes.size.or(piece.size);
                for (group, modifier) in becomes.modifiers {
                    attach::set(self.lexicon, piece, group, modifier, true);
                }
                swapped.pieces[new].drop = Some(0);
                swapped.current = Rc::new([target]);
            } else if swapped.pieces.iter().all(|piece| !piece.touched) {
                swapped.current = Rc::new([target]);
                swapped.mode = Mode::To;
                swapped.changing = true;
            }
            out.push(swapped);
        }
        let has = |modifiers: &[(Index, Index)]| {
            entry
                .modifiers
                .iter()
                .find(|sense| modifiers.contains(&(sense.group, sense.modifier)))
                .copied()
        };
        if next.pieces.iter().all(|piece| !piece.touched) {
            // "Instead of fries onion rings."
            let holder = (0..self.context.lines.len())
                .rev()
                .find_map(|line| Some((line, has(&self.context.lines[line].modifiers)?)));
            if let Some((line, sense)) = holder {
                let target = self.touch(&mut next, line);
                next.current = Rc::new([target]);
                next.group = Some(sense.group);
                next.leaving = Some((target, (sense.group, sense.modifier)));
                next.mode = Mode::To;
                next.changing = true;
                out.push(next);
                return;
            }
        }
        next.cost += cost::REFERENCE;
        out.push(next);
    }

    /// Makes a piece one of another item: what both have stays.
    pub fn become_item(&self, next: &mut Reading<'a>, target: usize, item: Index) {
        let lexicon = self.lexicon;
        let piece = &mut next.pieces[target];
        let Some(old) = piece.item() else { return };
        if old == item {
            return;
        }
        let size = piece.size.map(|size| lexicon.size(old, size).clone());
        let named = |size: &kitchen::menu::Size| {
            (0..)
                .zip(&lexicon.item(item).sizes)
                .find(|(_, new)| new.id == size.id || new.name == size.name)
                .map(|(index, _)| index)
        };
        piece.size = size.as_ref().and_then(named);
        let groups = lexicon.groups_of(item);
        piece.modifiers.retain(|(group, _)| groups.contains(group));
        piece.what = What::Items(vec![item]);
        piece.touched = true;
        attach::retry(lexicon, piece);
    }

    /// A word that names a group: "the side", "the dressing".
    pub fn group(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        // "Toasted" of the group "toasted" is the choice, unless it is what changes.
        let whole = |sense: &ModifierSense| !sense.partial && !sense.negated;
        let chooses = entry.modifiers.iter().any(whole);
        let named = chooses && reading.mode != Mode::From;
        if entry.groups.is_empty() || named || !reading.nothing_before() {
            return;
        }
        let mut next = reading.content(edge, 2 * cost::EDGE);
        next.before = Before::default();
        let offers = |next: &Reading<'a>, piece: usize| {
            let item = next.pieces[piece].item()?;
            let groups = self.lexicon.groups_of(item);
            entry
                .groups
                .iter()
                .copied()
                .find(|group| groups.contains(group))
        };
        let current = self
            .last(&mut next)
            .and_then(|last| Some((last, offers(&next, last)?)));
        let found = current.or_else(|| {
            (0..self.context.lines.len()).rev().find_map(|line| {
                let piece = self.touch(&mut next, line);
                Some((piece, offers(&next, piece)?))
            })
        });
        let Some((piece, group)) = found else { return };
        next.group = Some(group);
        if next.mode == Mode::From {
            next.current = Rc::new([piece]);
            next.mode = Mode::To;
        }
        out.push(next);
    }

    /// Notes what cannot be had, on the line spoken of or on none.
    pub fn deny(&self, next: &mut Reading<'a>, entry: Option<&Entry>, words: &str) {
        next.sign_fresh = false;
        let target = match next.current.last() {
            Some(last) => Some(*last),
            None => self.last(next),
        };
        if let Some(target) = target {
            attach::deny(&mut next.pieces[target], entry, words, next.sign);
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
