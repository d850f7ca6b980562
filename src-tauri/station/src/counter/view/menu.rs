//! The menu for ordering by touch.

use super::super::draft::Kitchen;
use super::super::money::Money;
use super::{price, rule, sign};
use kitchen::menu::{Category, Item, Menu, ModifierGroup};
use wire::view::{
    MenuCategoryView, MenuGroupView, MenuItemView, MenuModifierView, MenuSizeView, MenuView,
};

/// The whole menu as it can be had now; `None` until there is one.
pub fn menu(kitchen: Kitchen<'_>) -> Option<MenuView> {
    let menu = kitchen.state.menu.as_deref()?;
    let money = Money::of(&menu.currency);
    let categories = menu.categories.iter();
    let categories = categories.map(|known| category(kitchen, menu, &money, known));
    Some(MenuView {
        name: menu.name.clone(),
        categories: categories.filter(|view| !view.items.is_empty()).collect(),
        groups: menu
            .modifier_groups
            .iter()
            .map(|known| group(&money, known))
            .collect(),
    })
}

fn category(
    kitchen: Kitchen<'_>,
    menu: &Menu,
    money: &Money,
    category: &Category,
) -> MenuCategoryView {
    let items = menu
        .items
        .iter()
        .filter(|item| item.category == category.id);
    MenuCategoryView {
        id: category.id.to_string(),
        name: category.name.clone(),
        items: items.map(|known| item(kitchen, money, known)).collect(),
    }
}

fn item(kitchen: Kitchen<'_>, money: &Money, item: &Item) -> MenuItemView {
    let (available, left) = kitchen.state.availability_of(&item.id, kitchen.now_ms);
    let size = |size: &kitchen::menu::Size| MenuSizeView {
        id: size.id.to_string(),
        name: size.name.to_string(),
        price: money.plain(size.price),
    };
    let spoken = item.spoken.iter().map(String::as_str);
    let names: Vec<&str> = std::iter::once(&*item.name).chain(spoken).collect();
    MenuItemView {
        id: item.id.to_string(),
        name: item.name.to_string(),
        price: price(money, item),
        sizes: item.sizes.iter().map(size).collect(),
        groups: item
            .modifier_groups
            .iter()
            .map(ToString::to_string)
            .collect(),
        sold_out: !available,
        stock: match (available, left) {
            (false, _) => Some("Sold out".to_owned()),
            (true, Some(left)) => Some(format!("{left} left")),
            (true, None) => None,
        },
        // Ids in words: `tree_nut`.
        allergens: item
            .allergens
            .iter()
            .map(|id| id.replace('_', " "))
            .collect(),
        search: names.join(" ").to_lowercase(),
    }
}

fn group(money: &Money, group: &ModifierGroup) -> MenuGroupView {
    let modifier = |modifier: &kitchen::menu::Modifier| MenuModifierView {
        id: modifier.id.to_string(),
        kind: sign(group, modifier),
        text: modifier.name.to_string(),
        price: money.added(modifier.price),
    };
    MenuGroupView {
        id: group.id.to_string(),
        name: group.name.clone(),
        min: group.min,
        max: group.max,
        rule: rule(group),
        modifiers: group.modifiers.iter().map(modifier).collect(),
    }
}
