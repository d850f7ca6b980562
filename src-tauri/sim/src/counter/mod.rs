//! A counter without its window: the device's own voice, a cart that its calls fill, and somebody
//! who holds the button.

mod app;
mod cable;
mod fault;
mod film;
mod made;

pub use cable::Cable;
pub use fault::{Ended, Fault, ITEM, Outcome, Stage, TAPPED, WORDS};
pub use film::Moment;
pub use made::{MICROPHONE, Made};

use crate::{PATIENCE, load::demo_menu};
use anyhow::{Context, bail};
use film::Film;
use kitchen::{
    State,
    cart::{Cart, ToolDefinition, definitions},
};
use scope::{Scope, time::timeout};
use speech::sound::Clip;
use std::{
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, watch};
use voice::{TurnShown, Voice, VoiceAsk, VoiceConfig, VoiceHandle, VoicePicture};

/// How long leaving may take.
const CLOSE: Duration = Duration::from_secs(5);

/// A counter. Dropping it ends everything of it at once; [`Counter::close`] takes leave.
pub struct Counter {
    /// What it is told by.
    pub handle: VoiceHandle,
    /// What it shows.
    pub picture: watch::Receiver<VoicePicture>,
    /// Its microphone and loudspeaker.
    pub sound: Made,
    /// Its cart.
    pub cart: Cart,
    /// The names of the calls that were carried out, in order.
    pub calls: Vec<String>,
    /// When the first call of a turn changed the cart.
    pub called: Option<Instant>,
    film: Film,
    state: State,
    asks: mpsc::Receiver<VoiceAsk>,
    scope: Scope,
}

/// What a counter is set up with, where it is not as usual.
#[derive(Default)]
pub struct Setup {
    /// What the network does to it.
    pub cable: Option<Arc<Cable>>,
    /// More bytes of configuration than anybody takes.
    pub is_oversized: bool,
    /// Who is told of every moment as it is shown.
    pub show: Option<fn(&Moment)>,
}

