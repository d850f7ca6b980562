//! The lines of a menu as a model reads them, and what each comes to in bytes.

use super::json_bytes;
use kitchen::{
    Menu,
    menu::{Item, ModifierGroup, ModifierKind},
};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

/// Above the groups of choices.
pub(super) const CHOICES: &str = "\n\nCHOICES (id: name)";

/// Above what is sold out.
pub(super) const SOLD_OUT: &str = "\n\nSOLD OUT:";

/// How often the tools name an item: when it is added, and when it takes another's place.
const ITEM_NAMED: usize = 2;

/// How often they name a size: likewise.
const SIZE_NAMED: usize = 2;

/// How often they name a modifier: when it is added with its item, or later, or taken back.
const MODIFIER_NAMED: usize = 3;

/// Quotes and a comma around an id in a list.
const AROUND_ID: usize = 3;

/// Above the items.
pub(super) fn head(menu: &Menu) -> String {
    format!(
        "\n\nMENU of {} (id: name price; prices in hundredths of {}; [choices], * is required)",
        menu.name, menu.currency
    )
}

/// Above the items of a category.
pub(super) fn category(menu: &Menu, item: &Item) -> String {
    let category = menu.category(&item.category);
    format!("\n# {}", category.map_or("", |category| &category.name))
}

/// An item that can be had.
pub(super) fn item(item: &Item) -> String {
    let mut line = format!("\n{}: {}", item.id, item.name);
    if item.sizes.is_empty() {
        let _ = write!(line, " {}", item.price);
    }
    for (index, size) in item.sizes.iter().enumerate() {
        let between = if index == 0 { ", sizes " } else { " / " };
        let _ = write!(line, "{between}{}={} {}", size.id, size.name, size.price);
    }
    if !item.modifier_groups.is_empty() {
        let ids: Vec<&str> = item.modifier_groups.iter().map(|id| id.as_str()).collect();
        let _ = write!(line, " [{}]", ids.join(" "));
    }
    if !item.spoken.is_empty() {
        let _ = write!(line, "; also: {}", item.spoken.join(", "));
    }
    line
}

/// An item that cannot be had now.
pub(super) fn sold_out(item: &Item) -> String {
    format!("\n{}", item.name)
}

/// A group of choices.
pub(super) fn group(group: &ModifierGroup) -> String {
    let required = if group.min > 0 { "*" } else { "" };
    let mut line = format!("\n{}{required} ({}", group.id, group.name);
    let _ = match (group.min, group.max) {
        (min, max) if min == max => write!(line, ", choose {min}):"),
        (0, max) => write!(line, ", up to {max}):"),
        (min, max) => write!(line, ", choose {min} to {max}):"),
    };
    for (index, modifier) in group.modifiers.iter().enumerate() {
        let between = if index == 0 { " " } else { ", " };
        let sign = match modifier.kind {
            ModifierKind::Add => "add ",
            ModifierKind::Remove => "no ",
            ModifierKind::Choice => "",
        };
        let _ = write!(line, "{between}{}={sign}{}", modifier.id, modifier.name);
        if modifier.price != 0 {
            let _ = write!(line, " {:+}", modifier.price);
        }
    }
    line
}

/// Adds up what lines and ids come to, before anything is written.
pub(super) struct Tally<'a> {
    menu: &'a Menu,
    groups: HashMap<&'a str, &'a ModifierGroup>,
    bytes: usize,
    /// What has been counted, and counts once: by kind and id.
    once: HashSet<(Once, &'a str)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Once {
    Head,
    SoldOut,
    Choices,
    Category,
    Group,
    Size,
}

impl<'a> Tally<'a> {
    /// Nothing is taken.
    pub fn new(menu: &'a Menu) -> Self {
        let groups = menu.modifier_groups.iter();
        Self {
            menu,
            groups: groups.map(|group| (group.id.as_str(), group)).collect(),
            bytes: 0,
            once: HashSet::new(),
        }
    }

    /// Takes an item, if all that it brings with it still fits into `room`.
    pub fn take(&mut self, item: &'a Item, had: bool, room: usize) -> bool {
        let (bytes, once) = if had {
            self.of(item)
        } else {
            self.of_sold_out(item)
        };
        if self.bytes + bytes > room {
            return false;
        }
        self.bytes += bytes;
        self.once.extend(once);
        true
    }

    fn of(&self, item: &'a Item) -> (usize, Vec<(Once, &'a str)>) {
        let mut bytes = json_bytes(&self::item(item));
        bytes += ITEM_NAMED * (json_bytes(item.id.as_str()) + AROUND_ID);
        let mut once = Vec::new();
        let mut first = |kind: Once, id: &'a str, cost: &dyn Fn() -> usize| {
            if !self.once.contains(&(kind, id)) && !once.contains(&(kind, id)) {
                once.push((kind, id));
                bytes += cost();
            }
        };
        first(Once::Head, "", &|| json_bytes(&head(self.menu)));
        let category = || json_bytes(&category(self.menu, item));
        first(Once::Category, item.category.as_str(), &category);
        for size in &item.sizes {
            let named = || SIZE_NAMED * (json_bytes(size.id.as_str()) + AROUND_ID);
            first(Once::Size, size.id.as_str(), &named);
        }
        let groups = item.modifier_groups.iter();
        for group in groups.filter_map(|id| self.groups.get(id.as_str()).copied()) {
            first(Once::Choices, "", &|| json_bytes(CHOICES));
            first(Once::Group, group.id.as_str(), &|| {
                let ids = group.modifiers.iter().map(|modifier| &modifier.id);
                let named: usize = ids.map(|id| json_bytes(id.as_str()) + AROUND_ID).sum();
                json_bytes(&self::group(group)) + MODIFIER_NAMED * named
            });
        }
        (bytes, once)
    }

    fn of_sold_out(&self, item: &'a Item) -> (usize, Vec<(Once, &'a str)>) {
        let mut bytes = json_bytes(&sold_out(item));
        let mut once = Vec::new();
        for (kind, text) in [
            (Once::Head, head(self.menu)),
            (Once::SoldOut, SOLD_OUT.to_owned()),
        ] {
            if !self.once.contains(&(kind, "")) {
                once.push((kind, ""));
                bytes += json_bytes(&text);
            }
        }
        (bytes, once)
    }
}
