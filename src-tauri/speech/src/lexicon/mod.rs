//! Every way to say what is on a menu.
//!
//! Made once per menu. Each spoken form leads to all that it can mean; the grammar chooses by
//! what stands around it.

pub mod english;
mod forms;
mod near;
pub mod number;
mod sizes;
pub mod words;

use kitchen::{
    ItemId, Menu, ModifierId,
    menu::{Item, Modifier, ModifierGroup, ModifierKind, Size},
};
use std::{collections::HashMap, sync::Arc};
use words::Token;

/// Where an item, group, modifier or size stands in the menu (or in its group or item).
pub type Index = u16;

/// Every way to say what is on a menu.
#[derive(Debug)]
pub struct Lexicon {
    menu: Arc<Menu>,
    entries: HashMap<String, Entry>,
    /// The groups of each item.
    groups: Vec<Vec<Index>>,
    forms: Vec<Form>,
    /// The longest form in words.
    longest: usize,
}

/// All that one spoken form can mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Items of that name or alias.
    pub items: Vec<Index>,
    /// Items of which it is a part of a name, or the category.
    pub partial: Vec<Index>,
    /// Modifiers of that name or alias.
    pub modifiers: Vec<ModifierSense>,
    /// Sizes of that name: the item, and its size.
    pub sizes: Vec<(Index, Index)>,
    /// Groups of that name.
    pub groups: Vec<Index>,
}

/// A modifier that a form can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModifierSense {
    /// Its group.
    pub group: Index,
    /// Which of the group.
    pub modifier: Index,
    /// Whether the form lacks the "no" that the name begins with: "ice" of "no ice".
    pub negated: bool,
    /// Whether it is only a part of the name: "oat" of "oat milk".
    pub partial: bool,
}

/// A form as it is spoken, for language models and dictionaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The words, lower case, numbers as words where the menu has them so.
    pub words: String,
    /// What it names.
    pub kind: FormKind,
}

/// What a form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// An item of the menu.
    Item(Index),
    /// A modifier: its group, and which of it.
    Modifier(Index, Index),
    /// A size: its item, and which of it.
    Size(Index, Index),
}

impl Lexicon {
    /// All forms of a menu.
    pub fn of(menu: &Arc<Menu>) -> Self {
        let mut lexicon = Self {
            menu: menu.clone(),
            entries: HashMap::new(),
            groups: groups_of_items(menu),
            forms: Vec::new(),
            longest: 1,
        };
        forms::fill(&mut lexicon);
        lexicon
    }

    /// The menu it was made from.
    pub fn menu(&self) -> &Arc<Menu> {
        &self.menu
    }

    /// The names and aliases of everything, as they are spoken.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// What the words mean, taken as one form.
    pub fn entry(&self, tokens: &[Token]) -> Option<&Entry> {
        self.entries.get(&words::key(tokens))
    }

    /// The same by a key that was made already.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The most words that one form takes, spelled out.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The items nearest to words that are not on the menu, best first; those that cannot be
    /// near are not among them.
    pub fn near(&self, tokens: &[Token]) -> Vec<Index> {
        near::items(self, tokens)
    }

    /// Where an item stands.
    pub fn item_index(&self, id: &ItemId) -> Option<Index> {
        let at = self.menu.items.iter().position(|item| item.id == *id)?;
        Index::try_from(at).ok()
    }

    /// Where a modifier of an item stands.
    pub fn modifier_index(&self, item: Index, id: &ModifierId) -> Option<(Index, Index)> {
        self.groups_of(item).iter().find_map(|&group| {
            let modifiers = &self.group(group).modifiers;
            let at = modifiers.iter().position(|modifier| modifier.id == *id)?;
            Some((group, Index::try_from(at).ok()?))
        })
    }

    /// An item by its place.
    pub fn item(&self, item: Index) -> &Item {
        &self.menu.items[usize::from(item)]
    }

    /// A group by its place.
    pub fn group(&self, group: Index) -> &ModifierGroup {
        &self.menu.modifier_groups[usize::from(group)]
    }

    /// A modifier by its group and place.
    pub fn modifier(&self, group: Index, modifier: Index) -> &Modifier {
        &self.group(group).modifiers[usize::from(modifier)]
    }

    /// A size of an item.
    pub fn size(&self, item: Index, size: Index) -> &Size {
        &self.item(item).sizes[usize::from(size)]
    }

    /// The groups that an item offers, in its order.
    pub fn groups_of(&self, item: Index) -> &[Index] {
        &self.groups[usize::from(item)]
    }

    /// The one modifier of a group that says that none of it is wanted: "no side".
    pub fn none_of(&self, group: Index) -> Option<Index> {
        let all = (0..).zip(&self.group(group).modifiers);
        let mut without = all
            .map(|(index, _)| index)
            .filter(|index| self.is_negative(group, *index));
        let one = without.next()?;
        without.next().is_none().then_some(one)
    }

    /// Whether a modifier takes something away: by its kind, or by its name ("no ice").
    pub fn is_negative(&self, group: Index, modifier: Index) -> bool {
        let modifier = self.modifier(group, modifier);
        modifier.kind == ModifierKind::Remove || forms::without_no(&modifier.name).is_some()
    }
}

fn groups_of_items(menu: &Menu) -> Vec<Vec<Index>> {
    let place: HashMap<_, _> = (0..)
        .zip(&menu.modifier_groups)
        .map(|(index, group): (Index, _)| (&group.id, index))
        .collect();
    let of = |item: &Item| -> Vec<Index> {
        item.modifier_groups
            .iter()
            .filter_map(|id| place.get(id).copied())
            .collect()
    };
    menu.items.iter().map(of).collect()
}
