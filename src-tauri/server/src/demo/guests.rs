//! Guests, who order from any menu.

use super::words;
use kitchen::{
    ItemId, LineRequest, Menu, ModifierId, OrderRequest, Service, ServiceKind, SizeId, Source,
    menu::{Item, ModifierGroup, ModifierKind},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::collections::{BTreeSet, HashMap};

/// How likely an order has one, two, … lines.
const LINES: &[(usize, u32)] = &[(1, 28), (2, 32), (3, 22), (4, 12), (5, 6)];

/// How likely an order comes from where.
pub(super) const SOURCES: &[(Source, u32)] = &[
    (Source::Pos, 56),
    (Source::Online, 15),
    (Source::Kiosk, 12),
    (Source::Counter, 8),
    (Source::Phone, 6),
    (Source::Voice, 3),
];

/// How likely a line is for more than one.
const SEVERAL: f64 = 0.18;
/// How likely a group that asks for nothing is used all the same.
const EXTRAS: f64 = 0.28;
/// How likely a line, or an order, has a note.
const NOTE: f64 = 0.08;
/// How likely a line has an allergy.
const ALLERGY: f64 = 0.04;
/// How likely a table has its later courses held.
const HOLD: f64 = 0.5;

/// Added to an item's rank, so that the second is ordered almost as often as the first.
const FLATTENED: u32 = 2;

/// Tables of the made-up restaurant.
const TABLES: u32 = 32;

/// Made-up orders are promised in so many minutes.
const PROMISED_MINUTES: std::ops::Range<i64> = 20..45;

const MINUTE_MS: i64 = 60_000;

/// Guests of a restaurant.
pub(super) struct Guests {
    menu: Menu,
    /// What can be had, and how well they like it.
    liked: Vec<(usize, f64)>,
}

impl Guests {
    /// Guests who know this menu. They like every category, and in each the first items best: few
    /// dishes make most of a kitchen's work (Zipf's law, flattened).
    pub fn new(menu: Menu) -> Self {
        let mut ranks: HashMap<&str, u32> = HashMap::new();
        let mut liked = Vec::new();
        for (index, item) in menu.items.iter().enumerate() {
            let rank = ranks.entry(item.category.as_str()).or_insert(FLATTENED);
            *rank += 1;
            if item.available {
                liked.push((index, 1.0 / f64::from(*rank)));
            }
        }
        Self { liked, menu }
    }

    /// A whole order; without lines, if nothing can be had.
    pub fn order(&self, random: &mut StdRng, now_ms: i64) -> OrderRequest {
        let count = weighted(LINES, random).unwrap_or(1);
        let mut lines: Vec<LineRequest> = Vec::new();
        for _ in 0..count {
            lines.extend(self.line(random));
        }
        let source = weighted(SOURCES, random).unwrap_or_default();
        let service = service(source, random);
        let at_table = matches!(service, Service::DineIn { .. });
        if at_table {
            for (seat, line) in (1..).zip(&mut lines) {
                line.seat = Some(seat);
            }
        }
        let later = !at_table && random.random_bool(0.6);
        let minutes = random.random_range(PROMISED_MINUTES);
        let hold = match at_table && random.random_bool(HOLD) {
            true => self.later_courses(&lines),
            false => Vec::new(),
        };
        OrderRequest {
            external_id: None,
            source,
            service,
            promised_at_ms: later.then(|| (now_ms / MINUTE_MS + minutes) * MINUTE_MS),
            note: maybe(words::ORDER_NOTES, NOTE, random),
            lines,
            hold,
        }
    }

    /// One line; none, if nothing can be had.
    pub fn line(&self, random: &mut StdRng) -> Option<LineRequest> {
        let item = self.item(random)?;
        let mut modifiers = Vec::new();
        for group in self.menu.groups_of(item) {
            modifiers.extend(choose(group, random));
        }
        let several = random.random_bool(SEVERAL);
        Some(LineRequest {
            item: ItemId::clone(&item.id),
            quantity: if several {
                random.random_range(2..=3)
            } else {
                1
            },
            size: size(item, random),
            modifiers,
            note: maybe(words::NOTES, NOTE, random),
            allergies: maybe(words::ALLERGIES, ALLERGY, random)
                .into_iter()
                .collect(),
            course: None,
            seat: None,
        })
    }

    fn item(&self, random: &mut StdRng) -> Option<&Item> {
        let chosen = self.liked.choose_weighted(random, |(_, liking)| *liking);
        self.menu.items.get(chosen.ok()?.0)
    }

    /// All courses of an order but its first.
    fn later_courses(&self, lines: &[LineRequest]) -> Vec<u8> {
        let courses = lines.iter().filter_map(|line| {
            let item = self.menu.item(&line.item)?;
            Some(self.menu.category(&item.category)?.course)
        });
        let courses: BTreeSet<u8> = courses.collect();
        courses.into_iter().skip(1).collect()
    }
}

fn service(source: Source, random: &mut StdRng) -> Service {
    let name = pick(words::NAMES, random);
    let chance = random.random_range(0..100);
    let takeout = Service::Takeout { name: name.clone() };
    let table = || Service::of(ServiceKind::DineIn);
    match source {
        Source::Pos if chance < 72 => {
            let table = random.random_range(1..=TABLES);
            Service::DineIn {
                table: Some(table.to_string()),
                name: None,
            }
        }
        Source::Kiosk if chance < 40 => table(),
        Source::Voice => Service::DriveThru {
            lane: Some(random.random_range(1..=2).to_string()),
        },
        Source::Online | Source::Phone if chance < 55 => {
            let house = random.random_range(1..=140);
            let street = pick(words::STREETS, random);
            let address = street.map(|street| format!("{house} {street}"));
            Service::Delivery { name, address }
        }
        _ => takeout,
    }
}

/// What a group asks for, and now and then something more.
fn choose(group: &ModifierGroup, random: &mut StdRng) -> Vec<ModifierId> {
    let most = group.modifiers.len().min(group.max as usize);
    let least = group.min as usize;
    let count = match least {
        0 if !random.random_bool(EXTRAS) => 0,
        0 => random.random_range(1..=2).min(most),
        least => least,
    };
    // Adding one and leaving it out at once makes no sense, whatever a menu allows.
    let kind = match random.random_bool(0.5) {
        true => ModifierKind::Add,
        false => ModifierKind::Remove,
    };
    let mut fitting: Vec<&_> = group.modifiers.iter().collect();
    if least == 0 {
        fitting.retain(|modifier| modifier.kind == kind || modifier.kind == ModifierKind::Choice);
    }
    let chosen = fitting.sample(random, count);
    chosen.map(|modifier| modifier.id.clone()).collect()
}

fn size(item: &Item, random: &mut StdRng) -> Option<SizeId> {
    item.sizes.choose(random).map(|size| size.id.clone())
}

fn weighted<T: Copy>(of: &[(T, u32)], random: &mut StdRng) -> Option<T> {
    let chosen = of.choose_weighted(random, |(_, weight)| *weight);
    chosen.ok().map(|(value, _)| *value)
}

/// One of several words.
pub(super) fn pick(words: &[&str], random: &mut StdRng) -> Option<String> {
    words.choose(random).map(|word| (*word).to_owned())
}

fn maybe(words: &[&str], chance: f64, random: &mut StdRng) -> Option<String> {
    match random.random_bool(chance) {
        true => pick(words, random),
        false => None,
    }
}
