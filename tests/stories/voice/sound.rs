//! The same by sound: in events over WebSocket, and beside them over WebRTC.

use super::guest::{self, Guest};
use crate::house::House;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sim::{
    server::Setup,
    sound::shown,
    voice::{Call, Talk, cart, kinds, said},
};
use speech::sound::Clip;

/// What a guest says, with a pause before and behind it, at 24 kHz.
fn spoken(words: &str) -> Clip {
    let voice = shown()[0];
    let clip = voice.say(words).unwrap().at(24_000).unwrap();
    let mut samples = vec![0; 12_000];
    samples.extend(clip.samples);
    samples.extend([0; 24_000]);
    Clip { samples, ..clip }
}

fn pcm(clip: &Clip) -> Vec<u8> {
    clip.samples.iter().flat_map(|s| s.to_le_bytes()).collect()
}

async fn append(guest: &mut Guest, bytes: &[u8]) {
    // A fifth of a second at a time, as pages do.
    for piece in bytes.chunks(9_600) {
        let audio = STANDARD.encode(piece);
        let append = json!({"type": "input_audio_buffer.append", "audio": audio});
        guest.talk.say(&append).await.unwrap();
    }
}

fn quantity(cart: &Value, item: &str) -> u64 {
    let lines = cart["lines"].as_array().unwrap().iter();
    let of = lines.filter(|line| line["item"] == item);
    of.filter_map(|line| line["quantity"].as_u64()).sum()
}

#[tokio::test]
async fn a_spoken_order_is_heard_without_a_button() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    append(&mut guest, &pcm(&spoken("two brownies please"))).await;
    let events = guest.talk.until("response.done").await.unwrap();
    let kinds = kinds(&events);
    let order = [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.input_audio_transcription.completed",
        "response.mcp_call.completed",
        "response.done",
    ];
    for kind in order {
        assert!(kinds.contains(&kind), "no {kind} in {kinds:?}");
    }
    let cart = cart(&events).unwrap();
    assert_eq!(quantity(&cart, "brownie"), 2, "{cart}");
}

#[tokio::test]
async fn a_button_says_when_a_turn_begins_and_ends() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    guest
        .update(json!({"audio": {"input": {"turn_detection": null}}}))
        .await;
    append(&mut guest, &pcm(&spoken("a coleslaw"))).await;
    for kind in ["input_audio_buffer.commit", "response.create"] {
        guest.talk.say(&json!({"type": kind})).await.unwrap();
    }
    let events = guest.talk.until("response.done").await.unwrap();
    assert!(!kinds(&events).contains(&"input_audio_buffer.speech_started"));
    let cart = cart(&events).unwrap();
    assert_eq!(quantity(&cart, "coleslaw"), 1, "{cart}");
}

#[tokio::test]
async fn answers_are_spoken_in_the_format_that_was_asked_for() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    for (format, bytes_per_second) in [
        (json!({"type": "audio/pcm", "rate": 24000}), 48_000),
        (json!({"type": "audio/pcmu"}), 8_000),
        (json!({"type": "audio/pcma"}), 8_000),
    ] {
        guest
            .update(json!({
                "output_modalities": ["audio"], "audio": {"output": {"format": format}},
            }))
            .await;
        let events = guest.turn("a brownie").await;
        let deltas = events
            .iter()
            .filter(|event| event["type"] == "response.output_audio.delta");
        let bytes: usize = deltas
            .map(|event| {
                STANDARD
                    .decode(event["delta"].as_str().unwrap())
                    .unwrap()
                    .len()
            })
            .sum();
        let seconds = bytes as f64 / f64::from(bytes_per_second);
        assert!(
            (0.5..30.0).contains(&seconds),
            "{seconds} {:?}",
            kinds(&events)
        );
        assert!(!said(&events).is_empty());
    }
}

