//! The double against every shape that REALTIME.md prints for events.

use super::*;
use crate::cloud::model::{Step, script};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{collections::BTreeSet, sync::Arc};

/// Each event of section 6 with the fields of its table. Those with a question mark need not be
/// there. Not in the list: what is for MCP, telephones and speakers told apart only, what a
/// captured session has not shown (`conversation.created`), and the beta's name
/// (`conversation.item.created`).
const EVENTS: &[(&str, &str)] = &[
    ("session.created", "session"),
    ("session.updated", "session"),
    ("conversation.item.added", "previous_item_id item"),
    ("conversation.item.done", "previous_item_id item"),
    ("conversation.item.retrieved", "item"),
    ("conversation.item.deleted", "item_id"),
    (
        "conversation.item.truncated",
        "item_id content_index audio_end_ms",
    ),
    (
        "conversation.item.input_audio_transcription.delta",
        "item_id content_index delta logprobs? obfuscation?",
    ),
    (
        "conversation.item.input_audio_transcription.completed",
        "item_id content_index transcript usage languages? logprobs?",
    ),
    (
        "conversation.item.input_audio_transcription.failed",
        "item_id content_index error",
    ),
    ("input_audio_buffer.committed", "previous_item_id item_id"),
    ("input_audio_buffer.cleared", ""),
    (
        "input_audio_buffer.speech_started",
        "audio_start_ms item_id",
    ),
    ("input_audio_buffer.speech_stopped", "audio_end_ms item_id"),
    (
        "input_audio_buffer.timeout_triggered",
        "audio_start_ms audio_end_ms item_id",
    ),
    ("output_audio_buffer.started", "response_id"),
    ("output_audio_buffer.stopped", "response_id"),
    ("output_audio_buffer.cleared", "response_id"),
    ("response.created", "response"),
    ("response.done", "response"),
    (
        "response.output_item.added",
        "response_id output_index item",
    ),
    ("response.output_item.done", "response_id output_index item"),
    (
        "response.content_part.added",
        "response_id item_id output_index content_index part",
    ),
    (
        "response.content_part.done",
        "response_id item_id output_index content_index part",
    ),
    (
        "response.output_text.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_text.done",
        "response_id item_id output_index content_index text",
    ),
    (
        "response.output_audio.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_audio.done",
        "response_id item_id output_index content_index",
    ),
    (
        "response.output_audio_transcript.delta",
        "response_id item_id output_index content_index delta",
    ),
    (
        "response.output_audio_transcript.done",
        "response_id item_id output_index content_index transcript",
    ),
    (
        "response.function_call_arguments.delta",
        "response_id item_id output_index call_id delta",
    ),
    (
        "response.function_call_arguments.done",
        "response_id item_id output_index call_id name arguments",
    ),
    ("rate_limits.updated", "rate_limits"),
    ("error", "error"),
];

/// What is inside, by section 6: where, and its fields.
const INSIDE: &[(&str, &str, &str)] = &[
    ("error", "/error", "type code message param event_id"),
    (
        "rate_limits.updated",
        "/rate_limits/0",
        "name limit remaining reset_seconds",
    ),
    (
        "conversation.item.input_audio_transcription.failed",
        "/error",
        "type code message param",
    ),
    (
        "response.done",
        "/response",
        "id object status status_details output conversation_id output_modalities \
         max_output_tokens audio usage metadata",
    ),
    (
        "session.updated",
        "/session",
        "type object id expires_at model output_modalities instructions audio tools tool_choice \
         max_output_tokens truncation tracing include prompt",
    ),
];

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

