//! What the server says, and what is said to it while the connection lives.

use super::{Cause, Exit, Fault, Live, Machine, Output, State};
use crate::clock::Now;
use crate::limits::{HEARD_STEP, HEARTBEAT_MAX, HEARTBEAT_MIN, RETRY_AFTER, SILENCE, STABLE_AFTER};
use crate::outbox::No;
use crate::replica::Replica;
use kitchen::{CommandId, EventRecord, UnixMs};
use rand::RngExt;
use std::time::Duration;
use wire::{ClientFrame, Notice, ServerFrame, Welcome, close};

impl Machine {
    /// The server said something.
    pub fn handle_frame(&mut self, frame: ServerFrame, now: Now) {
        self.notice(now);
        self.hear(now);
        self.changed = true;
        let outcome = match (&self.state, frame) {
            (State::Greeting { .. }, ServerFrame::Welcome(welcome)) => self.welcome(&welcome, now),
            (State::Greeting { .. } | State::Live(_), ServerFrame::Notice(notice)) => {
                self.heed(notice);
                Ok(())
            }
            (State::Greeting { .. }, _) => Err(Fault::OutOfTurn("a frame before the welcome")),
            (State::Live(_), ServerFrame::Welcome(_)) => Err(Fault::OutOfTurn("a second welcome")),
            (State::Live(_), frame) => self.take(frame, now),
            // What is said while we close, the next connection says again.
            (State::Waiting { .. } | State::Connecting { .. } | State::Closing { .. }, _) => Ok(()),
        };
        match outcome {
            Ok(()) => self.pump(now),
            Err(fault) => self.fail(fault, now),
        }
    }

    /// The server said something that is no frame.
    pub fn handle_bad_frame(&mut self, error: String, now: Now) {
        self.notice(now);
        if matches!(self.state, State::Greeting { .. } | State::Live(_)) {
            self.fail(Fault::NotAFrame(error), now);
        }
    }

    /// Something arrived, though perhaps not a whole frame yet: a snapshot may take a while.
    pub fn handle_bytes(&mut self, now: Now) {
        self.notice(now);
        self.hear(now);
        // A large snapshot comes in a thousand pieces, and none of them is worth a picture of its
        // own.
        if self.heard_shown + HEARD_STEP <= now.at {
            self.heard_shown = now.at;
            self.changed = true;
        }
    }

    fn hear(&mut self, now: Now) {
        match &mut self.state {
            State::Greeting { deadline, last } => {
                *deadline = (*deadline).max(now.at + SILENCE).min(*last);
            }
            State::Live(live) => live.dead_at = now.at + SILENCE,
            _ => return,
        }
        self.last_heard = Some(now.at);
    }

    fn welcome(&mut self, welcome: &Welcome, now: Now) -> Result<(), Fault> {
        let replica = Replica::welcomed(self.replica.as_ref(), welcome)?;
        self.recognise(welcome.events.as_deref().unwrap_or_default());
        self.queue.settle(replica.state.seq);
        self.replica = Some(replica);
        self.resume = true;
        self.restaurant = Some(welcome.restaurant.as_str().into());
        self.offset
            .sample(welcome.server_time_ms, Duration::ZERO, now);
        let asked = Duration::from_millis(welcome.heartbeat_ms);
        let live = Live {
            heartbeat: asked.clamp(HEARTBEAT_MIN, HEARTBEAT_MAX),
            ping_at: now.at,
            dead_at: now.at + SILENCE,
            stable_at: Some(now.at + STABLE_AFTER),
        };
        self.reason = None;
        self.enter(State::Live(live), Cause::Welcomed, now);
        Ok(())
    }

    fn heed(&mut self, notice: Notice) {
        match notice {
            Notice::UpdateAvailable { version } => {
                self.update = Some(version.into());
                self.changed = true;
            }
            // The close that follows says it with a code.
            Notice::ShuttingDown | Notice::SlowConsumer => {}
            Notice::Unknown => tracing::debug!("a notice of a later version"),
        }
    }

