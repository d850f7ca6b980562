//! What was heard at one board, from being shown to being done and undone: a machine without IO.

use super::plan::Undo;
use kitchen::{Command, OrderId};
use link::Now;
use std::time::{Duration, Instant};
use wire::view::{SpokenKind, SpokenStrip};

/// How long what will be done is shown before: long enough to read six words and to reach for Stop
/// (reading is three to four words a second), short enough to be waited for.
pub const SHOWN_FOR: Duration = Duration::from_millis(1_500);
/// How long it can be taken back (design brief, section 4).
pub const UNDO_FOR: Duration = Duration::from_secs(5);
/// How long an unsure one waits for a tap: a hand that is full is free by then, or means something
/// else.
pub const ASK_FOR: Duration = Duration::from_secs(8);
/// How long an answer, or why nothing is done, can be read.
pub const TELL_FOR: Duration = Duration::from_secs(6);
/// Strips at most, as [`wire::view::SpokenView::strips`] promises; of more that were done the oldest
/// goes.
pub const STRIPS: usize = 3;

/// What becomes of something heard.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// It will be done.
    Doing(Command),
    /// It is done at a tap only.
    Asking(Command),
    /// It was answered.
    Telling,
    /// Nothing is done.
    Refusing,
    /// It is done.
    Done(Undo),
}

impl Stage {
    fn lasts(&self) -> Duration {
        match self {
            Self::Doing(_) => SHOWN_FOR,
            Self::Asking(_) => ASK_FOR,
            Self::Telling | Self::Refusing => TELL_FOR,
            Self::Done(_) => UNDO_FOR,
        }
    }
}

/// Something heard, and until when it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    key: u64,
    said: String,
    says: String,
    stage: Stage,
    until: Instant,
    until_ms: i64,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The words that were heard.
    pub said: String,
    /// As it was shown.
    pub says: String,
    /// What.
    pub command: Command,
}

/// What was heard at one board, the latest first.
#[derive(Debug, Default)]
pub struct Strips {
    all: Vec<Strip>,
    keys: u64,
}

impl Strips {
    /// Shows something, under the key of the answer. What was still to be decided gives way, and is
    /// not done.
    pub fn show(&mut self, said: String, says: String, stage: Stage, now: Now) -> u64 {
        self.drop_undecided();
        self.add(said, says, stage, now)
    }

    fn add(&mut self, said: String, says: String, stage: Stage, now: Now) -> u64 {
        self.keys += 1;
        let lasts = stage.lasts();
        let lasts_ms = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
        self.all.insert(
            0,
            Strip {
                key: self.keys,
                said,
                says,
                stage,
                until: now.at + lasts,
                until_ms: now.wall_ms.saturating_add(lasts_ms),
            },
        );
        self.all.truncate(STRIPS);
        self.keys
    }

    /// What the strip `key` shows as done is not: the reason stands for it. What is still to be
    /// decided goes on, since nobody has stopped it.
    pub fn lose(&mut self, key: u64, says: String, now: Now) {
        let lost = self.at(key).map(|at| self.all.remove(at));
        let said = lost.map_or_else(String::new, |strip| strip.said);
        self.add(said, says, Stage::Refusing, now);
    }

    /// Everything but what was done goes: somebody speaks anew. Says what was to be done, and is
    /// not.
    pub fn drop_undecided(&mut self) -> Option<String> {
        let mut dropped = None;
        self.all.retain(|strip| {
            if let Stage::Doing(_) = strip.stage {
                dropped = Some(strip.says.clone());
            }
            matches!(strip.stage, Stage::Done(_))
        });
        dropped
    }

    /// Everything goes: nobody looks here any more.
    pub fn clear(&mut self) {
        self.all.clear();
    }

    /// When time alone changes something.
    pub fn due(&self) -> Option<Instant> {
        self.all.iter().map(|strip| strip.until).min()
    }

    /// Time has passed: what is to be done now, and whether anything has changed.
    pub fn pass(&mut self, now: Instant) -> (Option<Due>, bool) {
        let before = self.all.len();
        let over = |strip: &Strip| strip.until <= now;
        let due = self
            .all
            .iter()
            .position(|strip| over(strip) && matches!(strip.stage, Stage::Doing(_)));
        let due = due.and_then(|at| self.take(at));
        self.all.retain(|strip| !over(strip));
        (due, self.all.len() != before)
    }

    /// A tap says: now.
    pub fn now(&mut self, key: u64) -> Option<Due> {
        let at = self.at(key)?;
        self.take(at)
    }

    /// A tap says: not at all; or it has been read.
    pub fn stop(&mut self, key: u64) {
        let is_it = |strip: &Strip| strip.key == key && !matches!(strip.stage, Stage::Done(_));
        self.all.retain(|strip| !is_it(strip));
    }

    /// A tap takes back what was done. Says how it was shown, and how it is taken back.
    pub fn undo(&mut self, key: u64) -> Option<(String, Undo)> {
        let at = self.at(key)?;
        let Stage::Done(undo) = &self.all[at].stage else {
            return None;
        };
        let undo = undo.clone();
        Some((self.all.remove(at).says, undo))
    }

    /// A bump was taken back otherwise. Says whether it was one of these.
    pub fn undone(&mut self, order: OrderId) -> bool {
        let before = self.all.len();
        let undo = Stage::Done(Undo::Bump(order));
        self.all.retain(|strip| strip.stage != undo);
        self.all.len() != before
    }

    /// As a page shows them.
    pub fn view(&self) -> Vec<SpokenStrip> {
        self.all.iter().map(Strip::view).collect()
    }

    fn at(&self, key: u64) -> Option<usize> {
        self.all.iter().position(|strip| strip.key == key)
    }

    /// Takes what waits to be done out of the list.
    fn take(&mut self, at: usize) -> Option<Due> {
        let (Stage::Doing(command) | Stage::Asking(command)) = &self.all[at].stage else {
            return None;
        };
        let command = command.clone();
        let strip = self.all.remove(at);
        Some(Due {
            said: strip.said,
            says: strip.says,
            command,
        })
    }
}

impl Strip {
    fn view(&self) -> SpokenStrip {
        SpokenStrip {
            key: self.key,
            said: self.said.clone(),
            says: self.says.clone(),
            kind: match &self.stage {
                Stage::Doing(_) => SpokenKind::Doing,
                Stage::Asking(_) => SpokenKind::Asking,
                Stage::Telling => SpokenKind::Telling,
                Stage::Refusing => SpokenKind::Refusing,
                Stage::Done(_) => SpokenKind::Done,
            },
            until_ms: self.until_ms,
            for_ms: u32::try_from(self.stage.lasts().as_millis()).unwrap_or(u32::MAX),
            bumped: match &self.stage {
                Stage::Done(Undo::Bump(order)) => Some(order.to_string()),
                _ => None,
            },
        }
    }
}
