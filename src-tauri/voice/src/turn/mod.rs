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

mod person;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod told;
mod words;

pub use state::State;
pub use words::*;

use std::collections::VecDeque;
use std::time::Instant;

use crate::fault::{Fault, Phase};

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