    fn take(&mut self, frame: ServerFrame, now: Now) -> Result<(), Fault> {
        match frame {
            ServerFrame::Events { events } => self.fold(&events)?,
            ServerFrame::Ack { id, seq } => {
                self.queue.acked(id, seq);
                self.settle();
            }
            ServerFrame::Refused {
                id,
                code,
                message,
                field,
            } => {
                let no = No {
                    code,
                    message,
                    field,
                };
                self.refused(id, no, now);
            }
            ServerFrame::Pong { t, server_time_ms } => self.pong(t, server_time_ms, now),
            // Taken before, in `handle_frame`.
            ServerFrame::Welcome(_) | ServerFrame::Notice(_) => {}
        }
        Ok(())
    }

    fn fold(&mut self, events: &[EventRecord]) -> Result<(), Fault> {
        let replica = self.replica.as_mut();
        replica.ok_or(Fault::OtherEpoch)?.fold(events)?;
        self.recognise(events);
        self.settle();
        Ok(())
    }

    /// An event of one of our commands says as much as its ack: the command is done, and must not
    /// be predicted once more.
    fn recognise(&mut self, events: &[EventRecord]) {
        for record in events {
            if let Some(id) = record.command_id {
                self.queue.acked(id, record.seq);
            }
        }
    }

    fn settle(&mut self) {
        let known = self.replica.as_ref().map_or(0, |known| known.state.seq);
        self.queue.settle(known);
    }

    fn refused(&mut self, id: CommandId, no: No, now: Now) {
        if no.code.is_temporary() {
            let chance = self.rng.random_range(Duration::ZERO..=RETRY_AFTER);
            tracing::warn!(command = %id, code = %no.code, "a command is refused for a while");
            self.queue.postponed(id, now.at + RETRY_AFTER + chance);
        } else {
            let field = no.field.as_deref();
            tracing::warn!(command = %id, code = %no.code, field, "a command is refused");
            self.queue.refused(id, no);
        }
    }

    fn pong(&mut self, t: i64, server_time_ms: UnixMs, now: Now) {
        let sent = u64::try_from(t).ok().map(Duration::from_micros);
        let sent = sent.and_then(|sent| self.born.checked_add(sent));
        // A number that we did not send says nothing of the time.
        if let Some(round_trip) = sent.and_then(|sent| now.at.checked_duration_since(sent)) {
            self.offset.sample(server_time_ms, round_trip, now);
        }
    }

    /// A live connection's deadlines.
    pub(super) fn beat(&mut self, mut live: Live, now: Now) {
        if live.dead_at <= now.at {
            self.leave(Exit::Drop, Cause::Silent, now);
            return;
        }
        if live.stable_at.is_some_and(|stable| stable <= now.at) {
            live.stable_at = None;
            self.backoff.reset();
            self.attempts = 0;
            self.changed = true;
        }
        if live.ping_at <= now.at {
            live.ping_at = now.at + live.heartbeat;
            let lived = now.at.saturating_duration_since(self.born).as_micros();
            let t = i64::try_from(lived).unwrap_or(i64::MAX);
            self.outputs
                .push_back(Output::Send(ClientFrame::Ping { t }));
        }
        self.state = State::Live(live);
        self.pump(now);
    }

    /// Sends what may be sent.
    pub(super) fn pump(&mut self, now: Now) {
        if !matches!(self.state, State::Live(_)) {
            return;
        }
        while let Some((id, body)) = self.queue.next(now.at) {
            let body = (*body).clone();
            self.outputs
                .push_back(Output::Send(ClientFrame::Command { id, body }));
            self.changed = true;
        }
    }

    /// The server is at fault: what it says next cannot be trusted, and what is known is asked for
    /// anew.
    fn fail(&mut self, fault: Fault, now: Now) {
        tracing::error!(%fault, phase = ?self.state.phase(), "the server is at fault");
        self.resume = false;
        self.leave(Exit::Close(close::BAD_FRAME), Cause::Fault(fault), now);
    }
}
