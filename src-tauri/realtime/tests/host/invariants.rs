//! What holds of everything a host says, whatever it was told.

use realtime::event::{ServerEvent, ServerMessage};
use realtime::host::{Carrier, Output};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub struct Invariants {
    seen: usize,
    closed: bool,
    event_ids: HashSet<String>,
    items: HashMap<String, bool>,
    active: Option<String>,
    responses: HashSet<String>,
    output: HashMap<String, bool>,
    part: Option<String>,
    transcripts: HashMap<String, bool>,
    heard: Option<String>,
    asked: HashSet<String>,
    pub created: usize,
    pub done: usize,
}

fn text(event: &Value, path: &str) -> String {
    event
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

impl Invariants {
    pub fn see(&mut self, output: &Output, carrier: Carrier) {
        assert!(!self.closed, "after the close: {output:?}");
        match output {
            Output::Send(json) => self.sent(json, carrier),
            Output::Close { .. } => {
                self.closed = true;
                assert_eq!(self.active, None, "a response outlives its session");
            }
            Output::Ask(ask) => {
                assert_eq!(self.active.as_ref(), Some(&ask.response_id));
                assert!(self.asked.insert(ask.response_id.clone()), "asked twice");
            }
            Output::Recognise(recognise) => {
                assert!(
                    self.items.contains_key(&recognise.item_id),
                    "an item that was never told is to be recognised"
                );
            }
            Output::Drop { response_id } => assert!(self.asked.contains(response_id)),
            Output::Silence { .. } => assert_eq!(carrier, Carrier::WebRtc),
            Output::Sound { .. } => assert_eq!(carrier, Carrier::WebSocket),
            Output::Settings | Output::ForgetSound => {}
        }
    }

    fn sent(&mut self, json: &str, carrier: Carrier) {
        let event: Value = serde_json::from_str(json).unwrap();
        let kind = text(&event, "/type");
        let read = ServerMessage::read(json).unwrap();
        assert!(
            !matches!(read.event, ServerEvent::Other { .. }),
            "our own client does not know {json}"
        );
        let again: Value = serde_json::from_str(&read.to_json()).unwrap();
        assert_eq!(again, event, "read and said again");
        assert_eq!(self.seen == 0, kind == "session.created", "{kind}");
        self.seen += 1;
        assert!(self.event_ids.insert(text(&event, "/event_id")), "{json}");
        if carrier == Carrier::WebRtc {
            assert!(json.len() <= 65_535, "{} bytes: {kind}", json.len());
            assert_ne!(kind, "response.output_audio.delta");
        } else {
            assert!(!kind.starts_with("output_audio_buffer"), "{kind}");
        }
        self.items_are_added_then_done(&kind, &event);
        self.one_response_at_a_time(&kind, &event);
        self.parts_lie_in_items(&kind, &event);
        self.transcripts_come_once(&kind, &event);
        self.sound_starts_then_ends(&kind, &event);
    }

    fn items_are_added_then_done(&mut self, kind: &str, event: &Value) {
        let id = text(event, "/item/id");
        match kind {
            "conversation.item.added" => {
                assert!(!id.is_empty());
                assert_eq!(self.items.insert(id.clone(), false), None, "{id} twice");
            }
            "conversation.item.done" => {
                assert_eq!(self.items.insert(id.clone(), true), Some(false), "{id}");
            }
            // Then another may be made with its id.
            "conversation.item.deleted" => {
                self.items.remove(&text(event, "/item_id"));
            }
            _ => {}
        }
    }

    fn one_response_at_a_time(&mut self, kind: &str, event: &Value) {
        let id = text(event, "/response/id");
        match kind {
            "response.created" => {
                assert_eq!(self.active, None, "two at once");
                assert!(self.responses.insert(id.clone()), "{id} twice");
                self.active = Some(id);
                self.created += 1;
            }
            "response.done" => {
                assert_eq!(self.active.take(), Some(id), "done, but not running");
                assert_eq!(self.part, None, "a part is open");
                assert!(self.output.values().all(|done| *done), "an item is open");
                let told = event["response"]["output"].as_array().map_or(0, Vec::len);
                assert!(told == self.output.len() || told == 0);
                self.output.clear();
                self.done += 1;
            }
            _ => {
                if let Some(id) = event.get("response_id").and_then(Value::as_str)
                    && kind.starts_with("response.")
                {
                    assert_eq!(self.active.as_deref(), Some(id), "{kind}");
                }
            }
        }
    }

    fn parts_lie_in_items(&mut self, kind: &str, event: &Value) {
        match kind {
            "response.output_item.added" => {
                assert!(self.output.values().all(|done| *done), "two items at once");
                let place = event["output_index"].as_u64().unwrap_or(u64::MAX);
                assert_eq!(place, self.output.len() as u64);
                self.output.insert(text(event, "/item/id"), false);
            }
            "response.output_item.done" => {
                assert_eq!(self.part, None);
                let id = text(event, "/item/id");
                assert_eq!(self.output.insert(id, true), Some(false));
            }
            "response.content_part.added" => {
                let id = text(event, "/item_id");
                assert_eq!(self.output.get(&id), Some(&false));
                assert_eq!(self.part.replace(id), None);
            }
            "response.content_part.done" => {
                assert_eq!(self.part.take(), Some(text(event, "/item_id")));
            }
            _ if kind.starts_with("response.output_") => {
                assert_eq!(self.part, Some(text(event, "/item_id")), "{kind}");
            }
            _ => {}
        }
    }

    fn transcripts_come_once(&mut self, kind: &str, event: &Value) {
        let id = text(event, "/item_id");
        match kind.strip_prefix("conversation.item.input_audio_transcription.") {
            Some("delta") => assert_ne!(self.transcripts.get(&id), Some(&true), "{id}"),
            Some("completed" | "failed") => {
                assert_eq!(self.transcripts.insert(id.clone(), true), None, "{id}");
            }
            _ => {}
        }
    }

    fn sound_starts_then_ends(&mut self, kind: &str, event: &Value) {
        let id = event.get("response_id").and_then(Value::as_str);
        match kind {
            "output_audio_buffer.started" => {
                assert_eq!(self.heard.replace(id.unwrap_or_default().to_owned()), None);
            }
            "output_audio_buffer.stopped" => {
                assert_eq!(self.heard.take().as_deref(), id);
                assert_ne!(self.active.as_deref(), id, "stopped before done");
            }
            "output_audio_buffer.cleared" => {
                if let Some(heard) = self.heard.take() {
                    assert_eq!(Some(heard.as_str()), id);
                }
            }
            _ => {}
        }
    }

    /// Nothing runs any more, and all that began has ended.
    pub fn all_is_over(&self) {
        assert_eq!(self.active, None);
        assert_eq!(self.created, self.done);
    }
}
