//! How long and how much, with the reason of each figure.

use std::time::Duration;

/// From the wish for a session to its open data channel. The official clients take 30 s
/// (REALTIME.md 7.6); nobody at a counter waits that long, and touch is there.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// From the open channel until our settings are acknowledged (REALTIME.md 7.6: 5 s).
pub const CONFIGURE_WITHIN: Duration = Duration::from_secs(5);
/// How long the first event may take before our settings are told without it: it comes within
/// milliseconds, or was lost.
pub const CREATED_WITHIN: Duration = Duration::from_secs(1);
/// The longest take: the server's own bound of an utterance (`realtime::limits::UTTERANCE_MAX`).
pub const TAKE_AT_MOST: Duration = Duration::from_secs(60);
/// After which hands-free ends by itself, where nobody was answered: somebody who reads the menu,
/// and less than a take may last.
pub const HANDS_FREE_IDLE: Duration = Duration::from_secs(45);
/// The pause that ends what somebody says hands-free: longer than the 500 ms of the protocol, for
/// guests think between two dishes.
pub const HANDS_FREE_SILENCE: Duration = Duration::from_millis(800);
/// Between a reply and listening again, hands-free: a loudspeaker's buffer and a room's echo.
pub const HANDS_FREE_PAUSE: Duration = Duration::from_millis(300);
/// From the end of a take until the server has it: the rest of the sound, and one way there and
/// back on a bad network.
pub const COMMIT_WITHIN: Duration = Duration::from_secs(5);
/// From a press until the server has forgotten what it heard before: as above. Sound waits for it.
pub const CLEAR_WITHIN: Duration = COMMIT_WITHIN;
/// How long words may take once the server has the sound: clients give up at ten (REALTIME.md 12).
pub const WORDS_WITHIN: Duration = Duration::from_secs(10);
/// How long the reply may take, and each piece of it: a model with tools took 4.3 s at worst
/// (REALTIME.md 13), three times that is past waiting.
pub const REPLY_WITHIN: Duration = Duration::from_secs(15);
/// How long a reply may go on without another sign of it: reading back thirty lines takes a minute.
pub const SPEAK_AT_MOST: Duration = Duration::from_secs(60);
/// How long a cancelled response may take to end, before another is asked for all the same.
pub const CANCEL_WITHIN: Duration = Duration::from_secs(2);
/// How long the app's own tools may take: they only touch its cart.
pub const TOOL_WITHIN: Duration = Duration::from_secs(5);
/// After which a failed response is asked for once more (REALTIME.md 6.2).
pub const RETRY_REPLY_AFTER: Duration = Duration::from_secs(1);
/// Between the attempts to connect; the last holds on.
pub const PAUSES: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];
/// The least sound that can be committed (REALTIME.md 8), and so the shortest press that counts.
pub const TAKE_AT_LEAST: Duration = realtime::limits::COMMIT_MIN;
/// Rounds of calls that one turn may take: an order of thirty lines is one, a confused model none.
pub const ROUNDS: u32 = 8;
/// Calls of one response, as many as a response has items (`realtime::limits::OUTPUT_ITEMS`).
pub const CALLS: usize = realtime::limits::OUTPUT_ITEMS;
/// Ids of calls that are remembered, so that none is carried out twice: four full responses.
pub const CALL_IDS: usize = 256;
/// Items of a conversation that are remembered, calls among them: more than any order takes.
pub const SAID: usize = 128;
/// Characters of one of them: a minute's talk has a thousand.
pub const SAID_CHARS: usize = 4_000;
/// Kinds of unknown events that are kept by name.
pub const UNKNOWN_KINDS: usize = 16;
