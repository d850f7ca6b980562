//! What the owner wants, or knows of its own machine.

use super::{Cause, Exit, Machine, State};
use crate::clock::Now;
use crate::outbox::OutboxEntry;
use kitchen::CommandId;
use std::sync::Arc;
use wire::close;

impl Machine {
    /// Somebody asks to try now. It changes nothing where a connection is there or being made.
    pub fn try_now(&mut self, now: Now) {
        self.notice(now);
        if matches!(self.state, State::Waiting { .. }) {
            self.connect(Cause::Asked, now);
        }
    }

    /// This machine's network changed: what was tried over the old one is void.
    pub fn network_changed(&mut self, now: Now) {
        self.notice(now);
        match self.state {
            State::Connecting { .. } => self.leave(Exit::Drop, Cause::NetworkChanged, now),
            State::Waiting { .. } => {}
            // If it is void, its silence says so soon.
            _ => return,
        }
        self.backoff.reset();
        self.connect(Cause::NetworkChanged, now);
    }

    /// The server is elsewhere now, or wants another token: the connection is closed and made anew.
    pub fn new_server(&mut self, token: Arc<str>, now: Now) {
        self.notice(now);
        self.token = token;
        self.backoff.reset();
        self.disconnect(Cause::NewServer, now);
    }

    /// The link ends. The machine's owner lets the closing end and then carries out nothing more.
    pub fn end(&mut self, now: Now) {
        self.notice(now);
        self.disconnect(Cause::Ending, now);
    }

    /// Takes a command that is on disk.
    pub(crate) fn push(&mut self, entry: OutboxEntry, now: Now) {
        self.queue.push(entry);
        self.changed = true;
        self.pump(now);
    }

    /// Takes back a command that was never sent. Says whether it could.
    pub(crate) fn forget(&mut self, id: CommandId) -> bool {
        let forgotten = self.queue.forget(id);
        self.changed |= forgotten;
        forgotten
    }

    /// A person has seen that a command was refused.
    pub(crate) fn dismiss(&mut self, id: CommandId) {
        self.queue.dismiss(id);
        self.changed = true;
    }

    /// Closes in order what can be closed in order.
    fn disconnect(&mut self, cause: Cause, now: Now) {
        match self.state {
            State::Waiting { .. } => {
                self.state = State::Waiting { until: now.at };
                self.changed = true;
            }
            State::Connecting { .. } => self.leave(Exit::Drop, cause, now),
            State::Greeting { .. } | State::Live(_) => {
                self.leave(Exit::Close(close::GOING_AWAY), cause, now);
            }
            State::Closing { deadline, .. } => {
                let then = now.at;
                self.state = State::Closing { deadline, then };
            }
        }
    }
}
