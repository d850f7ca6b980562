//! What a finger means at a counter.

use super::CounterMode;
use crate::view::ServiceKind;
use serde::{Deserialize, Serialize};

/// One tap at a counter. Lines are named by [`super::CartLineView::key`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Tap {
    /// How the order reaches its guest.
    Kind {
        /// Which way.
        kind: ServiceKind,
    },
    /// For whom it is: table or name; an empty text takes it back.
    Who {
        /// The words.
        text: String,
    },
    /// Who is called, of an order to a table; an empty text takes it back.
    Name {
        /// The words.
        text: String,
    },
    /// Where to, of a delivery; an empty text takes it back.
    Address {
        /// The words.
        text: String,
    },
    /// Something that the guests cannot bear: noted, or taken back.
    Allergy {
        /// An allergen of the menu by its id, or a word of the guest's own.
        text: String,
        /// Whether it is to be noted.
        noted: bool,
    },
    /// One more of an item; the question asks for what it lacks.
    Add {
        /// The item.
        item: String,
    },
    /// Edit a line on its sheet.
    Open {
        /// The line.
        line: String,
    },
    /// The sheet has been read.
    Close,
    /// An answer to the open question: a size or a modifier.
    Answer {
        /// The line.
        line: String,
        /// The choice's id.
        choice: String,
    },
    /// A size on the sheet.
    Size {
        /// The line.
        line: String,
        /// The size's id.
        size: String,
    },
    /// A modifier on the sheet: chosen, or taken back. Where its group takes one, it takes the
    /// other's place.
    Toggle {
        /// The line.
        line: String,
        /// The modifier's id.
        modifier: String,
    },
    /// How many there are to be; none takes the line out.
    Quantity {
        /// The line.
        line: String,
        /// How many.
        quantity: u32,
    },
    /// The guest's words for a line; an empty text takes them back.
    Note {
        /// The line.
        line: String,
        /// The words.
        text: String,
    },
    /// Take one out of several, to be had another way; its sheet opens.
    Split {
        /// The line.
        line: String,
    },
    /// Take a line out.
    Remove {
        /// The line.
        line: String,
    },
    /// It was heard right.
    Yes {
        /// A check of the read-back, a line, or `who`.
        key: String,
    },
    /// It was misheard: it goes.
    No {
        /// A check of the read-back, a line, or `who`.
        key: String,
    },
    /// Something else instead of what is sold out.
    Swap {
        /// The line.
        line: String,
        /// The item instead.
        item: String,
    },
    /// Nothing instead of what is sold out.
    Skip {
        /// The line.
        line: String,
    },
    /// Begin anew; can be undone for 5 s.
    Clear,
    /// Bring back what was cleared.
    Undo,
    /// Send the order to the kitchen.
    Send,
    /// Bring a refused order back, to be changed and sent again.
    Reopen {
        /// Which, by [`super::SentView::key`].
        sent: String,
    },
    /// What became of a sent order has been read.
    Dismiss {
        /// Which, by [`super::SentView::key`].
        sent: String,
    },
    /// The guest is still here: the order stays.
    Stay,
    /// Staff bring an order back that its guest left.
    BringBack {
        /// Which, by [`super::AsideView::key`].
        aside: String,
    },
    /// Nobody wants an order any more that its guest left.
    ThrowAway {
        /// Which, by [`super::AsideView::key`].
        aside: String,
    },
    /// The talk button went down.
    Press,
    /// The talk button came up.
    Release,
    /// The microphone is to open by itself whenever it is the guest's turn, or not.
    HandsFree {
        /// Whether.
        on: bool,
    },
    /// Be quiet.
    Hush,
    /// Say the last reply again.
    SayAgain,
    /// End the talk and begin a new one; the order stays.
    ResetVoice,
    /// What people call this counter.
    SetName {
        /// The name.
        text: String,
    },
    /// Who stands before it.
    SetMode {
        /// Staff or guest.
        mode: CounterMode,
    },
    /// What staff type to reach the settings in guest mode.
    SetCode {
        /// Four to eight digits.
        code: String,
    },
    /// Staff want to set up a counter that a guest stands before.
    Unlock {
        /// Their code.
        code: String,
    },
    /// They have done.
    Lock,
    /// Voice on or off.
    SetVoice {
        /// Whether.
        on: bool,
    },
    /// Whether a spoken yes sends, as a tap does.
    SetSpokenYes {
        /// Whether.
        on: bool,
    },
    /// Which microphone; `None` is the system's own choice.
    SetMicrophone {
        /// By [`super::MicrophoneChoice::id`].
        id: Option<String>,
    },
}