/// Everything that can happen, once.
fn everything() -> Vec<Value> {
    let replies = vec![
        vec![
            Step::say("Two tacos."),
            Step::call("add_item", json!({"item": "taco"})),
        ],
        vec![Step::say("Spoken words.")],
    ];
    let transcripts = vec![Transcript::Before("two tacos".into()), Transcript::Failed];
    let mut rig = Rig::new(Carrier::Socket, replies, transcripts);
    rig.say(text_mode());
    rig.say(guest("hello"));
    rig.say(json!({"type": "response.create"}));
    let item = rig.last("conversation.item.done")["item"]["id"].clone();
    rig.say(json!({"type": "conversation.item.retrieve", "item_id": item}));
    rig.say(json!({"type": "conversation.item.delete", "item_id": item}));
    rig.say(append(200, 0));
    rig.say(json!({"type": "input_audio_buffer.clear"}));
    for _ in 0..2 {
        rig.say(append(200, 0));
        rig.say(json!({"type": "input_audio_buffer.commit"}));
    }
    rig.say(json!({"type": "session.update", "session": {"type": "realtime",
        "output_modalities": ["audio"], "audio": {"input": {"turn_detection": {"type": "server_vad"}}}}}));
    rig.say(append(200, 9_000));
    rig.say(append(400, 0));
    let item = rig.last("conversation.item.done")["item"]["id"].clone();
    rig.say(
        json!({"type": "conversation.item.truncate", "item_id": item, "content_index": 0,
        "audio_end_ms": 100}),
    );
    rig.say(json!({"type": "response.cancel"}));
    rig.say(idle(5_000));
    rig.say(json!({"type": "response.create"}));
    rig.wait();
    let mut events = rig.events;

    let mut call = Rig::new(Carrier::Call, Vec::new(), Vec::new());
    call.say(json!({"type": "response.create"}));
    call.talk.handle_played(call.now);
    call.drain();
    call.say(json!({"type": "response.create"}));
    call.say(json!({"type": "output_audio_buffer.clear"}));
    events.extend(call.events);
    events
}

fn names(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn every_event_has_the_fields_of_the_page_and_no_other() {
    let events = everything();
    for event in &events {
        let kind = event["type"].as_str().unwrap();
        let (_, fields) = EVENTS.iter().find(|(known, _)| *known == kind).unwrap();
        let mut found = names(event);
        for field in fields.split_whitespace().chain(["type", "event_id"]) {
            let name = field.trim_end_matches('?');
            assert!(
                found.remove(name) || field.ends_with('?'),
                "{kind} has no {name}"
            );
        }
        assert!(found.is_empty(), "{kind} has {found:?}");
        for (_, place, fields) in INSIDE.iter().filter(|(known, ..)| *known == kind) {
            let fields: BTreeSet<_> = fields.split_whitespace().collect();
            assert_eq!(
                names(event.pointer(place).unwrap()),
                fields,
                "{kind}{place}"
            );
        }
    }
    let said: BTreeSet<_> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    let known: BTreeSet<_> = EVENTS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(said, known);
    let ids: BTreeSet<_> = events
        .iter()
        .map(|event| event["event_id"].to_string())
        .collect();
    // Both sessions number their own.
    assert!(ids.len() > events.len() / 2);
}

#[test]
fn every_event_is_one_that_the_protocols_own_crate_was_written_by() {
    for event in everything() {
        crate::cloud::shapes::assert_known(&event);
    }
}

#[test]
fn a_text_turn_is_in_the_captured_order() {
    let mut rig = Rig::new(
        Carrier::Socket,
        vec![vec![Step::say("One two")]],
        Vec::new(),
    );
    rig.say(text_mode());
    let mut kinds = rig.say(guest("hello"));
    kinds.extend(rig.say(json!({"type": "response.create"})));
    let order = "conversation.item.added conversation.item.done response.created \
        response.output_item.added conversation.item.added response.content_part.added \
        response.output_text.delta response.output_text.delta response.output_text.done \
        response.content_part.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.content_part.done")["part"],
        json!({"type": "text", "text": "One two"})
    );
    let item = &rig.last("response.output_item.done")["item"];
    assert_eq!(
        item["content"],
        json!([{"type": "output_text", "text": "One two"}])
    );
}

