//! What a page does with a patch, in its plainest form.

use wire::view::{Patch, Screen, StripView, TicketView};

/// The screen that a patch makes of the one before.
pub fn apply(screen: &Screen, patch: Patch) -> Screen {
    assert_eq!(patch.version, screen.version + 1, "none is left out");
    let mut next = screen.clone();
    next.version = patch.version;
    let removed = |order: &String| patch.removed.contains(order);
    next.tickets.retain(|ticket| !removed(&ticket.order));
    next.strips.retain(|strip| !removed(&strip.order));
    for ticket in patch.tickets {
        match next
            .tickets
            .iter_mut()
            .find(|old| old.order == ticket.order)
        {
            Some(old) => *old = ticket,
            None => next.tickets.push(ticket),
        }
    }
    for strip in patch.strips {
        match next.strips.iter_mut().find(|old| old.order == strip.order) {
            Some(old) => *old = strip,
            None => next.strips.push(strip),
        }
    }
    if let Some(order) = patch.reading_order {
        let place = |shown: &String| order.iter().position(|listed| listed == shown);
        next.tickets
            .sort_by_key(|ticket: &TicketView| place(&ticket.order));
        next.strips
            .sort_by_key(|strip: &StripView| place(&strip.order));
    }
    next.clock_offset_ms = patch.clock_offset_ms.unwrap_or(next.clock_offset_ms);
    next.link = patch.link.unwrap_or(next.link);
    next.places = patch.places.unwrap_or(next.places);
    next.facts = patch.facts.unwrap_or(next.facts);
    next.gone = patch.gone.unwrap_or(next.gone);
    next.all_day = patch.all_day.unwrap_or(next.all_day);
    next.unavailable = patch.unavailable.unwrap_or(next.unavailable);
    next.counter = patch.counter.or(next.counter);
    next.menu = patch.menu.or(next.menu);
    next.talk = patch.talk.or(next.talk);
    next.meter = patch.meter.or(next.meter);
    next.spoken = patch.spoken.unwrap_or(next.spoken);
    next
}
