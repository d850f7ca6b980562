//! Orders that were sent from a counter, until the kitchen is seen to have them.

use crate::view::ServiceView;
use serde::{Deserialize, Serialize};

/// An order that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentView {
    /// Unique for good: the id of the command that places it.
    pub key: String,
    /// The order's number, once the server has given it.
    pub number: Option<u32>,
    /// How it reaches its guest.
    pub service: ServiceView,
    /// Its items in short: "2 Cheeseburger, Lemonade Large".
    pub items: String,
    /// "$46.50".
    pub total: String,
    /// When it was sent, by the server's clock.
    pub at_ms: i64,
    /// Where it stands.
    pub state: SentState,
    /// "Order 222 is in the kitchen", "Saved here, will be sent", or why it was refused.
    pub words: String,
    /// The stations that make it, in menu order; empty until the server has the order.
    pub stations: Vec<SentStation>,
    /// It was refused, and [`super::Tap::Reopen`] brings it back to be changed.
    pub can_reopen: bool,
}

/// Where a sent order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SentState {
    /// On this machine's disk, on its way.
    Sending,
    /// On this machine's disk, and the server is away.
    Saved,
    /// The server has it.
    Placed,
    /// The server would not take it.
    Refused,
}

/// One station's word on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentStation {
    /// The station's id.
    pub station: String,
    /// "Grill showed it", "Grill has begun", "Grill is done", "For Grill".
    pub words: String,
    /// How far it is there.
    pub state: SentStationState,
}

/// How far an order is at a station. Only what is known is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SentStationState {
    /// It is to be made there; no screen has said that it shows it.
    Waiting,
    /// A screen there was given the ticket to show.
    Shown,
    /// Somebody there has begun.
    Started,
    /// Done there.
    Done,
}
