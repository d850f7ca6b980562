//! Turns a line as it was asked for into one that can be made, by the menu.

use super::check;
use crate::{
    ChosenModifier, ChosenSize, Event, GroupId, ItemId, LineId, LineRequest, Menu, ModifierId,
    PlacedLine, Refusal, RefusalCode, SizeId, State, UnixMs, limits,
    menu::{Item, ModifierGroup},
};
use std::collections::BTreeMap;

/// The item, if it is on the menu.
pub(crate) fn item<'a>(menu: &'a Menu, id: &ItemId, field: &str) -> Result<&'a Item, Refusal> {
    menu.item(id).ok_or_else(|| {
        let message = format!("There is no \"{id}\" on the menu.");
        Refusal::at(RefusalCode::UnknownItem, format!("{field}/item"), message)
    })
}

/// A line that can be made. `field` points at it.
pub(super) fn resolve(
    menu: &Menu,
    asked: &LineRequest,
    id: LineId,
    hold: &[u8],
    field: &str,
) -> Result<PlacedLine, Refusal> {
    let item = item(menu, &asked.item, field)?;
    check::quantity(asked.quantity, &format!("{field}/quantity"))?;
    check::text(
        asked.note.as_deref(),
        limits::NOTE_CHARS,
        &format!("{field}/note"),
    )?;
    let (size, base) = size(item, asked.size.as_ref(), &format!("{field}/size"))?;
    let (modifiers, extra) =
        modifiers(menu, item, &asked.modifiers, &format!("{field}/modifiers"))?;
    let course = asked.course.unwrap_or_else(|| {
        menu.category(&item.category)
            .map_or(*limits::COURSE.start(), |category| category.course)
    });
    in_range(limits::COURSE.contains(&course), &format!("{field}/course"))?;
    let seat_fits = asked.seat.is_none_or(|seat| limits::SEAT.contains(&seat));
    in_range(seat_fits, &format!("{field}/seat"))?;
    Ok(PlacedLine {
        id,
        item: item.id.clone(),
        name: item.name.clone(),
        kitchen_name: item.kitchen_name.clone(),
        quantity: asked.quantity,
        size,
        modifiers,
        note: asked.note.clone().filter(|note| !note.trim().is_empty()),
        allergies: check::allergies(&asked.allergies, &format!("{field}/allergies"))?,
        course,
        seat: asked.seat,
        unit_price: base + extra,
        prep_seconds: item.prep_seconds,
        stations: item.stations.clone(),
        held: hold.contains(&course),
    })
}

fn in_range(fits: bool, field: &str) -> Result<(), Refusal> {
    if fits {
        return Ok(());
    }
    Err(Refusal::at(
        RefusalCode::ValueOutOfRange,
        field,
        "Out of range.",
    ))
}

/// The size that was chosen, and the item's price in it.
pub(crate) fn size(
    item: &Item,
    asked: Option<&SizeId>,
    field: &str,
) -> Result<(Option<ChosenSize>, i64), Refusal> {
    let names = || {
        item.sizes
            .iter()
            .map(|size| &*size.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match asked {
        None if item.sizes.is_empty() => Ok((None, item.price)),
        None => {
            let message = format!("{} comes as {}. Which one?", item.name, names());
            Err(Refusal::at(RefusalCode::SizeRequired, field, message))
        }
        Some(id) => match item.sizes.iter().find(|size| size.id == *id) {
            Some(size) => {
                let chosen = ChosenSize {
                    id: size.id.clone(),
                    name: size.name.clone(),
                };
                Ok((Some(chosen), size.price))
            }
            None => {
                let message = match item.sizes.is_empty() {
                    true => format!("{} has no sizes.", item.name),
                    false => format!("{} has no size \"{id}\", only {}.", item.name, names()),
                };
                Err(Refusal::at(RefusalCode::UnknownSize, field, message))
            }
        },
    }
}

/// The modifiers that were chosen, in the order they were asked for, and what they cost.
pub(crate) fn modifiers(
    menu: &Menu,
    item: &Item,
    asked: &[ModifierId],
    field: &str,
) -> Result<(Vec<ChosenModifier>, i64), Refusal> {
    let chosen = offered(menu, item, asked, field)?;
    for group in menu.groups_of(item) {
        let count = chosen.of(group);
        at_least(group, item, count, field)?;
        at_most(group, item, count, field)?;
    }
    Ok((chosen.modifiers, chosen.price))
}

/// Modifiers that an item offers, not yet counted against its groups' bounds.
pub(crate) struct Chosen {
    pub(crate) modifiers: Vec<ChosenModifier>,
    pub(crate) price: i64,
    counts: BTreeMap<GroupId, usize>,
}

impl Chosen {
    fn of(&self, group: &ModifierGroup) -> usize {
        self.counts.get(&group.id).copied().unwrap_or_default()
    }

    /// The first group that still needs a choice.
    pub(crate) fn open<'a>(&self, menu: &'a Menu, item: &'a Item) -> Option<&'a ModifierGroup> {
        self.all_open(menu, item).next()
    }

    /// The groups that still need a choice, in the item's order.
    pub(crate) fn all_open<'a>(
        &self,
        menu: &'a Menu,
        item: &'a Item,
    ) -> impl Iterator<Item = &'a ModifierGroup> {
        menu.groups_of(item)
            .filter(|group| self.of(group) < group.min as usize)
    }
}

