//! Hands-free: the detector says when a turn begins and ends (REALTIME.md 7.3).

use crate::bench::*;
use realtime::host::*;
use serde_json::json;

fn update(detection: serde_json::Value) -> serde_json::Value {
    json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"turn_detection": detection}}}})
}

#[test]
fn a_spoken_turn_is_committed_and_answered_by_itself() {
    for carrier in [Carrier::WebSocket, Carrier::WebRtc] {
        let mut bench = Bench::listening(carrier);
        bench.sound(secs(2));
        bench.speech_started();
        bench.sound(secs(1));
        bench.speech_stopped();
        assert_eq!(
            bench.sent[0]["audio_start_ms"], 1700,
            "300 ms before the speech"
        );
        assert_eq!(bench.sent[1]["audio_end_ms"], 3000);
        let ids = ["/item_id", "/item_id", "/item_id", "/item/id", "/item/id"];
        for (event, id) in bench.sent.iter().zip(ids) {
            assert_eq!(
                event.pointer(id),
                Some(&bench.sent[0]["item_id"]),
                "{event}"
            );
        }
        assert_eq!(
            bench.types(),
            [
                "input_audio_buffer.speech_started",
                "input_audio_buffer.speech_stopped",
                "input_audio_buffer.committed",
                "conversation.item.added",
                "conversation.item.done",
                "response.created"
            ]
        );
        let heard = bench.recognise();
        let (from, to) = (ms(1700), secs(3));
        assert_eq!(heard.sound, Utterance::Heard { from, to });
        bench.understood(&heard.item_id, "two tacos");
        assert_eq!(bench.ask().items[0].text(), "two tacos");
        bench.reply(Reply::Done);
        bench.invariants.all_is_over();
    }
}

#[test]
fn what_was_committed_is_not_heard_again_as_what_comes_before() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(2));
    bench.speech_started();
    bench.sound(secs(1));
    bench.speech_stopped();
    bench.sound(ms(100));
    bench.types();
    bench.speech_started();
    assert_eq!(bench.sent[0]["audio_start_ms"], 3000);
}

#[test]
fn turns_are_only_answered_where_the_session_says_so() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(update(json!({"create_response": false})));
    bench.types();
    bench.sound(secs(2));
    bench.speech_started();
    bench.sound(secs(1));
    bench.speech_stopped();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    let types = bench.types();
    assert_eq!(
        types.last().unwrap(),
        "conversation.item.input_audio_transcription.completed"
    );
    assert!(!types.contains(&"response.created".to_owned()));
    bench.say(json!({"type": "response.create"}));
    assert_eq!(bench.ask().items.len(), 1);
}

#[test]
fn words_are_told_while_they_are_spoken_and_never_taken_back() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    bench.types();
    let mut deltas = Vec::new();
    for words in ["two", "two", "two tack", "to tacos", "two tack oh"] {
        bench.host.handle_partial(words);
        bench.drain();
        deltas.extend(bench.sent.drain(..).map(|event| event["delta"].clone()));
    }
    assert_eq!(deltas, ["two", " tack", " oh"]);
    bench.sound(secs(1));
    bench.speech_stopped();
    bench.types();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    // It does not go on from what was told, so only the whole is told.
    let completed = &bench.sent[0];
    assert_eq!(completed["transcript"], "two tacos");
    assert_eq!(
        completed["type"],
        "conversation.item.input_audio_transcription.completed"
    );
}

#[test]
fn a_turn_that_interrupts_nothing_is_answered_after_what_runs() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(update(json!({"interrupt_response": false})));
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Text("Welcome.".to_owned()));
    bench.sound(secs(1));
    for _ in 0..2 {
        bench.speech_started();
        bench.sound(secs(1));
        bench.speech_stopped();
        let item_id = bench.recognise().item_id;
        bench.understood(&item_id, "two tacos");
    }
    bench.ask();
    bench.types();
    bench.reply(Reply::Done);
    // Both turns are answered at once.
    assert_eq!(bench.ask().items.len(), 2);
    let types = bench.types();
    assert_eq!(
        types.iter().filter(|it| *it == "response.created").count(),
        1
    );
    bench.reply(Reply::Done);
    bench.invariants.all_is_over();
}

#[test]
fn a_commit_by_the_client_ends_the_turn_that_was_announced() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.sound(secs(1));
    bench.speech_started();
    bench.sound(secs(1));
    let id = bench.event("input_audio_buffer.speech_started")["item_id"].clone();
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.event("input_audio_buffer.committed")["item_id"], id);
    bench.types();
    bench.speech_stopped();
    assert!(bench.sent.is_empty());
}

