//! What a person does: looks, presses, lets go, interrupts, leaves.

use std::time::Instant;

use crate::limits::TAKE_AT_MOST;

use super::{Action, NOTHING_HEARD, State, TOO_SHORT, Take, Turn};

impl Turn {
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

    /// Somebody begins to speak into a microphone that was open already: the take begins now.
    pub fn handle_heard(&mut self, now: Instant) {
        if let State::Recording { until } = &mut self.state {
            *until = now + TAKE_AT_MOST;
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
}
