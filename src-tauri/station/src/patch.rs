//! What changed between two pictures of a window, in as few words as it takes.

use std::collections::{HashMap, HashSet};
use wire::view::{Patch, Screen, StripView, TicketView};

/// What a window must be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing.
    None,
    /// What changed.
    Patch(Box<Patch>),
    /// Everything: it looks at another place, or so much changed that a patch would be larger.
    Screen,
}

/// What leads from `old` to `new`. The patch's version follows `old`'s.
pub fn diff(old: &Screen, new: &Screen) -> Change {
    if old.place != new.place || old.title != new.title {
        return Change::Screen;
    }
    let tickets = changed(&old.tickets, &new.tickets);
    let strips = changed(&old.strips, &new.strips);
    let removed = removed(old, new);
    let shown = new.tickets.len() + new.strips.len();
    if tickets.len() + strips.len() + removed.len() > shown.max(SMALL) {
        return Change::Screen;
    }
    let patch = Patch {
        version: old.version,
        reading_order: reading_order(old, new),
        tickets,
        strips,
        removed,
        clock_offset_ms: field(&old.clock_offset_ms, &new.clock_offset_ms),
        link: field(&old.link, &new.link),
        places: field(&old.places, &new.places),
        facts: field(&old.facts, &new.facts),
        gone: field(&old.gone, &new.gone),
        all_day: field(&old.all_day, &new.all_day),
        unavailable: field(&old.unavailable, &new.unavailable),
        counter: part(&old.counter, &new.counter),
        menu: part(&old.menu, &new.menu),
        talk: part(&old.talk, &new.talk),
        meter: part(&old.meter, &new.meter),
        spoken: field(&old.spoken, &new.spoken),
    };
    let nothing = Patch {
        version: old.version,
        ..Patch::default()
    };
    if patch == nothing {
        return Change::None;
    }
    Change::Patch(Box::new(Patch {
        version: old.version + 1,
        ..patch
    }))
}

/// Up to so many entries a patch is small, whatever part of the screen they are: one page of
/// a board (design brief, section 3).
const SMALL: usize = 12;

fn field<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

/// A part that only some places have: one place has it always or never.
fn part<T: Clone + PartialEq>(old: &Option<T>, new: &Option<T>) -> Option<T> {
    (old != new).then(|| new.clone()).flatten()
}

/// Something shown that has an order's id.
trait Shown: Clone + PartialEq {
    fn order(&self) -> &str;
}

impl Shown for TicketView {
    fn order(&self) -> &str {
        &self.order
    }
}

impl Shown for StripView {
    fn order(&self) -> &str {
        &self.order
    }
}

fn changed<T: Shown>(old: &[T], new: &[T]) -> Vec<T> {
    let known: HashMap<&str, &T> = old.iter().map(|shown| (shown.order(), shown)).collect();
    new.iter()
        .filter(|shown| known.get(shown.order()) != Some(shown))
        .cloned()
        .collect()
}

fn orders(screen: &Screen) -> impl Iterator<Item = &str> {
    let tickets = screen.tickets.iter().map(Shown::order);
    tickets.chain(screen.strips.iter().map(Shown::order))
}

fn removed(old: &Screen, new: &Screen) -> Vec<String> {
    let stay: HashSet<&str> = orders(new).collect();
    let gone = orders(old).filter(|order| !stay.contains(order));
    gone.map(str::to_owned).collect()
}

/// The new order of reading, unless the page finds it by itself: it drops what is gone and
/// puts what is new at the end.
fn reading_order(old: &Screen, new: &Screen) -> Option<Vec<String>> {
    let before: HashSet<&str> = orders(old).collect();
    let after: HashSet<&str> = orders(new).collect();
    let kept = orders(old).filter(|order| after.contains(order));
    let added = orders(new).filter(|order| !before.contains(order));
    let found = kept.chain(added);
    (!found.eq(orders(new))).then(|| orders(new).map(str::to_owned).collect())
}
