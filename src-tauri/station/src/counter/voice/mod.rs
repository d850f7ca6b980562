//! A device's voice beside its counters: made when the server is known and a counter is looked
//! at, told what fingers do, and never needed.

mod calls;
mod facts;
mod shown;

pub use calls::{Answers, NotRun, ran};
pub use shown::{last_said, live_words, meter, talk, unsure_words};

use crate::diagnostics::VoiceSeen;
use kitchen::cart::tools::Call;
use realtime::session::Function;
use scope::{Scope, ScopeHandle, Task};
use serde_json::Value;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use voice::sound::{Devices, Listed, SoundSettings};
use voice::{Voice, VoiceAsk, VoiceConfig, VoiceGone, VoiceHandle, VoicePicture};

/// What waits to be said to the voice: more than fingers do while it takes one.
const SAYINGS: usize = 64;
/// How long a voice may take to end when another server is chosen: its own end of a connection.
const END_WITHIN: Duration = Duration::from_secs(10);

/// Where a voice is had. It is not printed: there is a token in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Door {
    /// The order server, `host:port`.
    pub server: String,
    /// This device's token there.
    pub token: Arc<str>,
}

/// What the voice is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Saying {
    /// A counter is looked at.
    Start,
    /// No counter is looked at any more, or voice was switched off.
    Rest,
    /// The talk button went down.
    Press,
    /// The talk button came up.
    Release,
    /// Be quiet.
    Hush,
    /// The microphone opens by itself, or not.
    HandsFree(bool),
    /// Say the last reply again.
    SayAgain,
    /// Begin the talk anew.
    Reset,
    /// The order was changed by hand.
    Cart(Value),
    /// Another order begins.
    Forget,
    /// What came of a call.
    Answered(String, Value),
}

/// What the voice has for the station.
#[derive(Debug)]
pub enum Heard {
    /// The server is elsewhere now.
    Moved,
    /// There is something new to show.
    News,
    /// A call is to be carried out.
    Ask(VoiceAsk),
    /// The microphones that can be chosen.
    Microphones(Listed),
}

/// A voice that runs.
struct Line {
    scope: Scope,
    sound: Arc<Devices>,
    sayings: mpsc::Sender<Saying>,
    picture: watch::Receiver<VoicePicture>,
    asks: mpsc::Receiver<VoiceAsk>,
    listed: mpsc::Receiver<Listed>,
}

/// The voice of a device, once there is one.
pub struct Talk {
    scope: ScopeHandle,
    door: watch::Receiver<Option<Door>>,
    /// Where others see what is known of the voice that runs.
    seen: VoiceSeen,
    is_wanted: bool,
    microphone: Option<String>,
    line: Option<Line>,
}

impl Talk {
    /// No voice yet.
    pub fn new(door: watch::Receiver<Option<Door>>, seen: VoiceSeen, scope: ScopeHandle) -> Self {
        Self {
            scope,
            door,
            seen,
            is_wanted: false,
            microphone: None,
            line: None,
        }
    }

    /// Whether somebody looks at a counter that has voice.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// Somebody looks at a counter that has voice, with that microphone, or nobody does. A
    /// voice that begins is told the `cart`.
    pub fn want(&mut self, is_wanted: bool, microphone: Option<&str>, cart: Option<Value>) {
        if self.microphone.as_deref() != microphone {
            self.microphone = microphone.map(str::to_owned);
            if let Some(line) = &self.line {
                line.sound.choose(self.sound_settings());
            }
        }
        if is_wanted == self.is_wanted {
            return;
        }
        self.is_wanted = is_wanted;
        if !is_wanted {
            return self.say(Saying::Rest);
        }
        if self.line.is_none() {
            self.open();
        }
        self.begin(cart);
    }

    /// The server is elsewhere: the voice there is another one.
    pub fn moved(&mut self, cart: Value) {
        if let Some(line) = self.line.take() {
            // What is being said ends in order, and nobody waits for it.
            let _ = self.scope.spawn(Task::drain("voice-end"), async move {
                let closed = line.scope.close(END_WITHIN).await;
                if !closed.is_clean() {
                    tracing::error!(%closed, "a voice did not end");
                }
            });
        }
        if self.is_wanted {
            self.open();
            self.begin(Some(cart));
        }
    }

