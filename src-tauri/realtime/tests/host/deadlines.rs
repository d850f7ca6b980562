//! Every wait has an end, and every end of a session is told.

use crate::bench::*;
use realtime::host::*;
use serde_json::json;

#[test]
fn a_transcript_that_does_not_come_has_failed() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    bench.pass(secs(1));
    bench.say(json!({"type": "response.create"}));
    bench.types();
    assert_eq!(bench.until_deadline(), secs(29));
    let types = bench.types();
    assert_eq!(
        types,
        ["conversation.item.input_audio_transcription.failed"]
    );
    // The engine is asked, and can say that it did not catch it.
    assert_eq!(bench.ask().items.len(), 1);
    bench.reply(Reply::Done);
    // Too late.
    let item_id = bench.recognise().item_id;
    bench.types();
    bench.understood(&item_id, "two tacos");
    assert!(bench.sent.is_empty());
}

#[test]
fn an_engine_that_says_nothing_has_failed() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    bench.pass(secs(9));
    bench.reply(Reply::Text("Two ".to_owned()));
    bench.types();
    assert_eq!(bench.until_deadline(), secs(10));
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["status"], "failed");
    assert_eq!(response["status_details"]["error"]["code"], "reply_timeout");
    assert_eq!(response["output"][0]["status"], "incomplete");
    assert!(
        bench
            .wishes
            .iter()
            .any(|it| matches!(it, Output::Drop { .. }))
    );
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Done);
    bench.invariants.all_is_over();
}

#[test]
fn a_carrier_that_does_not_say_that_it_played_has_played() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Playing(secs(3)));
    bench.reply(Reply::Done);
    bench.types();
    assert_eq!(bench.until_deadline(), secs(8));
    assert_eq!(bench.types(), ["output_audio_buffer.stopped"]);
}

#[test]
fn a_carrier_that_does_not_say_that_it_stopped_has_stopped() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Playing(secs(3)));
    bench.reply(Reply::Done);
    bench.say(json!({"type": "output_audio_buffer.clear"}));
    bench.types();
    assert_eq!(bench.until_deadline(), secs(1));
    // Nobody knows how much was heard, so nothing is forgotten.
    assert_eq!(bench.types(), ["output_audio_buffer.cleared"]);
}

#[test]
fn after_an_hour_it_is_over() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for _ in 0..59 {
        bench.pass(secs(60));
        bench.say(json!({"type": "input_audio_buffer.clear"}));
    }
    bench.pass(secs(55));
    bench.say(json!({"type": "response.create"}));
    bench.ask();
    bench.types();
    bench.wishes.clear();
    bench.until_deadline();
    let types = bench.types();
    assert_eq!(types, ["response.done", "rate_limits.updated", "error"]);
    assert_eq!(bench.closed(), Some((1001, "the session expired")));
    bench.invariants.all_is_over();
    assert_eq!(bench.host.poll_timeout(), None);
    // Nothing that is told to it matters now; the bench would find what is said.
    bench.say(json!({"type": "response.create"}));
    bench.sound(secs(1));
    bench.until_deadline();
    assert!(bench.sent.is_empty());
}

#[test]
fn the_hour_is_named() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for _ in 0..60 {
        bench.sent.clear();
        bench.pass(secs(60));
        bench.host.handle_timeout(bench.now);
        bench.say(json!({"type": "input_audio_buffer.clear"}));
    }
    let error = &bench.sent[0]["error"];
    assert_eq!(error["code"], "session_expired");
}

#[test]
fn nobody_there_for_five_minutes_ends_it() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.pass(secs(100));
    bench.sound(secs(1));
    // An open microphone in an empty room is nobody.
    assert_eq!(bench.until_deadline(), secs(200));
    assert_eq!(bench.error()["code"], "session_idle");
    assert_eq!(bench.closed(), Some((1000, "nobody spoke for long")));
}

#[test]
fn events_speech_and_pressed_sound_keep_it_alive() {
    type Act = fn(&mut Bench);
    let alive: [(Carrier, Act); 4] = [
        (Carrier::WebRtc, |bench| {
            bench.say(json!({"type": "input_audio_buffer.clear"}));
        }),
        (Carrier::WebRtc, |bench| {
            bench.speech_started();
            bench.speech_stopped();
        }),
        (Carrier::WebSocket, |bench| bench.sound(secs(1))),
        (Carrier::WebSocket, |bench| {
            bench.host.handle_binary(bench.now)
        }),
    ];
    for (n, (carrier, act)) in alive.into_iter().enumerate() {
        let mut bench = Bench::pushed(carrier);
        bench.pass(secs(299));
        act(&mut bench);
        bench.drain();
        bench.pass(secs(2));
        bench.host.handle_timeout(bench.now);
        bench.drain();
        // Garbage is nobody either.
        assert_eq!(bench.host.is_closed(), n == 3);
    }
}

#[test]
fn a_long_answer_is_no_idleness() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Playing(secs(400)));
    bench.reply(Reply::Done);
    bench.pass(secs(301));
    bench.host.handle_timeout(bench.now);
    bench.drain();
    assert!(!bench.host.is_closed());
}

#[test]
fn every_ending_is_told_and_leaves_nothing() {
    for (ending, code, error) in [
        (Ending::HungUp, 1000, None),
        (Ending::PeerGone, 1001, None),
        (Ending::Shutdown, 1001, None),
        (Ending::Revoked, 3000, Some("invalid_api_key")),
        (Ending::Broken, 1011, Some("server_error")),
    ] {
        let mut bench = Bench::listening(Carrier::WebRtc);
        bench.sound(secs(1));
        bench.say(json!({"type": "response.create"}));
        bench.reply(Reply::Text("Two".to_owned()));
        bench.reply(Reply::Playing(secs(3)));
        bench.types();
        bench.host.end(ending, bench.now);
        bench.host.end(ending, bench.now);
        bench.drain();
        bench.invariants.all_is_over();
        assert_eq!(bench.closed().map(|it| it.0), Some(code));
        let last = bench.sent.last().unwrap();
        assert_eq!(last["error"]["code"].as_str(), error);
        assert_eq!(bench.host.poll_timeout(), None);
    }
}
