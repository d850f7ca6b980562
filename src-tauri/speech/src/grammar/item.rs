//! What an item, a modifier or a size does to a reading.

use super::{
    Asked, Say, Sign, attach, cost,
    lattice::Edge,
    piece::{Denial, Denied, Origin, Piece, What},
    search::{Before, Gap, Mode, Reading, Search},
};
use crate::lexicon::{Entry, Index, words::Token};
use std::rc::Rc;

impl<'a> Search<'a> {
    pub fn item(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        self.answer_which(reading, edge, entry, out);
        let exact = !entry.items.is_empty();
        let items = if exact { &entry.items } else { &entry.partial };
        if items.is_empty() {
            return;
        }
        if self.cuts_a_name(reading, edge) {
            return;
        }
        let mut next = reading.content(edge, if exact { 0 } else { cost::PARTIAL });
        if !exact && entry.modifiers.iter().any(|sense| !sense.partial) {
            next.cost += cost::PARTIAL_MODIFIER;
        }
        self.compound(&next, edge, exact, items, out);
        next.item_end = edge.to;
        let disagrees = next
            .before
            .number
            .is_some_and(|number| self.disagrees(edge, items, number));
        if disagrees {
            next.cost += cost::DISAGREE;
            next.disagrees = true;
        }
        match next.mode {
            Mode::Inquire => {
                next.before = Before::default();
                next.says.push(Say::Inquire(items[0]));
                next.gap = Gap::Inside;
                out.push(next);
            }
            Mode::From => self.refer(&next, Some(&self.named(&next, entry)), out),
            Mode::Drop => {
                let named = self.named(&next, entry);
                self.drop_item(&next, edge, entry, &named, out);
            }
            // What was a modifier becomes a modifier.
            Mode::To if next.group.is_some() && !next.on && next.gap != Gap::And => {}
            Mode::To if !next.on && next.gap != Gap::And => {
                self.become_or_recount(&next, items, out);
            }
            Mode::Say | Mode::To if next.on => {
                self.refer(&next, Some(&self.named(&next, entry)), out);
                if !next.before.modifiers.is_empty() && next.before.odd.is_none() {
                    // "No onions on a burger", which is still to be made.
                    next.on = false;
                    next.gap = Gap::Inside;
                    self.new_piece(&next, edge, items.clone(), cost::REFERENCE, out);
                }
            }
            Mode::Say | Mode::To => {
                if next.before.the || next.before.of || next.before.ordinal.is_some() {
                    // "The burger" is the cheeseburger, where that is what was ordered.
                    let named = self.named(&next, entry);
                    if named != *items && self.is_known(&next, &named) {
                        let mut reference = next.clone();
                        reference.cost += cost::PARTIAL;
                        self.refer(&reference, Some(&named), out);
                    }
                }
                self.say_item(&next, edge, entry, items, out);
            }
        }
    }

    /// Two names side by side, one of them only in part: "turkey burger", "fish sandwich".
    fn compound(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        exact: bool,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let adjacent = next.item_end == edge.from && edge.from > 0 && next.mode == Mode::Say;
        let Some(last) = next.pieces.last().filter(|_| adjacent) else {
            return;
        };
        let both = last.items().iter().filter(|item| items.contains(item));
        let both: Vec<Index> = both.copied().collect();
        if last.origin == Origin::New && !both.is_empty() {
            // "A sushi roll": one of the rolls that are sushi.
            let mut one = next.clone();
            let at = one.pieces.len() - 1;
            let from = one.pieces[at].named.0;
            one.pieces[at].what = What::Items(both);
            one.pieces[at].named = (from, edge.to);
            one.pieces[at].words = self.words(from, edge.to);
            one.item_end = edge.to;
            out.push(one);
            return;
        }
        let partial =
            |edge: &Edge<'a>| attach::entry(edge).is_some_and(|entry| entry.items.is_empty());
        let (from, to) = last.named;
        let first = self.lattice.edges[from]
            .iter()
            .any(|edge| edge.to == to && partial(edge));
        if last.origin != Origin::New || (exact && !first) {
            return;
        }
        let mut whole = next.clone();
        whole.before.number = Some(last.quantity);
        whole.pieces.pop();
        whole.current = Rc::new([]);
        whole.strange = Some((from, edge.to));
        whole.cost += cost::COMPOUND;
        out.push(whole);
    }

