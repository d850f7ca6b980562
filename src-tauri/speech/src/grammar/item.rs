//! What the name of an item does to a reading.

use super::{
    Say, Sign, Slot, attach, cost,
    lattice::Edge,
    piece::{Denial, Denied, Origin, Piece, What},
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{
    Entry, Index,
    words::{self, Token},
};
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
        let kind = (!exact && reading.mode == Mode::Say).then(|| self.of_kind(reading, items));
        let items = kind.as_ref().and_then(Option::as_ref).unwrap_or(items);
        if self.is_other(edge, items) {
            self.strange(reading, edge, out);
            return;
        }
        if self.cuts_a_name(reading, edge) {
            return;
        }
        let mut next = reading.content(edge, if exact { 0 } else { cost::PARTIAL });
        if !exact && self.cuts_a_form(edge) {
            next.cost += cost::PARTIAL;
        }
        // "Chicken" is rather one of several dishes, where there is nothing to have it on.
        let first = next.pieces.is_empty() && self.context.lines.is_empty() && items.len() > 1;
        let other = first || self.narrows(reading, items);
        if !exact && !other && entry.modifiers.iter().any(|sense| !sense.partial) {
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
            Mode::To if !next.on && next.gap != Gap::And && self.chooses(&next, entry) => {}
            Mode::To if !next.on && next.gap != Gap::And => {
                self.become_or_recount(&next, items, out);
            }
            Mode::Say | Mode::To if next.on => self.on_item(next, edge, entry, items, out),
            Mode::Say | Mode::To => {
                self.the_item(&next, entry, items, out);
                self.say_item(&next, edge, entry, items, out);
            }
        }
    }

    /// "No onions on the burger", which is there or still to be made.
    fn on_item(
        &self,
        mut next: Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        if next.sign_fresh && next.sign == Sign::No {
            return;
        }
        self.refer(&next, Some(&self.named(&next, entry)), out);
        if !next.before.modifiers.is_empty() && next.before.odd.is_none() {
            next.on = false;
            next.gap = Gap::Inside;
            let which = if items.len() > 1 { cost::WHICH } else { 0 };
            self.new_piece(&next, edge, items.to_vec(), cost::REFERENCE + which, out);
        }
    }

    /// "The burger" is the cheeseburger, where that is what was ordered.
    fn the_item(
        &self,
        next: &Reading<'a>,
        entry: &Entry,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        if !(next.before.the || next.before.of || next.before.ordinal.is_some()) {
            return;
        }
        let named = self.named(next, entry);
        if named != *items && self.is_known(next, &named) {
            let mut reference = next.clone();
            reference.cost += cost::PARTIAL;
            self.refer(&reference, Some(&named), out);
        }
    }

    /// Whether a group is spoken of that this may choose from. One that was only asked about keeps
    /// nobody from wanting another item.
    fn chooses(&self, next: &Reading<'a>, entry: &Entry) -> bool {
        let Some(group) = next.group else {
            return false;
        };
        let asked = next.leaving.is_none() && self.asked() == Some(Slot::Group(group));
        !asked || entry.modifiers.iter().any(|sense| sense.group == group)
    }

    /// Two names side by side, one of them only in part: "turkey burger", "fish sandwich".
    pub fn compound(
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
    pub fn cuts_a_name(&self, reading: &Reading<'a>, edge: &Edge<'a>) -> bool {
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

    /// Whether the word before says that it is something else: "hot tea", where it is iced.
    fn is_other(&self, edge: &Edge<'a>, items: &[Index]) -> bool {
        const COLD: &[&str] = &["iced", "ice", "cold", "frozen"];
        const HOT: &[&str] = &["hot"];
        let before = edge.from.checked_sub(1).map(|at| &*self.tokens[at].text);
        let opposite = match before {
            Some(word) if HOT.contains(&word) => COLD,
            Some(word) if COLD.contains(&word) => HOT,
            _ => return false,
        };
        let is = |item: &Index| {
            let name = words::phrase(&self.lexicon.item(*item).name);
            name.iter().any(|word| opposite.contains(&&*word.text))
        };
        items.iter().all(is)
    }

    /// The items that a form can refer to: those of that name, or else those of which it is a
    /// part of the name.
    pub fn named(&self, reading: &Reading<'a>, entry: &Entry) -> Vec<Index> {
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
    pub fn is_known(&self, reading: &Reading<'a>, items: &[Index]) -> bool {
        let lines = &self.context.lines;
        let said = |piece: &Piece| piece.item().is_some_and(|item| items.contains(&item));
        lines.iter().any(|line| items.contains(&line.item)) || reading.pieces.iter().any(said)
    }

    pub fn drop_item(
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

    /// "Eight taco": a count and a noun that do not agree. Names that are always in the plural
    /// agree with everything.
    pub fn disagrees(&self, edge: &Edge<'a>, items: &[Index], number: u32) -> bool {
        let last = &self.tokens[edge.to - 1];
        let plural = is_plural(last);
        let always = items.iter().any(|item| {
            let name = words::phrase(&self.lexicon.item(*item).name);
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
