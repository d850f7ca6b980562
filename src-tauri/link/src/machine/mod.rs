//! The protocol without IO: what to do with the one connection, what to say, and what is known by it.
//!
//! Its owner hands in what happened ([`Machine::handle_opened`] and its like, [`Machine::handle_timeout`] when
//! [`Machine::poll_timeout`] is reached) and carries out what [`Machine::poll_output`] says, in order. There is no clock, no
//! randomness but the seed's, and nothing to wait for without an end: every state has a deadline.
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
mod cause;
mod inbound;
mod state;

pub use cause::{Cause, Fault, Side};
pub use state::{LinkStatus, Phase, Transition};

use crate::clock::{Now, Offset, millis};
use crate::limits::{CLOSE_WITHIN, CONNECT_WITHIN, SLEPT, WELCOME_WITHIN};
use crate::outbox::{No, OutboxEntry, Queue};
use crate::picture::Picture;
use crate::replica::Replica;
use backoff::Backoff;
use kitchen::CommandId;
use rand::{SeedableRng, rngs::StdRng};
use state::{History, Live, State};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;
use wire::{ClientFrame, Device, ErrorCode, Hello, close};

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

/// What a machine begins with.
#[derive(Debug, Clone)]
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

/// How a socket goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// It is gone.
    Gone,
    /// It is dropped.
    Drop,
    /// It is closed in order.
    Close(u16),
}

/// See the module's words.
pub struct Machine {
    device: Device,
    token: Arc<str>,
    state: State,
    since: Instant,
    last_heard: Option<Instant>,
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

    /// When [`Machine::handle_timeout`] must be called, if nothing happens before. There is always such a time.
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

    /// The outbox in memory.
    pub(crate) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Notices that this machine slept: what was connected before is not any more. A deadline that is much too late says so,
    /// and where the monotonic clock stops in sleep (as on Linux), the wall clock does.
    fn notice(&mut self, now: Now) {
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

    fn connect(&mut self, cause: Cause, now: Now) {
        self.attempts = self.attempts.saturating_add(1);
        self.outputs.push_back(Output::Open);
        let deadline = now.at + CONNECT_WITHIN;
        self.enter(State::Connecting { deadline }, cause, now);
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

    /// The one way out of a connection: whatever ended it, its commands go again and the next attempt has a time.
    fn leave(&mut self, exit: Exit, cause: Cause, now: Now) {
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
    fn enter(&mut self, next: State, cause: Cause, now: Now) {
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
