//! What can be ordered, who makes it, and how. The form is `heard.menu/1` (PROTOCOL, section 3).

mod read;

pub use read::Fault;

use crate::{CategoryId, GroupId, ItemId, ModifierId, SizeId, StationId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The demo menu, "The Copper Pan".
pub const COPPER_PAN: &str = include_str!("../../menus/copper-pan.json");

/// The name of the form.
pub const SCHEMA: &str = "heard.menu/1";

/// A whole menu. One that was read by [`Menu::read`] has no faults: every id it refers to exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    /// [`SCHEMA`].
    pub schema: String,
    /// The restaurant's name.
    pub name: String,
    /// ISO 4217, for printing prices.
    #[serde(default = "usd")]
    pub currency: String,
    /// BCP 47, the language it is spoken in.
    #[serde(default = "english")]
    pub language: String,
    /// Who makes things.
    pub stations: Vec<Station>,
    /// What things are grouped under.
    pub categories: Vec<Category>,
    /// How things can be had.
    pub modifier_groups: Vec<ModifierGroup>,
    /// What can be had.
    pub items: Vec<Item>,
}

fn usd() -> String {
    "USD".into()
}

fn english() -> String {
    "en".into()
}

/// A place in the kitchen with a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Unique in the menu.
    pub id: StationId,
    /// As the bar shows it.
    pub name: String,
}

/// A part of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Unique in the menu.
    pub id: CategoryId,
    /// As a guest reads it; also the title of its course on tickets.
    pub name: String,
    /// When its items are wanted if nobody says.
    #[serde(default = "first_course")]
    pub course: u8,
}

fn first_course() -> u8 {
    1
}

/// Modifiers of which an item takes at least `min` and at most `max`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifierGroup {
    /// Unique in the menu.
    pub id: GroupId,
    /// As a question names it: "Doneness".
    pub name: String,
    /// At least so many: 1 makes it a required choice.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// What there is to choose.
    pub modifiers: Vec<Modifier>,
}

/// One way to have an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modifier {
    /// Unique in the menu.
    pub id: ModifierId,
    /// As it is said, without its sign: "onions" of "NO onions".
    pub name: Arc<str>,
    /// What it does.
    pub kind: ModifierKind,
    /// Added to the item's price, in minor units.
    #[serde(default)]
    pub price: i64,
    /// Other ways to say it.
    #[serde(default)]
    pub spoken: Vec<String>,
    /// What it brings in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergens: Vec<String>,
}

/// What a modifier does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModifierKind {
    /// Something more.
    Add,
    /// Something less.
    Remove,
    /// One of several.
    Choice,
}

/// Something that can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Unique in the menu.
    pub id: ItemId,
    /// As a guest reads it.
    pub name: Arc<str>,
    /// As a cook reads it: at most 14 characters.
    pub kitchen_name: Arc<str>,
    /// Where it stands on the menu.
    pub category: CategoryId,
    /// In minor units; 0 where sizes have prices.
    pub price: i64,
    /// Who makes it.
    pub stations: Vec<StationId>,
    /// How long that takes.
    pub prep_seconds: u32,
    /// What is in it.
    #[serde(default)]
    pub allergens: Vec<String>,
    /// How it can be had.
    #[serde(default)]
    pub modifier_groups: Vec<GroupId>,
    /// In which sizes, each with its whole price.
    #[serde(default)]
    pub sizes: Vec<Size>,
    /// Other ways to say it.
    #[serde(default)]
    pub spoken: Vec<String>,
    /// Whether it can be had.
    #[serde(default = "yes")]
    pub available: bool,
}

fn yes() -> bool {
    true
}

/// A size of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Unique in its item.
    pub id: SizeId,
    /// As it is said: "Large".
    pub name: Arc<str>,
    /// The item's price in this size, in minor units.
    pub price: i64,
}

impl Menu {
    /// The item of that id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The station of that id.
    pub fn station(&self, id: &StationId) -> Option<&Station> {
        self.stations.iter().find(|station| station.id == *id)
    }

    /// The category of that id.
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    /// The modifier group of that id.
    pub fn group(&self, id: &GroupId) -> Option<&ModifierGroup> {
        self.modifier_groups.iter().find(|group| group.id == *id)
    }

    /// Whether any group has a modifier of that id.
    pub fn has_modifier(&self, id: &ModifierId) -> bool {
        self.modifier_groups
            .iter()
            .flat_map(|group| &group.modifiers)
            .any(|modifier| modifier.id == *id)
    }

    /// The groups an item offers, in its order.
    pub fn groups_of<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a ModifierGroup> {
        item.modifier_groups.iter().filter_map(|id| self.group(id))
    }
}