impl Counter {
    /// A counter that orders from the demo menu of the server at `address`.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn open(address: SocketAddr, token: &str, setup: Setup) -> anyhow::Result<Self> {
        let state = State {
            menu: Some(Arc::new(demo_menu())),
            ..State::default()
        };
        let mut config = VoiceConfig::new(address.to_string(), token);
        config.tools = definitions(&state, 0).into_iter().map(function).collect();
        if setup.is_oversized
            && let Some(tool) = config.tools.first_mut()
        {
            // Past what any session takes, and within what a request may have (64 KiB).
            tool.description = Some("x".repeat(50 * 1_024));
        }
        config.peer = peer::Settings {
            setup: config.peer.setup,
            weather: setup.cable.map(|cable| cable as Arc<dyn peer::Weather>),
            ..peer::Settings::default()
        };
        let scope = Scope::root("counter");
        let sound = Made::default();
        let (handle, picture, asks) = Voice::start(&scope, config, sound.clone())?;
        Ok(Self {
            handle,
            picture,
            sound,
            cart: Cart::default(),
            calls: Vec::new(),
            called: None,
            film: Film::new(setup.show),
            state,
            asks,
            scope,
        })
    }

    /// Waits until the picture is as wanted, while the app's part is done: calls are carried out.
    ///
    /// # Errors
    /// When it does not come to be so; with what it is.
    pub async fn until(
        &mut self,
        wanted: impl Fn(&VoicePicture) -> bool,
    ) -> anyhow::Result<VoicePicture> {
        self.until_within(PATIENCE, wanted).await
    }

    /// The same, with a patience of its own.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn until_within(
        &mut self,
        patience: Duration,
        wanted: impl Fn(&VoicePicture) -> bool,
    ) -> anyhow::Result<VoicePicture> {
        let waiting = async {
            loop {
                let now = self.look();
                if wanted(&now) {
                    return Ok(now);
                }
                self.go_on().await?;
            }
        };
        match timeout(patience, waiting).await {
            Ok(outcome) => outcome,
            Err(_) => bail!("it stays {:#?}", *self.picture.borrow()),
        }
    }

    /// Does the app's part while something else happens.
    ///
    /// # Errors
    /// When the voice is gone.
    pub async fn during<T>(&mut self, other: impl Future<Output = T>) -> anyhow::Result<T> {
        let mut other = pin!(other);
        loop {
            self.look();
            let ask = tokio::select! {
                biased;
                done = &mut other => return Ok(done),
                ask = next(&mut self.asks, &mut self.picture) => ask?,
            };
            if let Some(ask) = ask {
                self.carry_out(ask).await?;
            }
        }
    }

    /// Waits until the button can be pressed.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn ready(&mut self) -> anyhow::Result<VoicePicture> {
        self.handle.start().await?;
        self.until(|now| now.turn == TurnShown::Ready).await
    }

    /// Holds the button, says a clip, and lets go.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn say(&mut self, clip: &Clip) -> anyhow::Result<()> {
        self.handle.press().await?;
        self.until(|now| now.turn == TurnShown::Recording).await?;
        let sound = self.sound.clone();
        self.during(sound.speak(clip)).await??;
        self.called = None;
        Ok(self.handle.release().await?)
    }

    /// A whole turn: says a clip, and waits until it is answered, one way or the other.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn turn(&mut self, clip: &Clip) -> anyhow::Result<VoicePicture> {
        self.say(clip).await?;
        self.until(|now| now.turn != TurnShown::Recording).await?;
        self.until(|now| matches!(now.turn, TurnShown::Ready | TurnShown::Failed { .. }))
            .await
    }

    /// Begins everything anew; returns when the next session is ready.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn reset(&mut self) -> anyhow::Result<VoicePicture> {
        let before = number(&self.picture.borrow());
        self.handle.reset().await?;
        self.next_session(before).await
    }

    /// Leaves the session and begins another, with the same token; returns when that is ready.
    ///
    /// # Errors
    /// As [`Self::until`].
    pub async fn begin_again(&mut self) -> anyhow::Result<VoicePicture> {
        let before = number(&self.picture.borrow());
        self.handle.rest().await?;
        self.handle.start().await?;
        self.next_session(before).await
    }

    async fn next_session(&mut self, before: Option<u64>) -> anyhow::Result<VoicePicture> {
        // It may be ready again before anybody sees that it was not.
        self.until(|now| now.turn == TurnShown::Ready && number(now) > before)
            .await
    }

    /// Everything of it ends. What is left is every moment that was shown, in order.
    ///
    /// # Errors
    /// When something does not end, by name.
    pub async fn close(self) -> anyhow::Result<Vec<Moment>> {
        let closed = self.scope.close(CLOSE).await;
        match closed.is_clean() {
            true => Ok(self.film.into_moments()),
            false => bail!("{closed}"),
        }
    }

    /// How many tasks live in it.
    pub fn tasks(&self) -> usize {
        self.scope.census().total()
    }

    /// The latest picture, which is filmed.
    fn look(&mut self) -> VoicePicture {
        self.sound.settle();
        let now = self.picture.borrow_and_update().clone();
        self.film.look(&now, &self.cart, &self.state);
        now
    }

    async fn go_on(&mut self) -> anyhow::Result<()> {
        match next(&mut self.asks, &mut self.picture).await? {
            Some(ask) => self.carry_out(ask).await,
            None => Ok(()),
        }
    }
}

/// The number of the session that was begun last.
fn number(now: &VoicePicture) -> Option<u64> {
    now.sessions.back().map(|session| session.number)
}

/// The next that is asked of the app, or a new picture. Dropping the future loses nothing.
async fn next(
    asks: &mut mpsc::Receiver<VoiceAsk>,
    picture: &mut watch::Receiver<VoicePicture>,
) -> anyhow::Result<Option<VoiceAsk>> {
    tokio::select! {
        biased;
        Some(ask) = asks.recv() => Ok(Some(ask)),
        changed = picture.changed() => {
            changed.context("the voice is gone")?;
            Ok(None)
        }
    }
}

fn function(tool: ToolDefinition) -> realtime::session::Function {
    realtime::session::Function {
        name: tool.name.to_owned(),
        description: Some(tool.description.to_owned()),
        parameters: Some(tool.parameters),
    }
}
