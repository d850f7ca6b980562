//! How a turn ended, as a person reads it.

use std::borrow::Cow;

use crate::fault::Phase;

/// What a person reads.
pub type Words = Cow<'static, str>;

/// Nobody was heard while the button was held.
pub const NOTHING_HEARD: &str = "Didn't hear anything.";
/// Hands-free was on, and nobody spoke.
pub const NOBODY_SPOKE: &str = "Nobody spoke: the microphone is off.";
/// The button was let go at once.
pub const TOO_SHORT: &str = "Hold the button while you speak.";
/// The button was held for as long as a take may last.
pub const TOO_LONG: &str = "That was a minute: taking what was said so far.";
/// The microphone was unplugged while somebody spoke, and is back.
pub const CUT_OFF: &str = "The microphone was gone for a moment. Say that again.";
/// The server did not take the sound in time.
pub const NOT_TAKEN: &str = "Your words did not get through. Say it again.";
/// The words were not made out in time.
pub const NO_WORDS: &str = "Could not make out what was said. Say it again.";
/// There was sound without words in it.
pub const EMPTY_WORDS: &str = "Didn't catch any words.";
/// No reply came in time.
pub const NO_REPLY: &str = "No answer came. The order is as you see it.";
/// A reply had no end.
pub const ENDLESS: &str = "The answer broke off. The order is as you see it.";
/// The session was lost in the middle of a turn.
pub const LOST_TURN: &str =
    "The connection was lost. The order is as you see it; say the rest again.";

/// What was waited for in vain.
pub(crate) fn late(phase: Phase) -> &'static str {
    match phase {
        Phase::Token => "The kitchen server gives no access to voice.",
        Phase::Microphone => "The microphone does not open.",
        Phase::Offer => "This device makes no voice connection.",
        Phase::Signalling | Phase::Answer => "Nobody answers the voice call.",
        Phase::Transport => "No way through the network for voice.",
        Phase::Configuration => "The voice session does not take our settings.",
        Phase::Session => "The voice session does not answer.",
    }
}
