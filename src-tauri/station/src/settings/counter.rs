//! How one counter is set up.

use serde::{Deserialize, Serialize};
use wire::view::CounterMode;

/// Counters of one device: more than fit around one machine.
pub const COUNTERS: usize = 4;
/// The longest name of a counter, in characters: what fits into its bar beside the rest.
pub const COUNTER_NAME_CHARS: usize = 24;
/// How many digits a staff code has: what one remembers, and a guest does not guess.
pub const STAFF_CODE: std::ops::RangeInclusive<usize> = 4..=8;
/// The longest id of a counter, in characters.
const ID_CHARS: usize = 16;

/// How one counter is set up. Every field has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterSettings {
    /// What people call it, at most [`COUNTER_NAME_CHARS`]. Default: empty, which is "Counter"
    /// and its id.
    pub name: String,
    /// Who stands before it. Default: staff.
    pub mode: CounterMode,
    /// What staff type to reach the settings in guest mode: [`STAFF_CODE`] digits. Default:
    /// empty, which is none; there is no guest mode without one.
    pub staff_code: String,
    /// Whether orders can be spoken. Default: yes. Touch always works.
    pub voice: bool,
    /// Whether a spoken yes to the order on the screen sends it, as a tap does. Default: yes.
    pub spoken_yes: bool,
    /// Which microphone, by the system's id, at most 300 characters. Default: the system's own
    /// choice.
    pub microphone: Option<String>,
}

impl Default for CounterSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            mode: CounterMode::Staff,
            staff_code: String::new(),
            voice: true,
            spoken_yes: true,
            microphone: None,
        }
    }
}

impl CounterSettings {
    /// Whether a guest stands before it alone.
    pub fn is_guest(&self) -> bool {
        self.mode == CounterMode::Guest
    }

    /// What people call the counter of that id.
    pub fn name_of(&self, id: &str) -> String {
        match self.name.trim() {
            "" => format!("Counter {id}"),
            name => name.to_owned(),
        }
    }
}

/// Whether a counter can have that id: short, of small letters, digits and hyphens.
pub fn is_counter_id(id: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=ID_CHARS).contains(&id.chars().count()) && id.chars().all(is_plain)
}
