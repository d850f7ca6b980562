//! What a guest cannot bear, and what of the cart has it inside.

use super::{Cart, CartLine};
use crate::{Menu, menu::Modifier, order::same_allergy};
use std::collections::BTreeSet;

/// Who is allergic to nuts says so, and means those that grow on trees and those that do not.
const ANY_NUT: &str = "nut";

/// Every allergen that the menu names, by id.
pub fn allergens(menu: &Menu) -> BTreeSet<&str> {
    let groups = menu.modifier_groups.iter();
    let modifiers = groups.flat_map(|group| &group.modifiers);
    let inside = modifiers.flat_map(|modifier| &modifier.allergens);
    let items = menu.items.iter().flat_map(|item| &item.allergens);
    items.chain(inside).map(String::as_str).collect()
}

impl Cart {
    /// The allergens inside a line that the guests cannot bear, by id; nothing where the menu
    /// does not know the item.
    pub fn harms<'a>(&self, menu: &'a Menu, line: &CartLine) -> BTreeSet<&'a str> {
        let Some(item) = menu.item(&line.item) else {
            return BTreeSet::new();
        };
        let groups = menu.groups_of(item);
        let is_chosen = |one: &&Modifier| line.modifiers.contains(&one.id);
        let chosen = groups.flat_map(|group| &group.modifiers).filter(is_chosen);
        let inside = chosen.flat_map(|one| &one.allergens);
        let all = item.allergens.iter().chain(inside).map(String::as_str);
        all.filter(|allergen| self.cannot_bear(allergen)).collect()
    }

    fn cannot_bear(&self, allergen: &str) -> bool {
        let is_it = |known: &String| {
            let is_nut = same_allergy(known, ANY_NUT) && allergen.ends_with(ANY_NUT);
            is_nut || same_allergy(known, allergen)
        };
        self.allergies.iter().any(is_it)
    }
}
