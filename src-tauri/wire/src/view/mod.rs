//! What a window is shown, and what a person wants of it.
//!
//! A window subscribes first and then gets one [`Screen`], the whole picture, followed by
//! [`Patch`]es. Instants are Unix milliseconds by the *server's* clock; the page adds
//! [`Screen::clock_offset_ms`] to its own. Texts are ready to print; words that depend on
//! the passing second (ages, "Late 1:41") are made by the page from the instants.

mod board;
mod counter;
mod diagnostics;
mod expo;
mod intent;
mod link;
mod spoken;

pub use board::*;
pub use counter::*;
pub use diagnostics::*;
pub use expo::*;
pub use intent::*;
pub use link::*;
pub use spoken::*;

use serde::{Deserialize, Serialize};

/// What a window looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Place {
    /// One station's tickets.
    Board {
        /// The station's id on the menu.
        station: String,
    },
    /// The pass: every open order as a strip.
    Expo,
    /// A counter, where orders are taken.
    Counter {
        /// The counter's id on this device: `1`.
        counter: String,
    },
}

/// One message from the core to a page, in order, none left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToPage {
    /// The whole picture: after a subscription, and whenever a patch would be larger.
    Screen(Box<Screen>),
    /// What changed since the message before.
    Patch(Box<Patch>),
    /// Nothing changed; the core is alive and this is what it knows of the link.
    /// At least one message arrives every second, so silence means a dead core.
    Beat {
        /// When the server was last heard, by the page's own (wall) clock; `None` = never.
        heard_at_ms: Option<i64>,
    },
}

/// The whole picture of one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Screen {
    /// Counts this window's messages: a patch of version n+1 follows version n.
    pub version: u64,
    /// What is looked at.
    pub place: Place,
    /// What the bar calls it: a station's name, or "Expo".
    pub title: String,
    /// Server clock minus this machine's clock, in ms.
    pub clock_offset_ms: i64,
    /// Whether the picture is fresh, and if not, why.
    pub link: LinkView,
    /// Every place this window could show, in menu order.
    pub places: Vec<PlaceChoice>,
    /// Figures for the bar.
    pub facts: Facts,
    /// A board's tickets, in reading order; empty for the pass.
    pub tickets: Vec<TicketView>,
    /// The pass's strips, in reading order; empty for a board.
    pub strips: Vec<StripView>,
    /// What has left this place last, newest first, at most 20: the recall list, and the
    /// words in a cell whose ticket has gone.
    pub gone: Vec<GoneView>,
    /// Open, fired, unvoided counts per item; biggest first.
    pub all_day: Vec<AllDayRow>,
    /// Names of items that cannot be had now (the "86" list).
    pub unavailable: Vec<String>,
    /// The order in the making; at a counter only, as are the three below.
    pub counter: Option<Box<CounterView>>,
    /// What can be tapped.
    pub menu: Option<Box<MenuView>>,
    /// Who says what.
    pub talk: Option<Box<TalkView>>,
    /// How loud it is, while the microphone is open.
    pub meter: Option<MeterView>,
    /// Commands by voice; switched off at a counter.
    pub spoken: SpokenView,
}

/// What changed. A field that is `None` (or an empty list of `upserts`) stayed as it was.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Patch {
    /// The version the window has after this patch.
    pub version: u64,
    /// New or changed tickets, by `order`.
    pub tickets: Vec<TicketView>,
    /// New or changed strips, by `order`.
    pub strips: Vec<StripView>,
    /// Orders that are no longer shown here.
    pub removed: Vec<String>,
    /// The reading order of all shown orders, where it changed.
    pub reading_order: Option<Vec<String>>,
    /// See [`Screen::clock_offset_ms`].
    pub clock_offset_ms: Option<i64>,
    /// See [`Screen::link`].
    pub link: Option<LinkView>,
    /// See [`Screen::places`].
    pub places: Option<Vec<PlaceChoice>>,
    /// See [`Screen::facts`].
    pub facts: Option<Facts>,
    /// See [`Screen::gone`].
    pub gone: Option<Vec<GoneView>>,
    /// See [`Screen::all_day`].
    pub all_day: Option<Vec<AllDayRow>>,
    /// See [`Screen::unavailable`].
    pub unavailable: Option<Vec<String>>,
    /// See [`Screen::counter`].
    pub counter: Option<Box<CounterView>>,
    /// See [`Screen::menu`].
    pub menu: Option<Box<MenuView>>,
    /// See [`Screen::talk`].
    pub talk: Option<Box<TalkView>>,
    /// See [`Screen::meter`]; `level` and `peak` are 0 when the microphone closes.
    pub meter: Option<MeterView>,
    /// See [`Screen::spoken`].
    pub spoken: Option<SpokenView>,
}

/// A place a window can be turned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaceChoice {
    /// Where it leads.
    pub place: Place,
    /// What it is called.
    pub name: String,
    /// Open tickets there.
    pub open: u32,
}

/// Figures for the bar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Facts {
    /// Open tickets (board) or orders (pass), the ones on other pages too.
    pub open: u32,
    /// Orders that wait, whole, at the pass; 0 on a board.
    pub ready: u32,
    /// Mean time from fire to bump of the last 30 minutes' tickets here, in ms.
    pub average_ms: Option<i64>,
    /// When the oldest open ticket began.
    pub longest_since_ms: Option<i64>,
    /// When the newest bump here was.
    pub last_bump_ms: Option<i64>,
}

/// One row of the all-day list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AllDayRow {
    /// The item's id and, where it has sizes, the size's: unique in the list.
    pub key: String,
    /// Kitchen name, with the size: "Sirloin 8 oz".
    pub name: String,
    /// How many are to be made now.
    pub count: u32,
    /// How they are wanted: "1 med rare", "2 medium"; required choices only.
    pub details: Vec<String>,
    /// How many more are on hold.
    pub on_hold: u32,
}
