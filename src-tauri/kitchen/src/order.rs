//! An order as it stands: its lines, where each is made, and what nobody has Heard yet.

use crate::{
    ItemId, LineId, ModifierId, OrderId, Service, SizeId, Source, StationId, UnixMs,
    menu::ModifierKind,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Made by the server.
    pub id: OrderId,
    /// Short, and unique in its restaurant and business day.
    pub number: u32,
    /// The business day, as `yyyymmdd`.
    pub day: u32,
    /// The till's own id of it.
    pub external_id: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// How it reaches its guest.
    pub service: Service,
    /// When the guest was told it would be there.
    pub promised_at_ms: Option<UnixMs>,
    /// For everyone who makes it.
    pub note: Option<String>,
    /// When it was placed.
    pub placed_at_ms: UnixMs,
    /// The event that placed it.
    pub seq: u64,
    /// Where it stands as a whole.
    pub state: OrderState,
    /// In a hurry.
    pub rush: bool,
    /// Lines, in the order they were asked for; voided ones stay.
    pub lines: Vec<Line>,
    /// What stations have not Heard yet.
    pub heeds: Vec<Heed>,
    /// Since when every line is done.
    pub ready_at_ms: Option<UnixMs>,
    /// When it was completed or cancelled.
    pub closed_at_ms: Option<UnixMs>,
    /// When and why it was cancelled.
    pub cancelled: Option<Cancelled>,
}

/// Where an order stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Something is to be made, or waits.
    Open,
    /// Everything is done and waits at the pass.
    Ready,
    /// Everything is served.
    Completed,
    /// Not wanted any more.
    Cancelled,
}

impl OrderState {
    /// Whether nothing is to be done any more.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// When and why an order was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// When.
    pub at_ms: UnixMs,
    /// Why, if anyone said.
    pub reason: Option<String>,
}

/// One item of an order as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Unique in the order.
    pub id: LineId,
    /// Which item.
    pub item: ItemId,
    /// As a guest reads it.
    pub name: Arc<str>,
    /// As a cook reads it.
    pub kitchen_name: Arc<str>,
    /// How many.
    pub quantity: u32,
    /// Which size.
    pub size: Option<ChosenSize>,
    /// How.
    pub modifiers: Vec<ChosenModifier>,
    /// The guest's words.
    pub note: Option<String>,
    /// What must not be in it.
    pub allergies: Vec<String>,
    /// When it is wanted.
    pub course: u8,
    /// For whom.
    pub seat: Option<u16>,
    /// Price of one, with its size and modifiers, in minor units.
    pub unit_price: i64,
    /// How long it takes to make.
    pub prep_seconds: u32,
    /// Waits until its course is fired.
    pub held: bool,
    /// When it was fired (for one that never waited: asked for).
    pub fired_at_ms: Option<UnixMs>,
    /// Not wanted any more.
    pub voided: bool,
    /// Given to the guest: when.
    pub served_at_ms: Option<UnixMs>,
    /// The event that served it: lines of one serve come back together.
    pub serve_seq: Option<u64>,
    /// Asked for after the order was placed.
    pub added: bool,
    /// What it was before a change, until it is done everywhere.
    pub was: Option<Box<LineWas>>,
    /// Where it is made, in the item's order.
    pub stations: Vec<StationLine>,
}

/// What of a line was different before it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineWas {
    /// How many.
    pub quantity: u32,
    /// Which size.
    pub size: Option<ChosenSize>,
    /// How.
    pub modifiers: Vec<ChosenModifier>,
}

/// A line at one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationLine {
    /// Which station.
    pub station: StationId,
    /// What is done of it there.
    pub state: StationState,
    /// When it was bumped there.
    pub bumped_at_ms: Option<UnixMs>,
    /// The event that bumped it: lines of one bump come back together.
    pub bump_seq: Option<u64>,
    /// It had been bumped at this time and came back.
    pub recalled_from_ms: Option<UnixMs>,
}

/// What a station has done of a line. Whether it waits is the line's own matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationState {
    /// Nothing yet.
    Queued,
    /// Begun.
    Started,
    /// Done here.
    Ready,
}

/// Where a line stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Waits until its course is fired.
    Held,
    /// To be made.
    Queued,
    /// Begun somewhere.
    Started,
    /// Done everywhere.
    Ready,
    /// Given to the guest.
    Served,
    /// Not wanted any more.
    Voided,
}

/// A size that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenSize {
    /// Which.
    pub id: SizeId,
    /// Its name.
    pub name: Arc<str>,
}

/// A modifier that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenModifier {
    /// Which.
    pub id: ModifierId,
    /// Its name.
    pub name: Arc<str>,
    /// What it does.
    pub kind: ModifierKind,
    /// Its group requires a choice, so that it says how ("medium rare") and swaps nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// Something that a station must say Heard to before it can bump.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heed {
    /// Which station.
    pub station: StationId,
    /// What.
    pub kind: HeedKind,
    /// Of which line; `None` for the whole order.
    pub line: Option<LineId>,
}

/// What a station must say Heard to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeedKind {
    /// A line was voided.
    Void,
    /// The order was cancelled.
    Cancel,
    /// An allergy was added.
    Allergy,
}

/// Whether two words name one allergy: a till writes "Peanut", a guest types "peanut".
pub fn same_allergy(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

impl Order {
    /// The line of that id.
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == *id)
    }

    pub(crate) fn line_mut(&mut self, id: &LineId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == *id)
    }

    /// Lines that are wanted.
    pub fn wanted(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.voided)
    }

    /// Price of all lines that are wanted, in minor units.
    pub fn total(&self) -> i64 {
        self.wanted().map(Line::price).sum()
    }

    /// Whether `station` has something to say Heard to.
    pub fn heeds_at(&self, station: &StationId) -> impl Iterator<Item = &Heed> {
        self.heeds
            .iter()
            .filter(move |heed| heed.station == *station)
    }
}

impl Line {
    /// Price of the whole line, in minor units.
    pub fn price(&self) -> i64 {
        self.unit_price * i64::from(self.quantity)
    }

    /// The line's part at that station.
    pub fn at(&self, station: &StationId) -> Option<&StationLine> {
        self.stations.iter().find(|part| part.station == *station)
    }

    pub(crate) fn at_mut(&mut self, station: &StationId) -> Option<&mut StationLine> {
        self.stations
            .iter_mut()
            .find(|part| part.station == *station)
    }

    /// Whether every station has done its part.
    pub fn is_done(&self) -> bool {
        self.stations
            .iter()
            .all(|part| part.state == StationState::Ready)
    }

    /// Where the line stands as a whole.
    pub fn state(&self) -> LineState {
        if self.voided {
            LineState::Voided
        } else if self.served_at_ms.is_some() {
            LineState::Served
        } else if self.held {
            LineState::Held
        } else if self.is_done() {
            LineState::Ready
        } else if self
            .stations
            .iter()
            .any(|part| part.state != StationState::Queued)
        {
            LineState::Started
        } else {
            LineState::Queued
        }
    }

    /// Where the line stands at one station: what is true of the whole line comes first.
    pub fn state_at(&self, part: &StationLine) -> LineState {
        if self.voided {
            LineState::Voided
        } else if self.served_at_ms.is_some() {
            LineState::Served
        } else if self.held {
            LineState::Held
        } else {
            match part.state {
                StationState::Queued => LineState::Queued,
                StationState::Started => LineState::Started,
                StationState::Ready => LineState::Ready,
            }
        }
    }
}
