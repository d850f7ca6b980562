//! The steps from one phase to another: one way in, one way out.

use super::{Cause, Machine, Output, Phase, State, Transition};
use crate::clock::{Now, millis};
use crate::limits::{CLOSE_WITHIN, CONNECT_WITHIN, SLEPT};
use crate::outbox::No;
use std::sync::Arc;
use wire::{ErrorCode, close};

/// How a socket goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// It is gone.
    Gone,
    /// It is dropped.
    Drop,
    /// It is closed in order.
    Close(u16),
}

impl Machine {
    /// Notices that this machine slept: what was connected before is not any more. A deadline that
    /// is much too late says so, and where the monotonic clock stops in sleep (as on Linux), the
    /// wall clock does.
    pub(super) fn notice(&mut self, now: Now) {
        let since = now.at.saturating_duration_since(self.last.at);
        let wall = now.wall_ms.saturating_sub(self.last.wall_ms);
        self.last = now;
        let late = now.at.saturating_duration_since(self.poll_timeout());
        let slept = late > SLEPT || wall.saturating_sub(millis(since)) > millis(SLEPT);
        if !slept {
            return;
        }
        self.backoff.reset();
        if self.has_socket() {
            self.leave(Exit::Drop, Cause::Slept, now);
        } else {
            self.state = State::Waiting { until: now.at };
            self.changed = true;
        }
    }

    pub(super) fn connect(&mut self, cause: Cause, now: Now) {
        self.attempts = self.attempts.saturating_add(1);
        self.outputs.push_back(Output::Open);
        let deadline = now.at + CONNECT_WITHIN;
        self.enter(State::Connecting { deadline }, cause, now);
    }

    /// The one way out of a connection: whatever ended it, its commands go again and the next
    /// attempt has a time.
    pub(super) fn leave(&mut self, exit: Exit, cause: Cause, now: Now) {
        let blamed = cause.blames_us().then(|| No {
            code: match cause.code() {
                Some(close::TOO_LARGE) => ErrorCode::TooLarge,
                _ => ErrorCode::InvalidBody,
            },
            message: "The server cannot read this command.".to_owned(),
            field: None,
        });
        self.queue.disconnected(blamed);
        let then = now.at + self.backoff.next(cause.pace(), &mut self.rng);
        self.reason = Some(Arc::new(cause.clone()));
        let next = match exit {
            Exit::Gone => State::Waiting { until: then },
            Exit::Drop => {
                self.outputs.push_back(Output::Drop);
                State::Waiting { until: then }
            }
            Exit::Close(code) => {
                self.outputs.push_back(Output::Close { code });
                let deadline = now.at + CLOSE_WITHIN;
                State::Closing { deadline, then }
            }
        };
        self.enter(next, cause, now);
    }

    /// The only place where the phase changes.
    pub(super) fn enter(&mut self, next: State, cause: Cause, now: Now) {
        let (from, to) = (self.state.phase(), next.phase());
        if from == Phase::Live || to == Phase::Live {
            tracing::info!(?from, ?to, %cause, "the link");
        } else {
            tracing::debug!(?from, ?to, %cause, "the link");
        }
        self.history.push(Transition {
            at_ms: now.wall_ms,
            from,
            to,
            cause: Arc::new(cause),
        });
        self.state = next;
        self.since = now.at;
        self.changed = true;
    }
}
