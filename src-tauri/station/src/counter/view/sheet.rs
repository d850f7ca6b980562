//! The sheet on which one line is edited.

use super::{Sight, count, rule, sign};
use kitchen::cart::CartLine;
use kitchen::limits;
use kitchen::menu::{Item, ModifierGroup};
use wire::view::{MenuSizeView, SheetGroupView, SheetModifierView, SheetSizeView, SheetView};

/// The line that is being edited, with all there is to choose.
pub fn sheet(sight: &Sight<'_>) -> Option<SheetView> {
    let menu = sight.menu()?;
    let line = sight
        .desk
        .kept
        .draft
        .cart
        .line(sight.desk.sheet.as_ref()?)?;
    let item = menu.item(&line.item)?;
    let money = sight.money();
    let price = line.unit_price(menu);
    let groups = menu.groups_of(item);
    Some(SheetView {
        line: line.id.to_string(),
        name: item.name.to_string(),
        quantity: line.quantity,
        most: *limits::QUANTITY.end(),
        sizes: sizes(sight, item, line),
        groups: groups.map(|known| group(sight, known, line)).collect(),
        note: line.note.clone(),
        note_chars: count(limits::NOTE_CHARS),
        price: price.map(|price| money.plain(price.saturating_mul(i64::from(line.quantity)))),
        unsure: line.unsure,
        can_split: line.quantity > 1,
    })
}

fn sizes(sight: &Sight<'_>, item: &Item, line: &CartLine) -> Vec<SheetSizeView> {
    let money = sight.money();
    let size = |size: &kitchen::menu::Size| SheetSizeView {
        size: MenuSizeView {
            id: size.id.to_string(),
            name: size.name.to_string(),
            price: money.plain(size.price),
        },
        chosen: line.size.as_ref() == Some(&size.id),
    };
    item.sizes.iter().map(size).collect()
}

fn group(sight: &Sight<'_>, group: &ModifierGroup, line: &CartLine) -> SheetGroupView {
    let money = sight.money();
    let is_chosen = |modifier: &kitchen::menu::Modifier| line.modifiers.contains(&modifier.id);
    let chosen = count(group.modifiers.iter().filter(|one| is_chosen(one)).count());
    let modifier = |modifier: &kitchen::menu::Modifier| SheetModifierView {
        id: modifier.id.to_string(),
        kind: sign(group, modifier),
        text: modifier.name.to_string(),
        price: money.added(modifier.price),
        chosen: is_chosen(modifier),
        // Where one is taken, another takes its place.
        full: !is_chosen(modifier) && group.max > 1 && chosen >= group.max,
    };
    SheetGroupView {
        id: group.id.to_string(),
        name: group.name.clone(),
        rule: rule(group),
        open: chosen < group.min,
        modifiers: group.modifiers.iter().map(modifier).collect(),
    }
}
