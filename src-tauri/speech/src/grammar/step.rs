//! What each kind of word does to a reading.

use super::{
    Say, Sign, attach, cost,
    lattice::{Edge, Sense},
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::english::Class;

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

    pub fn word(
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
            Class::Filler | Class::Unit => out.push(self.passing(reading)),
            Class::Lead | Class::And => out.push(self.begin(reading, class)),
            Class::With | Class::Extra | Class::Light | Class::No => {
                self.sign(reading, edge, class, out)
            }
            Class::Drop | Class::Change => {
                out.push(self.verb(reading, edge, class));
                if self.is_noun(reading, edge) {
                    self.strange(reading, edge, out);
                }
            }
            Class::To | Class::For => out.push(self.to(reading)),
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
            Class::The
            | Class::Only
            | Class::SideOf
            | Class::Things
            | Class::Another
            | Class::More
            | Class::Less => {
                self.before_item(reading, edge, class, out);
            }
            Class::Bare => self.bare(reading, edge, out),
            Class::Half => self.half(reading, edge, out),
            Class::OfEach => self.of_each(reading, edge, out),
            Class::Again => self.again(reading, edge, out),
            Class::Times => self.times(reading, edge, out),
            Class::Repair => self.repair(reading, edge, out),
            Class::Actually => self.actually(reading, out),
            // "What I want is the soup" asks nothing.
            Class::Offer if edge.from > 0 && self.is_late_question(edge) => {}
            Class::Offer => {
                let mut next = reading.content(edge, 0);
                next.flush(self);
                next.mode = Mode::Inquire;
                next.gap = Gap::Start;
                out.push(next);
            }
            Class::None => self.none(reading, edge, out),
            _ => {
                if let Some(say) = answer(class) {
                    self.say(reading, edge, say, out);
                }
            }
        }
    }

    /// Whether it asks only at the beginning.
    fn is_late_question(&self, edge: &Edge<'a>) -> bool {
        matches!(&*self.tokens[edge.from].text, "is" | "are" | "does")
    }

    /// Between what is changed and what it becomes.
    fn to(&self, reading: &Reading<'a>) -> Reading<'a> {
        let mut next = self.passing(reading);
        if next.counts_anew() {
            next.flush(self);
        }
        if next.mode != Mode::To {
            next.cost += 2 * cost::REFERENCE;
        }
        next
    }

    /// A word that carries nothing by itself.
    pub fn passing(&self, reading: &Reading<'a>) -> Reading<'a> {
        let mut next = reading.after(0);
        next.close_strange(self);
        next
    }

    /// What stands before an item: "the", "another", "two more", "a side of".
    pub fn before_item(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        class: Class,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = match class {
            Class::The | Class::Only | Class::SideOf | Class::Things => self.passing(reading),
            _ => reading.content(edge, 0),
        };
        match class {
            Class::The => next.before.the = true,
            Class::Only => (next.before.the, next.before.only) = (true, true),
            Class::SideOf => next.before.side = true,
            Class::Things if next.nothing_before() => next.before = Before::default(),
            Class::Another => {
                next.flush(self);
                next.before.another = true;
                next.before.number = Some(1);
            }
            // "One less": it goes.
            Class::Less if next.before.number.is_some() && next.nothing_before() => {
                if next.before.article || next.mode != Mode::Say {
                    return;
                }
                next.mode = Mode::Drop;
            }
            Class::More if next.before.number.is_some() && next.nothing_before() => {
                next.before.more = true;
            }
            _ => return,
        }
        out.push(next);
    }

    /// Whether a form of the menu begins where this begins, and goes as far.
    pub fn is_form(&self, edge: &Edge<'a>) -> bool {
        self.lattice.edges[edge.from].iter().any(|other| {
            let whole = attach::entry(other).is_some_and(|entry| {
                let named = entry.modifiers.iter().any(|sense| !sense.partial);
                named || !entry.sizes.is_empty() || !entry.items.is_empty()
            });
            whole && other.to >= edge.to
        })
    }

    /// Whether a longer name of an item or modifier begins here: "onion" of "onion rings".
    pub fn cuts_a_form(&self, edge: &Edge<'a>) -> bool {
        self.lattice.edges[edge.from].iter().any(|other| {
            let whole = attach::entry(other).is_some_and(|entry| {
                let named = entry.modifiers.iter().any(|sense| !sense.partial);
                named || !entry.items.is_empty()
            });
            whole && other.to > edge.to
        })
    }

    /// Whether a size of the menu begins here.
    pub fn is_size(&self, from: usize) -> bool {
        let sizes = |edge: &Edge<'a>| attach::entry(edge).is_some_and(|of| !of.sizes.is_empty());
        self.lattice.edges[from].iter().any(sizes)
    }

    pub fn begin(&self, reading: &Reading<'a>, class: Class) -> Reading<'a> {
        let mut next = reading.after(0);
        if class == Class::And && next.sizes_only() {
            // "A small and a large tea": the item comes with the last.
            let before = std::mem::take(&mut next.before);
            next.before.ahead = before.ahead;
            let number = before.number.unwrap_or(1);
            next.before
                .ahead
                .extend(before.size.map(|size| (number, size)));
            next.before.from = before.from;
            next.cost += cost::BEFORE;
            return next;
        }
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
        next.weakly_corrects = false;
        next
    }
}

/// What a class of words says that is no line.
fn answer(class: Class) -> Option<Say> {
    Some(match class {
        Class::Yes => Say::Yes,
        Class::Nay => Say::No,
        Class::Done => Say::Done,
        Class::Submit => Say::Submit,
        Class::Clear => Say::Clear,
        Class::Recite => Say::Recite,
        Class::Total => Say::Total,
        Class::Repeat => Say::Repeat,
        Class::Undo => Say::Undo,
        Class::Wait => Say::Wait,
        _ => return None,
    })
}
