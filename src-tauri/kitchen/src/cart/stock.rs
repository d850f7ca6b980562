//! What of a cart cannot be had now, and what there is instead.

use super::Cart;
use crate::{ItemId, LineId, Menu, State, UnixMs, menu::Item};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is offered instead of one item: two fit beside a button that skips it.
const SWAPS: usize = 2;

/// A line that cannot be had as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Which line.
    pub line: LineId,
    /// How many of its item are left; 0 is sold out.
    pub left: u32,
}

impl Cart {
    /// The lines that cannot be had at `now_ms`: their item is sold out, or fewer are left than
    /// the whole cart asks for.
    pub fn short(&self, state: &State, now_ms: UnixMs) -> Vec<Short> {
        let mut wanted: BTreeMap<&ItemId, u32> = BTreeMap::new();
        for line in &self.lines {
            let sum = wanted.entry(&line.item).or_default();
            *sum = sum.saturating_add(line.quantity);
        }
        let left = |item: &ItemId| match state.availability_of(item, now_ms) {
            (false, _) => Some(0),
            (true, left) => left,
        };
        let short = |line: &super::CartLine| {
            let left = left(&line.item)?;
            let wanted = wanted.get(&line.item).copied().unwrap_or_default();
            (left < wanted).then(|| Short {
                line: line.id.clone(),
                left,
            })
        };
        self.lines.iter().filter_map(short).collect()
    }
}

/// At most two items to have instead of `item`: of its category, to be had at `now_ms`. Those
/// that are made in the most similar ways come first, then those of the nearest price, then
/// those that the menu names first.
pub fn swaps<'a>(state: &'a State, item: &ItemId, now_ms: UnixMs) -> Vec<&'a Item> {
    let Some(menu) = state.menu.as_deref() else {
        return Vec::new();
    };
    let Some(wanted) = menu.item(item) else {
        return Vec::new();
    };
    let mut others: Vec<&Item> = menu
        .items
        .iter()
        .filter(|other| other.category == wanted.category && other.id != wanted.id)
        .filter(|other| state.availability_of(&other.id, now_ms).0)
        .collect();
    // A stable sort: what is equally near stays in menu order.
    others.sort_by_key(|other| {
        let price = least_price(other).abs_diff(least_price(wanted));
        (Reverse(alike(menu, wanted, other)), price)
    });
    others.truncate(SWAPS);
    others
}

/// How many stations and ways to have it two items share.
fn alike(menu: &Menu, one: &Item, other: &Item) -> usize {
    let groups = |item| -> BTreeSet<&str> { menu.groups_of(item).map(|g| g.id.as_str()).collect() };
    let stations = one.stations.iter();
    let stations = stations.filter(|station| other.stations.contains(station));
    groups(one).intersection(&groups(other)).count() + stations.count()
}

/// The price of an item, or of its cheapest size.
fn least_price(item: &Item) -> i64 {
    let sizes = item.sizes.iter().map(|size| size.price);
    sizes.min().unwrap_or(item.price)
}
