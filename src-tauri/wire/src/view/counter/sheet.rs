//! The sheet on which one line is edited. Every tap on it changes the order at once.

use super::MenuSizeView;
use crate::view::ModifierKindView;
use serde::{Deserialize, Serialize};

/// One line, with all there is to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetView {
    /// The line.
    pub line: String,
    /// The item's name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The most of one line.
    pub most: u32,
    /// Sizes; empty where it has none.
    pub sizes: Vec<SheetSizeView>,
    /// Modifier groups, in the item's order.
    pub groups: Vec<SheetGroupView>,
    /// The guest's words.
    pub note: Option<String>,
    /// The longest note, in characters.
    pub note_chars: u32,
    /// What the line costs, once its size is known.
    pub price: Option<String>,
    /// The line may have been misheard: Yes and No are offered.
    pub unsure: bool,
    /// There is more than one: [`super::Tap::Split`] takes one out to be had another way.
    pub can_split: bool,
}

/// A size on the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetSizeView {
    /// Which.
    #[serde(flatten)]
    pub size: MenuSizeView,
    /// It is the one.
    pub chosen: bool,
}

/// A modifier group on the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetGroupView {
    /// The group's id.
    pub id: String,
    /// "Doneness".
    pub name: String,
    /// "Choose one", "Up to 8".
    pub rule: String,
    /// It still needs an answer.
    pub open: bool,
    /// What there is to choose.
    pub modifiers: Vec<SheetModifierView>,
}

/// A modifier on the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SheetModifierView {
    /// For [`super::Tap::Toggle`].
    pub id: String,
    /// Its sign.
    pub kind: ModifierKindView,
    /// Its name, without the sign.
    pub text: String,
    /// "+1.50"; `None` where it costs nothing.
    pub price: Option<String>,
    /// It is chosen.
    pub chosen: bool,
    /// The group is full; a tap would be refused.
    pub full: bool,
}
