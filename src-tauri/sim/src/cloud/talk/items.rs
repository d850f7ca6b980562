//! The conversation's items.

use super::Talk;
use crate::cloud::{model::Transcript, rules::Fault};
use serde_json::{Value, json};

impl Talk {
    /// Appends an item that is whole, and says so.
    pub(super) fn add_item(&mut self, item: Value) {
        let fields = json!({"previous_item_id": self.last_id(), "item": item});
        self.items.push(item);
        self.say("conversation.item.added", fields.clone());
        self.say("conversation.item.done", fields);
    }

    pub(super) fn last_id(&self) -> Value {
        self.items
            .last()
            .map_or(Value::Null, |item| item["id"].clone())
    }

    pub(super) fn position(&self, id: &Value) -> Result<usize, Fault> {
        let found = self.items.iter().position(|item| item["id"] == *id);
        found.ok_or_else(|| {
            let message = format!("There is no item {id}.");
            Fault::at("item_not_found", "item_id", message)
        })
    }

    pub(super) fn create_item(&mut self, event: &Value) -> Result<(), Fault> {
        let mut item = event["item"].clone();
        if item["role"] == "assistant" && item["content"][0]["type"] != "output_text" {
            let message = "An assistant's item holds text.";
            return Err(Fault::at("invalid_value", "item.content[0].type", message));
        }
        let is_call =
            |known: &Value| known["type"] == "function_call" && known["call_id"] == item["call_id"];
        if item["type"] == "function_call_output" && !self.items.iter().any(is_call) {
            let message = format!("There is no call {}.", item["call_id"]);
            return Err(Fault::at("invalid_tool_call_id", "item.call_id", message));
        }
        let at = match event.get("previous_item_id").and_then(Value::as_str) {
            None => self.items.len(),
            Some("root") => 0,
            Some(id) => {
                1 + self.position(&json!(id)).map_err(|fault| Fault {
                    param: Some("previous_item_id".into()),
                    ..fault
                })?
            }
        };
        if item.get("id").is_none() {
            item["id"] = self.id("item").into();
        } else if self.position(&item["id"]).is_ok() {
            let message = format!("There is an item {} already.", item["id"]);
            return Err(Fault::at("invalid_value", "item.id", message));
        }
        item["object"] = "realtime.item".into();
        item["status"] = "completed".into();
        let previous = at.checked_sub(1).map(|at| self.items[at]["id"].clone());
        let fields = json!({"previous_item_id": previous, "item": item});
        self.items.insert(at, item);
        self.say("conversation.item.added", fields.clone());
        self.say("conversation.item.done", fields);
        Ok(())
    }

    /// Cuts an item of the assistant to what was played; its transcript goes (REALTIME, section
    /// 7.4).
    pub(super) fn truncate(&mut self, event: &Value) -> Result<(), Fault> {
        let at = self.position(&event["item_id"])?;
        let end = event["audio_end_ms"].as_u64().unwrap_or_default();
        let id = event["item_id"].as_str().unwrap_or_default();
        let Some(length) = self.lengths.get(id).copied() else {
            let message = "Only the sound of the assistant can be truncated.";
            return Err(Fault::at("invalid_value", "item_id", message));
        };
        if end > length {
            let message = format!("Audio content of {length}ms is already shorter than {end}ms");
            return Err(Fault::at("invalid_value", "audio_end_ms", message));
        }
        self.lengths.insert(id.to_owned(), end);
        self.items[at]["content"][0]["transcript"] = Value::Null;
        let fields = json!({
            "item_id": event["item_id"], "content_index": event["content_index"],
            "audio_end_ms": end,
        });
        self.say("conversation.item.truncated", fields);
        Ok(())
    }

    /// Transcribes what was committed, now or later, if the session wants it.
    pub(super) fn transcribe(&mut self, item: &str, length_ms: u64) {
        if self.session["audio"]["input"]["transcription"].is_null() {
            return;
        }
        match self.manners.transcripts.pop_front() {
            Some(Transcript::Before(words)) => self.transcribed(item, &words, length_ms),
            Some(Transcript::After(words)) => {
                // What the model hears it hears at once.
                self.remember(item, &words);
                self.late.push((item.to_owned(), words));
            }
            Some(Transcript::Failed) => {
                let error = json!({"type": "transcription_error", "code": "audio_unintelligible",
                    "message": "The audio could not be transcribed.", "param": null});
                let fields = json!({"item_id": item, "content_index": 0, "error": error});
                self.say("conversation.item.input_audio_transcription.failed", fields);
            }
            None => self.transcribed(item, "", length_ms),
        }
    }

    /// The transcripts that were to come after the reply.
    pub(super) fn transcribe_late(&mut self) {
        for (item, words) in std::mem::take(&mut self.late) {
            self.transcribed(&item, &words, 0);
        }
    }

    fn transcribed(&mut self, item: &str, words: &str, length_ms: u64) {
        self.remember(item, words);
        let kind = "conversation.item.input_audio_transcription";
        if !words.is_empty() {
            let fields = json!({"item_id": item, "content_index": 0, "delta": words,
                "obfuscation": "x"});
            self.say(&format!("{kind}.delta"), fields);
        }
        let seconds = length_ms.div_ceil(1_000);
        let fields = json!({"item_id": item, "content_index": 0, "transcript": words,
            "usage": {"type": "duration", "seconds": seconds}});
        self.say(&format!("{kind}.completed"), fields);
    }

    fn remember(&mut self, item: &str, words: &str) {
        if let Ok(at) = self.position(&json!(item)) {
            self.items[at]["content"][0]["transcript"] = words.into();
        }
    }
}
