//! Sizes and modifiers as fingers pick them: where a group takes one, it takes the other's place.

use super::doubt::Doubt;
use super::draft::{Draft, Kitchen, TapError};
use kitchen::menu::{Item, Menu, ModifierGroup};
use kitchen::{ItemId, LineId, ModifierId};

/// An answer to a question: a size, or a modifier that is chosen and stays chosen.
///
/// # Errors
/// [`TapError`], where the line knows no such choice.
pub fn answer(
    draft: &mut Draft,
    kitchen: Kitchen<'_>,
    line: &str,
    choice: &str,
) -> Result<(), TapError> {
    let (_, item) = item_of(draft, kitchen, line)?;
    if item.sizes.iter().any(|size| size.id.as_str() == choice) && is_size_open(draft, line) {
        return size(draft, kitchen, line, choice);
    }
    let id = ModifierId::from(choice);
    if chosen(draft, line).contains(&id) {
        // Said and tapped at once, it is the same answer.
        return Ok(());
    }
    toggle(draft, kitchen, line, choice)
}

/// A size.
///
/// # Errors
/// [`TapError`], where the item has no such size.
pub fn size(
    draft: &mut Draft,
    kitchen: Kitchen<'_>,
    line: &str,
    size: &str,
) -> Result<(), TapError> {
    draft.change(kitchen, line, |change| change.size = Some(size.into()))?;
    draft.settled(kitchen, &line.into(), &Doubt::Size)
}

/// A modifier: chosen, or taken back.
///
/// # Errors
/// [`TapError`], where the item does not offer it, or its group is full.
pub fn toggle(
    draft: &mut Draft,
    kitchen: Kitchen<'_>,
    line: &str,
    modifier: &str,
) -> Result<(), TapError> {
    let (menu, item) = item_of(draft, kitchen, line)?;
    let id = ModifierId::from(modifier);
    let chosen = chosen(draft, line);
    let is_chosen = chosen.contains(&id);
    let others: Vec<ModifierId> = match group_of(menu, item, &id) {
        Some(group) if group.max == 1 && !is_chosen => {
            let others = group.modifiers.iter().map(|modifier| &modifier.id);
            others
                .filter(|other| chosen.contains(other))
                .cloned()
                .collect()
        }
        _ => Vec::new(),
    };
    draft.change(kitchen, line, |change| {
        if is_chosen {
            change.remove_modifiers = vec![id.clone()];
        } else {
            change.remove_modifiers = others.clone();
            change.add_modifiers = vec![id.clone()];
        }
    })?;
    for settled in others.into_iter().chain([id]) {
        draft.settled(kitchen, &line.into(), &Doubt::Modifier(settled))?;
    }
    Ok(())
}

fn item_of<'a>(
    draft: &Draft,
    kitchen: Kitchen<'a>,
    line: &str,
) -> Result<(&'a Menu, &'a Item), TapError> {
    let line = draft
        .cart
        .line(&LineId::from(line))
        .ok_or(TapError::NotThere)?;
    let menu = kitchen.state.menu.as_deref().ok_or(TapError::NotThere)?;
    let item: &ItemId = &line.item;
    Ok((menu, menu.item(item).ok_or(TapError::NotThere)?))
}

fn group_of<'a>(menu: &'a Menu, item: &'a Item, id: &ModifierId) -> Option<&'a ModifierGroup> {
    menu.groups_of(item)
        .find(|group| group.modifiers.iter().any(|modifier| modifier.id == *id))
}

fn chosen(draft: &Draft, line: &str) -> Vec<ModifierId> {
    let line = draft.cart.line(&LineId::from(line));
    line.map(|line| line.modifiers.clone()).unwrap_or_default()
}

fn is_size_open(draft: &Draft, line: &str) -> bool {
    let line = draft.cart.line(&LineId::from(line));
    line.is_some_and(|line| line.size.is_none())
}
