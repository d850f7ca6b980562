//! Reading a menu: every fault is found in one go, each with its JSON pointer.

mod fault;
mod ids;
mod node;

pub use fault::Fault;

use super::{Category, Item, Menu, Modifier, ModifierGroup, ModifierKind, SCHEMA, Size, Station};
use crate::limits;
use fault::Faults;
use ids::Ids;
use node::{Node, quoted};
use serde_json::Value;
use std::ops::RangeInclusive;

/// A price in minor units: more than any dish costs, and an order of
/// [`limits::LINES`] full lines at this price is far from the end of an `i64`.
const PRICE: RangeInclusive<i64> = 0..=10_000_000;
/// What a modifier adds: it can make an item cheaper, too.
const EXTRA: RangeInclusive<i64> = -10_000_000..=10_000_000;
/// How long an item takes to make: at most a day.
const PREP_SECONDS: RangeInclusive<i64> = 0..=86_400;
/// Sizes, aliases, stations and groups of one entry: as many as one line can have modifiers.
const PARTS: usize = limits::MODIFIERS;
/// The longest tag that BCP 47 says to be ready for (RFC 5646, section 4.4.1).
const LANGUAGE_CHARS: usize = 35;

impl Menu {
    /// Reads the text of a menu file. A byte order mark at its start is skipped, as RFC 8259
    /// allows.
    ///
    /// # Errors
    /// All faults; for a text that is not JSON, one at the root that says the line and column.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match serde_json::from_str(text) {
            Ok(json) => Self::read(&json),
            Err(error) => Err(vec![Fault {
                pointer: String::new(),
                message: format!("is not JSON: {error}"),
            }]),
        }
    }

    /// Reads a menu. Fields we do not know are ignored.
    ///
    /// # Errors
    /// All faults, in the order of the form.
    pub fn read(json: &Value) -> Result<Self, Vec<Fault>> {
        let faults = Faults::default();
        let menu = menu(&Node::root(json, &faults));
        match faults.into_list() {
            none if none.is_empty() => Ok(menu),
            faults => Err(faults),
        }
    }

    /// Checks a menu that came as part of something else and was not read by [`Menu::read`].
    ///
    /// # Errors
    /// All faults, as [`Menu::read`] finds them.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let json = serde_json::to_value(self).unwrap_or(Value::Null);
        Self::read(&json).map(drop)
    }
}

// What has a fault is read as something empty, so that reading goes on; the menu that comes
// of it is thrown away.

fn menu(node: &Node<'_>) -> Menu {
    node.expect_object();
    let schema = node.required("schema");
    if schema.string().is_some_and(|said| said != SCHEMA) {
        schema.fault(format!("must be {}", quoted(SCHEMA)));
    }
    let mut stations = Ids::of("station");
    let mut categories = Ids::of("category");
    let mut groups = Ids::of("modifier group");
    let mut modifiers = Ids::of("modifier");
    let mut items = Ids::of("item");
    let each = limits::MENU_ENTRIES;
    let menu = Menu {
        schema: SCHEMA.into(),
        name: node.required("name").text(limits::NAME_CHARS),
        currency: node
            .optional("currency")
            .map_or_else(super::usd, |node| currency(&node)),
        language: node
            .optional("language")
            .map_or_else(super::english, |node| language(&node)),
        stations: entries(node, "stations", 1..=each, &mut stations, station),
        categories: entries(node, "categories", 1..=each, &mut categories, category),
        modifier_groups: entries(
            node,
            "modifier_groups",
            0..=each,
            &mut groups,
            |node, ids| group(node, ids, &mut modifiers),
        ),
        items: entries(node, "items", 1..=each, &mut items, |node, ids| {
            item(node, ids, &stations, &categories, &groups)
        }),
    };
    if modifiers.len() > each {
        node.required("modifier_groups").fault(format!(
            "has {} modifiers in all; at most {each} are allowed",
            modifiers.len()
        ));
    }
    menu
}

/// Reads the list of that name, and its ids into `ids`.
fn entries<T>(
    node: &Node<'_>,
    name: &'static str,
    count: RangeInclusive<usize>,
    ids: &mut Ids,
    mut entry: impl FnMut(&Node<'_>, &mut Ids) -> T,
) -> Vec<T> {
    let list = node.required(name).list(count);
    if list.is_none() {
        ids.unknown();
    }
    let list = list.unwrap_or_default();
    list.iter()
        .map(|node| {
            node.expect_object();
            entry(node, ids)
        })
        .collect()
}

fn currency(node: &Node<'_>) -> String {
    let Some(code) = node.string() else {
        return super::usd();
    };
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        node.fault(format!(
            "is {}; three capitals belong here, as in \"USD\"",
            quoted(code)
        ));
    }
    code.into()
}

