//! What the app tells the voice.

use realtime::session::Function;
use serde_json::Value;
use tokio::sync::mpsc;

/// Messages that wait for the voice: it takes them in microseconds; who sends more waits.
pub(super) const INBOX: usize = 64;

/// The voice has ended, with its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the voice has ended")]
pub struct VoiceGone;

/// What the app is to do for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoiceAsk {
    /// Carry a call out on the cart, once, and say what came of it by [`VoiceHandle::answered`].
    Call {
        /// What the answer is known by.
        call_id: String,
        /// The tool.
        name: String,
        /// JSON, as text.
        arguments: String,
    },
}

pub(super) enum Message {
    Start,
    Rest,
    Press,
    Release,
    Interrupt,
    SayAgain,
    HandsFree(bool),
    Reset,
    Cart(Value),
    Answered { call_id: String, output: Value },
    Tools(Vec<Function>),
    Forget,
}

impl Message {
    /// Whether a person does something that ends what is being said.
    pub(super) fn is_of_a_finger(&self) -> bool {
        matches!(
            self,
            Self::Rest
                | Self::Press
                | Self::Interrupt
                | Self::SayAgain
                | Self::Reset
                | Self::HandsFree(_)
        )
    }
}

/// Tells the voice what a person does, and what became of the cart. Clones tell the same one.
#[derive(Debug, Clone)]
pub struct VoiceHandle {
    pub(super) messages: mpsc::Sender<Message>,
}

impl VoiceHandle {
    /// The counter is looked at: a session is made before anybody presses.
    ///
    /// # Errors
    /// When the voice has ended; so below.
    pub async fn start(&self) -> Result<(), VoiceGone> {
        self.send(Message::Start).await
    }

    /// The counter is left: no session is wanted.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn rest(&self) -> Result<(), VoiceGone> {
        self.send(Message::Rest).await
    }

    /// Somebody holds the button.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn press(&self) -> Result<(), VoiceGone> {
        self.send(Message::Press).await
    }

    /// He lets go.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn release(&self) -> Result<(), VoiceGone> {
        self.send(Message::Release).await
    }

    /// The reply is not wanted, or the take is not.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn interrupt(&self) -> Result<(), VoiceGone> {
        self.send(Message::Interrupt).await
    }

    /// The microphone opens whenever it is the guest's turn, until it is switched off, somebody
    /// holds the button, the order is another one, or nobody speaks for a while.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn hands_free(&self, is_on: bool) -> Result<(), VoiceGone> {
        self.send(Message::HandsFree(is_on)).await
    }

    /// The last reply is to be said again; nothing where there is none, or somebody speaks.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn say_again(&self) -> Result<(), VoiceGone> {
        self.send(Message::SayAgain).await
    }

    /// Everything anew, but for the cart.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn reset(&self) -> Result<(), VoiceGone> {
        self.send(Message::Reset).await
    }

    /// The cart is this now (`kitchen::cart::Cart::to_json`): changed by hand, or kept from before.
    /// The session is told, and every session after it.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn cart_changed(&self, cart: Value) -> Result<(), VoiceGone> {
        self.send(Message::Cart(cart)).await
    }

    /// What came of a call. Where `output` has the `cart`, that is the cart from now on.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn answered(&self, call_id: String, output: Value) -> Result<(), VoiceGone> {
        self.send(Message::Answered { call_id, output }).await
    }

    /// The tools are these from the next session on.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn tools_changed(&self, tools: Vec<Function>) -> Result<(), VoiceGone> {
        self.send(Message::Tools(tools)).await
    }

    /// Another order begins: what was said for the last is shown no more.
    ///
    /// # Errors
    /// [`VoiceGone`]
    pub async fn forget(&self) -> Result<(), VoiceGone> {
        self.send(Message::Forget).await
    }

    async fn send(&self, message: Message) -> Result<(), VoiceGone> {
        self.messages.send(message).await.map_err(|_| VoiceGone)
    }
}