/// The same check for a line that may still wait for a choice.
pub(crate) fn so_far(
    menu: &Menu,
    item: &Item,
    asked: &[ModifierId],
    field: &str,
) -> Result<Chosen, Refusal> {
    let chosen = offered(menu, item, asked, field)?;
    for group in menu.groups_of(item) {
        at_most(group, item, chosen.of(group), field)?;
    }
    Ok(chosen)
}

fn offered(menu: &Menu, item: &Item, asked: &[ModifierId], field: &str) -> Result<Chosen, Refusal> {
    if asked.len() > limits::MODIFIERS {
        let message = format!("At most {} modifiers a line.", limits::MODIFIERS);
        return Err(Refusal::at(RefusalCode::TooManyChoices, field, message));
    }
    let mut modifiers = Vec::with_capacity(asked.len());
    let mut price = 0;
    let mut counts: BTreeMap<GroupId, usize> = BTreeMap::new();
    for (index, id) in asked.iter().enumerate() {
        let offered = menu.groups_of(item).find_map(|group| {
            let modifier = group.modifiers.iter().find(|modifier| modifier.id == *id)?;
            Some((group, modifier))
        });
        let Some((group, modifier)) = offered else {
            return Err(not_offered(menu, item, id, &format!("{field}/{index}")));
        };
        *counts.entry(group.id.clone()).or_default() += 1;
        price += modifier.price;
        modifiers.push(ChosenModifier {
            id: modifier.id.clone(),
            name: modifier.name.clone(),
            kind: modifier.kind,
            required: group.min > 0,
        });
    }
    Ok(Chosen {
        modifiers,
        price,
        counts,
    })
}

fn not_offered(menu: &Menu, item: &Item, id: &ModifierId, field: &str) -> Refusal {
    if menu.has_modifier(id) {
        let message = format!("{} cannot be had with \"{id}\".", item.name);
        Refusal::at(RefusalCode::ModifierNotOffered, field, message)
    } else {
        let message = format!("There is no modifier \"{id}\" on the menu.");
        Refusal::at(RefusalCode::UnknownModifier, field, message)
    }
}

fn at_least(group: &ModifierGroup, item: &Item, count: usize, field: &str) -> Result<(), Refusal> {
    if count >= group.min as usize {
        return Ok(());
    }
    let names: Vec<&str> = group
        .modifiers
        .iter()
        .map(|modifier| &*modifier.name)
        .collect();
    let message = format!(
        "{} needs a choice of {} ({}): {}.",
        item.name,
        group.name,
        group.id,
        names.join(", ")
    );
    Err(Refusal::at(RefusalCode::ChoiceRequired, field, message))
}

fn at_most(group: &ModifierGroup, item: &Item, count: usize, field: &str) -> Result<(), Refusal> {
    if count <= group.max as usize {
        return Ok(());
    }
    let (name, most) = (&item.name, group.max);
    let message = format!("{name} takes at most {most} of {}.", group.name);
    Err(Refusal::at(RefusalCode::TooManyChoices, field, message))
}

/// How many of each item a command takes, and where the first of each was asked for.
#[derive(Default)]
pub(crate) struct Taken(BTreeMap<ItemId, (u32, String)>);

impl Taken {
    pub(crate) fn add(&mut self, item: &ItemId, quantity: u32, field: &str) {
        let entry = self
            .0
            .entry(item.clone())
            .or_insert_with(|| (0, format!("{field}/item")));
        entry.0 += quantity;
    }

    /// The count-downs after it, or a refusal where something cannot be had.
    pub(crate) fn take(self, state: &State, now_ms: UnixMs) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        for (item, (quantity, field)) in self.0 {
            let (available, remaining) = state.availability_of(&item, now_ms);
            let name = state
                .menu
                .as_ref()
                .and_then(|menu| menu.item(&item))
                .map_or_else(|| item.to_string(), |item| item.name.to_string());
            let message = match remaining {
                _ if !available => format!("{name} is sold out."),
                Some(left) if left < quantity => format!("Only {left} of {name} left."),
                Some(left) => {
                    let remaining = left - quantity;
                    events.push(Event::AvailabilityChanged {
                        item,
                        available: remaining > 0,
                        until_ms: None,
                        remaining: Some(remaining),
                    });
                    continue;
                }
                None => continue,
            };
            return Err(Refusal::at(RefusalCode::ItemUnavailable, field, message));
        }
        Ok(events)
    }
}
