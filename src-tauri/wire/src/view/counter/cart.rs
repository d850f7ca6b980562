//! The order in the making: lines, question, read-back, and the button that sends it.

use crate::view::ModifierKindView;
use serde::{Deserialize, Serialize};

/// One line of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CartLineView {
    /// Unique in the order, and never used again in it.
    pub key: String,
    /// How many.
    pub quantity: u32,
    /// The item's name.
    pub name: String,
    /// The item itself may have been misheard.
    pub unsure: bool,
    /// The size's name.
    pub size: Option<String>,
    /// How, as it is printed under the line.
    pub modifiers: Vec<CartModifierView>,
    /// The guest's words.
    pub note: Option<String>,
    /// What is in it that the guests cannot bear, in capitals: "PEANUT".
    pub contains: Vec<String>,
    /// What the line costs; `None` while its size is open, and where it is sold out.
    pub price: Option<String>,
    /// The answer it waits for: "SIZE?".
    pub need: Option<String>,
    /// It cannot be had: struck, with what there is instead.
    pub sold_out: Option<SoldOutView>,
}

/// One modifier of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CartModifierView {
    /// Its id on the menu.
    pub id: String,
    /// Its sign.
    pub kind: ModifierKindView,
    /// Its name, without the sign.
    pub text: String,
    /// It may have been misheard.
    pub unsure: bool,
}

/// A line that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SoldOutView {
    /// "SOLD OUT", or "ONLY 2 LEFT".
    pub tag: String,
    /// When it can be had again, where somebody said.
    pub until_ms: Option<i64>,
    /// What there is instead, at most two.
    pub swaps: Vec<SwapView>,
}

/// What there is instead of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SwapView {
    /// The item, for [`super::Tap::Swap`].
    pub item: String,
    /// Its name.
    pub name: String,
    /// What one costs; "from 2.75" where it has sizes.
    pub price: String,
}

/// What the order comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SumView {
    /// "4 items so far", "6 items", "Nothing ordered yet".
    pub words: String,
    /// "$46.50": of what has a price already. A menu of this form knows no tax.
    pub total: String,
}

/// The question that is open: one at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct QuestionView {
    /// Of which line.
    pub line: String,
    /// "Which size lemonade?"
    pub title: String,
    /// "Say it or tap it", "Tap it".
    pub hint: String,
    /// The answers, in menu order.
    pub choices: Vec<ChoiceView>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChoiceView {
    /// For [`super::Tap::Answer`].
    pub id: String,
    /// "Large".
    pub label: String,
    /// "4.00" of a size, "+1.50" of a choice that costs more.
    pub detail: Option<String>,
    /// The words spoken now say this one: lit before the talk button is let go.
    pub hit: bool,
    /// Chosen already, where the question takes more than one answer.
    pub chosen: bool,
}

/// What is read to the guest before Send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadbackView {
    /// "Read it back"; before a guest "Is this right?".
    pub title: String,
    /// The words, spaces included.
    pub script: Vec<SpokenSpan>,
    /// What may have been misheard, one row each, with Yes and No.
    pub checks: Vec<CheckView>,
    /// Whether what was said last can be said again.
    pub say: SayAgainView,
}

/// Whether the last reply can be heard once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SayAgainView {
    /// There is nothing to say, or nothing to say it with.
    Nothing,
    /// [`super::Tap::SayAgain`] says it.
    Ready,
    /// It is being said; [`super::Tap::Hush`] ends it.
    Sounding,
}

/// A piece of the read-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpokenSpan {
    /// The words.
    pub text: String,
    /// Heavy: for whom, what is left out, what takes another's place.
    pub strong: bool,
}

/// One doubt to settle: "**bacon** on the first burger?"
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckView {
    /// For [`super::Tap::Yes`] and [`super::Tap::No`].
    pub key: String,
    /// The doubtful words.
    pub word: String,
    /// The rest of the question, with its leading space where it needs one.
    pub rest: String,
}

/// The button at the foot of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SendView {
    /// It cannot be pressed.
    Blocked {
        /// Why: "2 answers left, then send".
        words: String,
    },
    /// One tap sends.
    Ready {
        /// "Send to kitchen".
        words: String,
    },
    /// Pressed, and being kept on this machine.
    Sending {
        /// "Sending".
        words: String,
    },
}

/// What was cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoView {
    /// "Order cleared".
    pub words: String,
    /// When it was cleared.
    pub since_ms: i64,
    /// Until when [`super::Tap::Undo`] brings it back.
    pub until_ms: i64,
}
