//! Answers and corrections: "yes", "none", "no, sorry".

use super::{
    Asked, Say, Sign, Slot, attach, cost,
    lattice::Edge,
    piece::Origin,
    reading::{Before, Gap, Mode, Reading},
    search::Search,
};
use crate::lexicon::{Index, ModifierSense};
use kitchen::menu::ModifierKind;
use std::rc::Rc;

impl<'a> Search<'a> {
    pub fn repair(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
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
            // At the beginning it is manners, or the last line was a slip.
            next.weakly_corrects |= text == "sorry";
            out.push(next);
            return;
        }
        if text == "no" && edge.to == edge.from + 1 {
            // "Two, no, three": only where something was just said that it can take back.
            if next.before.number.is_none() && next.gap == Gap::Start {
                return;
            }
            if next.sign_fresh || !self.can_correct(&next, edge.to) {
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

    /// Whether what begins here can take the place of something: "medium, no, fries" is no
    /// correction, but no fries.
    fn can_correct(&self, next: &Reading<'a>, from: usize) -> bool {
        let waiting = next.before.modifiers.iter();
        let waiting = waiting.filter_map(|(edge, _)| attach::entry(edge));
        let waiting: Vec<Index> = waiting
            .flat_map(|entry| entry.modifiers.iter().filter(|sense| !sense.partial))
            .map(|sense| sense.group)
            .collect();
        let mut edges = self.lattice.edges.get(from).into_iter().flatten();
        let choice = edges.find_map(|edge| {
            let entry = attach::entry(edge)?;
            let whole = entry.modifiers.iter().any(|sense| !sense.partial);
            whole.then_some(entry)
        });
        let Some(choice) = choice else {
            return waiting.is_empty();
        };
        choice
            .modifiers
            .iter()
            .any(|sense| waiting.contains(&sense.group) || self.is_chosen(next, sense.group))
    }

    pub fn say(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        say: Say,
        out: &mut Vec<Reading<'a>>,
    ) {
        let asked = &self.context.asked;
        let word = &self.tokens[edge.from].text;
        if say == Say::Clear && word == "cancel" && edge.to == edge.from + 1 && !self.is_alone(edge)
        {
            // "Cancel the tea": that is not all.
            return;
        }
        let price = match say {
            Say::Yes if matches!(asked, Asked::Sure | Asked::Submit) => 0,
            Say::No if !matches!(asked, Asked::Which(_)) => cost::EDGE,
            Say::Yes | Say::No => cost::UNASKED,
            Say::Wait => 2,
            _ => 0,
        };
        let alone = word == "no" && edge.to == edge.from + 1;
        let denies = alone && self.takes_away(reading, edge.to);
        let price = price + if denies { cost::LOST } else { 0 };
        // An answer stands by itself, not inside a wish.
        let answers = matches!(say, Say::Yes | Say::No | Say::Wait | Say::Repeat);
        let late = say == Say::No && reading.gap == Gap::And;
        let inside = (reading.gap == Gap::Inside && answers) || late;
        let inside = if inside { cost::DANGLING / 2 } else { 0 };
        let mut next = reading.content(edge, price + inside);
        next.flush(self);
        if matches!(say, Say::No | Say::Undo) {
            Self::leave_open(&mut next);
        }
        if reading.gap == Gap::Start && matches!(asked, Asked::Else) {
            // "No, a diet cola": what comes may be meant in place of what was heard last.
            next.weakly_corrects |= say == Say::No;
        }
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
        if say == Say::Yes && matches!(asked, Asked::Else) {
            // "Yes please", to what was offered.
            let mut taken = next.clone();
            taken.accepts = self.take_offered(&mut taken, None);
            out.extend(Some(taken).filter(|taken| taken.accepts));
        }
        out.push(next);
    }

    /// Whether something begins here that is rather left out: "no salsa" is no answer and "salsa".
    /// A choice may also take the place of another: "no, medium".
    fn takes_away(&self, reading: &Reading<'a>, from: usize) -> bool {
        let first = reading.gap == Gap::Start;
        let leaves = |sense: &ModifierSense| {
            let group = sense.group;
            let kind = self.lexicon.modifier(group, sense.modifier).kind;
            let must = self.lexicon.group(group).min > 0 && self.lexicon.none_of(group).is_none();
            let chosen = first && (must || self.is_chosen(reading, group));
            !sense.partial && (kind != ModifierKind::Choice || sense.negated || !chosen)
        };
        let mut edges = self.lattice.edges.get(from).into_iter().flatten();
        edges
            .any(|edge| attach::entry(edge).is_some_and(|entry| entry.modifiers.iter().any(leaves)))
    }

    /// Whether something of a group was chosen for what is spoken of, or for the last line.
    fn is_chosen(&self, reading: &Reading<'a>, group: Index) -> bool {
        let has = |of: &[(Index, Index)]| of.iter().any(|(known, _)| *known == group);
        let said = reading
            .current
            .iter()
            .any(|piece| has(&reading.pieces[*piece].modifiers));
        let last = self.context.last().map(|last| &self.context.lines[last]);
        said || (reading.current.is_empty() && last.is_some_and(|last| has(&last.modifiers)))
    }

    /// What was asked about ("which one?", "how many?") is not wanted after all.
    fn leave_open(next: &mut Reading<'a>) {
        let asked = |at: &usize| {
            let piece = &next.pieces[*at];
            piece.origin == Origin::Which && (piece.vague || piece.items().len() > 1)
        };
        let Some(at) = (0..next.pieces.len()).find(asked) else {
            return;
        };
        next.pieces[at].drop = Some(0);
    }

    /// "None", where a group was asked for that has a way to say so.
    pub fn none(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let Asked::Choice {
            slot: Slot::Group(group),
            ..
        } = self.context.asked
        else {
            return;
        };
        let Some(modifier) = self.lexicon.none_of(group) else {
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

    /// "Actually": what comes may correct, and so may what was just said.
    pub fn actually(&self, reading: &Reading<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.after(0);
        next.flush(self);
        if reading.gap == Gap::Inside
            && let Some(recounted) = self.recounted(&next)
        {
            out.push(recounted);
            next.cost += cost::NOT_CORRECTED;
        }
        next.weakly_corrects = true;
        next.gap = Gap::Start;
        out.push(next);
    }

    /// "Two cheesecakes, actually", where one was ordered: so many, and not so many more.
    fn recounted(&self, next: &Reading<'a>) -> Option<Reading<'a>> {
        let mut next = next.clone();
        let last = *next.current.last()?;
        let new = next.pieces[last].clone();
        let plain = new.size.is_none() && new.modifiers.is_empty() && new.denied.is_empty();
        if new.origin != Origin::New || !new.counted || new.vague || !plain {
            return None;
        }
        let item = new.item()?;
        let mut lines = (0..self.context.lines.len()).rev();
        let line = lines.find(|line| self.context.lines[*line].item == item)?;
        next.pieces[last].drop = Some(0);
        let target = self.touch(&mut next, line);
        next.pieces[target].count(new.quantity);
        next.current = Rc::new([target]);
        next.gap = Gap::Start;
        Some(next)
    }
}
