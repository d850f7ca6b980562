//! The menu for ordering by touch. What a page looks for in it is the page's own affair.

use crate::view::ModifierKindView;
use serde::{Deserialize, Serialize};

/// The whole menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuView {
    /// The restaurant's name.
    pub name: String,
    /// Categories that have items, in menu order.
    pub categories: Vec<MenuCategoryView>,
    /// The modifier groups that items name, in menu order.
    pub groups: Vec<MenuGroupView>,
}

/// A part of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuCategoryView {
    /// Unique in the menu.
    pub id: String,
    /// "Burgers".
    pub name: String,
    /// Its items, in menu order.
    pub items: Vec<MenuItemView>,
}

/// Something that can be tapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuItemView {
    /// For [`super::Tap::Add`].
    pub id: String,
    /// As a guest reads it.
    pub name: String,
    /// "14.50"; "from 2.75" where it has sizes.
    pub price: String,
    /// Sizes with their prices.
    pub sizes: Vec<MenuSizeView>,
    /// Ids of the modifier groups it offers, in its order.
    pub groups: Vec<String>,
    /// It cannot be had now.
    pub sold_out: bool,
    /// "Sold out", "3 left"; `None` where there is nothing to say.
    pub stock: Option<String>,
    /// What is in it, as words.
    pub allergens: Vec<String>,
    /// Name and spoken names, in small letters, to look for a text in.
    pub search: String,
}

/// A size of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuSizeView {
    /// Unique in its item.
    pub id: String,
    /// "Large".
    pub name: String,
    /// "4.00".
    pub price: String,
}

/// Modifiers that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuGroupView {
    /// Unique in the menu.
    pub id: String,
    /// "Doneness".
    pub name: String,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// "Choose one", "Up to 8".
    pub rule: String,
    /// What there is to choose.
    pub modifiers: Vec<MenuModifierView>,
}

/// One way to have an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MenuModifierView {
    /// Unique in the menu.
    pub id: String,
    /// Its sign.
    pub kind: ModifierKindView,
    /// Its name, without the sign.
    pub text: String,
    /// "+1.50"; `None` where it costs nothing.
    pub price: Option<String>,
}
