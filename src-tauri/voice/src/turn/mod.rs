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
#[cfg(test)]
mod tests;

pub use state::State;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Instant;

use crate::fault::{Fault, Phase, WayOut};
use crate::limits::{
    COMMIT_WITHIN, CONFIGURE_WITHIN, CONNECT_WITHIN, PAUSES, REPLY_WITHIN, SPEAK_AT_MOST,
    TAKE_AT_MOST, WORDS_WITHIN,
};

/// What a person reads.
pub type Words = Cow<'static, str>;

/// Nobody was heard while the button was held.
pub const NOTHING_HEARD: &str = "Didn't hear anything.";
/// The button was let go at once.
pub const TOO_SHORT: &str = "Hold the button while you speak.";
/// The button was held for as long as a take may last.
pub const TOO_LONG: &str = "That was a minute: taking what was said so far.";
/// The server did not take the sound in time.
pub const NOT_TAKEN: &str = "Your words did not get through. Please say it again.";
/// The words were not made out in time.
pub const NO_WORDS: &str = "Could not make out what was said. Please say it again.";
/// There was sound without words in it.
pub const EMPTY_WORDS: &str = "Didn't catch any words.";
/// No reply came in time.
pub const NO_REPLY: &str = "No answer came. The order is as you see it.";
/// A reply had no end.
pub const ENDLESS: &str = "The answer broke off. The order is as you see it.";
/// The session was lost in the middle of a turn.
pub const LOST_TURN: &str =
    "The connection was lost. The order is as you see it; say the rest again.";

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
            State::Committing { .. } => self.forget(NOT_TAKEN),
            State::Understanding { .. } => self.forget(NO_WORDS),
            State::Replying { .. } => self.forget(NO_REPLY),
            State::Speaking { .. } => self.give_up(ENDLESS),
            State::Failed { .. } => self.connect(false, now),
        }
    }

    fn connect(&mut self, held: bool, now: Instant) {
        self.actions.push_back(Action::Connect);
        self.state = State::Connecting {
            until: now + CONNECT_WITHIN,
            phase: Phase::Token,
            held,
        };
    }

    fn listen(&mut self, now: Instant) {
        self.notice = None;
        self.actions.push_back(Action::Listen);
        let until = now + TAKE_AT_MOST;
        self.state = State::Recording { until };
    }

    fn finish(&mut self, now: Instant) {
        self.actions.push_back(Action::Finish);
        let until = now + COMMIT_WITHIN;
        self.state = State::Committing { until };
    }

    fn discard(&mut self, words: impl Into<Words>) {
        self.actions.push_back(Action::Discard);
        self.ready(Some(words.into()));
    }

    fn await_reply(&mut self, now: Instant) {
        let until = now + REPLY_WITHIN;
        self.state = State::Replying { until };
    }

    /// Gives up what nobody answered: who says it again is not to have it twice.
    fn forget(&mut self, words: &'static str) {
        self.actions.push_back(Action::Forget);
        self.give_up(words);
    }

    fn give_up(&mut self, words: &'static str) {
        self.actions.push_back(Action::Interrupt);
        self.ready(Some(words.into()));
    }

    fn ready(&mut self, notice: Option<Words>) {
        self.notice = notice;
        self.state = State::Ready;
    }

    /// Ends what waits for the session; a take that was begun since goes on.
    fn settle(&mut self, words: Option<Words>) {
        if matches!(
            self.state,
            State::Committing { .. }
                | State::Understanding { .. }
                | State::Replying { .. }
                | State::Speaking { .. }
        ) {
            // What was known of the words before says more than silence does.
            let notice = words.or(self.notice.take());
            self.ready(notice);
        }
    }

    /// The one way out of a session that failed.
    fn fail(&mut self, fault: Fault, now: Instant) {
        if self.state.is_a_turn() {
            self.notice = Some(LOST_TURN.into());
        }
        self.actions.push_back(Action::HangUp);
        let pause = PAUSES[self.attempts.min(PAUSES.len() - 1)];
        self.attempts += 1;
        let again = (fault.way_out == WayOut::Wait).then(|| now + pause);
        self.state = State::Failed { fault, again };
    }
}

/// What was waited for in vain.
fn late(phase: Phase) -> &'static str {
    match phase {
        Phase::Token => "The kitchen server gives no access to voice.",
        Phase::Microphone => "The microphone does not open.",
        Phase::Offer => "This device makes no voice connection.",
        Phase::Signalling | Phase::Answer => "Nobody answers the voice call.",
        Phase::Transport => "No way through the network for voice.",
        Phase::Configuration => "The voice session does not take our settings.",
        Phase::Session => "The voice session does not answer.",
    }
}
