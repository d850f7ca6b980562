//! The turn machine: press, speak, let go, hear. No IO, no clock.
//!
//! Its owner hands in what a person does and what the session tells, calls
//! [`Turn::handle_timeout`] at [`Turn::poll_timeout`], and carries out what [`Turn::poll_action`]
//! says, in order.
//!
//! ```text
//!        press, start        open           configured
//!  Off ───────────► Connecting ──► Configuring ──► Ready ◄───────────────┐
//!   ▲                   ▲  │ late, refused  │        │ press             │ reply heard,
//!   │ rested            │  ▼                ▼        ▼                   │ or too late
//!   └─────────────    Failed ◄─ lost ─    Recording ─► Committing ─► Understanding
//!                  due, press                ▲ press (interrupts)        │ words
//!                                            └──── Speaking ◄── Replying ◄┘
//! ```

mod state;
mod steps;
#[cfg(test)]
mod tests;
mod words;

pub use state::State;
pub use words::*;

use std::collections::VecDeque;
use std::time::Instant;

use crate::fault::{Fault, Phase};
use crate::limits::{CONFIGURE_WITHIN, SPEAK_AT_MOST, WORDS_WITHIN};

/// What was heard in a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Take {
    /// Somebody, perhaps.
    Sound,
    /// Silence.
    Silence,
    /// Less than can be taken for anything.
    Short,
}

/// What the machine's owner is to do, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make a session. There is none now, and none is being made.
    Connect,
    /// Let go of the session, or of what is to become one.
    HangUp,
    /// Open the microphone: a take begins.
    Listen,
    /// Close the microphone and have the take answered.
    Finish,
    /// Close the microphone and forget the take.
    Discard,
    /// Stop the reply that is being made or heard.
    Interrupt,
    /// What was said last is to be said again: it must not count twice.
    Forget,
}

/// See the module's words.
#[derive(Debug)]
pub struct Turn {
    state: State,
    /// What a person should know of how the last turn ended.
    notice: Option<Words>,
    /// Attempts to connect since a session was ready.
    attempts: usize,
    actions: VecDeque<Action>,
}

impl Default for Turn {
    fn default() -> Self {
        Self {
            state: State::Off,
            notice: None,
            attempts: 0,
            actions: VecDeque::new(),
        }
    }
}

impl Turn {
    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How the last turn ended, where a person should know.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// What is to be done next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`Turn::handle_timeout`] must be called, if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.state.deadline()
    }

    /// A session is wanted, before anybody presses.
    pub fn start(&mut self, now: Instant) {
        if matches!(self.state, State::Off) {
            self.connect(false, now);
        }
    }

    /// No session is wanted.
    pub fn rest(&mut self) {
        if !matches!(self.state, State::Off | State::Failed { .. }) {
            self.actions.push_back(Action::HangUp);
        }
        self.state = State::Off;
    }

    /// Somebody holds the button.
    pub fn press(&mut self, now: Instant) {
        match &mut self.state {
            State::Off | State::Failed { .. } => self.connect(true, now),
            State::Connecting { held, .. } | State::Configuring { held, .. } => *held = true,
            State::Ready => self.listen(now),
            // A button that is held cannot be pressed; a second one beside it changes nothing.
            State::Recording { .. } => {}
            State::Committing { .. }
            | State::Understanding { .. }
            | State::Replying { .. }
            | State::Speaking { .. } => {
                self.actions.push_back(Action::Interrupt);
                self.listen(now);
            }
        }
    }

    /// He lets go.
    pub fn release(&mut self, take: Take, now: Instant) {
        match &mut self.state {
            State::Connecting { held, .. } | State::Configuring { held, .. } => *held = false,
            State::Recording { .. } => match take {
                Take::Sound => self.finish(now),
                Take::Silence => self.discard(NOTHING_HEARD),
                Take::Short => self.discard(TOO_SHORT),
            },
            _ => {}
        }
    }

    /// The reply is not wanted, or the take is not.
    pub fn interrupt(&mut self) {
        match self.state {
            State::Recording { .. } => {
                self.actions.push_back(Action::Discard);
                self.ready(None);
            }
            State::Committing { .. }
            | State::Understanding { .. }
            | State::Replying { .. }
            | State::Speaking { .. } => {
                self.actions.push_back(Action::Interrupt);
                self.ready(None);
            }
            _ => {}
        }
    }

    /// Everything anew, whatever it is.
    pub fn reset(&mut self, now: Instant) {
        self.rest();
        self.notice = None;
        self.attempts = 0;
        self.connect(false, now);
    }

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

    /// A deadline may have passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.state.deadline().is_none_or(|until| until > now) {
            return;
        }
        match self.state {
            State::Off | State::Ready => {}
            State::Connecting { phase, .. } => {
                let words = late(phase);
                self.fail(Fault::passing(phase, words), now);
            }
            State::Configuring { .. } => {
                let phase = Phase::Configuration;
                self.fail(Fault::passing(phase, late(phase)), now);
            }
            State::Recording { .. } => {
                self.finish(now);
                self.notice = Some(TOO_LONG.into());
            }
            State::Committing { .. } => {
                // What is still on its way ends with its session: who says it again is not to
                // have it twice, nor both in one.
                let phase = Phase::Session;
                self.fail(Fault::passing(phase, late(phase)), now);
                self.notice = Some(NOT_TAKEN.into());
            }
            State::Understanding { .. } => self.forget(NO_WORDS),
            State::Replying { .. } => self.forget(NO_REPLY),
            State::Speaking { .. } => self.give_up(ENDLESS),
            State::Failed { .. } => self.connect(false, now),
        }
    }
}
