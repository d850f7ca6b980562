//! A restaurant's kitchen as it stands, and its canonical snapshot.

use crate::{ItemId, Menu, Order, OrderId, StationId, UnixMs, limits};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version that snapshots are written in.
pub const SNAPSHOT_VERSION: u16 = 1;

/// A restaurant's kitchen: the fold of its events. Cloning is O(1), so a state can be
/// shown while the next one is made.
///
/// Its JSON is the canonical snapshot: the same events give the same bytes everywhere.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// The last event folded in; 0 before the first.
    pub seq: u64,
    /// What can be ordered; `None` until the first menu.
    pub menu: Option<Arc<Menu>>,
    /// What was said of items since: overrides the menu's own word.
    pub availability: OrdMap<ItemId, Availability>,
    /// The latest business day of any order, as `yyyymmdd`; 0 before the first.
    pub day: u32,
    /// The newest order's number of that day.
    pub number: u32,
    /// Open orders, and the [`limits::CLOSED_ORDERS`] closed last.
    pub orders: OrdMap<OrderId, Arc<Order>>,
    /// Closed orders in `orders`, the oldest first.
    pub closed: Vector<OrderId>,
}

/// What was said of an item's availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Whether it can be had.
    pub available: bool,
    /// Until when it cannot be had.
    pub until_ms: Option<UnixMs>,
    /// How many are left.
    pub remaining: Option<u32>,
}

impl Availability {
    /// Whether it can be had at `now_ms`.
    pub fn can_be_had(self, now_ms: UnixMs) -> bool {
        let out = !self.available && self.until_ms.is_none_or(|until| now_ms < until);
        !out && self.remaining != Some(0)
    }
}

impl State {
    /// Whether the item can be had at `now_ms`, and how many are left where they are counted.
    pub fn availability_of(&self, item: &ItemId, now_ms: UnixMs) -> (bool, Option<u32>) {
        match self.availability.get(item) {
            Some(said) => (said.can_be_had(now_ms), said.remaining),
            None => {
                let menu = self.menu.as_ref().and_then(|menu| menu.item(item));
                (menu.is_some_and(|item| item.available), None)
            }
        }
    }

    /// How many orders are not closed.
    pub fn open_orders(&self) -> usize {
        self.orders.len() - self.closed.len()
    }

    /// Whether the menu has that station.
    pub fn has_station(&self, station: &StationId) -> bool {
        self.menu
            .as_ref()
            .is_some_and(|menu| menu.station(station).is_some())
    }

    /// The canonical snapshot.
    ///
    /// # Errors
    /// None that can happen: every key of ours is a string.
    pub fn snapshot(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads what [`State::snapshot`] wrote.
    ///
    /// # Errors
    /// Bytes that are no snapshot of ours.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// Remembers that an order is closed, and forgets the one closed longest ago.
    pub(crate) fn close(&mut self, order: OrderId) {
        self.closed.push_back(order);
        while self.closed.len() > limits::CLOSED_ORDERS {
            if let Some(oldest) = self.closed.pop_front() {
                self.orders.remove(&oldest);
            }
        }
    }

    /// A closed order is open again.
    pub(crate) fn reopen(&mut self, order: OrderId) {
        self.closed.retain(|closed| *closed != order);
    }
}
