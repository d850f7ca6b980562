//! A counter: an order in the making, everything to finish it by touch, and the talk beside it.
//!
//! A counter's [`super::Screen`] has [`CounterView`] (the order), [`MenuView`] (what can be
//! tapped), [`TalkView`] (who says what) and [`MeterView`] (how loud); a patch names only those
//! that changed. Prices and words are ready to print, and lists are in the order to show.

mod allergy;
mod aside;
mod cart;
mod menu;
mod sent;
mod sheet;
mod talk;
mod tap;

pub use allergy::*;
pub use aside::*;
pub use cart::*;
pub use menu::*;
pub use sent::*;
pub use sheet::*;
pub use talk::*;
pub use tap::*;

use super::ServiceKind;
use serde::{Deserialize, Serialize};

/// The order side of a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CounterView {
    /// Who stands before it.
    pub mode: CounterMode,
    /// How the order can reach its guest; one is chosen.
    pub kinds: Vec<KindChoice>,
    /// Head of the order: "New order".
    pub heading: String,
    /// For whom it is.
    pub who: WhoView,
    /// What its guests cannot bear.
    pub allergies: AllergiesView,
    /// How long the slowest line takes to make, in ms: "ready about" now and so much.
    /// `None` while nothing is ordered.
    pub takes_ms: Option<i64>,
    /// The lines, refused ones in their place.
    pub lines: Vec<CartLineView>,
    /// What it comes to.
    pub sum: SumView,
    /// The one question that is open.
    pub question: Option<QuestionView>,
    /// What is read to the guest, once no question is open.
    pub readback: Option<ReadbackView>,
    /// The button at the foot.
    pub send: SendView,
    /// The line that is being edited.
    pub sheet: Option<SheetView>,
    /// What was cleared and can be had back.
    pub undo: Option<UndoView>,
    /// The guest seems to have gone: when the order is put away.
    pub leaving: Option<LeavingView>,
    /// Orders that guests left, newest first; for staff, as `settings`.
    pub aside: Vec<AsideView>,
    /// Why the last tap was refused, in words; gone with the next one.
    pub notice: Option<String>,
    /// The orders sent last from here, newest first, at most 5.
    pub sent: Vec<SentView>,
    /// What can be set here; `None` where a guest stands, until staff show their code
    /// ([`Tap::Unlock`]).
    pub settings: Option<CounterSettingsView>,
}

/// Who stands before a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CounterMode {
    /// Staff, who repeat what a guest says and see the facts of the connection.
    #[default]
    Staff,
    /// The guest alone: no settings, no facts, and every doubt is answered before Send.
    Guest,
}

/// One way for an order to reach its guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KindChoice {
    /// Which.
    pub kind: ServiceKind,
    /// "Dine-in".
    pub name: String,
    /// It is the one.
    pub chosen: bool,
}

/// For whom an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WhoView {
    /// What is asked for: "Table" or "Name".
    pub label: String,
    /// Table or name; `None` where nobody said.
    pub text: Option<String>,
    /// Who is called, beside a table.
    pub name: Option<String>,
    /// Whether a name can stand beside `text`.
    pub wants_name: bool,
    /// Whether `text` is mostly a number, for which digits are offered.
    pub is_number: bool,
    /// It may have been misheard.
    pub unsure: bool,
    /// Where to, of a delivery.
    pub address: Option<String>,
    /// Whether an address belongs to this kind.
    pub wants_address: bool,
    /// The longest `text`, in characters.
    pub text_chars: u32,
    /// The longest `address`, in characters.
    pub address_chars: u32,
}

/// What can be set at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CounterSettingsView {
    /// What people call it.
    pub name: SettingText,
    /// Guest mode.
    pub guest: SettingSwitch,
    /// What staff type to get here in guest mode.
    pub staff_code: SettingText,
    /// Voice.
    pub voice: SettingSwitch,
    /// A spoken yes sends.
    pub spoken_yes: SettingSwitch,
    /// Microphones to choose from: the system's own choice first.
    pub microphones: Vec<MicrophoneChoice>,
    /// What the choice of a microphone means, in one line.
    pub microphone_help: String,
}

/// A text that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingText {
    /// As it is.
    pub value: String,
    /// The longest, in characters.
    pub chars: u32,
    /// What it is called.
    pub label: String,
    /// What it means, in one line.
    pub help: String,
}

/// A switch that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingSwitch {
    /// As it is.
    pub on: bool,
    /// What it is called.
    pub label: String,
    /// What it means, in one line.
    pub help: String,
}

/// A microphone to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MicrophoneChoice {
    /// To say in [`Tap::SetMicrophone`]; `None` is the system's own choice.
    pub id: Option<String>,
    /// As the system calls it.
    pub name: String,
    /// It is the one.
    pub chosen: bool,
}
