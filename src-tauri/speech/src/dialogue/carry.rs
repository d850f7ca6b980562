//! Going back to a cart as it was, by calls.

use super::{Dialogue, Turn};
use kitchen::{
    State, UnixMs,
    cart::{
        Cart, CartLine,
        tools::{self, AddItem, Call, ChangeItem, RemoveItem, SetOrderDetails},
    },
};

impl Dialogue {
    /// Makes the cart what it was before the last turn that changed it.
    pub(super) fn restore(&mut self, state: &State, now_ms: UnixMs, turn: &mut Turn) {
        let Some(before) = self.before.take() else {
            return;
        };
        for call in differences(&self.cart, &before) {
            let was = self.cart.clone();
            let result = tools::run(&mut self.cart, state, now_ms, &call);
            if result.is_ok() {
                self.trail.push((call.clone(), was));
            }
            turn.calls.push((call, result));
        }
        self.which.clear();
    }
}

/// The calls that make `now` into `then`. Lines that are gone come back at the end.
fn differences(now: &Cart, then: &Cart) -> Vec<Call> {
    let mut calls = Vec::new();
    for line in now.lines() {
        match then.line(&line.id) {
            None => calls.push(Call::RemoveItem(RemoveItem {
                line: line.id.clone(),
                quantity: None,
            })),
            Some(old) if old != line => calls.push(Call::ChangeItem(back(line, old))),
            Some(_) => {}
        }
    }
    for old in then
        .lines()
        .iter()
        .filter(|old| now.line(&old.id).is_none())
    {
        calls.push(Call::AddItem(AddItem {
            item: old.item.clone(),
            quantity: old.quantity,
            size: old.size.clone(),
            modifiers: old.modifiers.clone(),
            note: old.note.clone(),
            unsure: old.unsure,
        }));
    }
    let (whom, known) = (then.whom(), now.whom());
    if whom != known {
        let text = |text: &Option<String>| Some(text.clone().unwrap_or_default());
        calls.push(Call::SetOrderDetails(SetOrderDetails {
            table: text(&whom.table),
            name: text(&whom.name),
            // That nobody said it cannot be had back: it stays as it is.
            service: whom.service,
            unsure: Some(whom.unsure),
        }));
    }
    calls
}

fn back(line: &CartLine, old: &CartLine) -> ChangeItem {
    let mut call = ChangeItem::of(line.id.clone());
    call.item = (line.item != old.item).then(|| old.item.clone());
    call.quantity = (line.quantity != old.quantity).then_some(old.quantity);
    call.size.clone_from(&old.size);
    let missing = |of: &CartLine, from: &CartLine| {
        let of = of
            .modifiers
            .iter()
            .filter(|id| !from.modifiers.contains(id));
        of.cloned().collect()
    };
    call.add_modifiers = missing(old, line);
    call.remove_modifiers = missing(line, old);
    call.unsure = Some(old.unsure);
    call
}
