//! How much and how long, with the reason of each figure.

use std::time::Duration;

/// The longest `event_id`, in characters (REALTIME.md 5).
pub const EVENT_ID_CHARS: usize = 512;
/// The longest item id that a client may choose: twice our own and the provider's.
pub const ITEM_ID_CHARS: usize = 64;
/// The longest `audio` of one append, in base64 characters: 15 MiB (REALTIME.md 5).
pub const APPEND_CHARS: usize = 15 * 1024 * 1024;
/// The largest instructions and tools together, in bytes of JSON, so that `session.updated` fits
/// one data-channel message of 64 KiB (REALTIME.md 8).
pub const SESSION_BYTES: usize = 40 * 1024;
/// The largest item, in bytes of JSON without sound, for the same reason.
pub const ITEM_BYTES: usize = 40 * 1024;
/// The largest message on a data channel, in bytes: beyond 65,536 it is not sent at all
/// (REALTIME.md 3.4); the rest is margin.
pub const MESSAGE_BYTES: usize = 60 * 1024;
/// Parts of one item: more than any client was seen to send.
pub const PARTS: usize = 32;
/// Tools of one session: the provider's own bound.
pub const TOOLS: usize = 128;
/// The longest name of a tool (the provider's bound for function names).
pub const TOOL_NAME_CHARS: usize = 64;
/// Items in a `response.create`'s own input: as many as a conversation holds.
pub const INPUT_ITEMS: usize = CONVERSATION_ITEMS;
/// Pairs of metadata, their keys' and values' lengths in characters (REALTIME.md 5).
pub const METADATA_PAIRS: usize = 16;
/// See [`METADATA_PAIRS`].
pub const METADATA_KEY_CHARS: usize = 64;
/// See [`METADATA_PAIRS`].
pub const METADATA_VALUE_CHARS: usize = 512;
/// Words that a recogniser is to expect: every item and modifier of a large menu.
pub const KEYWORDS: usize = 1000;
/// The longest prompt of a transcription, name of a model or a voice, or keyword, in characters:
/// no real one is near.
pub const WORDS_CHARS: usize = 1024;
/// The longest `prefix_padding_ms` and `silence_duration_ms`: beyond ten seconds nobody waits for
/// the end of a turn.
pub const VAD_MS: u64 = 10_000;

/// How long a session lives (REALTIME.md 8).
pub const SESSION_AGE: Duration = Duration::from_secs(60 * 60);
/// How long a session lives in which nobody speaks or asks for anything.
pub const SESSION_IDLE: Duration = Duration::from_secs(5 * 60);
/// The least sound that can be committed (REALTIME.md 8).
pub const COMMIT_MIN: Duration = Duration::from_millis(100);
/// The most sound that waits for a commit, and that comes in one event: what the largest append
/// holds in PCM, and more than any order takes to say.
pub const BUFFER_MAX: Duration = Duration::from_secs(240);
/// How long an utterance may last by the clock: after that the turn is taken to have ended, even
/// if the detector never says so. The detector's own bound is half of it.
pub const UTTERANCE_MAX: Duration = Duration::from_secs(60);
/// How long a transcript may take after its commit: a large Whisper model on a busy machine needs
/// half of it for a minute of speech.
pub const TRANSCRIPT_WITHIN: Duration = Duration::from_secs(30);
/// How long the engine may be silent in a response, from question to first word and from word to
/// word: nobody at a counter waits longer (clients give up at ten, REALTIME.md 12).
pub const REPLY_WITHIN: Duration = Duration::from_secs(10);
/// How much longer than its sound the playing of it may take.
pub const PLAYOUT_SLACK: Duration = Duration::from_secs(5);
/// How long the carrier may take to stop playing: it only empties a queue.
pub const STOP_WITHIN: Duration = Duration::from_secs(1);
/// Transcripts that may be waited for at once: a guest who talks on while a slow recogniser works
/// through an earlier minute.
pub const TRANSCRIPTS: usize = 16;
/// Items of a conversation: an hour's ordering has a tenth of it. With one more, the oldest goes.
pub const CONVERSATION_ITEMS: usize = 256;
/// The longest texts of an error: some come back in it, and one must fit a data channel's message.
pub const MESSAGE_CHARS: usize = 500;
/// Bytes of a conversation, and of what one response is given besides, without sound: a hundred
/// sessions then hold at most 100 MB. With more, the oldest items go.
pub const CONVERSATION_BYTES: usize = 1024 * 1024;
/// Items in the output of one response: each needs its events, and an order of thirty lines is
/// read back in one.
pub const OUTPUT_ITEMS: usize = 64;
/// Events (sound is not counted) that may come at once: a client that seeds a whole conversation
/// sends as many.
pub const EVENTS_BURST: u32 = 300;
/// Events per second beyond the burst: more than any person or program causes by talking.
pub const EVENTS_PER_SECOND: u32 = 50;
/// Refused events, for their rate, less those that passed since, after which the session ends:
/// whoever sends on has not read the answers.
pub const EVENTS_REFUSED: u32 = 300;
/// Sound of one `response.output_audio.delta`, in bytes: a second of 24 kHz PCM.
pub const DELTA_BYTES: usize = 48_000;
/// How long a token opens sessions if nobody says, and the bounds of what may be said, in seconds
/// (REALTIME.md 2).
pub const SECRET_SECONDS: u32 = 600;
/// See [`SECRET_SECONDS`].
pub const SECRET_SECONDS_MIN: u32 = 10;
/// See [`SECRET_SECONDS`].
pub const SECRET_SECONDS_MAX: u32 = 7_200;