#[test]
fn a_function_call_is_in_the_order_of_the_page_and_waits_for_its_answer() {
    let replies = vec![
        vec![Step::call("add_item", json!({"item": "taco"}))],
        vec![Step::say("Added.")],
    ];
    let mut rig = Rig::new(Carrier::Socket, replies, Vec::new());
    let kinds = rig.say(json!({"type": "response.create"}));
    let order = "response.created response.output_item.added conversation.item.added \
        response.function_call_arguments.delta response.function_call_arguments.delta \
        response.function_call_arguments.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    let call = rig.last("response.output_item.done")["item"].clone();
    assert_eq!(
        (&call["name"], &call["status"]),
        (&json!("add_item"), &json!("completed"))
    );
    assert_eq!(call["arguments"], r#"{"item":"taco"}"#);
    let output = json!({"type": "conversation.item.create", "item": {
        "type": "function_call_output", "call_id": call["call_id"], "output": "{}"}});
    assert_eq!(
        rig.say(output),
        ["conversation.item.added", "conversation.item.done"]
    );
    rig.say(json!({"type": "response.create"}));
    assert_eq!(
        rig.last("response.output_item.done")["item"]["content"][0]["transcript"],
        "Added."
    );
}

#[test]
fn each_mistake_has_its_code_and_echoes_the_event() {
    let mut rig = Rig::new(Carrier::Socket, vec![vec![Step::Hang]], Vec::new());
    let long = "x".repeat(513);
    for (event, code) in [
        (
            json!({"type": "response.cancel"}),
            "response_cancel_not_active",
        ),
        (
            json!({"type": "input_audio_buffer.commit"}),
            "input_audio_buffer_commit_empty",
        ),
        (
            json!({"type": "session.update", "session": {"type": "realtime", "x": 1}}),
            "unknown_parameter",
        ),
        (
            json!({"type": "response.create", "temperature": 1}),
            "unknown_parameter",
        ),
        (json!({"type": "no.such.event"}), "invalid_value"),
        (json!({"no": "type"}), "missing_required_parameter"),
        (json!([1]), "invalid_event"),
        (
            json!({"type": "response.create", "event_id": long}),
            "string_above_max_length",
        ),
        (
            json!({"type": "output_audio_buffer.clear"}),
            "invalid_value",
        ),
        (
            json!({"type": "conversation.item.truncate", "item_id": "x", "content_index": 0,
            "audio_end_ms": 1.5}),
            "invalid_type",
        ),
        (
            json!({"type": "session.update", "session": {"type": "realtime", "audio": {"output":
            {"format": {"type": "audio/pcm", "rate": 8_000}}}}}),
            "integer_below_min_value",
        ),
    ] {
        assert_eq!(rig.error(event.clone()), code, "{event}");
    }
    let session = rig.talk.session.clone();
    let wrong = json!({"type": "session.update", "event_id": "mine", "session":
        {"type": "realtime", "instructions": "new", "tool_choice": "sometimes"}});
    assert_eq!(rig.error(wrong), "invalid_value");
    assert_eq!(rig.last("error")["error"]["event_id"], "mine");
    assert_eq!(rig.last("error")["error"]["param"], "session.tool_choice");
    assert_eq!(
        rig.talk.session, session,
        "a rejected update is discarded whole"
    );
    assert_eq!(
        rig.say(json!({"type": "response.create"})),
        ["response.created"]
    );
    let second = rig.error(json!({"type": "response.create"}));
    assert_eq!(second, "conversation_already_has_active_response");
    let kinds = rig.say(json!({"type": "response.cancel"}));
    assert_eq!(kinds, ["response.done", "rate_limits.updated"]);
    let response = &rig.last("response.done")["response"];
    assert_eq!(response["status"], "cancelled");
    assert_eq!(response["status_details"]["reason"], "client_cancelled");
    rig.talk.handle_text("{", rig.now);
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "invalid_json");
    rig.talk.handle_binary();
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "invalid_event");
}

#[test]
fn a_failure_is_told_in_the_response_and_nowhere_else() {
    let replies = vec![
        vec![
            Step::say("I"),
            Step::Fail("inference_rate_limit_exceeded".into()),
        ],
        vec![Step::Stop("content_filter".into())],
    ];
    let mut rig = Rig::new(Carrier::Socket, replies, Vec::new());
    let kinds = rig.say(json!({"type": "response.create"}));
    assert!(!kinds.contains(&"error".to_owned()), "{kinds:?}");
    let response = &rig.last("response.done")["response"];
    assert_eq!(response["status"], "failed");
    assert_eq!(
        response["status_details"]["error"]["code"],
        "inference_rate_limit_exceeded"
    );
    rig.say(json!({"type": "response.create"}));
    let details = &rig.last("response.done")["response"]["status_details"];
    assert_eq!(
        details,
        &json!({"type": "incomplete", "reason": "content_filter"})
    );
}

