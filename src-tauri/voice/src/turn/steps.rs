//! The steps of the machine, from one state to another.

use std::time::Instant;

use super::words::{LOST_TURN, Words};
use super::{Action, State, Turn};
use crate::fault::{Fault, Phase, WayOut};
use crate::limits::{COMMIT_WITHIN, CONNECT_WITHIN, PAUSES, REPLY_WITHIN, TAKE_AT_MOST};

impl Turn {
    pub(super) fn connect(&mut self, held: bool, now: Instant) {
        self.actions.push_back(Action::Connect);
        self.state = State::Connecting {
            until: now + CONNECT_WITHIN,
            phase: Phase::Token,
            held,
        };
    }

    pub(super) fn listen(&mut self, now: Instant) {
        self.notice = None;
        self.actions.push_back(Action::Listen);
        let until = now + TAKE_AT_MOST;
        self.state = State::Recording { until };
    }

    pub(super) fn finish(&mut self, now: Instant) {
        self.actions.push_back(Action::Finish);
        let until = now + COMMIT_WITHIN;
        self.state = State::Committing { until };
    }

    pub(super) fn discard(&mut self, words: impl Into<Words>) {
        self.actions.push_back(Action::Discard);
        self.ready(Some(words.into()));
    }

    pub(super) fn await_reply(&mut self, now: Instant) {
        let until = now + REPLY_WITHIN;
        self.state = State::Replying { until };
    }

    /// Gives up what nobody answered: who says it again is not to have it twice.
    pub(super) fn forget(&mut self, words: &'static str) {
        self.actions.push_back(Action::Forget);
        self.give_up(words);
    }

    pub(super) fn give_up(&mut self, words: &'static str) {
        self.actions.push_back(Action::Interrupt);
        self.ready(Some(words.into()));
    }

    pub(super) fn ready(&mut self, notice: Option<Words>) {
        self.notice = notice;
        self.state = State::Ready;
    }

    /// Ends what waits for the session; a take that was begun since goes on.
    pub(super) fn settle(&mut self, words: Option<Words>) {
        if matches!(
            self.state,
            State::Committing { .. }
                | State::Understanding { .. }
                | State::Replying { .. }
                | State::Speaking { .. }
        ) {
            // What was known of the words before says more than silence does.
            let notice = words.or(self.notice.take());
            self.ready(notice);
        }
    }

    /// The one way out of a session that failed.
    pub(super) fn fail(&mut self, fault: Fault, now: Instant) {
        if self.state.is_a_turn() {
            self.notice = Some(LOST_TURN.into());
        }
        self.actions.push_back(Action::HangUp);
        let pause = PAUSES[self.attempts.min(PAUSES.len() - 1)];
        self.attempts += 1;
        let again = (fault.way_out == WayOut::Wait).then(|| now + pause);
        self.state = State::Failed { fault, again };
    }
}
