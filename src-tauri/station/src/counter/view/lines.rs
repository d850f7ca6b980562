//! The lines of the order, with what could not be had in its place.

use super::super::doubt::Doubt;
use super::super::draft::Refused;
use super::allergies::contained;
use super::{Sight, price, rank, sign};
use kitchen::ItemId;
use kitchen::cart::{self, CartLine, Choice, Short};
use kitchen::menu::{Item, Menu};
use wire::view::{CartLineView, CartModifierView, SoldOutView, SwapView};

/// All lines, in the order they were asked for.
pub fn lines(sight: &Sight<'_>) -> Vec<CartLineView> {
    let Some(menu) = sight.menu() else {
        return Vec::new();
    };
    let draft = &sight.desk.kept.draft;
    let short = draft.cart.short(sight.kitchen.state, sight.kitchen.now_ms);
    let mut views: Vec<CartLineView> = Vec::new();
    let mut refused = draft.refused.iter().peekable();
    for (before, known) in draft.cart.lines().iter().enumerate() {
        while let Some(refused) = refused.next_if(|refused| refused.after <= before) {
            views.push(vain(sight, menu, refused));
        }
        let short = short.iter().find(|short| short.line == known.id);
        if let Some(item) = menu.item(&known.item) {
            views.push(line(sight, menu, item, known, short));
        }
    }
    views.extend(refused.map(|refused| vain(sight, menu, refused)));
    views
}

fn line(
    sight: &Sight<'_>,
    menu: &Menu,
    item: &Item,
    line: &CartLine,
    short: Option<&Short>,
) -> CartLineView {
    let doubts = sight.desk.kept.draft.doubts_of(line);
    let size = item
        .sizes
        .iter()
        .find(|size| Some(&size.id) == line.size.as_ref());
    let need = line.need(menu).filter(|_| short.is_none());
    let price = line.unit_price(menu).filter(|_| short.is_none());
    CartLineView {
        key: line.id.to_string(),
        quantity: line.quantity,
        name: item.name.to_string(),
        unsure: doubts.contains(&Doubt::Item) || doubts.contains(&Doubt::Size),
        size: size.map(|size| size.name.to_string()),
        modifiers: modifiers(menu, item, line, &doubts),
        note: line.note.clone(),
        contains: contained(sight, menu, line),
        price: price.map(|price| {
            let whole = price.saturating_mul(i64::from(line.quantity));
            sight.money().plain(whole)
        }),
        need: need.map(|need| need_tag(menu, &need.choice)),
        sold_out: short.map(|short| sold_out(sight, &line.item, short.left)),
    }
}

/// What was asked for and cannot be had.
fn vain(sight: &Sight<'_>, menu: &Menu, refused: &Refused) -> CartLineView {
    let asked = &refused.asked;
    let item = menu.item(&asked.item);
    let left = sight
        .kitchen
        .state
        .availability_of(&asked.item, sight.kitchen.now_ms);
    CartLineView {
        key: refused.key.clone(),
        quantity: asked.quantity,
        name: item.map_or_else(|| asked.item.to_string(), |item| item.name.to_string()),
        unsure: false,
        size: None,
        modifiers: Vec::new(),
        note: None,
        contains: Vec::new(),
        price: None,
        need: None,
        sold_out: Some(sold_out(
            sight,
            &asked.item,
            match left {
                (false, _) => 0,
                (true, left) => left.unwrap_or(0),
            },
        )),
    }
}

fn sold_out(sight: &Sight<'_>, item: &ItemId, left: u32) -> SoldOutView {
    let said = sight.kitchen.state.availability.get(item);
    let money = sight.money();
    let swaps = cart::swaps(sight.kitchen.state, item, sight.kitchen.now_ms);
    SoldOutView {
        tag: match left {
            0 => "SOLD OUT".to_owned(),
            some => format!("ONLY {some} LEFT"),
        },
        until_ms: said.and_then(|said| said.until_ms),
        swaps: swaps
            .into_iter()
            .map(|item| SwapView {
                item: item.id.to_string(),
                name: item.name.to_string(),
                price: price(&money, item),
            })
            .collect(),
    }
}

/// Modifiers as they are printed under their line.
pub fn modifiers(
    menu: &Menu,
    item: &Item,
    line: &CartLine,
    doubts: &[Doubt],
) -> Vec<CartModifierView> {
    let mut views = Vec::new();
    for group in menu.groups_of(item) {
        for modifier in &group.modifiers {
            if line.modifiers.contains(&modifier.id) {
                views.push(CartModifierView {
                    id: modifier.id.to_string(),
                    kind: sign(group, modifier),
                    text: modifier.name.to_string(),
                    unsure: doubts.contains(&Doubt::Modifier(modifier.id.clone())),
                });
            }
        }
    }
    // Stable: within one sign, in menu order.
    views.sort_by_key(|view| rank(view.kind));
    views
}

/// "SIZE?", "DONENESS?"
fn need_tag(menu: &Menu, choice: &Choice) -> String {
    let name = match choice {
        Choice::Size => "size",
        Choice::Group(id) => menu.group(id).map_or(id.as_str(), |group| &group.name),
    };
    format!("{}?", name.to_uppercase())
}