#[test]
fn a_turn_that_is_cleared_away_never_was() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    bench.say(json!({"type": "input_audio_buffer.clear"}));
    bench.sound(secs(1));
    bench.types();
    bench.speech_stopped();
    assert!(bench.sent.is_empty());
}

#[test]
fn push_to_talk_may_begin_in_the_middle_of_a_turn() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    bench.say(update(json!(null)));
    assert!(bench.wishes.contains(&Output::Settings));
    assert_eq!(bench.host.session().input.turn_detection, None);
    bench.types();
    bench.sound(secs(1));
    bench.speech_stopped();
    assert!(bench.sent.is_empty());
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.types()[0], "input_audio_buffer.committed");
}

#[test]
fn nobody_speaks_for_ever() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    let waited = bench.until_deadline();
    assert_eq!(waited, secs(60));
    assert!(
        bench
            .types()
            .contains(&"input_audio_buffer.committed".to_owned())
    );
}

#[test]
fn sound_may_come_faster_than_it_is_listened_to() {
    // A recording that is sent at once; the detector is far behind.
    let mut bench = Bench::listening(Carrier::WebSocket);
    for _ in 0..5 {
        bench.sound(secs(60));
    }
    bench.host.handle_speech_started(secs(10), bench.now);
    bench.host.handle_speech_stopped(secs(12), bench.now);
    bench.drain();
    let (from, to) = (ms(9700), secs(12));
    assert_eq!(bench.recognise().sound, Utterance::Heard { from, to });
    bench.host.handle_speech_started(secs(250), bench.now);
    bench.host.handle_speech_stopped(secs(251), bench.now);
    bench.drain();
    let (from, to) = (ms(249_700), secs(251));
    assert_eq!(bench.recognise().sound, Utterance::Heard { from, to });
}

#[test]
fn silence_after_an_answer_is_a_turn_too() {
    for carrier in [Carrier::WebSocket, Carrier::WebRtc] {
        let mut bench = Bench::listening(carrier);
        bench.say(update(json!({"idle_timeout_ms": 5000})));
        bench.sound(secs(1));
        bench.say(json!({"type": "response.create"}));
        bench.ask();
        bench.reply(Reply::Text("Anything else?".to_owned()));
        match carrier {
            Carrier::WebSocket => bench.reply(Reply::Sound(vec![0; 2 * 48_000])),
            Carrier::WebRtc => bench.reply(Reply::Playing(secs(2))),
        }
        bench.reply(Reply::Done);
        if carrier == Carrier::WebRtc {
            bench.pass(secs(2));
            bench.drained();
        }
        bench.types();
        // Two seconds of sound, then five of silence.
        let waited = bench.until_deadline();
        let wanted = if carrier == Carrier::WebRtc { 5 } else { 7 };
        assert_eq!(waited, secs(wanted));
        assert_eq!(
            bench.types(),
            [
                "input_audio_buffer.timeout_triggered",
                "input_audio_buffer.committed",
                "conversation.item.added",
                "conversation.item.done",
                "conversation.item.input_audio_transcription.completed",
                "response.created"
            ]
        );
        let ask = bench.ask();
        assert_eq!(ask.items.len(), 1);
        assert_eq!(ask.items[0].text(), "");
        bench.reply(Reply::Done);
    }
}

#[test]
fn silence_before_any_answer_is_no_turn() {
    let mut bench = Bench::listening(Carrier::WebRtc);
    bench.say(update(json!({"idle_timeout_ms": 5000})));
    bench.types();
    assert_eq!(bench.until_deadline(), secs(300));
    assert_eq!(bench.types(), ["error"]);
}

#[test]
fn speech_ends_the_wait_for_silence() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(update(json!({"idle_timeout_ms": 5000})));
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Done);
    bench.sound(secs(1));
    bench.pass(secs(4));
    bench.speech_started();
    bench.types();
    assert_eq!(bench.until_deadline(), secs(60));
    assert_eq!(bench.types()[0], "input_audio_buffer.speech_stopped");
}

#[test]
fn a_transcription_session_writes_down_and_never_answers() {
    let settings = json!({"type": "transcription",
        "audio": {"input": {"transcription": {"model": "gpt-transcribe"}}}});
    let mut bench = Bench::with(Carrier::WebSocket, capabilities(), settings);
    let session = bench.event("session.created")["session"].clone();
    assert_eq!(session["type"], "transcription");
    assert_eq!(session["object"], "realtime.transcription_session");
    assert!(session.get("instructions").is_none());
    bench.types();
    bench.sound(secs(1));
    bench.speech_started();
    bench.sound(secs(1));
    bench.speech_stopped();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    assert!(!bench.types().contains(&"response.created".to_owned()));
    bench.say(json!({"type": "response.create"}));
    assert_eq!(bench.error()["code"], "invalid_value");
}
