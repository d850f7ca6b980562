//! A guest at the counter: he says a sentence, and is timed from its end to what comes of it.

use super::sentences::Spoken;
use anyhow::Context;
use scope::time::timeout;
use serde_json::{Value, json};
use sim::{
    PATIENCE,
    voice::caller::{CallError, Caller, Told},
};
use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Who says when a sentence has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The server hears it.
    Heard,
    /// The guest lets go of a button.
    Button,
}

/// What came of a sentence, and how long after its end: after `speech_stopped`, or after the commit.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// The transcript.
    pub transcript: Option<Duration>,
    /// The first change of the cart; none where nothing was understood, or something is asked first.
    pub cart: Option<Duration>,
    /// From the last word as it was sent to the first change of the cart: what a guest waits.
    pub waited: Option<Duration>,
    /// The transcript's words.
    pub words: String,
}

/// One guest.
pub struct Guest {
    caller: Caller,
    end: End,
    /// Whether an answer has begun to sound that has not ended.
    sounds: bool,
}

/// What is known of a turn that is going on.
#[derive(Default)]
struct Going {
    /// When the speech of each item ended that is not transcribed yet.
    ended: HashMap<String, Instant>,
    /// When that of the item ended that was transcribed last.
    last_end: Option<Instant>,
    is_speech: bool,
    is_said: bool,
    is_answered: bool,
    turn: Turn,
    cart_at: Option<Instant>,
}

/// How long after his sentence a guest waits for its answer: the longest that the server takes for a reply
/// (`REPLY_WITHIN` in `realtime::limits`), and as long again for one who is not alone.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

impl Guest {
    /// Comes in.
    ///
    /// # Errors
    /// When there is no place for him.
    pub async fn come(address: SocketAddr, token: &str, end: End) -> Result<Self, CallError> {
        let mut caller = Caller::ring(address, token).await?;
        caller.until("session.created").await?;
        if end == End::Button {
            let input = json!({"turn_detection": null, "transcription": {"model": "heard"}});
            let session = json!({"type": "realtime", "audio": {"input": input}});
            let update = json!({"type": "session.update", "session": session});
            caller.say(&update).await?;
            caller.until("session.updated").await?;
        }
        Ok(Self {
            end,
            ..Self::of(caller)
        })
    }

    /// One who is in already, and whose sentences' ends are heard.
    pub fn of(caller: Caller) -> Self {
        Self {
            caller,
            end: End::Heard,
            sounds: false,
        }
    }

    /// The server's answer to his offer.
    pub fn answer(&self) -> &str {
        self.caller.answer()
    }

    /// Says an order, and hears what comes of it to the end of the answer's text. An order that is not heard is told as
    /// one without a transcript.
    ///
    /// # Errors
    /// When the call is over.
    pub async fn order(&mut self, spoken: &Spoken) -> anyhow::Result<Turn> {
        let mark = self.caller.speak(&spoken.clip).await?;
        // The pacer was idle: it begins with the next slot of 20 ms.
        let ended = Instant::now() + spoken.ends;
        let mut going = Going::default();
        let turn = async {
            while !going.is_over() {
                match self.caller.hear().await? {
                    Told::Said(said) if said == mark => {
                        going.is_said = true;
                        if self.end == End::Button {
                            self.let_go(&mut going).await?;
                        }
                    }
                    Told::Said(_) => {}
                    Told::Event(event) => {
                        self.notice(&event);
                        going.take(&event);
                    }
                }
            }
            Ok::<_, CallError>(())
        };
        // Who is not answered by then was not heard.
        if let Ok(turned) = timeout(spoken.clip.duration() + ANSWER_WITHIN, turn).await {
            turned.with_context(|| spoken.words.clone())?;
        }
        let mut turn = going.turn;
        turn.waited = going.cart_at.map(|at| at.saturating_duration_since(ended));
        Ok(turn)
    }

    async fn let_go(&self, going: &mut Going) -> Result<(), CallError> {
        going.last_end = Some(Instant::now());
        for kind in ["input_audio_buffer.commit", "response.create"] {
            self.caller.say(&json!({"type": kind})).await?;
        }
        Ok(())
    }

    /// Types the same, and says how long it takes until the cart is changed.
    ///
    /// # Errors
    /// When the call is over.
    pub async fn type_in(&mut self, words: &str) -> anyhow::Result<Option<Duration>> {
        let began = Instant::now();
        self.caller.type_in(words).await?;
        let mut cart = None;
        let answer = async {
            loop {
                let Told::Event(event) = self.caller.hear().await? else {
                    continue;
                };
                self.notice(&event);
                if is_cart(&event) {
                    cart.get_or_insert_with(|| began.elapsed());
                }
                if event["type"] == "response.done" {
                    return Ok::<_, CallError>(());
                }
            }
        };
        timeout(PATIENCE, answer).await.context("no answer")??;
        Ok(cart)
    }

    /// Hears the answer to its last sound.
    ///
    /// # Errors
    /// When the call is over, or it does not end.
    pub async fn listen(&mut self) -> anyhow::Result<()> {
        let hearing = async {
            while self.sounds {
                if let Told::Event(event) = self.caller.hear().await? {
                    self.notice(&event);
                }
            }
            Ok::<_, CallError>(())
        };
        timeout(PATIENCE, hearing).await.context("it sounds on")??;
        Ok(())
    }

    /// Goes.
    pub async fn leave(self) {
        self.caller.leave().await;
    }

    fn notice(&mut self, event: &Value) {
        match event["type"].as_str() {
            Some("output_audio_buffer.started") => self.sounds = true,
            Some("output_audio_buffer.stopped" | "output_audio_buffer.cleared") => {
                self.sounds = false;
            }
            _ => {}
        }
    }
}

impl Going {
    /// All is said, nothing of it is still being heard, and the answer to the last of it is given.
    fn is_over(&self) -> bool {
        self.is_said && self.is_answered && self.ended.is_empty() && !self.is_speech
    }

    fn take(&mut self, event: &Value) {
        let now = Instant::now();
        let item = event["item_id"].as_str().unwrap_or_default();
        match event["type"].as_str().unwrap_or_default() {
            "input_audio_buffer.speech_started" => self.is_speech = true,
            "input_audio_buffer.speech_stopped" => {
                self.is_speech = false;
                self.ended.insert(item.to_owned(), now);
            }
            "conversation.item.input_audio_transcription.completed" => {
                let end = self.ended.remove(item).or(self.last_end);
                self.last_end = end;
                self.cart_at = None;
                self.turn = Turn {
                    transcript: end.map(|end| now - end),
                    words: event["transcript"].as_str().unwrap_or_default().to_owned(),
                    ..Turn::default()
                };
            }
            "conversation.item.input_audio_transcription.failed" => {
                self.ended.remove(item);
            }
            "response.created" => self.is_answered = false,
            "response.done" => self.is_answered = event["response"]["status"] != "cancelled",
            _ if is_cart(event) && self.turn.cart.is_none() => {
                self.turn.cart = self.last_end.map(|end| now - end);
                self.cart_at = Some(now);
            }
            _ => {}
        }
    }
}

/// Whether the server has changed the cart.
fn is_cart(event: &Value) -> bool {
    event["type"] == "response.output_item.done" && event["item"]["type"] == "mcp_call"
}
