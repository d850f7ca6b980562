//! A host on a bench: made-up time, and everything it says checked against the rules that hold
//! always.

use crate::invariants::Invariants;
use realtime::host::*;
use realtime::session::{Capabilities, Patch, Session};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub struct Bench {
    pub host: Host,
    pub now: Instant,
    /// What the host wanted besides sending, since it was last asked.
    pub wishes: Vec<Output>,
    /// What it sent, since it was last asked.
    pub sent: Vec<Value>,
    pub invariants: Invariants,
    /// The place in the sound that the bench has come to.
    pub place: Duration,
    pub carrier: Carrier,
    /// All that was said, by whom: `>` the client, `<` the host, `*` the owner, `!` wishes.
    pub log: Vec<String>,
}

pub fn capabilities() -> Capabilities {
    Capabilities::local(vec!["marin".to_owned(), "ash".to_owned()])
}

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Silence as events carry it, in base64.
pub fn pcm(ms: u64) -> String {
    use base64::Engine as _;
    let bytes = vec![0u8; 2 * 24 * ms as usize];
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

impl Bench {
    pub fn new(carrier: Carrier) -> Self {
        Self::with(carrier, capabilities(), json!({"type": "realtime"}))
    }

    pub fn with(carrier: Carrier, capabilities: Capabilities, settings: Value) -> Self {
        let patch = Patch::read(settings, "session").expect("good settings");
        let session = Session::new(patch.kind, "gpt-realtime-2.1", &capabilities)
            .merged(&patch, &capabilities, None, "session")
            .expect("settings that this host can do");
        let now = Instant::now();
        let mut bench = Self {
            host: Host::new(Beginning {
                carrier,
                capabilities,
                session,
                seed: 7,
                now,
                unix_now: 1_800_000_000,
            }),
            now,
            wishes: Vec::new(),
            sent: Vec::new(),
            invariants: Invariants::default(),
            place: Duration::ZERO,
            carrier,
            log: Vec::new(),
        };
        bench.drain();
        bench
    }

    /// A session that has said hello, answers in text and takes turns as the client says.
    pub fn pushed(carrier: Carrier) -> Self {
        let settings = json!({"type": "realtime", "output_modalities": ["text"],
            "audio": {"input": {"turn_detection": null}}});
        let mut bench = Self::with(carrier, capabilities(), settings);
        bench.types();
        bench.wishes.clear();
        bench
    }

    /// A session that has said hello, speaks, and listens for speech.
    pub fn listening(carrier: Carrier) -> Self {
        let mut bench = Self::new(carrier);
        bench.types();
        bench.wishes.clear();
        bench
    }

    pub fn drain(&mut self) {
        while let Some(output) = self.host.poll_output() {
            self.invariants.see(&output, self.carrier);
            match output {
                Output::Send(text) => {
                    self.sent.push(serde_json::from_str(&text).unwrap());
                    self.log.push(format!("< {text}"));
                }
                wish => {
                    self.log.push(match &wish {
                        Output::Sound { format, bytes } => {
                            format!("! Sound {format:?}, {} bytes", bytes.len())
                        }
                        wish => format!("! {wish:?}"),
                    });
                    self.wishes.push(wish);
                }
            }
        }
    }

    pub fn say(&mut self, event: Value) {
        self.say_text(&event.to_string());
    }

    pub fn say_text(&mut self, text: &str) {
        // A second of sound is no reading.
        self.log.push(match text.len() {
            ..2000 => format!("> {text}"),
            long => format!(
                "> {}… ({long} bytes)",
                &text[..text.floor_char_boundary(60)]
            ),
        });
        self.host.handle_client(text, self.now);
        self.drain();
    }

    pub fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    /// Goes to the next deadline, and says how far that was.
    pub fn until_deadline(&mut self) -> Duration {
        let Some(at) = self.host.poll_timeout() else {
            return Duration::ZERO;
        };
        let passed = at.saturating_duration_since(self.now);
        self.log.push(format!("* {} ms pass", passed.as_millis()));
        self.now = self.now.max(at);
        self.host.handle_timeout(self.now);
        self.drain();
        // Else its owner would never sleep.
        let next = self.host.poll_timeout();
        assert!(next.is_none_or(|at| at > self.now), "a deadline that stays");
        passed
    }

    pub fn reply(&mut self, reply: Reply) {
        let id = self.host.running().unwrap_or("resp_none").to_owned();
        self.reply_to(&id, reply);
    }

    pub fn reply_to(&mut self, id: &str, reply: Reply) {
        self.log.push(format!("* {reply:?}"));
        self.host.handle_reply(id, reply, self.now);
        self.drain();
    }

    /// So much sound, by the way that the carrier has.
    pub fn sound(&mut self, much: Duration) {
        self.place += much;
        self.log.push(format!("* {} ms of sound", much.as_millis()));
        match self.carrier {
            Carrier::WebRtc => {
                self.host.handle_sound(much);
                self.drain();
            }
            Carrier::WebSocket => {
                let audio = pcm(much.as_millis() as u64);
                self.say(json!({"type": "input_audio_buffer.append", "audio": audio}));
            }
        }
    }

    pub fn speech_started(&mut self) {
        self.log.push("* speech started".to_owned());
        self.host.handle_speech_started(self.place, self.now);
        self.drain();
    }

    pub fn speech_stopped(&mut self) {
        self.log.push("* speech stopped".to_owned());
        self.host.handle_speech_stopped(self.place, self.now);
        self.drain();
    }

    /// What is to be recognised, the newest first asked for being the last.
    pub fn recognise(&mut self) -> Recognise {
        let place = self
            .wishes
            .iter()
            .position(|wish| matches!(wish, Output::Recognise(_)))
            .expect("something to recognise");
        match self.wishes.remove(place) {
            Output::Recognise(recognise) => recognise,
            _ => unreachable!("it was found"),
        }
    }

    pub fn understood(&mut self, item_id: &str, words: &str) {
        self.log.push(format!("* understood: {words}"));
        self.host.handle_transcript(item_id, Ok(words), self.now);
        self.drain();
    }

    pub fn drained(&mut self) {
        self.log.push("* the last packet has left".to_owned());
        self.host.handle_drained(self.now);
        self.drain();
    }

    pub fn silenced(&mut self, played: Duration) {
        self.log
            .push(format!("* stopped after {} ms", played.as_millis()));
        self.host.handle_silenced(played, self.now);
        self.drain();
    }

    pub fn ask(&mut self) -> Ask {
        let place = self
            .wishes
            .iter()
            .position(|wish| matches!(wish, Output::Ask(_)))
            .expect("a question");
        match self.wishes.remove(place) {
            Output::Ask(ask) => *ask,
            _ => unreachable!("it was found"),
        }
    }

    /// The types of what was sent, and forgets it.
    pub fn types(&mut self) -> Vec<String> {
        let sent = std::mem::take(&mut self.sent);
        sent.iter()
            .map(|event| event["type"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The one error that was sent, which is all that was sent.
    pub fn error(&mut self) -> Value {
        let sent = std::mem::take(&mut self.sent);
        match sent.as_slice() {
            [event] if event["type"] == "error" => event["error"].clone(),
            other => panic!("not one error: {other:?}"),
        }
    }

    /// The event of this type that was sent.
    pub fn event(&self, kind: &str) -> Value {
        let found = self.sent.iter().find(|event| event["type"] == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} in {:?}", self.sent))
            .clone()
    }

    pub fn closed(&self) -> Option<(u16, &'static str)> {
        self.wishes.iter().find_map(|wish| match wish {
            Output::Close { code, reason } => Some((*code, *reason)),
            _ => None,
        })
    }

    /// A turn in text, whole.
    pub fn text_turn(&mut self, guest: &str, engine: &str) {
        self.say(user_text(guest));
        self.say(json!({"type": "response.create"}));
        self.reply(Reply::Text(engine.to_owned()));
        self.reply(Reply::Done);
    }
}

pub fn user_text(text: &str) -> Value {
    json!({"type": "conversation.item.create", "item": {"type": "message", "role": "user",
        "content": [{"type": "input_text", "text": text}]}})
}
