//! What a person wants of a window. The core decides what becomes of it.

use serde::{Deserialize, Serialize};

/// One press, in the terms of the place it was pressed at: the core knows which station
/// the window shows, and turns it into a command of its own id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Intent {
    /// Done here: some lines, or the whole ticket (`None`). At the pass: served.
    Bump {
        /// The order.
        order: String,
        /// Line ids, or all.
        lines: Option<Vec<String>>,
    },
    /// Take the last bump of this order back; an unsent one is simply forgotten.
    Undo {
        /// The order.
        order: String,
    },
    /// Bring an order back that left this place; single lines where they are named.
    Recall {
        /// The order.
        order: String,
        /// Line ids, or those of the last bump.
        lines: Option<Vec<String>>,
    },
    /// Void, cancel and added allergy are understood here.
    Heard {
        /// The order.
        order: String,
    },
    /// Begin a course.
    Fire {
        /// The order.
        order: String,
        /// The course.
        course: u8,
    },
    /// Keep a course waiting.
    Hold {
        /// The order.
        order: String,
        /// The course.
        course: u8,
    },
    /// In a hurry, or no longer.
    Rush {
        /// The order.
        order: String,
        /// Whether.
        on: bool,
    },
    /// The reason of a refused command has been read.
    Dismiss {
        /// The order.
        order: String,
    },
    /// Look at another place.
    Turn {
        /// Which.
        place: super::Place,
    },
    /// Try to connect now.
    TryNow,
    /// Something at a counter.
    Counter {
        /// What.
        tap: super::Tap,
    },
    /// Commands by voice, on a board or at the pass.
    Spoken {
        /// What.
        tap: super::SpokenTap,
    },
}
