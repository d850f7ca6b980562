//! The pass: one strip per open order.

use super::board::{ServiceView, SourceView};
use serde::{Deserialize, Serialize};

/// One open order at the pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StripView {
    /// The order's id.
    pub order: String,
    /// The order's number of the day.
    pub number: u32,
    /// How it reaches its guest.
    pub service: ServiceView,
    /// Where it came from.
    pub source: SourceView,
    /// When it was placed.
    pub since_ms: i64,
    /// From `since_ms` to late.
    pub target_ms: i64,
    /// When the guest was told it would be there.
    pub promised_at_ms: Option<i64>,
    /// In a hurry.
    pub rush: bool,
    /// Allergies of its lines, in capitals as printed.
    pub allergies: Vec<String>,
    /// Some line of it was changed after sending and is not done yet.
    pub changed: bool,
    /// One entry per station of the menu, in menu order, so that columns line up.
    pub stations: Vec<StripStation>,
    /// What is still being made: "2 Smash burger".
    pub waiting: Vec<String>,
    /// What is on hold: "Ribeye 12 oz".
    pub on_hold: Vec<String>,
    /// Everything that was fired is here: since when.
    pub ready_since_ms: Option<i64>,
    /// Everything is here and nothing is on hold: the strip is green.
    pub whole: bool,
    /// The next course on hold, for the Fire button.
    pub next_course: Option<NextCourse>,
    /// Why the server did not take the last action, in words.
    pub refused: Option<String>,
}

/// A course that waits to be fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NextCourse {
    /// The course's number.
    pub course: u8,
    /// As printed after "Fire": "mains".
    pub title: String,
}

/// An order's work at one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StripStation {
    /// The station's id.
    pub station: String,
    /// One segment per line there; empty where it has none.
    pub segments: Vec<Segment>,
}

/// One line's piece of a station's bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// To be made.
    Open,
    /// Done.
    Done,
    /// On hold.
    Held,
}
