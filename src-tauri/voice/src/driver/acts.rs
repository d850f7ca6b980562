//! What the turn machine asks for, carried out: one connection, one take, one way out of both.

use std::time::Instant;

use super::actor::{Actor, Link, now};
use super::connect::{Beginning, Connecting};
use super::ear::{Ear, Heard, Listen};
use super::free::{Free, Wish};
use super::live::leave;
use crate::fault::Phase;
use crate::sound::Sound;
use crate::turn::{Action, NOBODY_SPOKE, State};

impl<S: Sound> Actor<S> {
    pub(super) async fn act(&mut self, action: Action) {
        match action {
            Action::Connect => self.connect(),
            Action::HangUp => self.hang_up(),
            Action::Listen => self.listen(),
            Action::Finish => {
                if let Ear::Open(open) = &mut self.ear {
                    open.listening.stop();
                    open.is_ending = true;
                }
            }
            Action::Discard => self.discard(),
            Action::Interrupt => self.interrupt().await,
            Action::Forget => {
                if let Link::Live(live) = &mut self.link {
                    live.session.forget_take();
                }
            }
        }
    }

    pub(super) fn connect(&mut self) {
        let Ok(scope) = self.scope.child(format!("session-{}", self.number + 1)) else {
            return;
        };
        self.number += 1;
        self.board.connecting(self.number, now());
        let beginning = Beginning {
            mint: self.mint.clone(),
            wishes: self.wishes.clone(),
            token: self.ahead.token(),
            settings: self.settings.clone(),
        };
        self.link = Link::Connecting(Connecting::new(scope, beginning));
    }

    /// The one way out of a session, and of what was to become one.
    pub(super) fn hang_up(&mut self) {
        let parts = match std::mem::replace(&mut self.link, Link::None) {
            Link::None => return,
            Link::Connecting(connecting) => (connecting.into_scope(), None),
            Link::Live(live) => {
                let (scope, connection) = live.into_parts();
                (scope, Some(connection))
            }
        };
        self.ear = Ear::Closed;
        self.again.stop();
        self.sound.clear();
        self.transcript.end();
        self.board.has_words = true;
        self.ahead.rest();
        let (phase, reason, us) = match self.turn.state() {
            State::Failed { fault, .. } => (fault.phase, fault.words.clone(), "deadline"),
            _ => (Phase::Session, "not wanted any more".into(), "us"),
        };
        let by = self.ended_by.take().unwrap_or(us);
        self.board.closed(by, phase, reason, now());
        leave(parts, &self.scope, self.number, self.left.clone());
    }

    pub(super) fn listen(&mut self) {
        self.again.begin();
        let heard = match std::mem::take(&mut self.ear) {
            Ear::Paused(heard) => Some(heard),
            _ => None,
        };
        let Link::Live(live) = &mut self.link else {
            return;
        };
        // Who presses again before the take was sent goes on with it.
        let heard = match heard.filter(|_| live.session.takes_sound()) {
            Some(heard) => heard,
            None => {
                live.session.begin_take(now());
                Heard::default()
            }
        };
        self.ear = Ear::Open(Listen::new(self.sound.listen(), heard));
    }

    /// Says the last reply again, as far as it is time to.
    pub(super) fn go_on_again(&mut self) {
        while let Some(frame) = self.again.next(now()) {
            self.sound.say(frame);
        }
    }

    /// Hands-free is switched on.
    pub(super) fn go_free(&mut self, now: Instant) {
        match Free::new(now) {
            Ok(free) => self.free = Some(Box::new(free)),
            Err(error) => tracing::error!(%error, "there is no hands-free"),
        }
        if matches!(self.turn.state(), State::Off | State::Failed { .. }) {
            self.turn.press(now);
        }
    }

    /// It is over; a microphone that is open for it is closed, for a reason that a person reads.
    pub(super) fn end_free(&mut self, why: Option<&'static str>) {
        if self.free.take().is_none() {
            return;
        }
        match why {
            Some(words) => self.turn.handle_deaf(words),
            None if matches!(self.turn.state(), State::Recording { .. }) => self.turn.interrupt(),
            None => {}
        }
    }

    /// Opens the microphone where it is the guest's turn.
    pub(super) fn go_on_free(&mut self) {
        let now = now();
        let Some(free) = self.free.as_mut().filter(|_| !self.again.is_sounding()) else {
            return;
        };
        match free.look(self.turn.state(), now) {
            None => {}
            Some(Wish::Listen) => self.turn.press(now),
            Some(Wish::Idle) => self.end_free(Some(NOBODY_SPOKE)),
            Some(Wish::End) => self.free = None,
        }
    }

    /// Ends what is being said again.
    pub(super) fn stop_again(&mut self) {
        if self.again.stop() {
            self.sound.clear();
        }
    }

    pub(super) fn discard(&mut self) {
        self.ear = Ear::Closed;
        if let Link::Live(live) = &mut self.link {
            live.speaker.clear();
            live.session.discard();
        }
    }

    pub(super) async fn interrupt(&mut self) {
        self.sound.clear();
        let Link::Live(live) = &mut self.link else {
            return;
        };
        self.ear = match std::mem::take(&mut self.ear) {
            Ear::Open(mut open) => {
                open.flush(&live.speaker).await;
                Ear::Paused(open.heard)
            }
            Ear::Trailing { heard, .. } => Ear::Paused(heard),
            other => other,
        };
        live.session.interrupt(now());
    }
}