#[tokio::test]
async fn a_call_by_webrtc_hears_and_is_heard() {
    let mut house = House::open().await;
    let mut caller = guest::ring(&house).await;
    let call = caller.call();
    assert!(call.starts_with("/v1/realtime/calls/rtc_"), "{call}");
    let created = caller.until("session.created").await.unwrap();
    assert_eq!(created.len(), 1);
    let said = spoken("two brownies please");
    caller.speak(&said).await.unwrap();
    let events = caller.until("output_audio_buffer.stopped").await.unwrap();
    let cart = cart(&events).unwrap();
    assert_eq!(quantity(&cart, "brownie"), 2, "{cart}");
    let kinds = kinds(&events);
    let started = kinds
        .iter()
        .position(|kind| *kind == "output_audio_buffer.started");
    let done = kinds.iter().position(|kind| *kind == "response.done");
    assert!(started.is_some() && started < done, "{kinds:?}");
    assert!(!kinds.contains(&"response.output_audio.delta"));
    // What was said was heard, and it was no silence.
    let loud = loudness(caller.heard());
    assert!(loud > 100.0, "{loud}");
    for words in ["that's all", "yes"] {
        caller.type_in(words).await.unwrap();
        caller.until("output_audio_buffer.stopped").await.unwrap();
    }
    let orders = house.till.get("/v1/orders?state=open").await.unwrap();
    assert_eq!(orders.json()["orders"][0]["source"], "voice");
    caller.hang_up().await.unwrap();
}

/// The root mean square.
fn loudness(sound: &[i16]) -> f64 {
    let squares = sound.iter().map(|sample| f64::from(*sample).powi(2));
    (squares.sum::<f64>() / sound.len().max(1) as f64).sqrt()
}

#[tokio::test]
async fn a_session_may_write_down_what_is_said_and_no_more() {
    let house = House::open().await;
    let token = house.server.token("counter").await.unwrap();
    let call = Call {
        query: "?intent=transcription".to_owned(),
        ..Call::new(house.server.address(), &token)
    };
    let mut talk = Talk::open(&call).await.unwrap();
    let created = talk.until("session.created").await.unwrap();
    assert_eq!(created[0]["session"]["type"], "transcription");
    let mut guest = Guest { talk, token };
    append(&mut guest, &pcm(&spoken("two brownies please"))).await;
    let done = "conversation.item.input_audio_transcription.completed";
    let events = guest.talk.until(done).await.unwrap();
    let words = events.last().unwrap()["transcript"].as_str().unwrap();
    assert!(words.contains("brownies"), "{words}");
    assert!(!kinds(&events).contains(&"response.created"));
}

#[tokio::test]
async fn without_a_recogniser_orders_are_typed_and_speech_says_why_not() {
    let mut house = house_with(&["--voice-recogniser-model", "/nowhere/at/all"]).await;
    let mut guest = Guest::sit_down(&house).await;
    append(&mut guest, &pcm(&spoken("two brownies please"))).await;
    let failed = "conversation.item.input_audio_transcription.failed";
    let events = guest.talk.until(failed).await.unwrap();
    let error = &events.last().unwrap()["error"];
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("/nowhere/at/all"),
        "{error}"
    );
    guest.talk.until("response.done").await.unwrap();
    for words in ["a brownie", "that's all", "yes"] {
        guest.turn(words).await;
    }
    let orders = house.till.get("/v1/orders?state=open").await.unwrap();
    assert_eq!(orders.json()["orders"][0]["source"], "voice");
    assert!(house.server.log().contains("pocketsphinx-en-us"));
}

#[tokio::test]
async fn without_a_synthesiser_replies_are_text() {
    for speaker in ["off", "no-such-synthesiser"] {
        let house = house_with(&["--voice-speaker", speaker]).await;
        let token = house.server.token("counter").await.unwrap();
        let call = Call::new(house.server.address(), &token);
        let mut talk = Talk::open(&call).await.unwrap();
        let created = talk.until("session.created").await.unwrap();
        assert_eq!(created[0]["session"]["output_modalities"], json!(["text"]));
        let events = talk.turn("a brownie").await.unwrap();
        assert!(!said(&events).is_empty());
    }
}

async fn house_with(args: &[&str]) -> House {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    House::open_with(Setup {
        args,
        ..Setup::default()
    })
    .await
}
