//! What has happened. Events are kept for good, so their meaning never changes: a new
//! meaning is a new version, and the old one is still read.

use crate::{
    ChosenModifier, ChosenSize, CommandId, ItemId, LineId, Menu, OrderId, Service, Source,
    StationId, UnixMs,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version that events are written in.
pub const EVENT_VERSION: u16 = 1;

/// An event with its place in the restaurant's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Counts the restaurant's events from 1, without gaps.
    pub seq: u64,
    /// When the server decided it.
    pub at_ms: UnixMs,
    /// Who caused it: a token's or device's id, or `server`.
    pub by: Arc<str>,
    /// The command that caused it.
    pub command_id: Option<CommandId>,
    /// What happened.
    pub body: Event,
}

/// What happened, tagged by `type` as on the stream (PROTOCOL, section 4). It carries all
/// that is needed to fold it: a later menu does not change an earlier order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An order came in.
    OrderPlaced {
        /// As it will be made.
        order: Box<PlacedOrder>,
    },
    /// An order changed.
    OrderAmended {
        /// Which.
        order: OrderId,
        /// New lines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        added: Vec<PlacedLine>,
        /// Changed lines, as they are now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changed: Vec<LineChange>,
        /// Lines that are not wanted any more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        voided: Vec<LineId>,
        /// The order's note now, if it changed; empty if it went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// An order is not wanted any more.
    OrderCancelled {
        /// Which.
        order: OrderId,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Somebody began to make a line.
    LineStarted {
        /// Of which order.
        order: OrderId,
        /// Which line.
        line: LineId,
        /// Where.
        stations: Vec<StationId>,
    },
    /// Lines are done at a station, or served at the pass.
    LinesBumped {
        /// Of which order.
        order: OrderId,
        /// Where; `None` is the pass.
        station: Option<StationId>,
        /// Which, in the order of the ticket.
        lines: Vec<LineId>,
    },
    /// Lines came back.
    LinesRecalled {
        /// Of which order.
        order: OrderId,
        /// To where; `None` is the pass.
        station: Option<StationId>,
        /// Which.
        lines: Vec<LineId>,
    },
    /// A course is to be made now.
    CourseFired {
        /// Of which order.
        order: OrderId,
        /// Which course.
        course: u8,
    },
    /// A course is to wait.
    CourseHeld {
        /// Of which order.
        order: OrderId,
        /// Which course.
        course: u8,
    },
    /// An order is in a hurry, or no longer.
    OrderRushed {
        /// Which.
        order: OrderId,
        /// Whether.
        on: bool,
    },
    /// A station has Heard what changed.
    ChangeAcknowledged {
        /// Of which order.
        order: OrderId,
        /// Which station.
        station: StationId,
    },
    /// Every line of an order is done at every station.
    OrderReady {
        /// Which.
        order: OrderId,
    },
    /// Every line of an order is served.
    OrderCompleted {
        /// Which.
        order: OrderId,
    },
    /// An item can be had or not, or is counted down.
    AvailabilityChanged {
        /// Which.
        item: ItemId,
        /// Whether.
        available: bool,
        /// Until when it cannot be had.
        until_ms: Option<UnixMs>,
        /// How many are left.
        remaining: Option<u32>,
    },
    /// The whole menu was replaced.
    MenuReplaced {
        /// The new one.
        menu: Arc<Menu>,
    },
}

/// An order with everything the menu had to say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// Made by the server.
    pub id: OrderId,
    /// Short, and unique in its restaurant and business day.
    pub number: u32,
    /// The business day, as `yyyymmdd`.
    pub day: u32,
    /// The till's own id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// How it reaches its guest.
    pub service: Service,
    /// When the guest was told it would be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_at_ms: Option<UnixMs>,
    /// For everyone who makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What is to be made.
    pub lines: Vec<PlacedLine>,
}

/// A line with everything the menu had to say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedLine {
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<ChosenSize>,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ChosenModifier>,
    /// The guest's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What must not be in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<String>,
    /// When it is wanted.
    pub course: u8,
    /// For whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Price of one, with its size and modifiers, in minor units.
    pub unit_price: i64,
    /// How long it takes to make.
    pub prep_seconds: u32,
    /// Who makes it, in the item's order.
    pub stations: Vec<StationId>,
    /// Waits until its course is fired.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// A changed line, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineChange {
    /// Which.
    pub line: LineId,
    /// How many.
    pub quantity: u32,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<ChosenSize>,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<ChosenModifier>,
    /// The guest's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What must not be in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<String>,
    /// Price of one, in minor units.
    pub unit_price: i64,
}
