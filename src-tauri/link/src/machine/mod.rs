//! The protocol without IO: what to do with the one connection, what to say, and what is known by
//! it.
//!
//! Its owner hands in what happened ([`Machine::handle_opened`] and its like,
//! [`Machine::handle_timeout`] when [`Machine::poll_timeout`] is reached) and carries out what
//! [`Machine::poll_output`] says, in order. There is no clock, no randomness but the seed's, and
//! nothing to wait for without an end: every state has a deadline.
//!
//! ```text
//!             due, asked,            opened             welcome
//!  ┌─ Waiting ───────────► Connecting ─────► Greeting ─────────► Live ─┐
//!  │    ▲   network back       │ fails, late    │ late, closed    │    │ silent, slept,
//!  │    └──────────────────────┴────────────────┴─────────────────┴────┤ lost, closed
//!  │    ▲                                                              │
//!  │    └───────────────── Closing ◄───────────────────────────────────┘ fault, new server, the end
//! ```

mod backoff;
mod inbound;
mod state;
mod steps;
mod wishes;

pub use crate::cause::{Cause, Fault, Side};
pub use crate::status::{LinkStatus, Phase, Transition};

use crate::clock::{Now, Offset};
use crate::limits::WELCOME_WITHIN;
use crate::outbox::{OutboxEntry, Queue};
use crate::picture::Picture;
use crate::replica::Replica;
use crate::status::History;
use backoff::Backoff;
use rand::{SeedableRng, rngs::StdRng};
use state::{Live, State};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;
use steps::Exit;
use wire::{ClientFrame, Device, Hello};

/// What the machine's owner is to do, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Open a socket. There is none now.
    Open,
    /// Say this on the open socket.
    Send(ClientFrame),
    /// Begin to close the socket: say so, and report [`Machine::handle_gone`] when it is.
    Close {
        /// A close code.
        code: u16,
    },
    /// Drop the socket, or what is to become one, now.
    Drop,
}

/// What a machine begins with. It is not printed: there is a token in it.
#[derive(Clone)]
pub struct Beginning {
    /// Who we are.
    pub device: Device,
    /// Our bearer token.
    pub token: Arc<str>,
    /// The kitchen as it was known before.
    pub replica: Option<Replica>,
    /// The outbox as it was on disk.
    pub outbox: Vec<OutboxEntry>,
    /// What chance follows from.
    pub seed: u64,
}

/// See the module's words.
pub struct Machine {
    device: Device,
    token: Arc<str>,
    state: State,
    since: Instant,
    last_heard: Option<Instant>,
    /// When half a frame was last worth showing.
    heard_shown: Instant,
    /// Why there is no connection.
    reason: Option<Arc<Cause>>,
    attempts: u32,
    backoff: Backoff,
    rng: StdRng,
    replica: Option<Replica>,
    /// Whether the server may be asked to go on from the replica. Not after it failed to.
    resume: bool,
    queue: Queue,
    offset: Offset,
    restaurant: Option<Arc<str>>,
    update: Option<Arc<str>>,
    history: History,
    outputs: VecDeque<Output>,
    changed: bool,
    /// Where a ping's number counts from.
    born: Instant,
    last: Now,
}

impl Machine {
    /// A machine that connects at once.
    pub fn new(beginning: Beginning, now: Now) -> Self {
        Self {
            device: beginning.device,
            token: beginning.token,
            state: State::Waiting { until: now.at },
            since: now.at,
            last_heard: None,
            heard_shown: now.at,
            reason: None,
            attempts: 0,
            backoff: Backoff::default(),
            rng: StdRng::seed_from_u64(beginning.seed),
            replica: beginning.replica,
            resume: true,
            queue: Queue::new(beginning.outbox),
            offset: Offset::default(),
            restaurant: None,
            update: None,
            history: History::default(),
            outputs: VecDeque::new(),
            changed: true,
            born: now.at,
            last: now,
        }
    }

    /// When [`Machine::handle_timeout`] must be called, if nothing happens before. There is always
    /// such a time.
    pub fn poll_timeout(&self) -> Instant {
        let deadline = self.state.deadline();
        match (&self.state, self.queue.paused_until()) {
            (State::Live(_), Some(resumes)) => deadline.min(resumes),
            _ => deadline,
        }
    }

    /// What is to be done next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Whether what is shown changed since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// A deadline may have passed.
    pub fn handle_timeout(&mut self, now: Now) {
        self.notice(now);
        match self.state {
            State::Waiting { until } if until <= now.at => {
                let first = self.attempts == 0 && self.reason.is_none();
                let cause = if first { Cause::Started } else { Cause::Due };
                self.connect(cause, now);
            }
            State::Connecting { deadline } | State::Greeting { deadline, .. }
                if deadline <= now.at =>
            {
                self.leave(Exit::Drop, Cause::TimedOut, now);
            }
            State::Closing { deadline, then } if deadline <= now.at => {
                self.outputs.push_back(Output::Drop);
                self.enter(State::Waiting { until: then }, Cause::TimedOut, now);
            }
            State::Live(live) => self.beat(live, now),
            _ => {}
        }
    }

    /// The socket is open.
    pub fn handle_opened(&mut self, now: Now) {
        self.notice(now);
        let State::Connecting { deadline } = self.state else {
            return;
        };
        let resume = self.replica.as_ref().filter(|_| self.resume);
        self.outputs
            .push_back(Output::Send(ClientFrame::Hello(Hello {
                token: self.token.to_string(),
                device: self.device.clone(),
                resume: resume.map(Replica::cursor),
            })));
        let last = now.at + WELCOME_WITHIN;
        self.enter(State::Greeting { deadline, last }, Cause::Opened, now);
    }

    /// The socket could not be opened, or is gone, whoever began it.
    pub fn handle_gone(&mut self, cause: Cause, now: Now) {
        self.notice(now);
        match self.state {
            State::Waiting { .. } => {}
            // The reason to close says more than the end of the closing.
            State::Closing { then, .. } => self.enter(State::Waiting { until: then }, cause, now),
            _ => self.leave(Exit::Gone, cause, now),
        }
    }

    /// Whether there is a socket, or one is being opened or closed.
    pub fn has_socket(&self) -> bool {
        !matches!(self.state, State::Waiting { .. })
    }

    /// How the connection stands.
    pub fn status(&self) -> LinkStatus {
        LinkStatus {
            phase: self.state.phase(),
            since: self.since,
            last_heard: self.last_heard,
            next_try: match self.state {
                State::Waiting { until } => Some(until),
                State::Closing { then, .. } => Some(then),
                _ => None,
            },
            reason: self.reason.clone(),
            attempts: self.attempts,
        }
    }

    /// All that is known.
    pub fn picture(&mut self) -> Picture {
        let (outbox, refused) = self.queue.shown();
        Picture {
            status: self.status(),
            replica: self.replica.clone(),
            outbox,
            refused,
            server_time_offset_ms: self.offset.ms(),
            restaurant: self.restaurant.clone(),
            update_available: self.update.clone(),
            history: self.history.shared(),
            set_aside: None,
        }
    }

    /// The outbox in memory.
    pub(crate) fn queue(&self) -> &Queue {
        &self.queue
    }
}
