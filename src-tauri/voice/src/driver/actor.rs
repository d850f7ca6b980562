//! The one task: hands in what happens, and carries out what the machines say.

use std::time::Instant;

use scope::{CancellationToken, ScopeHandle, time};
use tokio::sync::{mpsc, watch};

use super::again::Again;
use super::ahead::Ahead;
use super::board::Board;
use super::connect::{Connecting, Step};
use super::ear::{self, Ear};
use super::free::Free;
use super::handle::{Message, VoiceAsk};
use super::live::{Came, Left, Live};
use super::mint::{Mint, Token};
use crate::fault::{Fault, Phase};
use crate::picture::Again as Shown;
use crate::session::{Output, Session, Wishes};
use crate::sound::{MicState, Sound};
use crate::transcript::Transcript;
use crate::turn::Turn;

/// Sessions that may be saying goodbye at once. What they left behind is told to nobody beyond.
const LEAVING: usize = 16;

/// What an actor is made of.
pub(super) struct Parts<S> {
    pub(super) mint: Mint,
    pub(super) wishes: Wishes,
    pub(super) cart: Option<String>,
    pub(super) settings: peer::Settings,
    pub(super) sound: S,
    pub(super) scope: ScopeHandle,
    pub(super) inbox: mpsc::Receiver<Message>,
    pub(super) asks: mpsc::Sender<VoiceAsk>,
    pub(super) board: Board,
}

/// The one connection: one, or none.
pub(super) enum Link {
    None,
    Connecting(Connecting),
    Live(Box<Live>),
}

pub(super) struct Actor<S: Sound> {
    pub(super) turn: Turn,
    pub(super) transcript: Transcript,
    pub(super) link: Link,
    pub(super) ear: Ear,
    pub(super) board: Board,
    pub(super) again: Again,
    /// While hands-free is on.
    pub(super) free: Option<Box<Free>>,
    pub(super) sound: S,
    pub(super) asks: mpsc::Sender<VoiceAsk>,
    /// What the host is told of the cart, as it was told last.
    pub(super) cart: Option<String>,
    /// Who ended the session, where it was not us.
    pub(super) ended_by: Option<&'static str>,
    pub(super) wishes: Wishes,
    pub(super) settings: peer::Settings,
    pub(super) mint: Mint,
    pub(super) ahead: Ahead,
    pub(super) mic: watch::Receiver<MicState>,
    pub(super) scope: ScopeHandle,
    inbox: mpsc::Receiver<Message>,
    pub(super) left: mpsc::Sender<Left>,
    leaving: mpsc::Receiver<Left>,
    ended: CancellationToken,
    pub(super) number: u64,
}

enum Event {
    End,
    Message(Option<Message>),
    Step(Step),
    Came(Came),
    Frame(Option<peer::Frame>),
    Mic,
    Left(Left),
    Minted(Result<Token, Fault>),
    Due,
}

impl<S: Sound> Actor<S> {
    pub(super) fn new(parts: Parts<S>) -> Self {
        let (left, leaving) = mpsc::channel(LEAVING);
        Self {
            turn: Turn::default(),
            transcript: Transcript::default(),
            link: Link::None,
            ear: Ear::Closed,
            board: parts.board,
            again: Again::default(),
            free: None,
            mic: parts.sound.mic(),
            sound: parts.sound,
            asks: parts.asks,
            cart: parts.cart,
            ended_by: None,
            wishes: parts.wishes,
            settings: parts.settings,
            mint: parts.mint,
            ahead: Ahead::default(),
            ended: parts.scope.token(),
            scope: parts.scope,
            inbox: parts.inbox,
            left,
            leaving,
            number: 0,
        }
    }

