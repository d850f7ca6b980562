//! What a screen is made of, at one moment.

use kitchen::{OrderId, State, StationId, UnixMs};
use std::collections::{BTreeMap, BTreeSet};
use wire::view::Place;

/// Everything that decides what a place looks like, so that drawing it is a pure function.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The kitchen, with what this device has asked for folded in already.
    pub state: &'a State,
    /// What is looked at.
    pub place: &'a Place,
    /// The moment, by the server's clock.
    pub now_ms: UnixMs,
    /// Orders bumped at this place whose bump is kept on this machine only.
    pub unsent: &'a BTreeSet<OrderId>,
    /// Why the server did not take the last action on an order here, in words.
    pub refused: &'a BTreeMap<OrderId, String>,
}

impl Scene<'_> {
    /// The station looked at; `None` at the pass.
    pub fn station(&self) -> Option<StationId> {
        station_of(self.place)
    }

    /// Why the server did not take the last action on `order` here.
    pub fn refusal_of(&self, order: OrderId) -> Option<String> {
        self.refused.get(&order).cloned()
    }
}

/// The station a place is; `None` for the pass and for a counter.
pub fn station_of(place: &Place) -> Option<StationId> {
    match place {
        Place::Board { station } => Some(StationId::from(station.as_str())),
        Place::Expo | Place::Counter { .. } => None,
    }
}
