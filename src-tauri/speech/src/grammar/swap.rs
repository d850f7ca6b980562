//! What a line was, and what it becomes: "instead of the coke", "make that a tea".

use super::{
    Sign, attach, cost,
    lattice::Edge,
    piece::{Origin, What},
    reading::{Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Entry, Index, words::Token};
use std::rc::Rc;

impl<'a> Search<'a> {
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
        let fresh = next.pieces.iter().all(|piece| !piece.touched);
        if !(fresh && self.former_choice(&mut next, entry)) {
            next.cost += cost::REFERENCE;
        }
        out.push(next);
    }

    /// "Instead of fries onion rings": the line that has them is spoken of. Answers whether there
    /// is one.
    fn former_choice(&self, next: &mut Reading<'a>, entry: &Entry) -> bool {
        let has = |modifiers: &[(Index, Index)]| {
            let mut senses = entry.modifiers.iter();
            senses
                .find(|sense| modifiers.contains(&(sense.group, sense.modifier)))
                .copied()
        };
        let lines = self.context.lines.iter().enumerate().rev();
        let mut holders = lines.filter_map(|(line, known)| Some((line, has(&known.modifiers)?)));
        let Some((line, sense)) = holders.next() else {
            return false;
        };
        let target = self.touch(next, line);
        next.current = Rc::new([target]);
        next.group = Some(sense.group);
        next.leaving = Some((target, (sense.group, sense.modifier)));
        next.mode = Mode::To;
        next.changing = true;
        true
    }

    /// Makes a piece one of another item: what both have stays.
    pub fn become_item(&self, next: &mut Reading<'a>, target: usize, item: Index) {
        let lexicon = self.lexicon;
        let piece = &mut next.pieces[target];
        let Some(old) = piece.item() else {
            // It was not known yet which.
            piece.what = What::Items(vec![item]);
            attach::tighten(lexicon, piece);
            return;
        };
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
        // What was chosen for the other may be chosen anew.
        piece.chosen.clear();
        piece.sized = false;
        attach::retry(lexicon, piece);
    }

    /// "Make that four tacos", "change it to a lemonade".
    pub fn become_or_recount(
        &self,
        reading: &Reading<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let Some(&target) = next.current.last() else {
            return;
        };
        let one = next.pieces[target].item();
        if items.len() > 1 && !one.is_some_and(|item| items.contains(&item)) {
            // "Make it four tacos", where the tacos were said before the brownie.
            self.other_count(&next, items, out);
            return;
        }
        let before = std::mem::take(&mut next.before);
        let same = next.pieces[target]
            .item()
            .is_some_and(|item| items.contains(&item));
        if !same {
            if next.pieces[target].touched && !(next.corrects || next.weakly_corrects) {
                // "Make that two, and a brownie": it has become what it was to be.
                next.cost += cost::NOT_CORRECTED;
            }
            self.become_item(&mut next, target, items[0]);
        }
        let mut piece = next.pieces[target].clone();
        piece.touched = true;
        if let Some(number) = before.number.filter(|_| !before.article) {
            piece.quantity = number;
        }
        let all = before.size.iter().map(|size| (size, Sign::Plain));
        for (edge, sign) in all.chain(before.modifiers.iter().map(|(edge, sign)| (edge, *sign))) {
            let Some(entry) = attach::entry(edge) else {
                return;
            };
            let fits = attach::size(&mut piece, entry, true)
                .or_else(|| attach::modifier(self.lexicon, &mut piece, entry, sign, None, true));
            if fits.is_none() {
                return;
            }
        }
        next.pieces[target] = piece;
        next.gap = Gap::Inside;
        next.corrects = false;
        out.push(next);
    }

    /// "A coke, sorry, a lemonade"; "a lemonade instead".
    pub fn replace_last(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
        let mut next = reading.clone();
        let Some(last) = self.last(&mut next) else {
            return;
        };
        if items.len() != 1 || next.pieces[last].what == What::Unknown {
            return;
        }
        next.current = Rc::new([last]);
        next.cost += cost::AMBIGUOUS;
        self.become_or_recount(&next, items, out);
    }

    /// "Actually a tea", after a coffee: one drink for the other, unless it comes on top.
    pub fn alike(&self, next: &Reading<'a>, items: &[Index]) -> bool {
        const ON_TOP: &[&str] = &["too", "also", "well", "another", "add", "plus", "more"];
        let on_top = |token: &Token| ON_TOP.contains(&token.text.as_str());
        let last = match next.pieces.last() {
            Some(piece) => piece.item(),
            None => self
                .context
                .last()
                .map(|last| self.context.lines[last].item),
        };
        let category = |item: Index| &self.lexicon.item(item).category;
        let same = |last: Index| items.iter().any(|item| category(*item) == category(last));
        !self.tokens.iter().any(on_top) && last.is_some_and(same)
    }
}
