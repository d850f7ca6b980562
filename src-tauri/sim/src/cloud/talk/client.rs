//! What a client asks for (REALTIME, section 5).

use super::{Talk, reply::Cause, sound::Heard};
use crate::cloud::{
    config::update,
    forms::EVENT_RULE,
    rules::{Fault, check},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tokio::time::Instant;

/// The least that can be committed (REALTIME, section 8).
const LEAST_COMMIT_MS: u64 = 100;

impl Talk {
    /// An event as text.
    pub fn handle_text(&mut self, text: &str, now: Instant) {
        let Ok(event) = serde_json::from_str::<Value>(text) else {
            let fault = Fault::of("invalid_json", "The message is not valid JSON.");
            return self.fault(fault, &Value::Null);
        };
        if !event.is_object() {
            let fault = Fault::of("invalid_event", "The event is not an object.");
            return self.fault(fault, &Value::Null);
        }
        if let Err(fault) = check(&EVENT_RULE, &event, "") {
            return self.fault(fault, &event);
        }
        if let Err(fault) = self.obey(&event, now) {
            self.fault(fault, &event);
        }
        self.go_on(now);
    }

    /// Bytes where an event belongs.
    pub fn handle_binary(&mut self) {
        let fault = Fault::of("invalid_event", "Events are text, not bytes.");
        self.fault(fault, &Value::Null);
    }

    /// Sound of a call: 24 kHz, as the session has it.
    pub fn handle_sound(&mut self, sound: &[u8], now: Instant) {
        self.listen(sound, now);
        self.go_on(now);
    }

    fn obey(&mut self, event: &Value, now: Instant) -> Result<(), Fault> {
        match event["type"].as_str().unwrap_or_default() {
            "session.update" => {
                let most = self.manners.most_bytes;
                self.session = update(&self.session, &event["session"], self.fixed, most)?;
                let session = self.session.clone();
                self.say("session.updated", json!({"session": session}));
            }
            "input_audio_buffer.append" => {
                let sound = STANDARD.decode(event["audio"].as_str().unwrap_or_default());
                let sound = sound.map_err(|_| {
                    Fault::at("invalid_value", "audio", "'audio' is not valid base64.")
                })?;
                self.listen(&sound, now);
            }
            "input_audio_buffer.commit" => {
                let item = self.id("item");
                self.commit(item)?;
            }
            "input_audio_buffer.clear" => {
                self.ear.clear();
                self.say("input_audio_buffer.cleared", json!({}));
            }
            "output_audio_buffer.clear" => self.clear_output()?,
            "conversation.item.create" => self.create_item(event)?,
            "conversation.item.retrieve" => {
                let item = self.items[self.position(&event["item_id"])?].clone();
                self.say("conversation.item.retrieved", json!({"item": item}));
            }
            "conversation.item.delete" => {
                let item = self.items.remove(self.position(&event["item_id"])?);
                self.say("conversation.item.deleted", json!({"item_id": item["id"]}));
            }
            "conversation.item.truncate" => self.truncate(event)?,
            "response.create" => self.create_response(event.get("response"), now)?,
            "response.cancel" => self.cancel(event)?,
            // The forms know no other.
            _ => {}
        }
        Ok(())
    }

    fn listen(&mut self, sound: &[u8], now: Instant) {
        let input = self.session["audio"]["input"].clone();
        let detection = &input["turn_detection"];
        for heard in self.ear.hear(sound, &input) {
            match heard {
                Heard::Started(at) => {
                    self.quiet = None;
                    let item = self.id("item");
                    let fields = json!({"audio_start_ms": at, "item_id": item});
                    self.say("input_audio_buffer.speech_started", fields);
                    self.speech = Some(item);
                    if detection["interrupt_response"] == true {
                        self.interrupt(Cause::Turn);
                    }
                }
                Heard::Stopped(at) => {
                    let item = self.speech.take();
                    let item = item.unwrap_or_else(|| self.id("item"));
                    let fields = json!({"audio_end_ms": at, "item_id": item});
                    self.say("input_audio_buffer.speech_stopped", fields);
                    let committed = self.commit(item).is_ok();
                    if committed && detection["create_response"] == true {
                        // A response that is still active will not be interrupted, nor doubled.
                        let _ = self.create_response(None, now);
                    }
                }
            }
        }
    }

    fn commit(&mut self, item: String) -> Result<(), Fault> {
        let buffered = self.ear.buffered_ms();
        if buffered < LEAST_COMMIT_MS {
            let message = format!(
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of \
                 audio, but buffer only has {buffered}ms of audio."
            );
            return Err(Fault::of("input_audio_buffer_commit_empty", message));
        }
        self.take_turn(&item);
        Ok(())
    }

    /// What is buffered becomes an item of the conversation.
    pub(super) fn take_turn(&mut self, item: &str) {
        let buffered = self.ear.buffered_ms();
        self.ear.clear();
        self.speech = None;
        let previous = self.last_id();
        let fields = json!({"previous_item_id": previous, "item_id": item});
        self.say("input_audio_buffer.committed", fields);
        self.add_item(json!({
            "id": item, "object": "realtime.item", "type": "message", "status": "completed",
            "role": "user", "content": [{"type": "input_audio", "transcript": null}],
        }));
        self.transcribe(item, buffered);
    }

    fn cancel(&mut self, event: &Value) -> Result<(), Fault> {
        let wanted = event.get("response_id").and_then(Value::as_str);
        let active = self.reply.as_ref().map(|reply| reply.id());
        if active.is_none() || wanted.is_some_and(|wanted| Some(wanted) != active) {
            let message = "Cancellation failed: no active response found";
            return Err(Fault::of("response_cancel_not_active", message));
        }
        self.interrupt(Cause::Client);
        Ok(())
    }

    fn clear_output(&mut self) -> Result<(), Fault> {
        if !self.is_call() {
            let message = "There is an output buffer on WebRTC and SIP only.";
            return Err(Fault::at("invalid_value", "type", message));
        }
        self.hush();
        Ok(())
    }
}
