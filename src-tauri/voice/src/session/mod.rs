//! One Realtime session from the client's side, push-to-talk (REALTIME.md 7.1). No IO, no clock.
//!
//! Its owner hands in what comes over the data channel and what the turn machine wants, calls
//! [`Session::handle_timeout`] at [`Session::poll_timeout`], and carries out what
//! [`Session::poll_output`] says, in order. A session that ended is dropped; another is a new
//! machine.

mod calls;
mod config;
mod errors;
mod gate;
mod inbound;
mod replies;
mod saying;
#[cfg(test)]
mod tests;

pub use config::{Size, Wishes};

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use realtime::event::ClientEvent;

use crate::fault::{Fault, Phase};
use crate::limits::{CLEAR_WITHIN, CREATED_WITHIN};
use crate::turn::{Words, late};
use calls::Calls;
use config::Config;
use gate::Gate;

/// What the machine's owner is to do, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send this over the data channel.
    Send(String),
    /// Something to know.
    News(News),
}

/// What a session tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It has our settings: the microphone may be opened.
    Configured,
    /// What was in the input buffer is forgotten: sound from now on belongs to the take.
    Cleared,
    /// The host has the take.
    Committed,
    /// The words of the take are there; false if it has none.
    Words(bool),
    /// A tool of ours is called. Each call comes once.
    Call {
        /// What its answer is known by.
        call_id: String,
        /// The tool.
        name: String,
        /// JSON, as text.
        arguments: String,
    },
    /// There is more of the reply.
    Speaking,
    /// The reply is over, and heard.
    Over,
    /// There is no reply, for a reason that a person reads.
    NotAnswered(Words),
    /// For the log.
    Note(Cow<'static, str>),
    /// The host ends the session in order: its hour is over, or nobody spoke for long.
    Rested,
    /// The session is of no use.
    Fault(Fault),
}

/// Where the take stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Take {
    /// There is none.
    None,
    /// One begins: the buffer is being cleared since then.
    Clearing { since: Instant, until: Instant },
    /// Its sound is on its way.
    Open,
    /// It was committed.
    Committing,
    /// It is the item of that id.
    Item(String),
}

/// See the module's words.
#[derive(Debug)]
pub struct Session {
    wishes: Wishes,
    config: Config,
    created_by: Option<Instant>,
    take: Take,
    gate: Gate,
    /// The response that was cancelled last: its end may come late.
    given_up: Option<String>,
    /// A response is wanted once the one that runs has ended.
    wanted: bool,
    /// When a failed response is asked for again.
    retry_at: Option<Instant>,
    retried: bool,
    calls: Calls,
    rounds: u32,
    /// The response that is being heard.
    sounding: Option<String>,
    /// What still sounds was interrupted.
    muted: bool,
    /// The cart as the host was told of it last, or is to be once it can be told.
    cart: Option<String>,
    round_trip: Option<Duration>,
    events: u64,
    outputs: VecDeque<Output>,
}

impl Session {
    /// A session whose channel is not open yet; `cart` is what there was ordered before. That is
    /// all that it is told of the session before: what was said there is in the cart, or was lost
    /// and said to be so; told again, it would be ordered again.
    pub fn new(wishes: Wishes, cart: Option<String>) -> Self {
        Self {
            wishes,
            config: Config::Closed,
            created_by: None,
            take: Take::None,
            gate: Gate::Free,
            given_up: None,
            wanted: false,
            retry_at: None,
            retried: false,
            calls: Calls::default(),
            rounds: 0,
            sounding: None,
            muted: false,
            cart,
            round_trip: None,
            events: 0,
            outputs: VecDeque::new(),
        }
    }

