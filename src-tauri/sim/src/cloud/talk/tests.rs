//! The double against every shape that REALTIME.md prints for events.

mod faults;
mod shapes;
mod turns;

use super::*;
use crate::cloud::model::{Step, script};
use base64::{Engine as _, engine::general_purpose::STANDARD};

struct Rig {
    talk: Talk,
    now: Instant,
    events: Vec<Value>,
    other: Vec<Said>,
}

impl Rig {
    fn new(carrier: Carrier, replies: Vec<Vec<Step>>, transcripts: Vec<Transcript>) -> Self {
        let now = Instant::now();
        let manners = Manners {
            model: script(replies),
            transcripts: transcripts.into(),
            pace: Duration::ZERO,
            session_for: Duration::from_secs(3_600),
            most_bytes: 4_096,
        };
        let wishes = json!({"type": "realtime", "model": "gpt-realtime-2.1",
            "audio": {"input": {"turn_detection": null, "transcription": {"model": "gpt-transcribe"}}}});
        let talk = Talk::begin("sess_1", &wishes, carrier, manners, (now, 1_000)).unwrap();
        let mut rig = Self {
            talk,
            now,
            events: Vec::new(),
            other: Vec::new(),
        };
        rig.drain();
        rig
    }

    fn drain(&mut self) {
        while let Some(said) = self.talk.poll_said() {
            match said {
                Said::Event(event) => self.events.push(event),
                other => self.other.push(other),
            }
        }
    }

    /// Says something, and returns the kinds of what comes back.
    fn say(&mut self, event: Value) -> Vec<String> {
        let from = self.events.len();
        self.talk.handle_text(&event.to_string(), self.now);
        self.drain();
        let kind = |event: &Value| event["type"].as_str().unwrap().to_owned();
        self.events[from..].iter().map(kind).collect()
    }

    fn last(&self, kind: &str) -> &Value {
        let found = self.events.iter().rev().find(|event| event["type"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {:#?}", self.events))
    }

    /// Lets time pass until something is due, and returns the kinds of what is said then.
    fn wait(&mut self) -> Vec<String> {
        let from = self.events.len();
        self.now = self.talk.poll_timeout();
        self.talk.handle_timeout(self.now);
        self.drain();
        let kind = |event: &Value| event["type"].as_str().unwrap().to_owned();
        self.events[from..].iter().map(kind).collect()
    }

    /// The code of the error that this event meets.
    fn error(&mut self, event: Value) -> String {
        assert_eq!(self.say(event), ["error"]);
        let error = self.last("error");
        error["error"]["code"].as_str().unwrap().to_owned()
    }
}

fn guest(text: &str) -> Value {
    json!({"type": "conversation.item.create", "item": {"type": "message", "role": "user",
        "content": [{"type": "input_text", "text": text}]}})
}

fn append(ms: usize, level: i16) -> Value {
    let sound = level.to_le_bytes().repeat(ms * 24);
    json!({"type": "input_audio_buffer.append", "audio": STANDARD.encode(sound)})
}

fn text_mode() -> Value {
    json!({"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}})
}

fn idle(ms: u64) -> Value {
    json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": ms}}}}})
}
