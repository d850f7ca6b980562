//! Push-to-talk: the client says when a turn begins and ends (REALTIME.md 7.1, 7.2).

use crate::bench::*;
use realtime::host::*;
use realtime::session::Format;
use serde_json::json;

#[test]
fn a_commit_becomes_an_item_and_an_answer_when_it_is_understood() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "input_audio_buffer.clear"}));
    bench.sound(ms(700));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    bench.say(json!({"type": "response.create"}));
    assert_eq!(
        bench.types(),
        [
            "input_audio_buffer.cleared",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "response.created"
        ]
    );
    let heard = bench.recognise();
    assert_eq!(
        heard.sound,
        Utterance::Heard {
            from: ms(0),
            to: ms(700)
        }
    );
    // The engine is asked only about what is understood.
    assert!(!bench.wishes.iter().any(|it| matches!(it, Output::Ask(_))));
    bench.understood(&heard.item_id, "two tacos");
    let ask = bench.ask();
    assert_eq!(ask.items[0].id.as_deref(), Some(heard.item_id.as_str()));
    assert_eq!(ask.items[0].text(), "two tacos");
    bench.reply(Reply::Text("Two tacos.".to_owned()));
    bench.reply(Reply::Done);
    let types = bench.types();
    let transcription = "conversation.item.input_audio_transcription";
    assert_eq!(types[0], format!("{transcription}.delta"));
    assert_eq!(types[1], format!("{transcription}.completed"));
    assert_eq!(types[2], "response.output_item.added");
    bench.invariants.all_is_over();
}

#[test]
fn sound_goes_to_the_owner_as_it_came() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(json!({"type": "input_audio_buffer.append", "audio": "AAEC/w=="}));
    let bytes = vec![0, 1, 2, 255];
    let format = Format::PCM;
    assert_eq!(bench.wishes, [Output::Sound { format, bytes }]);
    assert!(bench.sent.is_empty(), "nothing acknowledges sound");
}

#[test]
fn less_than_100_ms_cannot_be_committed() {
    for carrier in [Carrier::WebSocket, Carrier::WebRtc] {
        let mut bench = Bench::pushed(carrier);
        bench.sound(ms(99));
        bench.say(json!({"type": "input_audio_buffer.commit", "event_id": "c1"}));
        let error = bench.error();
        assert_eq!(error["code"], "input_audio_buffer_commit_empty");
        assert_eq!(error["event_id"], "c1");
        bench.sound(ms(1));
        bench.say(json!({"type": "input_audio_buffer.commit"}));
        assert_eq!(bench.types()[0], "input_audio_buffer.committed");
        // And what was committed is not there any more.
        bench.say(json!({"type": "input_audio_buffer.commit"}));
        assert_eq!(bench.error()["code"], "input_audio_buffer_commit_empty");
    }
}

#[test]
fn a_clear_forgets_what_was_not_committed() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.sound(secs(3));
    bench.say(json!({"type": "input_audio_buffer.clear"}));
    assert_eq!(bench.wishes, [Output::ForgetSound]);
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.types(), ["input_audio_buffer.cleared", "error"]);
    bench.sound(ms(500));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    let sound = bench.recognise().sound;
    let (from, to) = (secs(3), ms(3500));
    assert_eq!(sound, Utterance::Heard { from, to });
}

#[test]
fn g711_counts_by_its_own_rate() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"format": {"type": "audio/pcmu"}}}}}),
    );
    bench.types();
    // 800 bytes are 100 ms.
    let audio = format!("{}AAA=", "A".repeat(1064));
    bench.say(json!({"type": "input_audio_buffer.append", "audio": audio}));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.types()[0], "input_audio_buffer.committed");
}

#[test]
fn an_input_buffer_has_an_end() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    for _ in 0..4 {
        bench.sound(secs(60));
    }
    assert!(bench.sent.is_empty());
    bench.wishes.clear();
    bench.sound(ms(20));
    let error = bench.error();
    assert_eq!(error["code"], "input_audio_buffer_full");
    assert_eq!(error["param"], "audio");
    // Once, not fifty times a second.
    bench.sound(ms(20));
    assert!(bench.sent.is_empty() && bench.wishes.is_empty());
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    assert_eq!(bench.types()[0], "input_audio_buffer.committed");
    bench.wishes.clear();
    bench.sound(ms(20));
    assert_eq!(bench.wishes.len(), 1);
    // Over WebRTC a microphone may be left open: the oldest sound goes.
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.sound(secs(500));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    let (from, to) = (secs(260), secs(500));
    assert_eq!(bench.recognise().sound, Utterance::Heard { from, to });
}

#[test]
fn one_event_holds_no_more_than_the_buffer_however_it_is_coded() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"format": {"type": "audio/pcma"}}}}}),
    );
    bench.types();
    let audio = "A".repeat(4 * 1024 * 1024);
    bench.say(json!({"type": "input_audio_buffer.append", "audio": audio}));
    assert_eq!(bench.error()["code"], "input_audio_buffer_full");
}

#[test]
fn the_detector_does_not_matter() {
    let mut bench = Bench::pushed(Carrier::WebRtc);
    bench.sound(secs(1));
    bench.speech_started();
    bench.host.handle_partial("two");
    bench.speech_stopped();
    assert!(bench.sent.is_empty() && bench.wishes.is_empty());
}

#[test]
fn nobody_who_wants_no_transcript_is_told_one() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.say(
        json!({"type": "session.update", "session": {"type": "realtime",
        "audio": {"input": {"transcription": null}}}}),
    );
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    bench.types();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    assert!(bench.sent.is_empty());
    bench.say(json!({"type": "conversation.item.retrieve", "item_id": item_id}));
    let item = bench.event("conversation.item.retrieved")["item"].clone();
    let content = json!([{"type": "input_audio", "transcript": "two tacos"}]);
    assert_eq!(item["content"], content);
}

#[test]
fn a_failed_transcript_is_told_and_the_engine_asked_all_the_same() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    bench.say(json!({"type": "response.create"}));
    let item_id = bench.recognise().item_id;
    let now = bench.now;
    bench
        .host
        .handle_transcript(&item_id, Err("no recogniser is free"), now);
    bench.drain();
    let failed = bench.event("conversation.item.input_audio_transcription.failed");
    assert_eq!(failed["error"]["code"], "transcription_failed");
    assert_eq!(failed["error"]["message"], "no recogniser is free");
    assert_eq!(bench.ask().items[0].text(), "");
}

#[test]
fn transcripts_may_come_after_the_answer_and_find_their_item() {
    let mut bench = Bench::pushed(Carrier::WebSocket);
    bench.sound(secs(1));
    bench.say(json!({"type": "input_audio_buffer.commit"}));
    bench.say(json!({"type": "response.create", "response": {"input": []}}));
    bench.reply(Reply::Text("Hello.".to_owned()));
    bench.reply(Reply::Done);
    bench.types();
    let item_id = bench.recognise().item_id;
    bench.understood(&item_id, "two tacos");
    let completed = bench.event("conversation.item.input_audio_transcription.completed");
    assert_eq!(completed["item_id"], item_id);
    assert_eq!(
        completed["usage"],
        json!({"type": "duration", "seconds": 1.0})
    );
    // A second one is not heard.
    bench.sent.clear();
    bench.understood(&item_id, "three tacos");
    assert!(bench.sent.is_empty());
}
