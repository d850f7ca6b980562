//! Anything in any order: no panic, and the rules that hold always hold.

use crate::bench::*;
use proptest::prelude::*;
use realtime::host::*;
use serde_json::{Map, Value, json};

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Act {
    Say(Value),
    SayText(String),
    Sound(u16),
    SpeechStarted,
    SpeechStopped,
    Partial(String),
    Understood(usize, Result<String, String>),
    Reply(Reply),
    Late(Reply),
    Drained,
    Silenced(u16),
    Pass(u32),
    Deadline,
}

fn shapes(text: &str) -> Vec<Value> {
    let map: Map<String, Value> = serde_json::from_str(text).unwrap();
    map.into_iter().map(|(_, shape)| shape).collect()
}

/// What a client of ours might say, in any order.
fn good_event() -> impl Strategy<Value = Value> {
    let audio = pcm(200);
    let id = prop::sample::select(vec!["a", "b", "c", "nobody"]);
    let detection = prop::sample::select(vec![
        json!(null),
        json!({"type": "server_vad"}),
        json!({"interrupt_response": false}),
        json!({"create_response": false}),
        json!({"type": "server_vad", "idle_timeout_ms": 5000}),
    ]);
    prop_oneof![
        prop::sample::select(vec![
            json!({"type": "input_audio_buffer.append", "audio": audio}),
            json!({"type": "input_audio_buffer.commit"}),
            json!({"type": "input_audio_buffer.clear"}),
            json!({"type": "output_audio_buffer.clear"}),
            json!({"type": "response.create"}),
            json!({"type": "response.create", "response": {"conversation": "none"}}),
            json!({"type": "response.create", "response": {"input": []}}),
            json!({"type": "response.create", "response": {"output_modalities": ["text"]}}),
            json!({"type": "response.cancel"}),
        ]),
        detection.prop_map(
            |it| json!({"type": "session.update", "session": {"type": "realtime",
            "audio": {"input": {"turn_detection": it}}}})
        ),
        id.clone().prop_map(
            |id| json!({"type": "conversation.item.create", "item": {"id": id,
            "type": "message", "role": "user",
            "content": [{"type": "input_text", "text": "two"}]}})
        ),
        id.clone()
            .prop_map(|id| json!({"type": "conversation.item.delete", "item_id": id})),
        id.prop_map(
            |id| json!({"type": "conversation.item.truncate", "item_id": id,
            "content_index": 0, "audio_end_ms": 0})
        ),
    ]
}

/// A true event with something wrong in it, or not.
fn spoilt_event() -> impl Strategy<Value = Value> {
    let events = shapes(include_str!("../shapes/client_events.json"));
    let wrong = prop::sample::select(vec![
        json!(null),
        json!(7),
        json!(-1.5),
        json!(u64::MAX),
        json!("x"),
        json!([]),
        json!({}),
        json!([[{"type": {}}]]),
    ]);
    let spoil = prop::collection::vec((any::<prop::sample::Index>(), wrong), 0..3);
    (prop::sample::select(events), spoil).prop_map(|(mut event, spoils)| {
        for (place, wrong) in spoils {
            let mut paths = Vec::new();
            pointers(&event, String::new(), &mut paths);
            let path = paths[place.index(paths.len())].clone();
            if let Some(found) = event.pointer_mut(&path) {
                *found = wrong;
            }
        }
        event
    })
}

fn pointers(value: &Value, path: String, all: &mut Vec<String>) {
    all.push(path.clone());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                pointers(value, format!("{path}/{key}"), all);
            }
        }
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                pointers(value, format!("{path}/{n}"), all);
            }
        }
        _ => {}
    }
}

