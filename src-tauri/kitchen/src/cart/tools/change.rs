//! What becomes of a line that changes.

use super::{
    super::{Cart, CartLine},
    ChangeItem,
    run::{sorted, text},
};
use crate::{
    LineId, Menu, ModifierId, Refusal, RefusalCode,
    decide::{check, lines, place},
    limits,
    menu::Item,
};

/// Changes a line, or splits some of it off as a line of its own.
pub(super) fn change(
    cart: &mut Cart,
    menu: &Menu,
    asked: &ChangeItem,
) -> Result<Vec<LineId>, Refusal> {
    let index = cart.index(&asked.line)?;
    let before = cart.lines[index].clone();
    let mut line = changed(&before, menu, asked)?;
    let Some(only) = asked.only.filter(|only| *only < before.quantity) else {
        if let Some(only) = asked.only.filter(|only| *only > before.quantity) {
            let message = format!("There are only {}, not {only}.", before.quantity);
            let code = RefusalCode::QuantityOutOfRange;
            return Err(Refusal::at(code, "/only", message));
        }
        let id = line.id.clone();
        cart.lines[index] = line;
        return Ok(vec![id]);
    };
    check::quantity(only, "/only")?;
    if cart.lines.len() >= limits::LINES {
        return Err(place::too_many_lines(""));
    }
    line.id = cart.next_id();
    line.quantity = asked.quantity.unwrap_or(only);
    cart.lines[index].quantity -= only;
    let ids = vec![before.id, line.id.clone()];
    cart.lines.insert(index + 1, line);
    Ok(ids)
}

/// The line after the change, as if all of it were meant.
fn changed(before: &CartLine, menu: &Menu, asked: &ChangeItem) -> Result<CartLine, Refusal> {
    let mut line = before.clone();
    let mut item = lines::item(menu, &line.item, "")?;
    if let Some(id) = asked.item.as_ref().filter(|id| **id != line.item) {
        let other = lines::item(menu, id, "")?;
        carry_over(&mut line, menu, item, other);
        item = other;
    }
    if let Some(quantity) = asked.quantity {
        check::quantity(quantity, "/quantity")?;
        line.quantity = quantity;
    }
    if asked.size.is_some() {
        lines::size(item, asked.size.as_ref(), "/size")?;
        line.size.clone_from(&asked.size);
    }
    line.modifiers
        .retain(|known| !asked.remove_modifiers.contains(known));
    // What is asked for is checked where it stands in the arguments; then the whole.
    lines::so_far(menu, item, &asked.add_modifiers, "/add_modifiers")?;
    line.modifiers.extend(asked.add_modifiers.iter().cloned());
    line.modifiers = sorted(line.modifiers);
    lines::so_far(menu, item, &line.modifiers, "/add_modifiers")?;
    if let Some(note) = &asked.note {
        check::text(Some(note), limits::NOTE_CHARS, "/note")?;
        line.note = text(Some(note));
    }
    line.unsure = asked.unsure.unwrap_or(line.unsure);
    Ok(line)
}

/// Makes `line` one of `other`, with what both have: a size by id or name, a modifier by id
/// or by kind and name.
fn carry_over(line: &mut CartLine, menu: &Menu, item: &Item, other: &Item) {
    let size = line.size.take();
    let named = item
        .sizes
        .iter()
        .find(|known| Some(&known.id) == size.as_ref());
    line.size = other
        .sizes
        .iter()
        .find(|new| named.is_some_and(|old| old.id == new.id || old.name == new.name))
        .map(|new| new.id.clone());
    let mut kept: Vec<ModifierId> = Vec::new();
    for id in &line.modifiers {
        let old = menu.groups_of(item).flat_map(|group| &group.modifiers);
        let Some(old) = old.into_iter().find(|known| known.id == *id) else {
            continue;
        };
        let offered = || menu.groups_of(other).flat_map(|group| &group.modifiers);
        let same = offered().find(|new| new.id == old.id);
        let like = || offered().find(|new| new.kind == old.kind && new.name == old.name);
        let Some(new) = same.or_else(like) else {
            continue;
        };
        kept.push(new.id.clone());
        if lines::so_far(menu, other, &kept, "").is_err() {
            kept.pop();
        }
    }
    line.modifiers = sorted(kept);
    line.item = other.id.clone();
}
