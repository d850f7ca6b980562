//! A counter without its window: the device's own voice, a cart that its calls fill, and somebody
//! who holds the button.

mod cable;
mod made;

pub use cable::Cable;
pub use made::Made;

use crate::{PATIENCE, load::demo_menu};
use anyhow::{Context, bail};
use kitchen::{
    State,
    cart::{
        Cart, ToolDefinition, definitions,
        tools::{self, Call},
    },
};
use scope::{Scope, time::timeout};
use serde_json::{Value, json};
use speech::sound::Clip;
use std::{
    net::SocketAddr,
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
    state: State,
    asks: mpsc::Receiver<VoiceAsk>,
    scope: Scope,
}

/// What a counter is set up with, where it is not as usual.
#[derive(Default)]
pub struct Setup {
    /// What the network does to it.
    pub cable: Option<Arc<Cable>>,
    /// How long a token is asked for.
    pub token_for: Option<Duration>,
    /// More bytes of configuration than anybody takes.
    pub is_oversized: bool,
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
        config.token_for = setup.token_for.unwrap_or(config.token_for);
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
                let now = self.picture.borrow_and_update().clone();
                if wanted(&now) {
                    return Ok(now);
                }
                tokio::select! {
                    biased;
                    Some(ask) = self.asks.recv() => self.carry_out(ask).await?,
                    changed = self.picture.changed() => changed.context("the voice is gone")?,
                }
            }
        };
        match timeout(patience, waiting).await {
            Ok(outcome) => outcome,
            Err(_) => bail!("it stays {:#?}", *self.picture.borrow()),
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
        self.sound.speak(clip).await?;
        self.called = None;
        self.handle.release().await?;
        Ok(())
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

    /// A line is put into the cart by hand, and the voice is told.
    ///
    /// # Errors
    /// When the tool refuses, or the voice is gone.
    pub async fn tap(&mut self, item: &str) -> anyhow::Result<()> {
        let call = Call::read("add_item", &json!({"item": item}).to_string())?;
        tools::run(&mut self.cart, &self.state, 0, &call)?;
        self.handle
            .cart_changed(self.cart.to_json(&self.state))
            .await?;
        Ok(())
    }

    /// All lines of an item are taken out by hand, and the voice is told.
    ///
    /// # Errors
    /// As [`Self::tap`].
    pub async fn untap(&mut self, item: &str) -> anyhow::Result<()> {
        let lines = self.cart.lines().iter();
        let of: Vec<_> = lines
            .filter(|line| line.item.as_str() == item)
            .map(|line| line.id.clone())
            .collect();
        for line in of {
            let call = Call::read("remove_item", &json!({"line": line}).to_string())?;
            tools::run(&mut self.cart, &self.state, 0, &call)?;
        }
        let cart = self.cart.to_json(&self.state);
        Ok(self.handle.cart_changed(cart).await?)
    }

    /// How many of an item are in the cart.
    pub fn quantity(&self, item: &str) -> u32 {
        let lines = self.cart.lines().iter();
        let of = lines.filter(|line| line.item.as_str() == item);
        of.map(|line| line.quantity).sum()
    }

    /// Everything of it ends.
    ///
    /// # Errors
    /// When something does not, by name.
    pub async fn close(self) -> anyhow::Result<()> {
        let closed = self.scope.close(CLOSE).await;
        match closed.is_clean() {
            true => Ok(()),
            false => bail!("{closed}"),
        }
    }

    /// How many tasks live in it.
    pub fn tasks(&self) -> usize {
        self.scope.census().total()
    }

    async fn carry_out(&mut self, ask: VoiceAsk) -> anyhow::Result<()> {
        let VoiceAsk::Call {
            call_id,
            name,
            arguments,
        } = ask;
        self.calls.push(name.clone());
        let output = match Call::read(&name, &arguments) {
            Ok(call) => match tools::run(&mut self.cart, &self.state, 0, &call) {
                Ok(answer) => json!({"ok": true, "lines": answer.lines, "cart": answer.cart}),
                Err(refusal) => refused(refusal.code.as_str(), &refusal.message),
            },
            Err(error) => refused("invalid_arguments", &error.to_string()),
        };
        self.called.get_or_insert_with(Instant::now);
        Ok(self.handle.answered(call_id, output).await?)
    }
}

fn refused(code: &str, message: &str) -> Value {
    json!({"ok": false, "error": {"code": code, "message": message}})
}

fn function(tool: ToolDefinition) -> realtime::session::Function {
    realtime::session::Function {
        name: tool.name.to_owned(),
        description: Some(tool.description.to_owned()),
        parameters: Some(tool.parameters),
    }
}
