//! An order whose guest has gone: put away, so that the next guest begins with nothing of it, and
//! kept for staff to bring back.

use super::desk::Desk;
use super::draft::{Draft, TapError};
use kitchen::UnixMs;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// After so long without a touch or a word a guest has gone: four times what the open microphone
/// waits for somebody who reads the menu (`voice::limits::HANDS_FREE_IDLE`).
pub const LEFT_AFTER: Duration = Duration::from_secs(180);
/// The last of it is counted down on the screen: time to come back from the shelf with the drinks.
pub const WARNED_FOR: Duration = Duration::from_secs(30);
/// Orders that are kept: some days of a busy counter. With one more, the oldest goes.
pub const ASIDE: usize = 50;

/// An order that was put away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// `aside_1`, `aside_2`, … Unique among those that are kept.
    pub key: String,
    /// The order as it was left.
    pub draft: Draft,
    /// When it was put away, by the server's clock.
    pub at_ms: UnixMs,
}

/// When the guest before a counter was last heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stirred {
    at: Instant,
    /// The same moment by the server's clock.
    pub at_ms: UnixMs,
    /// It is counted down.
    pub is_warned: bool,
}

/// What time has done to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// Nothing.
    Nothing,
    /// It is counted down from now on.
    Warned,
    /// It was put away.
    PutAway,
}

impl Desk {
    /// The guest touches or speaks. Says whether he was about to be taken for gone.
    pub fn stirs(&mut self, at: Instant, at_ms: UnixMs) -> bool {
        let is_warned = false;
        let before = self.stirred.replace(Stirred {
            at,
            at_ms,
            is_warned,
        });
        before.is_some_and(|before| before.is_warned)
    }

    /// When [`Desk::guest_passes`] has something to do.
    pub fn guest_due(&self) -> Option<Instant> {
        let stirred = self.stirred?;
        let warned = if stirred.is_warned {
            Duration::ZERO
        } else {
            WARNED_FOR
        };
        Some(stirred.at + LEFT_AFTER - warned)
    }

    /// Time has passed before a counter: of a guest, or of staff, who never lose an order to it.
    pub fn guest_passes(&mut self, is_guest: bool, now: Instant, now_ms: UnixMs) -> Passed {
        if !is_guest || !self.has_traces() {
            self.stirred = None;
            return Passed::Nothing;
        }
        let Some(stirred) = &mut self.stirred else {
            self.stirs(now, now_ms);
            return Passed::Nothing;
        };
        if stirred.at + LEFT_AFTER <= now {
            self.put_away(now_ms);
            return Passed::PutAway;
        }
        let is_late = stirred.at + LEFT_AFTER - WARNED_FOR <= now;
        match is_late && !std::mem::replace(&mut stirred.is_warned, is_late) {
            true => Passed::Warned,
            false => Passed::Nothing,
        }
    }

    /// Brings an order back that was put away.
    pub(super) fn bring_back(&mut self, key: &str) -> Result<(), TapError> {
        if !self.kept.draft.is_blank() {
            return Err(TapError::InTheWay);
        }
        let at = self.kept.aside.iter().position(|aside| aside.key == key);
        self.kept.draft = self.kept.aside.remove(at.ok_or(TapError::NotThere)?).draft;
        // It was asked for under another menu, perhaps.
        self.menu = None;
        Ok(())
    }

    /// Nobody wants it any more.
    pub(super) fn throw_away(&mut self, key: &str) {
        self.kept.aside.retain(|aside| aside.key != key);
    }

    fn put_away(&mut self, now_ms: UnixMs) {
        let next = self.kept.draft.next();
        let draft = std::mem::replace(&mut self.kept.draft, next);
        self.stirred = None;
        self.sheet = None;
        self.cleared = None;
        self.notice = None;
        if draft.is_blank() {
            // A table or a name of nobody's order.
            return;
        }
        let aside = &mut self.kept.aside;
        if aside.len() >= ASIDE {
            tracing::warn!("the oldest order that was put away makes room");
            aside.remove(0);
        }
        let number = |aside: &Aside| aside.key.strip_prefix("aside_")?.parse::<u64>().ok();
        let last = aside.iter().filter_map(number).max().unwrap_or_default();
        aside.push(Aside {
            key: format!("aside_{}", last + 1),
            draft,
            at_ms: now_ms,
        });
        tracing::info!("an order that its guest left is put away");
    }

    /// Whether anything here is a guest's, and not the next one's.
    fn has_traces(&self) -> bool {
        let draft = &self.kept.draft;
        *draft != draft.next() || self.cleared.is_some()
    }
}
