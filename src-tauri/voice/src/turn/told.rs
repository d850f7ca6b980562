//! What the session tells, and the microphone.

use std::time::Instant;

use super::{EMPTY_WORDS, State, Turn, Words};
use crate::fault::{Fault, Phase};
use crate::limits::{CONFIGURE_WITHIN, SPEAK_AT_MOST, WORDS_WITHIN};

impl Turn {
    /// Making a session has come so far.
    pub fn handle_progress(&mut self, reached: Phase) {
        if let State::Connecting { phase, .. } = &mut self.state {
            *phase = (*phase).max(reached);
        }
    }

    /// The data channel is open.
    pub fn handle_open(&mut self, now: Instant) {
        if let State::Connecting { held, .. } = self.state {
            let until = now + CONFIGURE_WITHIN;
            self.state = State::Configuring { until, held };
        }
    }

    /// The session has our settings.
    pub fn handle_configured(&mut self, now: Instant) {
        if let State::Configuring { held, .. } = self.state {
            self.attempts = 0;
            match held {
                true => self.listen(now),
                false => self.state = State::Ready,
            }
        }
    }

    /// The server has the take.
    pub fn handle_committed(&mut self, now: Instant) {
        if let State::Committing { .. } = self.state {
            let until = now + WORDS_WITHIN;
            self.state = State::Understanding { until };
        }
    }

    /// The words of the take are there, or it has none.
    pub fn handle_words(&mut self, any: bool, now: Instant) {
        if let State::Understanding { .. } = self.state {
            self.await_reply(now);
            if !any {
                self.notice = Some(EMPTY_WORDS.into());
            }
        }
    }

    /// A tool is called: the reply goes on after it.
    pub fn handle_calling(&mut self, now: Instant) {
        if matches!(
            self.state,
            State::Understanding { .. } | State::Replying { .. }
        ) {
            self.await_reply(now);
        }
    }

    /// More of the reply can be heard or read.
    pub fn handle_speaking(&mut self, now: Instant) {
        match self.state {
            State::Ready
            | State::Committing { .. }
            | State::Understanding { .. }
            | State::Replying { .. }
            | State::Speaking { .. } => {
                let until = now + SPEAK_AT_MOST;
                self.state = State::Speaking { until };
            }
            _ => {}
        }
    }

    /// The reply is over and heard. What is not answered aloud is answered all the same.
    pub fn handle_over(&mut self) {
        self.settle(None);
    }

    /// The turn ends without a reply, for a reason that a person reads.
    pub fn handle_not_answered(&mut self, words: impl Into<Words>) {
        self.settle(Some(words.into()));
    }

    /// There is no session, or none could be made.
    pub fn handle_fault(&mut self, fault: Fault, now: Instant) {
        match self.state {
            // One fault is enough; what follows from it is not news.
            State::Off | State::Failed { .. } => {}
            _ => self.fail(fault, now),
        }
    }

    /// The server ended the session in order: its hour is over, or nobody spoke for long.
    pub fn handle_rested(&mut self, now: Instant) {
        match self.state {
            State::Off | State::Failed { .. } | State::Connecting { .. } => {}
            State::Ready => self.rest(),
            _ => {
                let words = "The session's time was over.";
                self.fail(Fault::passing(Phase::Session, words), now);
            }
        }
    }

    /// The microphone gives nothing: a take under way ends, for a reason that a person reads.
    pub fn handle_deaf(&mut self, words: impl Into<Words>) {
        if let State::Recording { .. } = self.state {
            self.discard(words);
        }
    }
}
