//! Who says what at a counter, whose turn it is, and how the voice's connection stands.

use serde::{Deserialize, Serialize};

/// The talk side of a counter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TalkView {
    /// The lit one of the three; `None` while voice is off.
    pub turn: Option<TurnView>,
    /// "Not sure I got this. Tap it in the order to fix."
    pub hint: Option<String>,
    /// How the last turn ended, where somebody should know: "Didn't hear anything."
    pub notice: Option<String>,
    /// What was said, oldest first, at most 30.
    pub said: Vec<SaidView>,
    /// The button to talk with.
    pub button: TalkButtonView,
    /// Whether the microphone opens by itself; `None` where there is no voice.
    pub hands_free: Option<bool>,
    /// Facts of the connection, for its drawer; empty in guest mode.
    pub facts: Vec<FactView>,
    /// Round trip to the voice's other end, for the chip in the bar.
    pub round_trip_ms: Option<u32>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TurnView {
    /// The guest speaks.
    Listening,
    /// What was said is being worked out.
    Understanding,
    /// Whoever stands here is to speak or tap.
    YourTurn,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaidView {
    /// Unique in the talk.
    pub key: String,
    /// Who said it.
    pub who: SpeakerView,
    /// The words, spaces included.
    pub spans: Vec<SaidSpan>,
    /// More of it may come.
    pub live: bool,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SpeakerView {
    /// Whoever holds the talk button.
    You,
    /// The program.
    Heard,
}

/// A piece of what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaidSpan {
    /// The words.
    pub text: String,
    /// They may have been misheard, and nobody has confirmed them yet.
    pub unsure: bool,
}

/// The button to talk with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TalkButtonView {
    /// What it does now.
    pub state: TalkButtonState,
    /// "Hold to talk", "Listening", "Voice is off, tap to add".
    pub lead: String,
    /// "Mic is off", "Let go when done", or what to do about a fault.
    pub small: String,
}

/// What the talk button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TalkButtonState {
    /// There is no voice: it cannot be held.
    Off,
    /// Connecting: holding it waits.
    Connecting,
    /// Can be held.
    Ready,
    /// Held: the microphone is open.
    Held,
    /// What was said is being worked out; holding it interrupts.
    Busy,
    /// The program speaks; holding it interrupts.
    Speaking,
    /// Something failed; holding it tries again.
    Failed,
}

/// One fact of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FactView {
    /// "Data channel".
    pub label: String,
    /// "open".
    pub value: String,
    /// Whether it is as it should be; `None` where that is no question.
    pub good: Option<bool>,
    /// It takes a whole row.
    pub wide: bool,
}

/// How loud it is. Parts of 100 along the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MeterView {
    /// Now.
    pub level: u8,
    /// The loudest of the last moments; 0 is no mark.
    pub peak: u8,
    /// Where "good" begins; below it is "quiet".
    pub good_from: u8,
    /// Where "loud" begins.
    pub loud_from: u8,
}

impl Default for TalkButtonView {
    /// As it is where there is no voice (design brief, section 8).
    fn default() -> Self {
        Self {
            state: TalkButtonState::Off,
            lead: "Voice is off, tap to add".to_owned(),
            small: String::new(),
        }
    }
}
