//! What the diagnostics screen draws: what lives in this app, what grows, and what became of its
//! connections. Instants are Unix milliseconds by this machine's own clock.

use serde::{Deserialize, Serialize};

/// All of it, at one moment. A page asks for it as long as it shows it; nothing is made otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiagnosticsView {
    /// What people call this screen.
    pub device: String,
    /// The kitchen it shows, as its server says; `None` until it has said.
    pub restaurant: Option<String>,
    /// The app's version.
    pub version: String,
    /// When the app began.
    pub began_at_ms: i64,
    /// What lives, as a tree: each scope stands before those below it.
    pub scopes: Vec<ScopeRow>,
    /// What came and went since the app began.
    pub turnover: TurnoverView,
    /// What is followed over time, the most telling first.
    pub plots: Vec<PlotView>,
    /// What grows and does not stop, in words, the largest growth first.
    pub warnings: Vec<String>,
    /// How the connection stands, and how it came to.
    pub link: LinkLog,
    /// What became of the voice sessions.
    pub voice: VoiceLog,
}

/// A scope, or those of one name in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScopeRow {
    /// Its last name: "link".
    pub name: String,
    /// How far below the topmost it stands; that is 0.
    pub depth: u32,
    /// Tasks, threads and blocking calls in it and below.
    pub tasks: u32,
    /// Sleeps, timeouts and tickers in it and below; `None` where only their scope knows.
    pub timers: Option<u32>,
    /// Registrations with foreign code in it and below.
    pub listeners: u32,
    /// When it was made.
    pub opened_at_ms: i64,
    /// Whether it still should live.
    pub state: ScopeState,
}

/// Whether a scope still should live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ScopeState {
    /// It is open.
    Open,
    /// It is being closed, and has had little time yet.
    Closing,
    /// It was closed, and something is left of it.
    Outlived {
        /// When it was closed.
        closed_at_ms: i64,
    },
    /// It was closed, and everything in it is gone.
    Released {
        /// When the last of it went.
        closed_at_ms: i64,
    },
}

/// What came and went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TurnoverView {
    /// Tasks, threads, calls and registrations whose scope was closed without them.
    pub outlived: u64,
    /// How many there ever were.
    pub opened: u64,
    /// How many of them are gone.
    pub closed: u64,
}

/// What a plot is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Resident memory, bytes.
    Memory,
    /// Live heap, bytes.
    Heap,
    /// Tasks, threads and blocking calls.
    Tasks,
    /// Sleeps, timeouts and tickers.
    Timers,
    /// Open sockets.
    Sockets,
    /// Open file descriptors, sockets among them.
    Files,
    /// Messages that wait in the app's own channels.
    Waiting,
}

/// A figure, followed over two spans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlotView {
    /// What it is of.
    pub figure: Figure,
    /// The last samples, at most 100.
    pub recent: SpanView,
    /// A day's: of each hour the lowest, which a leak lifts and a rush does not. At most 24.
    pub day: SpanView,
}

/// A figure over some time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpanView {
    /// When the samples were taken, oldest first.
    pub at_ms: Vec<i64>,
    /// What they say; the first is the figure, others are parts of it. Empty where the platform
    /// does not tell.
    pub curves: Vec<CurveView>,
    /// Which way the figure goes; `None` while there are too few samples to say.
    pub trend: Option<TrendView>,
}

/// One line of a plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CurveView {
    /// What it is called.
    pub name: String,
    /// A value for each sample; `None` where it was not known.
    pub values: Vec<Option<f64>>,
}

/// Which way a figure goes: a straight line through its samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrendView {
    /// Where the line begins.
    pub from_ms: i64,
    /// Its value there.
    pub from: f64,
    /// Where it ends.
    pub to_ms: i64,
    /// Its value there.
    pub to: f64,
    /// What is added in an hour.
    pub per_hour: f64,
    /// The value from which on the growth would be warned of.
    pub alarm: f64,
    /// What that means.
    pub course: Course,
}

/// What a trend means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It stays, or sinks.
    Flat,
    /// It rises, by less than would be warned of.
    Rising,
    /// It grows by more.
    Growing,
}

/// How the connection stands, and how it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinkLog {
    /// Where it stands.
    pub phase: LinkPhase,
    /// Since when.
    pub since_ms: i64,
    /// When the next attempt begins, while none is under way.
    pub next_try_ms: Option<i64>,
    /// After how long a silence a connection is given up, in ms.
    pub silence_ms: u64,
    /// The shortest pause between attempts, in ms.
    pub pause_from_ms: u64,
    /// The longest.
    pub pause_to_ms: u64,
    /// The last steps, newest first; at most 50.
    pub moves: Vec<LinkMove>,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkPhase {
    /// None; another attempt follows.
    Waiting,
    /// It is being opened.
    Connecting,
    /// It is open; the server's picture is awaited.
    Syncing,
    /// What is shown is what is.
    Live,
    /// It is being closed.
    Closing,
}

/// A step of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinkMove {
    /// When.
    pub at_ms: i64,
    /// From where.
    pub from: LinkPhase,
    /// To where.
    pub to: LinkPhase,
    /// Whose doing it was.
    pub by: LinkSide,
    /// Why, in two or three words.
    pub why: String,
    /// The close code, where the server gave one.
    pub code: Option<u16>,
    /// What the server, or the system, said of it; empty where nothing.
    pub said: String,
}

/// Whose doing something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkSide {
    /// This screen's.
    Us,
    /// The server's.
    Server,
    /// What is between them.
    Network,
}

/// What became of the voice sessions of this device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum VoiceLog {
    /// There is no voice here.
    NotSetUp,
    /// There is.
    SetUp {
        /// The last sessions, newest first; at most 20.
        sessions: Vec<VoiceSession>,
        /// What happened to them, newest first; at most 50.
        log: Vec<VoiceEntry>,
        /// The microphone.
        microphone: Microphone,
    },
}

/// A voice session. Nothing that was said is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoiceSession {
    /// Counts from 1 since the app began.
    pub number: u64,
    /// When it began.
    pub began_at_ms: i64,
    /// When it ended; `None` while it lives.
    pub ended_at_ms: Option<i64>,
    /// Turns that were taken.
    pub turns: u32,
    /// The time from a word to its answer's first sound, the middle one of all turns, in ms.
    pub round_trip_ms: Option<u32>,
    /// Why it ended, in words; `None` while it lives.
    pub closed: Option<String>,
    /// What had not ended with it, by name; `None` while that is not known.
    pub left_behind: Option<Vec<String>>,
}

/// Something that happened to a voice session. Nothing that was said is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VoiceEntry {
    /// When.
    pub at_ms: i64,
    /// How far the session had come.
    pub phase: VoicePhase,
    /// What, in words.
    pub what: String,
}

/// How far a voice session had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VoicePhase {
    /// A token was asked for.
    Token,
    /// The microphone was opened.
    Microphone,
    /// The offer was made.
    Offer,
    /// The offer was on its way.
    Signalling,
    /// The answer was read.
    Answer,
    /// A way through the network was looked for.
    Transport,
    /// The session was told our settings.
    Configuration,
    /// The session ran.
    Session,
}

/// What the microphone hears. Only how loud: no sound is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Microphone {
    /// What the system calls it; empty while that is not known.
    pub name: String,
    /// What is wrong with it, in words; empty where nothing.
    pub trouble: String,
    /// Whether it is open now.
    pub open: bool,
    /// How loud it is, from 0 to 1; 0 while it is closed.
    pub level: f32,
    /// The loudest in the last second.
    pub peak: f32,
}
