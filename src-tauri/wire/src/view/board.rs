//! A station's board: tickets, their lines, and the holes they leave.

use serde::{Deserialize, Serialize};

/// How an order reaches its guest, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServiceView {
    /// Which picture and word.
    pub kind: ServiceKind,
    /// Table, guest's name, both ("12, Anna") or lane; `None` where nobody said.
    pub who: Option<String>,
}

/// How an order reaches its guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// To a table.
    DineIn,
    /// Picked up.
    Takeout,
    /// Taken by a driver.
    Delivery,
    /// Through the window.
    DriveThru,
}

impl From<kitchen::ServiceKind> for ServiceKind {
    fn from(kind: kitchen::ServiceKind) -> Self {
        match kind {
            kitchen::ServiceKind::DineIn => Self::DineIn,
            kitchen::ServiceKind::Takeout => Self::Takeout,
            kitchen::ServiceKind::Delivery => Self::Delivery,
            kitchen::ServiceKind::DriveThru => Self::DriveThru,
        }
    }
}

impl From<ServiceKind> for kitchen::ServiceKind {
    fn from(kind: ServiceKind) -> Self {
        match kind {
            ServiceKind::DineIn => Self::DineIn,
            ServiceKind::Takeout => Self::Takeout,
            ServiceKind::Delivery => Self::Delivery,
            ServiceKind::DriveThru => Self::DriveThru,
        }
    }
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SourceView {
    /// A till.
    Pos,
    /// Spoken to a tablet.
    Voice,
    /// Spoken on the telephone.
    Phone,
    /// Touched at the counter.
    Counter,
    /// Ordered on the web.
    Online,
    /// Ordered at a kiosk.
    Kiosk,
}

/// An order's part at one station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TicketView {
    /// The order's id; unique on a board.
    pub order: String,
    /// The order's number of the day.
    pub number: u32,
    /// How it reaches its guest.
    pub service: ServiceView,
    /// Where it came from.
    pub source: SourceView,
    /// When the clock of this ticket began: the first fire of a line still to be made.
    pub since_ms: i64,
    /// From `since_ms` to late. Due soon is three quarters of it.
    pub target_ms: i64,
    /// When the order was placed ("NEW" for its first minute).
    pub placed_at_ms: i64,
    /// In a hurry: shown above the header.
    pub rush: bool,
    /// Allergies of this ticket's lines, in capitals as printed, no repeats.
    pub allergies: Vec<String>,
    /// Some of `allergies` were added after sending and nobody here has said Heard yet.
    pub allergy_added: bool,
    /// The order was cancelled and nobody here has said Heard yet.
    pub cancelled: bool,
    /// It was bumped at this time and came back.
    pub recalled_from_ms: Option<i64>,
    /// The order's own note.
    pub note: Option<String>,
    /// The lines, by course; one part without a title where the order has one course.
    pub courses: Vec<CourseView>,
    /// Why Bump is not possible yet.
    pub blocked: Option<Blocked>,
    /// Every line here is done; Bump is the next thing to do.
    pub complete: bool,
    /// Why the server did not take the last bump: "Back, not bumped" and this reason.
    pub refused: Option<String>,
}

/// What has to be Heard before a ticket can be bumped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// A line was voided.
    Void,
    /// An allergy was added.
    Allergy,
    /// The whole order was cancelled: the footer itself says Heard.
    Cancelled,
}

/// Lines of one course on one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CourseView {
    /// The course's number.
    pub course: u8,
    /// "Starters", "Mains"; `None` where the order has only one course.
    pub title: Option<String>,
    /// On hold: not to be made yet.
    pub held: bool,
    /// The lines, in the order they were asked for.
    pub lines: Vec<LineView>,
}

/// One item to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LineView {
    /// Unique in the order.
    pub id: String,
    /// How many.
    pub quantity: u32,
    /// The quantity before it was changed, to be struck.
    pub quantity_was: Option<u32>,
    /// The kitchen's name of the item, at most 14 characters.
    pub name: String,
    /// The size's name.
    pub size: Option<String>,
    /// The size before it was changed, to be struck.
    pub size_was: Option<String>,
    /// Choices first, then additions, then removals.
    pub modifiers: Vec<ModifierView>,
    /// The guest's words for this line.
    pub note: Option<String>,
    /// What is to be done with it.
    pub state: LineStateView,
    /// It was changed after sending: wears the CHANGED tag until bumped.
    pub changed: bool,
    /// It was added after sending: wears the ADDED tag until bumped.
    pub added: bool,
}

/// Where a line stands at this station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LineStateView {
    /// On hold.
    Held,
    /// To be made.
    Queued,
    /// Being made.
    Started,
    /// Done here: ticked and dim.
    Done,
    /// Voided, and to be Heard.
    Void,
}

/// One modifier as printed under its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModifierView {
    /// Its sign.
    pub kind: ModifierKindView,
    /// Its name.
    pub text: String,
    /// Whether a change took it away or brought it.
    pub mark: Mark,
}

/// What a modifier does: `+`, NO, or how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ModifierKindView {
    /// Something more: `+`.
    Add,
    /// Something less: the NO block.
    Remove,
    /// A required choice ("medium rare"): plain.
    Choice,
    /// A choice that takes the place of what the item comes with ("GF bun"): an arrow.
    Swap,
}

/// What a change did to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// As it was sent.
    Same,
    /// Taken away: struck.
    Was,
    /// Brought: heavy.
    Now,
}

/// An order that has left this place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GoneView {
    /// The order's id.
    pub order: String,
    /// The order's number of the day.
    pub number: u32,
    /// How it reaches its guest.
    pub service: ServiceView,
    /// When it was bumped here (served, at the pass).
    pub bumped_at_ms: i64,
    /// The bump is kept on this machine and not yet at the server.
    pub saved: bool,
    /// Its items in short, for the recall list: "2 Smash burger, Sirloin 8 oz".
    pub items: String,
}