    /// Whether the item just read and this one are one name together: "katsu curry".
    fn cuts_a_name(&self, reading: &Reading<'a>, edge: &Edge<'a>) -> bool {
        let Some(last) = reading.pieces.last() else {
            return false;
        };
        let (from, to) = last.named;
        let adjacent = to == edge.from && from < to;
        let whole = |other: &Edge<'a>| {
            let named = attach::entry(other).is_some_and(|entry| !entry.items.is_empty());
            named && other.to == edge.to
        };
        adjacent && self.lattice.edges[from].iter().any(whole)
    }

    /// The items that a form can refer to: those of that name, or else those of which it is a
    /// part of the name.
    fn named(&self, reading: &Reading<'a>, entry: &Entry) -> Vec<Index> {
        let exact = !entry.items.is_empty();
        if exact && (entry.partial.is_empty() || self.is_known(reading, &entry.items)) {
            return entry.items.clone();
        }
        match self.is_known(reading, &entry.partial) {
            false if exact => entry.items.clone(),
            _ => entry.partial.clone(),
        }
    }

    /// Whether any of these is in the cart or was said.
    fn is_known(&self, reading: &Reading<'a>, items: &[Index]) -> bool {
        let lines = &self.context.lines;
        let said = |piece: &Piece| piece.item().is_some_and(|item| items.contains(&item));
        lines.iter().any(|line| items.contains(&line.item)) || reading.pieces.iter().any(said)
    }

    fn say_item(
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
        if next.sign_fresh && matches!(next.sign, Sign::No | Sign::Light) {
            return;
        }
        if (before.another || before.more) && known && next.nothing_before() {
            self.one_more(next, items, out);
        }
        self.part_of_which(next, edge, items, out);
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
        if self.instead || next.corrects || slipped {
            self.replace_last(next, items, out);
            price += cost::NOT_CORRECTED;
        }
        self.new_piece(next, edge, items.to_vec(), price, out);
    }

    /// "Actually a tea", after a coffee: one drink for the other, unless it comes on top.
    fn alike(&self, next: &Reading<'a>, items: &[Index]) -> bool {
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
        if let Some(size) = &before.size {
            // A size that is a number counts as one: "twelve wings".
            if before.number.is_none() && price == cost::BARE {
                next.cost -= cost::BARE - cost::EDGE;
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
        next.pieces.push(piece);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The piece that was made last is the one that what follows speaks of.
    fn arrive(&self, next: &mut Reading<'a>) {
        next.current = Rc::new([next.pieces.len() - 1]);
        next.gap = Gap::Inside;
        next.sign = Sign::Plain;
        next.sign_fresh = false;
        next.lead = false;
        next.group = None;
        if next.mode == Mode::To {
            next.mode = Mode::Say;
        }
    }

    /// Puts a size or modifier on a piece whose item may not be known yet.
    fn put(&self, piece: &mut Piece, edge: &Edge<'a>, sign: Sign, words: &str) -> Option<u32> {
        let Some(entry) = attach::entry(edge) else {
            attach::deny_size(piece, words);
            return Some(cost::DENIED);
        };
        if piece.items().len() > 1 {
            let key = crate::lexicon::words::key(&self.tokens[edge.from..edge.to]);
            return attach::loosen(piece, entry, words, key, sign);
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

    fn one_more(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
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

    /// "Three tacos, two fish and one carnitas."
    fn part_of_which(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let Some(number) = next.before.number else {
            return;
        };
        let whole = next
            .current
            .last()
            .map(|last| match next.pieces[*last].origin {
                Origin::Part(whole) => whole,
                _ => *last,
            });
        let Some(whole) = whole else { return };
        let base = &next.pieces[whole];
        if base.items().len() < 2 || base.quantity < number {
            return;
        }
        let narrow: Vec<Index> = items
            .iter()
            .copied()
            .filter(|item| base.items().contains(item))
            .collect();
        if narrow.len() != 1 {
            return;
        }
        let mut next = next.clone();
        let before = std::mem::take(&mut next.before);
        let mut part = next.pieces[whole].clone();
        part.origin = Origin::Part(whole);
        part.what = What::Items(narrow);
        part.quantity = number;
        part.named = (edge.from, edge.to);
        attach::tighten(self.lexicon, &mut part);
        for (modifier, sign) in &before.modifiers {
            let words = self.words(modifier.from, modifier.to);
            if self.put(&mut part, modifier, *sign, &words).is_none() {
                return;
            }
        }
        next.pieces[whole].quantity -= number;
        next.pieces.push(part);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The answer to "which one?".
    fn answer_which(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let Asked::Which(wanted) = &self.context.asked else {
            return;
        };
        let named = entry.items.iter().chain(&entry.partial);
        let mut narrow: Vec<Index> = named
            .copied()
            .filter(|item| wanted.items.contains(item))
            .collect();
        narrow.dedup();
        let open = reading
            .pieces
            .iter()
            .position(|piece| piece.origin == Origin::Which && piece.items().len() > 1);
        let Some(open) = open.filter(|_| !narrow.is_empty() && narrow.len() < wanted.items.len())
        else {
            return;
        };
        let number = reading.before.number.filter(|_| !reading.before.article);
        let parted = reading
            .pieces
            .iter()
            .any(|piece| piece.origin == Origin::Part(open));
        let quantity = reading.pieces[open].quantity;
        if number.is_some_and(|number| number < quantity || (parted && number == quantity)) {
            let mut whole = reading.content(edge, 0);
            whole.current = Rc::new([open]);
            whole.item_end = edge.to;
            self.part_of_which(&whole, edge, &narrow, out);
            return;
        }
        let mut next = reading.content(edge, 0);
        let before = std::mem::take(&mut next.before);
        let piece = &mut next.pieces[open];
        piece.what = What::Items(narrow);
        piece.quantity = number.unwrap_or(piece.quantity);
        attach::tighten(self.lexicon, piece);
        let mut piece = piece.clone();
        for (edge, sign) in before
            .size
            .iter()
            .map(|size| (size, Sign::Plain))
            .chain(before.modifiers.iter().map(|(edge, sign)| (edge, *sign)))
        {
            let words = self.words(edge.from, edge.to);
            if self.put(&mut piece, edge, sign, &words).is_none() {
                return;
            }
        }
        next.pieces[open] = piece;
        next.current = Rc::new([open]);
        next.gap = Gap::Inside;
        next.item_end = edge.to;
        out.push(next);
    }

    fn drop_item(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let count = out.len();
        self.refer(next, Some(items), out);
        if out.len() > count {
            return;
        }
        if next.gap == Gap::And {
            // "Remove the coke and a latte": the verb does not reach that far.
            let mut say = next.clone();
            say.mode = Mode::Say;
            say.sign = Sign::Plain;
            say.sign_fresh = false;
            say.cost += cost::CORRECTED;
            self.say_item(&say, edge, entry, items, out);
        }
        let mut absent = next.clone();
        absent.before = Before::default();
        absent.sign_fresh = false;
        absent.cost += cost::NO_ITEM;
        absent.nowhere.push(Denied {
            words: self.words(edge.from, edge.to),
            modifiers: Vec::new(),
            why: Denial::Absent,
        });
        absent.gap = Gap::Inside;
        out.push(absent);
    }

    /// "Make that four tacos", "change it to a lemonade".
    fn become_or_recount(
        &self,
        reading: &Reading<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let Some(&target) = next.current.last() else {
            return;
        };
        let before = std::mem::take(&mut next.before);
        let same = next.pieces[target]
            .item()
            .is_some_and(|item| items.contains(&item));
        if !same {
            if items.len() > 1 {
                next.cost += cost::WHICH;
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
        out.push(next);
    }

    /// "A coke, sorry, a lemonade"; "a lemonade instead".
    fn replace_last(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
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

    /// "Eight taco": a count and a noun that do not agree. Names that are always in the plural
    /// agree with everything.
    fn disagrees(&self, edge: &Edge<'a>, items: &[Index], number: u32) -> bool {
        let last = &self.tokens[edge.to - 1];
        let plural = is_plural(last);
        let always = items.iter().any(|item| {
            let name = crate::lexicon::words::phrase(&self.lexicon.item(*item).name);
            // "Three mac and cheese": two dishes in one name have no plural of their own.
            let joined = name.iter().any(|word| word.stem == "and");
            joined || name.last().is_some_and(is_plural)
        });
        !always && plural != (number != 1)
    }
}

fn is_plural(token: &Token) -> bool {
    token.text.ends_with('s') && !token.text.ends_with("ss") && token.text.len() > 3
}