#[test]
fn a_cut_short_item_is_closed_before_its_response() {
    let mut rig = Rig::new(
        Carrier::Call,
        vec![vec![Step::say("a b c d e")]],
        Vec::new(),
    );
    rig.talk.manners.pace = Duration::from_secs(1);
    rig.say(json!({"type": "response.create"}));
    assert_eq!(rig.other, [Said::Play(Duration::from_millis(500))]);
    rig.now = rig.talk.poll_timeout();
    rig.talk.handle_timeout(rig.now);
    rig.drain();
    let kinds = rig.say(json!({"type": "response.cancel"}));
    let order = "response.output_audio.done response.output_audio_transcript.done \
        response.content_part.done conversation.item.done response.output_item.done \
        response.done rate_limits.updated";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.output_item.done")["item"]["status"],
        "incomplete"
    );
    assert_eq!(
        rig.say(json!({"type": "output_audio_buffer.clear"})),
        ["output_audio_buffer.cleared"]
    );
    assert_eq!(rig.other.last(), Some(&Said::Hush));
    assert!(
        rig.say(json!({"type": "output_audio_buffer.clear"}))
            .is_empty()
    );
}

#[test]
fn a_transcript_may_come_after_the_reply() {
    let transcripts = vec![Transcript::After("two tacos".into())];
    let heard: super::Model = Arc::new(|moment| vec![Step::say(moment.said())]);
    let mut rig = Rig::new(Carrier::Socket, Vec::new(), transcripts);
    rig.talk.manners.model = heard;
    rig.say(append(200, 0));
    assert_eq!(
        rig.say(json!({"type": "input_audio_buffer.commit"})),
        [
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done"
        ]
    );
    let kinds = rig.say(json!({"type": "response.create"}));
    let done = kinds
        .iter()
        .position(|kind| kind == "response.done")
        .unwrap();
    let completed = "conversation.item.input_audio_transcription.completed";
    let heard = kinds.iter().position(|kind| kind == completed).unwrap();
    assert!(done < heard);
    assert_eq!(
        rig.last("response.output_item.done")["item"]["content"][0]["transcript"],
        "two tacos"
    );
}

#[test]
fn the_guest_interrupts_and_the_hour_ends() {
    let mut rig = Rig::new(
        Carrier::Call,
        vec![vec![Step::say("a"), Step::Hang]],
        Vec::new(),
    );
    rig.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"turn_detection": {"type": "server_vad"}}}}}),
    );
    rig.say(json!({"type": "response.create"}));
    let kinds = rig.say(append(40, 9_000));
    let order = "input_audio_buffer.speech_started response.done rate_limits.updated \
        output_audio_buffer.cleared";
    assert_eq!(kinds, order.split_whitespace().collect::<Vec<_>>());
    assert_eq!(
        rig.last("response.done")["response"]["status_details"]["reason"],
        "turn_detected"
    );
    let end = rig.talk.poll_timeout();
    assert_eq!(end - rig.now, Duration::from_secs(3_600));
    rig.talk.handle_timeout(end);
    rig.drain();
    assert_eq!(rig.last("error")["error"]["code"], "session_expired");
    assert!(matches!(
        rig.other.last(),
        Some(Said::Close { code: 1001, .. })
    ));
}

#[test]
fn a_guest_who_says_nothing_after_an_answer_is_asked_again() {
    let mut rig = Rig::new(Carrier::Socket, Vec::new(), Vec::new());
    rig.say(idle(5_000));
    // Nobody has spoken yet: there is nothing to wait for.
    assert!(rig.talk.poll_timeout() > rig.now + Duration::from_secs(5));
    rig.say(append(300, 0));
    rig.say(json!({"type": "response.create"}));
    let answered = rig.now;
    let mut kinds = rig.wait();
    // Transcripts run beside everything else (REALTIME, section 6.1).
    kinds.retain(|kind| !kind.contains("transcription"));
    assert_eq!(rig.now - answered, Duration::from_secs(5));
    let order = "input_audio_buffer.timeout_triggered input_audio_buffer.committed \
        conversation.item.added conversation.item.done response.created";
    let order: Vec<&str> = order.split_whitespace().collect();
    assert_eq!(kinds[..order.len()], order);
    let silence = rig.last("input_audio_buffer.timeout_triggered");
    assert_eq!(
        (&silence["audio_start_ms"], &silence["audio_end_ms"]),
        (&json!(0), &json!(300))
    );
    assert_eq!(
        silence["item_id"],
        rig.last("input_audio_buffer.committed")["item_id"]
    );
    // Who speaks is waited for no more.
    rig.say(append(200, 9_000));
    assert!(rig.talk.poll_timeout() > rig.now + Duration::from_secs(5));
}
