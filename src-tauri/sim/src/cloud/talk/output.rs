//! The items of a response, from added to done (REALTIME, sections 6.1 and 7.5).

use super::{
    Playing, Said, Talk,
    open::{Kind, Open},
    reply::Reply,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a word sounds, in ms; the speech of the double is a tone.
const WORD_MS: u64 = 100;

/// Half a period of that tone in samples: 24,000 / (2 × 30) is 400 Hz.
const HALF_PERIOD: usize = 30;

/// How loud it is.
const LEVEL: i16 = 4_000;

impl Talk {
    pub(super) fn open_message(&mut self, reply: &Reply, words: &str) -> Open {
        let is_text = reply.response["output_modalities"][0] == "text";
        let kind = if is_text { Kind::Text } else { Kind::Sound };
        let open = Open {
            kind,
            item: json!({"id": self.id("item"), "object": "realtime.item", "type": "message",
                "status": "in_progress", "role": "assistant", "content": []}),
            pieces: words.split_inclusive(' ').map(str::to_owned).collect(),
            text: String::new(),
        };
        self.announce(reply, &open);
        let mut fields = reply.place(&open);
        fields["content_index"] = 0.into();
        fields["part"] = part(kind, "");
        self.say("response.content_part.added", fields);
        if kind == Kind::Sound {
            self.fixed.voice = true;
            if self.is_call() {
                let response = reply.id().to_owned();
                self.say(
                    "output_audio_buffer.started",
                    json!({"response_id": response}),
                );
                let words = u32::try_from(open.pieces.len()).unwrap_or(u32::MAX);
                let length = Duration::from_millis(WORD_MS) * words;
                self.out.push_back(Said::Play(length));
                self.playing = Some(Playing {
                    response,
                    is_said: false,
                    is_played: false,
                });
            }
        }
        open
    }

    pub(super) fn open_call(&mut self, reply: &Reply, name: &str, arguments: &Value) -> Open {
        let arguments = arguments.to_string();
        // In two pieces, so that a client that takes a delta for the whole is found out.
        let half = (0..=arguments.len() / 2)
            .rev()
            .find(|at| arguments.is_char_boundary(*at));
        let (head, tail) = arguments.split_at(half.unwrap_or(0));
        let open = Open {
            kind: Kind::Call,
            item: json!({"id": self.id("item"), "object": "realtime.item",
                "type": "function_call", "status": "in_progress", "name": name,
                "call_id": self.id("call"), "arguments": ""}),
            pieces: [head, tail].map(str::to_owned).into(),
            text: String::new(),
        };
        self.announce(reply, &open);
        open
    }

    /// An item begins.
    fn announce(&mut self, reply: &Reply, open: &Open) {
        let fields = json!({"response_id": reply.id(), "output_index": reply.index(),
            "item": open.item});
        self.say("response.output_item.added", fields);
        if !reply.apart {
            let fields = json!({"previous_item_id": self.last_id(), "item": open.item});
            self.items.push(open.item.clone());
            self.say("conversation.item.added", fields);
        }
    }

    pub(super) fn piece(&mut self, reply: &Reply, open: &mut Open, piece: &str) {
        open.text.push_str(piece);
        let mut fields = reply.place(open);
        fields["delta"] = piece.into();
        if open.kind == Kind::Call {
            fields["call_id"] = open.item["call_id"].clone();
            return self.say("response.function_call_arguments.delta", fields);
        }
        fields["content_index"] = 0.into();
        if open.kind == Kind::Text {
            return self.say("response.output_text.delta", fields);
        }
        self.say("response.output_audio_transcript.delta", fields.clone());
        if !self.is_call() {
            fields["delta"] = STANDARD.encode(tone(WORD_MS)).into();
            self.say("response.output_audio.delta", fields);
        }
    }

    pub(super) fn close_item(&mut self, reply: &mut Reply, mut open: Open, status: &str) {
        let mut fields = reply.place(&open);
        let text = std::mem::take(&mut open.text);
        open.item["status"] = status.into();
        if open.kind == Kind::Call {
            open.item["arguments"] = text.clone().into();
            fields["call_id"] = open.item["call_id"].clone();
            fields["name"] = open.item["name"].clone();
            fields["arguments"] = text.into();
            self.say("response.function_call_arguments.done", fields);
        } else {
            self.close_content(&mut open, &text, fields);
        }
        let item = open.item;
        if let Some(at) = self
            .items
            .iter()
            .position(|known| known["id"] == item["id"])
        {
            let previous = at.checked_sub(1).map(|at| self.items[at]["id"].clone());
            self.items[at] = item.clone();
            let fields = json!({"previous_item_id": previous, "item": item});
            self.say("conversation.item.done", fields);
        }
        let fields =
            json!({"response_id": reply.id(), "output_index": reply.index(), "item": item});
        self.say("response.output_item.done", fields);
        if let Some(output) = reply.response["output"].as_array_mut() {
            output.push(item);
        }
    }

    fn close_content(&mut self, open: &mut Open, text: &str, mut fields: Value) {
        fields["content_index"] = 0.into();
        let with = |name: &str, value: Value| {
            let mut fields = fields.clone();
            fields[name] = value;
            fields
        };
        if open.kind == Kind::Text {
            open.item["content"] = json!([{"type": "output_text", "text": text}]);
            self.say("response.output_text.done", with("text", text.into()));
        } else {
            open.item["content"] = json!([{"type": "output_audio", "transcript": text}]);
            let words = u64::try_from(text.split_inclusive(' ').count()).unwrap_or(u64::MAX);
            let id = open.item["id"].as_str().unwrap_or_default().to_owned();
            self.lengths.insert(id, words.saturating_mul(WORD_MS));
            let done = with("transcript", text.into());
            self.say("response.output_audio.done", fields.clone());
            self.say("response.output_audio_transcript.done", done);
        }
        fields["part"] = part(open.kind, text);
        self.say("response.content_part.done", fields);
    }
}

/// A part of content, whose kinds have names of their own (REALTIME, section 6).
fn part(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Text => json!({"type": "text", "text": text}),
        _ => json!({"type": "audio", "transcript": text}),
    }
}

/// A tone of so many milliseconds: 24 kHz, 16 bits.
fn tone(ms: u64) -> Vec<u8> {
    let samples = usize::try_from(ms * 24).unwrap_or(0);
    let level = |at: usize| {
        if (at / HALF_PERIOD).is_multiple_of(2) {
            LEVEL
        } else {
            -LEVEL
        }
    };
    (0..samples)
        .flat_map(|at| level(at).to_le_bytes())
        .collect()
}
