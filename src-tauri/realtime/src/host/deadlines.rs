//! Time: every wait has an end, and this is the table of them.

use super::Host;
use crate::error::{Code, Refusal};
use crate::limits::SESSION_IDLE;
use std::time::Instant;

impl Host {
    /// When [`Host::handle_timeout`] must be called, if nothing happens before. There is always
    /// such a time until the session has ended.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.closed {
            return None;
        }
        let transcripts = self.hearing.transcripts.values();
        [
            Some(self.expires),
            Some(self.active + SESSION_IDLE),
            self.quiet,
            self.running.as_ref().map(|it| it.waits.deadline()),
            self.hearing.speaking.as_ref().map(|it| it.deadline),
            transcripts.map(|pending| pending.deadline).min(),
            self.playing.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// A deadline may have passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if self.expires <= now {
            let message = "Your session hit the maximum duration of 60 minutes.";
            let error = Refusal::new(Code::SessionExpired, message);
            self.close(1001, "the session expired", Some(error), now);
            return;
        }
        self.end_utterance(now);
        self.give_up_transcripts(now);
        self.give_up_response(now);
        self.give_up_playing(now);
        if self.quiet.is_some_and(|quiet| quiet <= now) {
            self.fall_silent(now);
        }
        if self.active + SESSION_IDLE <= now {
            self.end_idle(now);
        }
    }

    fn end_idle(&mut self, now: Instant) {
        let busy = self.running.is_some() || !self.playing.is_idle();
        if self.hearing.speaking.is_some() || (busy && !self.unasked) {
            self.active = now;
            return;
        }
        let minutes = SESSION_IDLE.as_secs() / 60;
        let message = format!("Nobody spoke for {minutes} minutes.");
        let error = Refusal::new(Code::SessionIdle, message);
        self.close(1000, "nobody spoke for long", Some(error), now);
    }
}
