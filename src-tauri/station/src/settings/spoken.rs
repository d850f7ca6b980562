//! How commands by voice are set up.

use serde::{Deserialize, Serialize};

/// Commands by voice on a device's boards. Every field has a default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SpokenSettings {
    /// Whether boards have a button to hold and speak. Default: no. Touch always works.
    pub on: bool,
    /// Which microphone, by the system's id, at most 300 characters. Default: the system's own
    /// choice.
    pub microphone: Option<String>,
}
