//! Whether the picture is fresh.

use serde::{Deserialize, Serialize};

/// What the bar says of the connection. Instants here are by this machine's own clock,
/// since they speak of what this machine heard and will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinkView {
    /// Fresh or not.
    pub state: LinkState,
    /// When the server was last heard; `None` = not since this app began.
    pub heard_at_ms: Option<i64>,
    /// Since when the state is what it is.
    pub since_ms: i64,
    /// When the next attempt to connect begins.
    pub next_try_ms: Option<i64>,
    /// Commands kept on this machine that the server has not taken yet.
    pub saved: u32,
    /// Where the server is looked for, as a person would write it.
    pub server: String,
    /// Why there is no connection, in words; `None` while live.
    pub reason: Option<String>,
}

/// Fresh or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// The first picture has not come yet and there is none from before.
    Loading,
    /// Connected, and heard within the last 3 s.
    Live,
    /// Not heard for 3 s or more: what is shown is what was known.
    Stale,
    /// Never connected for 20 s: "No kitchen server".
    Absent,
}