    /// Runs until the scope is cancelled, or nobody holds a handle.
    pub(super) async fn run(mut self) {
        loop {
            self.carry_out().await;
            self.go_on_free();
            self.carry_out().await;
            self.go_on_again();
            self.show();
            // In this order: what has arrived is heard before the clock judges.
            let due = self.due();
            let event = tokio::select! {
                biased;
                () = self.ended.cancelled() => Event::End,
                message = self.inbox.recv() => Event::Message(message),
                event = self.link.next() => event,
                frame = ear::next(&mut self.ear) => Event::Frame(frame),
                Ok(()) = self.mic.changed() => Event::Mic,
                Some(left) = self.leaving.recv() => Event::Left(left),
                token = self.ahead.minted() => Event::Minted(token),
                () = until(due) => Event::Due,
            };
            match event {
                Event::End | Event::Message(None) => break,
                Event::Message(Some(message)) => self.message(message),
                Event::Step(step) => self.step(step),
                Event::Came(came) => self.came(came).await,
                Event::Frame(frame) => self.frame(frame).await,
                Event::Mic => self.mic_changed(),
                Event::Left((number, behind)) => self.board.left(number, behind),
                Event::Minted(token) => self.minted(token),
                Event::Due => self.deadline(),
            }
        }
        self.turn.rest();
        self.carry_out().await;
    }

    /// The earliest of all deadlines.
    fn due(&self) -> Option<Instant> {
        let session = match &self.link {
            Link::Live(live) => live.session.poll_timeout(),
            _ => None,
        };
        let all = [
            self.turn.poll_timeout(),
            session,
            self.ahead.due(),
            self.again.due(),
            self.free.as_ref().and_then(|free| free.due()),
            self.board.due(),
        ];
        all.into_iter().flatten().min()
    }

    async fn carry_out(&mut self) {
        loop {
            if let Some(action) = self.turn.poll_action() {
                self.act(action).await;
            } else if let Link::Live(live) = &mut self.link
                && let Some(output) = live.session.poll_output()
            {
                match output {
                    Output::Send(text) => self.send(text),
                    Output::News(news) => self.news(news),
                }
            } else if let Ear::Paused(_) = self.ear {
                // Nobody went on with it.
                self.discard();
            } else {
                return;
            }
        }
    }

    pub(super) fn show(&mut self) {
        let can_sound = self.sound.loudspeaker().borrow().is_usable();
        let again = match can_sound && self.turn.state().is_at_rest() {
            true => self.again.shown(),
            false => Shown::Nothing,
        };
        self.board.show(
            &self.turn,
            &self.transcript,
            (again, self.free.is_some()),
            &self.sound,
            now(),
        );
    }

    fn step(&mut self, step: Step) {
        let now = now();
        match step {
            Step::Reached(phase) => self.turn.handle_progress(phase),
            Step::Done(Err(fault)) => {
                self.ended_by = Some("host");
                // Whatever it was, the next attempt does not set out with it.
                self.ahead.forget();
                self.turn.handle_fault(fault, now);
            }
            Step::Done(Ok(connected)) => {
                let Link::Connecting(connecting) = std::mem::replace(&mut self.link, Link::None)
                else {
                    return;
                };
                let token = connected.token.clone();
                self.board.connected(token.provider.clone());
                self.ahead.connected(token, now);
                let session = Session::new(self.wishes.clone(), self.cart.clone());
                let mut live = Live::new(connecting.into_scope(), *connected, session);
                live.session.handle_open(now);
                self.link = Link::Live(Box::new(live));
                self.turn.handle_open(now);
            }
        }
    }

    fn deadline(&mut self) {
        let now = now();
        self.turn.handle_timeout(now);
        if let Link::Live(live) = &mut self.link {
            live.session.handle_timeout(now);
        }
        self.ahead.handle_timeout(&self.mint, &self.wishes, now);
    }

    fn minted(&mut self, token: Result<Token, Fault>) {
        if let Err(fault) = self.ahead.take(token, now()) {
            let what = format!("no token ahead of time: {}", fault.words);
            self.board.note(Phase::Token, what);
        }
    }
}

impl Link {
    /// The next that becomes of it. Dropping the future loses nothing.
    async fn next(&mut self) -> Event {
        match self {
            Self::None => std::future::pending().await,
            Self::Connecting(connecting) => Event::Step(connecting.step().await),
            Self::Live(live) => Event::Came(live.next().await),
        }
    }
}

pub(super) fn now() -> Instant {
    time::Instant::now().into_std()
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
