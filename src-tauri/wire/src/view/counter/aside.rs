//! Orders whose guests have gone, and those whose guests seem to.

use serde::{Deserialize, Serialize};

/// An order that is about to be put away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LeavingView {
    /// "Are you still there?"
    pub title: String,
    /// What happens then, before the seconds: "Your order is put away in".
    pub words: String,
    /// "Keep my order", for [`super::Tap::Stay`].
    pub keep: String,
    /// When, in Unix ms by the server's clock.
    pub until_ms: i64,
}

/// An order that was put away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AsideView {
    /// For [`super::Tap::BringBack`] and [`super::Tap::ThrowAway`].
    pub key: String,
    /// When it was put away, in Unix ms by the server's clock.
    pub at_ms: i64,
    /// Its items in short: "2 Cheeseburger, Lemonade Large".
    pub items: String,
    /// For whom it was: "Table 12, Anna"; `None` where nobody said.
    pub who: Option<String>,
    /// What it came to, as far as that is known.
    pub total: String,
    /// Whether it can be brought back: no other order is in the making.
    pub can_return: bool,
}