    /// What is to be done next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Session::handle_timeout`] must be called, if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let clearing = match self.take {
            Take::Clearing { until, .. } => Some(until),
            _ => None,
        };
        let cancelled = match self.gate {
            Gate::Cancelled { until } => Some(until),
            _ => None,
        };
        let all = [
            self.created_by,
            clearing,
            cancelled,
            self.retry_at,
            self.calls.deadline(),
        ];
        all.into_iter().flatten().min()
    }

    /// Whether the host has our settings.
    pub fn is_configured(&self) -> bool {
        self.config == Config::Done
    }

    /// Whether what comes over the track is to be heard.
    pub fn is_audible(&self) -> bool {
        !self.muted
    }

    /// Whether the sound of the microphone belongs to a take.
    pub fn takes_sound(&self) -> bool {
        self.take == Take::Open
    }

    /// How long the host took to answer the smallest question, the last time.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// The data channel is open.
    pub fn handle_open(&mut self, now: Instant) {
        if self.config == Config::Closed {
            self.config = Config::Awaiting;
            self.created_by = Some(now + CREATED_WITHIN);
        }
    }

    /// A take begins: what was said before counts no more.
    pub fn begin_take(&mut self, now: Instant) {
        self.interrupt(now);
        self.rounds = 0;
        self.retried = false;
        self.send("clear", ClientEvent::InputAudioClear {});
        self.take = Take::Clearing {
            since: now,
            until: now + CLEAR_WITHIN,
        };
    }

    /// All sound of the take has been sent.
    pub fn commit(&mut self) {
        self.send("commit", ClientEvent::InputAudioCommit {});
        self.take = Take::Committing;
    }

    /// The take counts for nothing.
    pub fn discard(&mut self) {
        self.send("clear", ClientEvent::InputAudioClear {});
        self.take = Take::None;
    }

    /// The take is not answered, and will be said again: it is not to count twice.
    pub fn forget_take(&mut self) {
        match std::mem::replace(&mut self.take, Take::None) {
            Take::Item(item_id) => self.delete(item_id),
            other => self.take = other,
        }
    }

    /// The reply is not wanted, whether it is made or heard.
    pub fn interrupt(&mut self, now: Instant) {
        self.wanted = false;
        self.retry_at = None;
        self.calls.ask = false;
        let is_heard = self.sounding.take().is_some();
        let is_made = !matches!(self.gate, Gate::Free | Gate::Cancelled { .. });
        if is_made {
            self.cancel(now);
        }
        if is_made || is_heard {
            self.muted = true;
            // It also tells the host how much was heard (REALTIME.md 7.1).
            self.send("silence", ClientEvent::OutputAudioClear {});
        }
        if self.take == Take::Committing || matches!(self.take, Take::Item(_)) {
            self.take = Take::None;
        }
    }

    /// What came of a call.
    pub fn answered(&mut self, call_id: &str, output: String) {
        if self.calls.answer(call_id, output) {
            self.finish_calls();
        }
    }

    /// The cart was changed by hand; `text` says what it is now.
    pub fn tell_cart(&mut self, text: String) {
        if self.cart.as_ref() == Some(&text) && self.is_configured() {
            return;
        }
        self.cart = Some(text);
        if self.is_configured() {
            self.send_cart();
        }
    }

    /// A deadline may have passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if due(self.created_by) {
            self.created_by = None;
            self.note("the session did not say what it begins with; telling it our settings");
            self.ask_for_settings(Size::Whole);
        }
        if let Take::Clearing { until, .. } = self.take
            && until <= now
        {
            // What is said before it is cleared would be cleared with the rest: an order without
            // its beginning.
            self.take = Take::None;
            let phase = Phase::Session;
            self.tell(News::Fault(Fault::passing(phase, late(phase))));
        }
        if let Gate::Cancelled { until } = self.gate
            && until <= now
        {
            self.note("a cancelled response did not end in time");
            self.free();
        }
        if due(self.retry_at) {
            self.retry_at = None;
            self.ask();
        }
        if self.calls.give_up(now) > 0 {
            self.note("a call was not answered in time");
            self.finish_calls();
        }
    }
}
