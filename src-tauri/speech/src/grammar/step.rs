//! What each kind of word does to a reading.

use super::{
    Asked, Say, Sign, Slot, attach, cost,
    lattice::{Edge, Sense},
    search::{Before, Gap, Mode, Reading, Search},
};
use crate::lexicon::{english::Class, number::Number};
use std::rc::Rc;

impl<'a> Search<'a> {
    /// All readings after one more edge.
    pub fn step(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        match edge.sense {
            Sense::Word(class) => self.word(reading, edge, class, out),
            Sense::Number(number) => self.number(reading, edge, number, out),
            Sense::Ordinal(ordinal) => self.ordinal(reading, edge, ordinal, out),
            Sense::Entry(entry) => {
                if reading.strange.is_some_and(|(_, to)| to == edge.from) {
                    self.absorb(reading, edge, out);
                }
                let mut closed = reading.clone();
                closed.close_strange(self);
                if closed.not {
                    self.former(&closed, edge, entry, out);
                    return;
                }
                self.item(&closed, edge, entry, out);
                self.modifier(&closed, edge, entry, out);
                self.size(&closed, edge, entry, out);
                self.group(&closed, edge, entry, out);
            }
            Sense::Strange => self.strange(reading, edge, out),
            Sense::OddSize => self.odd_size(reading, edge, out),
            Sense::Lost => {
                let mut lost = reading.after(cost::LOST + cost::EDGE);
                lost.close_strange(self);
                lost.lost.insert(edge.from, edge.to);
                out.push(lost);
            }
        }
    }

    fn word(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        class: Class,
        out: &mut Vec<Reading<'a>>,
    ) {
        let price = match class {
            // "A large regular cola": it has its size.
            Class::Filler if reading.before.size.is_some() => 0,
            Class::Unit if self.is_size(edge.from) => cost::SERVING,
            Class::Filler | Class::All | Class::Unit if self.is_form(edge) => cost::SHADOWED,
            _ => 0,
        };
        let reading = &reading.after(price);
        match class {
            Class::Filler => {
                let mut next = reading.after(0);
                next.close_strange(self);
                out.push(next);
            }
            Class::Unit => {
                let mut next = reading.after(0);
                next.close_strange(self);
                out.push(next);
            }
            Class::Lead | Class::And => out.push(self.begin(reading, class)),
            Class::With | Class::Extra | Class::Light | Class::No => {
                self.sign(reading, edge, class, out)
            }
            Class::Drop | Class::Change => out.push(self.verb(reading, edge, class)),
            Class::To | Class::For => {
                let mut next = reading.after(0);
                next.close_strange(self);
                next.cost += if next.mode == Mode::To {
                    0
                } else {
                    2 * cost::REFERENCE
                };
                out.push(next);
            }
            Class::On => self.on(reading, out),
            Class::Instead => out.push(reading.content(edge, 0)),
            Class::InsteadOf => {
                let mut next = reading.content(edge, 0);
                next.flush(self);
                next.not = true;
                out.push(next);
            }
            Class::It | Class::Them | Class::Both | Class::All | Class::Rest | Class::OfThem => {
                self.pronoun(reading, edge, class, out);
            }
            Class::The => {
                let mut next = reading.after(0);
                next.close_strange(self);
                next.before.the = true;
                out.push(next);
            }
            Class::Another => {
                let mut next = reading.content(edge, 0);
                next.flush(self);
                next.before.another = true;
                next.before.number = Some(1);
                out.push(next);
            }
            Class::More => {
                if reading.before.number.is_some() && reading.nothing_before() {
                    let mut next = reading.content(edge, 0);
                    next.before.more = true;
                    out.push(next);
                }
            }
            Class::SideOf => {
                let mut next = reading.after(0);
                next.close_strange(self);
                next.before.side = true;
                out.push(next);
            }
            Class::Repair => self.repair(reading, edge, out),
            Class::Things => {
                let mut next = reading.after(0);
                next.close_strange(self);
                if next.nothing_before() {
                    next.before = Before::default();
                    out.push(next);
                }
            }
            Class::Actually => {
                let mut next = reading.after(0);
                next.flush(self);
                next.weakly_corrects = true;
                next.gap = Gap::Start;
                out.push(next);
            }
            Class::Offer => {
                let mut next = reading.content(edge, 0);
                next.flush(self);
                next.mode = Mode::Inquire;
                next.gap = Gap::Start;
                out.push(next);
            }
            Class::None => self.none(reading, edge, out),
            Class::Yes => self.say(reading, edge, Say::Yes, out),
            Class::Nay => self.say(reading, edge, Say::No, out),
            Class::Done => self.say(reading, edge, Say::Done, out),
            Class::Submit => self.say(reading, edge, Say::Submit, out),
            Class::Clear => self.say(reading, edge, Say::Clear, out),
            Class::Recite => self.say(reading, edge, Say::Recite, out),
            Class::Repeat => self.say(reading, edge, Say::Repeat, out),
            Class::Undo => self.say(reading, edge, Say::Undo, out),
            Class::Wait => self.say(reading, edge, Say::Wait, out),
        }
    }