fn reply() -> impl Strategy<Value = Reply> {
    let tool = ("x".to_owned(), "{}".to_owned());
    let (name, arguments) = tool;
    prop_oneof![
        3 => "[a-z \"\n]{0,40}".prop_map(Reply::Text),
        2 => (0usize..30_000).prop_map(|n| Reply::Sound(vec![0; n * 2])),
        2 => (0u64..5000).prop_map(|n| Reply::Playing(ms(n))),
        1 => Just(Reply::Call { name: name.clone(), arguments: arguments.clone() }),
        1 => Just(Reply::ToolStarted { name, arguments }),
        1 => Just(Reply::ToolEnded(Ok("{}".to_owned()))),
        1 => Just(Reply::ToolEnded(Err(ToolError { code: "no", message: "no".to_owned() }))),
        2 => Just(Reply::Done),
        1 => Just(Reply::Incomplete("content_filter")),
        1 => Just(Reply::Failed { code: "x".to_owned(), message: "y".to_owned() }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let heard = prop_oneof![
        3 => "[a-z ]{0,20}".prop_map(Ok),
        1 => Just(Err("no".to_owned())),
    ];
    prop_oneof![
        6 => good_event().prop_map(Act::Say),
        3 => spoilt_event().prop_map(Act::Say),
        1 => ".{0,40}".prop_map(Act::SayText),
        3 => (0u16..700).prop_map(Act::Sound),
        3 => Just(Act::SpeechStarted),
        3 => Just(Act::SpeechStopped),
        1 => "[a-z]{0,4}".prop_map(Act::Partial),
        3 => (0usize..3, heard).prop_map(|(n, heard)| Act::Understood(n, heard)),
        6 => reply().prop_map(Act::Reply),
        1 => reply().prop_map(Act::Late),
        2 => Just(Act::Drained),
        2 => (0u16..5000).prop_map(Act::Silenced),
        2 => (0u32..20_000).prop_map(Act::Pass),
        1 => Just(Act::Deadline),
    ]
}

fn carry_out(bench: &mut Bench, act: Act, first: &mut Option<String>) {
    match act {
        Act::Say(event) => bench.say(event),
        Act::SayText(text) => bench.say_text(&text),
        Act::Sound(much) => bench.sound(ms(u64::from(much))),
        Act::SpeechStarted => bench.speech_started(),
        Act::SpeechStopped => bench.speech_stopped(),
        Act::Partial(words) => {
            bench.host.handle_partial(&words);
            bench.drain();
        }
        Act::Understood(n, heard) => {
            let mut items = bench.wishes.iter().rev().filter_map(|wish| match wish {
                Output::Recognise(heard) => Some(heard.item_id.clone()),
                _ => None,
            });
            if let Some(item_id) = items.nth(n) {
                let heard = heard.as_deref().map_err(String::as_str);
                bench.host.handle_transcript(&item_id, heard, bench.now);
                bench.drain();
            }
        }
        Act::Reply(reply) => {
            if first.is_none() {
                *first = bench.host.running().map(str::to_owned);
            }
            bench.reply(reply);
        }
        // To whatever ran first, if it does not any more.
        Act::Late(reply) => {
            if let Some(id) = first.clone()
                && bench.host.running() != Some(id.as_str())
            {
                let before = bench.log.len() + 1;
                bench.reply_to(&id, reply);
                assert_eq!(bench.log.len(), before, "what is late is not heard");
            }
        }
        Act::Drained => bench.drained(),
        Act::Silenced(played) => bench.silenced(ms(u64::from(played))),
        Act::Pass(time) => {
            bench.pass(ms(u64::from(time)));
            bench.host.handle_timeout(bench.now);
            bench.drain();
        }
        Act::Deadline => {
            bench.until_deadline();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_rules_hold(
        webrtc in any::<bool>(),
        acts in prop::collection::vec(act(), 0..80),
    ) {
        let carrier = if webrtc { Carrier::WebRtc } else { Carrier::WebSocket };
        let mut bench = Bench::listening(carrier);
        let mut first = None;
        for act in acts {
            carry_out(&mut bench, act, &mut first);
            let (created, done) = (bench.invariants.created, bench.invariants.done);
            let running = usize::from(bench.host.running().is_some());
            prop_assert_eq!(created, done + running);
        }
        for _ in 0..2000 {
            if bench.host.is_closed() {
                break;
            }
            bench.until_deadline();
        }
        prop_assert!(bench.host.is_closed());
        bench.invariants.all_is_over();
    }

    #[test]
    fn the_same_seed_and_the_same_acts_make_the_same_session(
        acts in prop::collection::vec(act(), 0..40),
    ) {
        let run = || {
            let mut bench = Bench::listening(Carrier::WebSocket);
            let mut first = None;
            for act in acts.clone() {
                carry_out(&mut bench, act, &mut first);
            }
            bench.log
        };
        prop_assert_eq!(run(), run());
    }
}