    /// Tells the voice something; where there is none, nobody needs to know.
    pub fn say(&self, saying: Saying) {
        let Some(line) = &self.line else { return };
        if let Err(error) = line.sayings.try_send(saying) {
            tracing::warn!(%error, "the voice is not told");
        }
    }

    /// What is known of the voice; `None` where there is none.
    pub fn picture(&self) -> Option<VoicePicture> {
        let line = self.line.as_ref().filter(|_| self.is_wanted)?;
        Some(line.picture.borrow().clone())
    }

    /// Waits for something of the voice; for ever, if there is none. Dropping the future loses
    /// nothing.
    pub async fn heard(&mut self) -> Heard {
        let line = async {
            let Some(line) = &mut self.line else {
                return pending().await;
            };
            tokio::select! {
                Some(ask) = line.asks.recv() => Heard::Ask(ask),
                Ok(()) = line.picture.changed() => Heard::News,
                Some(listed) = line.listed.recv() => Heard::Microphones(listed),
                else => pending().await,
            }
        };
        tokio::select! {
            Ok(()) = self.door.changed() => Heard::Moved,
            heard = line => heard,
            else => pending().await,
        }
    }

    fn begin(&self, cart: Option<Value>) {
        if let Some(cart) = cart {
            self.say(Saying::Cart(cart));
        }
        self.say(Saying::Start);
    }

    fn sound_settings(&self) -> SoundSettings {
        SoundSettings {
            microphone: self.microphone.clone(),
            ..SoundSettings::default()
        }
    }

    fn open(&mut self) {
        let Some(door) = self.door.borrow_and_update().clone() else {
            return;
        };
        let Ok(scope) = self.scope.child("voice") else {
            return;
        };
        let sound = Arc::new(Devices::start(&scope, self.sound_settings()));
        let mut config = VoiceConfig::new(door.server, door.token);
        config.tools = Call::NAMES.map(tool).into();
        let (handle, picture, asks) = match Voice::start(&scope, config, sound.clone()) {
            Ok(started) => started,
            Err(error) => {
                tracing::error!(%error, "there is no voice");
                return;
            }
        };
        let (sayings, said) = mpsc::channel(SAYINGS);
        scope.spawn(Task::abort("voice-hand"), hand_on(handle, said));
        let (found, listed) = mpsc::channel(1);
        let looked = sound.clone();
        scope.spawn(Task::abort("list-microphones"), async move {
            // Whoever wanted to know may have gone.
            let _ = found.send(looked.list().await).await;
        });
        self.seen.send_replace(Some(picture.clone()));
        self.line = Some(Line {
            scope,
            sound,
            sayings,
            picture,
            asks,
            listed,
        });
    }
}

/// A tool by its name: the order server knows what it is.
fn tool(name: &str) -> Function {
    Function {
        name: name.to_owned(),
        ..Function::default()
    }
}

async fn hand_on(handle: VoiceHandle, mut said: mpsc::Receiver<Saying>) {
    while let Some(saying) = said.recv().await {
        if hand_one(&handle, saying).await.is_err() {
            return;
        }
    }
}

async fn hand_one(handle: &VoiceHandle, saying: Saying) -> Result<(), VoiceGone> {
    match saying {
        Saying::Start => handle.start().await,
        Saying::Rest => handle.rest().await,
        Saying::Press => handle.press().await,
        Saying::Release => handle.release().await,
        Saying::Hush => handle.interrupt().await,
        Saying::HandsFree(is_on) => handle.hands_free(is_on).await,
        Saying::SayAgain => handle.say_again().await,
        Saying::Reset => handle.reset().await,
        Saying::Cart(cart) => handle.cart_changed(cart).await,
        Saying::Forget => handle.forget().await,
        Saying::Answered(id, output) => handle.answered(id, output).await,
    }
}