    /// Whether a form of the menu begins where this begins, and goes as far.
    fn is_form(&self, edge: &Edge<'a>) -> bool {
        self.lattice.edges[edge.from].iter().any(|other| {
            let whole = attach::entry(other).is_some_and(|entry| {
                let named = entry.modifiers.iter().any(|sense| !sense.partial);
                named || !entry.sizes.is_empty() || !entry.items.is_empty()
            });
            whole && other.to >= edge.to
        })
    }

    /// Whether a size of the menu begins here.
    fn is_size(&self, from: usize) -> bool {
        let sizes = |edge: &Edge<'a>| attach::entry(edge).is_some_and(|of| !of.sizes.is_empty());
        self.lattice.edges[from].iter().any(sizes)
    }

    fn begin(&self, reading: &Reading<'a>, class: Class) -> Reading<'a> {
        let mut next = reading.after(0);
        let before = &next.before;
        let only = before.number.is_none() && before.size.is_none() && before.odd.is_none();
        if class == Class::And && only && !before.modifiers.is_empty() && !next.on {
            // "No onions and no tomato on the burger": they wait on.
            next.cost += cost::BEFORE;
            next.gap = Gap::And;
            return next;
        }
        next.flush(self);
        if class == Class::And {
            next.gap = if next.gap == Gap::Start {
                Gap::Start
            } else {
                Gap::And
            };
            if next.mode == Mode::To && next.current.iter().any(|piece| next.pieces[*piece].touched)
            {
                next.mode = Mode::Say;
            }
            return next;
        }
        next.gap = Gap::Start;
        next.lead = true;
        next.mode = Mode::Say;
        next.changing = false;
        next.sign = Sign::Plain;
        next.corrects = false;
        next.weakly_corrects = false;
        next
    }

    fn sign(
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
        if next.mode == Mode::Drop {
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

    fn verb(&self, reading: &Reading<'a>, edge: &Edge<'a>, class: Class) -> Reading<'a> {
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

    fn on(&self, reading: &Reading<'a>, out: &mut Vec<Reading<'a>>) {
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

    fn repair(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.after(0);
        if next.strange.take().is_some() {
            // "A large root beer, sorry, coke": its count and size stay.
            next.corrects = true;
            out.push(next);
            return;
        }
        let text = self.tokens[edge.from].text.as_str();
        let mild = matches!(
            text,
            "sorry" | "wait" | "excuse" | "hang" | "hold" | "pardon"
        );
        if mild && next.gap == Gap::Start && next.before.number.is_none() {
            // At the beginning it is manners.
            out.push(next);
            return;
        }
        if text == "no" && edge.to == edge.from + 1 {
            // "Two, no, three": only where something was just said that it can take back.
            if next.before.number.is_none() && next.gap != Gap::Inside {
                return;
            }
            next.cost += cost::CORRECTED;
        }
        // What stood before an item that never came was the slip.
        next.before = Before::default();
        next.sign_fresh = false;
        next.sign = Sign::Plain;
        next.corrects = true;
        out.push(next);
    }

    fn say(&self, reading: &Reading<'a>, edge: &Edge<'a>, say: Say, out: &mut Vec<Reading<'a>>) {
        let asked = &self.context.asked;
        let price = match say {
            Say::Yes if matches!(asked, Asked::Sure | Asked::Submit) => 0,
            Say::No if !matches!(asked, Asked::Which(_)) => cost::EDGE,
            Say::Yes | Say::No => cost::UNASKED,
            Say::Wait => 2,
            _ => 0,
        };
        // An answer stands by itself, not inside a wish.
        let inside = reading.gap == Gap::Inside
            && matches!(say, Say::Yes | Say::No | Say::Wait | Say::Repeat);
        let mut next = reading.content(
            edge,
            if inside {
                price + cost::DANGLING / 2
            } else {
                price
            },
        );
        next.flush(self);
        if say == Say::Clear {
            next.pieces.clear();
            next.current = Rc::new([]);
            next.says.clear();
            next.cleared = Some(edge.to);
        }
        if !next.says.contains(&say) {
            next.says.push(say);
        }
        next.gap = Gap::Start;
        next.mode = Mode::Say;
        next.sign = Sign::Plain;
        out.push(next);
    }

    /// "None", where a group was asked for that has a way to say so.
    fn none(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let Asked::Choice {
            slot: Slot::Group(group),
            ..
        } = self.context.asked
        else {
            return;
        };
        let all = (0..).zip(&self.lexicon.group(group).modifiers);
        let mut without = all
            .map(|(index, _)| index)
            .filter(|index| self.lexicon.is_negative(group, *index));
        let (Some(modifier), None) = (without.next(), without.next()) else {
            return;
        };
        let inside = reading.gap == Gap::Inside || !reading.nothing_before();
        if inside || reading.cleared.is_some() {
            return;
        }
        let mut next = reading.content(edge, cost::EDGE);
        if attach::set(self.lexicon, &mut next.pieces[0], group, modifier, false).is_some() {
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    fn number(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        number: Number,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = if number.article {
            reading.after(0)
        } else {
            reading.content(edge, 0)
        };
        next.close_strange(self);
        if next.not {
            if !number.article {
                next.not = false;
            }
            out.push(next);
            return;
        }
        if number.times {
            if let Some(last) = next
                .current
                .last()
                .copied()
                .filter(|_| next.gap == Gap::Inside)
            {
                next.pieces[last].quantity = number.value;
                out.push(next);
            }
            return;
        }
        if number.value == 1 && !number.article {
            self.one(&next, edge, out);
        }
        if !next.nothing_before() || next.before.ordinal.is_some() {
            return;
        }
        match next.before.number {
            Some(_) if number.article => next.cost += cost::COUNT_TWICE,
            Some(_) if next.before.article || next.corrects => next.cost += cost::CORRECTED,
            Some(_) => next.cost += cost::COUNT_TWICE,
            None => {}
        }
        next.before.number = Some(number.value);
        next.before.article = number.article;
        next.before.from.get_or_insert(edge.from);
        out.push(next);
    }

    fn ordinal(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        ordinal: i32,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, 0);
        next.close_strange(self);
        if self.context.lines.is_empty() && next.pieces.is_empty() {
            return;
        }
        if next.nothing_before() && next.before.number.is_none() {
            next.before.ordinal = Some(ordinal);
            out.push(next);
        }
    }

    /// A word in no table: part of the name of something unknown, or lost.
    fn strange(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
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

    /// "With pineapple", where there is none.
    fn strange_modifier(&self, mut next: Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let words = self.words(edge.from, edge.to);
        self.deny(&mut next, None, &words);
        next.gap = Gap::Inside;
        // Further words of it would be lost one by one.
        out.push(next);
    }

    /// A word of the menu becomes part of the name of something unknown: "turkey burger".
    fn absorb(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let Some((from, _)) = reading.strange else {
            return;
        };
        let mut next = reading.content(edge, cost::ABSORB);
        next.strange = Some((from, edge.to));
        out.push(next);
    }
}
