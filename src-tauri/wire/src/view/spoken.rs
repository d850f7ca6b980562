//! Commands by voice on a board: what was heard, what will be done, and how that is stopped.

use serde::{Deserialize, Serialize};

/// Commands by voice, as one window shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpokenView {
    /// The button to hold.
    pub button: SpokenButton,
    /// What was heard here, the latest first; at most three: one that is being decided, and those
    /// that can still be taken back.
    pub strips: Vec<SpokenStrip>,
}

/// The button to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SpokenButton {
    /// Commands by voice are switched off here: there is none.
    #[default]
    Off,
    /// This program cannot hear; pressing it says why.
    Missing,
    /// The menu's words are being learned.
    Waiting,
    /// It can be held.
    Ready,
    /// Held; the microphone is not open yet.
    Opening,
    /// Held, and the microphone is open.
    Listening,
    /// What was said is being worked out.
    Working,
}

/// Something that was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpokenStrip {
    /// Unique in the app's run: what is tapped on a strip says on which.
    pub key: u64,
    /// The words, in lower case; empty where there are none to show.
    pub said: String,
    /// What will be done or was done, the answer, or why nothing is done.
    pub says: String,
    /// What becomes of it.
    pub kind: SpokenKind,
    /// When that is over, by this machine's own clock.
    pub until_ms: i64,
    /// How long it stands in all, in ms.
    pub for_ms: u32,
    /// The order that was bumped here: where its cell is shown, the cell has the undo.
    pub bumped: Option<String>,
}

/// What becomes of something that was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SpokenKind {
    /// It will be done when its time is over, or at a tap; until then it can be stopped.
    Doing,
    /// It may have been misheard: it is done at a tap, and not without.
    Asking,
    /// It was a question, and this is the answer.
    Telling,
    /// Nothing is done.
    Refusing,
    /// It is done, and can be taken back.
    Done,
}

/// A finger on what belongs to commands by voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SpokenTap {
    /// The button went down.
    Press,
    /// It came up.
    Release,
    /// It is to be done now.
    Now {
        /// Of the strip.
        key: u64,
    },
    /// It is not to be done; what only tells has been read.
    Stop {
        /// Of the strip.
        key: u64,
    },
    /// What was done is to be taken back.
    Undo {
        /// Of the strip.
        key: u64,
    },
    /// Commands by voice are switched on or off for this device's boards.
    Switch {
        /// Which.
        on: bool,
    },
}