fn language(node: &Node<'_>) -> String {
    let Some(tag) = node.string() else {
        return super::english();
    };
    let subtag = |part: &str| {
        part.len() <= 8 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let of_form = tag.len() <= LANGUAGE_CHARS
        && tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag.split('-').all(subtag);
    if !of_form {
        node.fault(format!(
            "is {}; a language tag belongs here, as in \"en-US\"",
            quoted(tag)
        ));
    }
    tag.into()
}

fn station(node: &Node<'_>, ids: &mut Ids) -> Station {
    Station {
        id: ids.define(&node.required("id")).into(),
        name: node.required("name").text(limits::NAME_CHARS),
    }
}

fn category(node: &Node<'_>, ids: &mut Ids) -> Category {
    let courses = i64::from(*limits::COURSE.start())..=i64::from(*limits::COURSE.end());
    Category {
        id: ids.define(&node.required("id")).into(),
        name: node.required("name").text(limits::NAME_CHARS),
        course: node
            .optional("course")
            .map_or_else(super::first_course, |node| node.whole(courses)),
    }
}

fn group(node: &Node<'_>, ids: &mut Ids, modifier_ids: &mut Ids) -> ModifierGroup {
    let most = i64::try_from(limits::MODIFIERS).unwrap_or(i64::MAX);
    let min = node.required("min");
    let group = ModifierGroup {
        id: ids.define(&node.required("id")).into(),
        name: node.required("name").text(limits::NAME_CHARS),
        min: min.whole(0..=most),
        max: node.required("max").whole(1..=most),
        modifiers: entries(
            node,
            "modifiers",
            1..=limits::MENU_ENTRIES,
            modifier_ids,
            modifier,
        ),
    };
    // A max or a list that could not be read is 0 or empty here, and has its own fault.
    if group.max > 0 && group.min > group.max {
        min.fault(format!(
            "is {}, more than max, which is {}",
            group.min, group.max
        ));
    }
    let choices = group.modifiers.len();
    if choices > 0 && group.min as usize > choices {
        min.fault(format!(
            "is {}, and there are only {choices} modifiers",
            group.min
        ));
    }
    group
}

fn modifier(node: &Node<'_>, ids: &mut Ids) -> Modifier {
    Modifier {
        id: ids.define(&node.required("id")).into(),
        name: node.required("name").text(limits::NAME_CHARS).into(),
        kind: kind(&node.required("kind")),
        price: node.optional("price").map_or(0, |node| node.whole(EXTRA)),
        spoken: texts(node, "spoken", PARTS),
        allergens: texts(node, "allergens", limits::ALLERGIES),
    }
}

fn kind(node: &Node<'_>) -> ModifierKind {
    match node.string() {
        Some("remove") => ModifierKind::Remove,
        Some("choice") => ModifierKind::Choice,
        Some("add") | None => ModifierKind::Add,
        Some(other) => {
            node.fault(format!(
                "is {}; \"add\", \"remove\" or \"choice\" belongs here",
                quoted(other)
            ));
            ModifierKind::Add
        }
    }
}

fn item(node: &Node<'_>, ids: &mut Ids, stations: &Ids, categories: &Ids, groups: &Ids) -> Item {
    let id = ids.define(&node.required("id"));
    let sizes = sizes(node);
    let unsized_item = sizes.as_ref().is_some_and(Vec::is_empty);
    let price = if unsized_item {
        Some(node.required("price"))
    } else {
        node.optional("price")
    };
    Item {
        id: id.into(),
        name: node.required("name").text(limits::NAME_CHARS).into(),
        kitchen_name: node
            .required("kitchen_name")
            .text(limits::KITCHEN_NAME_CHARS)
            .into(),
        category: categories.refer(&node.required("category")).into(),
        price: price.map_or(0, |node| node.whole(PRICE)),
        stations: stations.refer_each(node.required("stations").list(1..=PARTS)),
        prep_seconds: node.required("prep_seconds").whole(PREP_SECONDS),
        allergens: texts(node, "allergens", limits::ALLERGIES),
        modifier_groups: groups.refer_each(
            node.optional("modifier_groups")
                .and_then(|node| node.list(0..=PARTS)),
        ),
        sizes: sizes.unwrap_or_default(),
        spoken: texts(node, "spoken", PARTS),
        available: node.optional("available").is_none_or(|node| node.flag()),
    }
}

/// `None` if there is something that cannot be read.
fn sizes(item: &Node<'_>) -> Option<Vec<Size>> {
    let Some(node) = item.optional("sizes") else {
        return Some(Vec::new());
    };
    let list = node.list(0..=PARTS)?;
    let mut ids = Ids::of("size");
    let mut free = 0;
    let sizes = list.iter().map(|node| {
        node.expect_object();
        let price = node.required("price").try_whole(PRICE);
        free += usize::from(price == Some(0));
        Size {
            id: ids.define(&node.required("id")).into(),
            name: node.required("name").text(limits::NAME_CHARS).into(),
            price: price.unwrap_or_default(),
        }
    });
    let sizes: Vec<Size> = sizes.collect();
    if free > 0 && free == sizes.len() {
        node.fault("has no size with a price".into());
    }
    Some(sizes)
}

fn texts(node: &Node<'_>, name: &'static str, most: usize) -> Vec<String> {
    node.optional(name)
        .and_then(|node| node.list(0..=most))
        .unwrap_or_default()
        .iter()
        .map(|node| node.text(limits::NAME_CHARS))
        .collect()
}
