//! Updates of a session: by presence, and whole or not at all.

use crate::bench::*;
use realtime::host::*;
use realtime::session::{Capabilities, MaxTokens, Modality, TurnDetection};
use serde_json::{Value, json};

fn update(bench: &mut Bench, mut settings: Value) {
    if settings.get("type").is_none() {
        settings["type"] = json!("realtime");
    }
    bench.types();
    bench.wishes.clear();
    bench.say(json!({"type": "session.update", "session": settings}));
}

#[test]
fn only_what_is_present_changes_and_null_clears() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    update(
        &mut bench,
        json!({"instructions": "Be brief.", "max_output_tokens": 100,
        "audio": {"input": {"noise_reduction": {"type": "far_field"}}}}),
    );
    assert_eq!(bench.wishes, [Output::Settings]);
    update(&mut bench, json!({"audio": {"output": {"speed": 1.5}}}));
    let session = bench.event("session.updated")["session"].clone();
    assert_eq!(session["instructions"], "Be brief.");
    assert_eq!(session["max_output_tokens"], 100);
    assert_eq!(session["audio"]["output"]["speed"], 1.5);
    assert_eq!(
        session["audio"]["input"]["noise_reduction"]["type"],
        "far_field"
    );
    assert_eq!(session["id"], bench.host.id());
    update(
        &mut bench,
        json!({"instructions": null, "max_output_tokens": null,
        "audio": {"input": {"noise_reduction": null, "transcription": null}}}),
    );
    let session = bench.host.session();
    assert_eq!(session.instructions, "");
    assert_eq!(session.max_output_tokens, MaxTokens::INF);
    assert_eq!(session.input.noise_reduction, None);
    assert_eq!(session.input.transcription, None);
    assert!(session.input.turn_detection.is_some(), "absent keeps");
}

#[test]
fn a_refused_update_is_discarded_whole() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    let before = bench.host.session().clone();
    update(
        &mut bench,
        json!({"instructions": "Be brief.",
        "audio": {"input": {"turn_detection": null}, "output": {"voice": "nobody"}}}),
    );
    assert_eq!(bench.error()["param"], "session.audio.output.voice");
    assert_eq!(*bench.host.session(), before);
    assert!(bench.wishes.is_empty());
}

#[test]
fn detection_is_laid_upon_detection() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    let detection = |settings: Value| json!({"audio": {"input": {"turn_detection": settings}}});
    update(
        &mut bench,
        detection(json!({"threshold": 0.7, "idle_timeout_ms": 6000})),
    );
    update(
        &mut bench,
        detection(json!({"type": "server_vad", "silence_duration_ms": 250})),
    );
    let Some(TurnDetection::ServerVad(vad)) = bench.host.session().input.turn_detection else {
        panic!("there is none")
    };
    assert_eq!((vad.threshold, vad.silence_duration_ms), (0.7, 250));
    assert_eq!(vad.idle_timeout_ms, Some(6000));
    update(
        &mut bench,
        detection(json!({"idle_timeout_ms": null, "threshold": null})),
    );
    let Some(TurnDetection::ServerVad(vad)) = bench.host.session().input.turn_detection else {
        panic!("there is none")
    };
    assert_eq!((vad.threshold, vad.idle_timeout_ms), (0.5, None));
    assert_eq!(vad.silence_duration_ms, 250);
    // Off and on again: the type's own values.
    update(&mut bench, detection(json!(null)));
    update(&mut bench, detection(json!({"type": "server_vad"})));
    let Some(TurnDetection::ServerVad(vad)) = bench.host.session().input.turn_detection else {
        panic!("there is none")
    };
    assert_eq!(vad.silence_duration_ms, 500);
}

#[test]
fn semantic_detection_is_shown_back_as_it_was_asked_for() {
    let settings = json!({"type": "realtime",
        "audio": {"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "low"}}}});
    let bench = Bench::with(Carrier::WebSocket, capabilities(), settings);
    let detection = &bench.sent[0]["session"]["audio"]["input"]["turn_detection"];
    assert_eq!(
        *detection,
        json!({"type": "semantic_vad", "eagerness": "low",
        "create_response": true, "interrupt_response": true})
    );
}

#[test]
fn a_host_that_cannot_do_it_refuses_semantic_detection_by_name() {
    let unable = Capabilities {
        semantic_vad: false,
        ..capabilities()
    };
    let mut bench = Bench::with(Carrier::WebSocket, unable, json!({"type": "realtime"}));
    let before = bench.host.session().clone();
    let semantic = json!({"input": {"turn_detection": {"type": "semantic_vad"}}});
    update(&mut bench, json!({"audio": semantic}));
    let error = bench.error();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["param"], "session.audio.input.turn_detection.type");
    assert_eq!(*bench.host.session(), before);
}

#[test]
fn a_response_is_spoken_as_fast_as_the_session_has_it_and_its_speed_is_fixed_while_it_runs() {
    let mut bench = Bench::with(
        Carrier::WebSocket,
        capabilities(),
        json!({"type": "realtime"}),
    );
    update(&mut bench, json!({"audio": {"output": {"speed": 1.5}}}));
    bench.say(json!({"type": "response.create"}));
    assert!((bench.ask().speed - 1.5).abs() < f64::EPSILON);
    update(&mut bench, json!({"audio": {"output": {"speed": 1.0}}}));
    let error = bench.error();
    assert_eq!(error["code"], "invalid_value");
    assert_eq!(error["param"], "session.audio.output.speed");
    bench.reply(Reply::Done);
    update(&mut bench, json!({"audio": {"output": {"speed": 0.25}}}));
    bench.say(json!({"type": "response.create"}));
    assert!((bench.ask().speed - 0.25).abs() < f64::EPSILON);
}

#[test]
fn a_host_without_a_voice_answers_in_text() {
    let silent = Capabilities::local(Vec::new());
    let mut bench = Bench::with(Carrier::WebSocket, silent, json!({"type": "realtime"}));
    assert_eq!(bench.host.session().modality, Modality::Text);
    update(&mut bench, json!({"output_modalities": ["audio"]}));
    assert_eq!(bench.error()["param"], "session.output_modalities");
    bench.say(json!({"type": "response.create", "response": {"output_modalities": ["audio"]}}));
    assert_eq!(bench.error()["param"], "response.output_modalities");
    bench.text_turn("two tacos", "Two tacos.");
    assert!(
        bench
            .types()
            .contains(&"response.output_text.done".to_owned())
    );
}

#[test]
fn the_voice_is_fixed_once_it_was_heard() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    update(&mut bench, json!({"audio": {"output": {"voice": "ash"}}}));
    assert_eq!(bench.types(), ["session.updated"]);
    bench.say(json!({"type": "response.create"}));
    bench.reply(Reply::Sound(vec![0; 480]));
    bench.reply(Reply::Done);
    update(&mut bench, json!({"audio": {"output": {"voice": "marin"}}}));
    let error = bench.error();
    assert_eq!(error["code"], "cannot_update_voice");
    assert_eq!(error["param"], "session.audio.output.voice");
    // The same one is no change.
    update(&mut bench, json!({"audio": {"output": {"voice": "ash"}}}));
    assert_eq!(bench.types(), ["session.updated"]);
    assert!(bench.wishes.is_empty());
    let voice = json!({"audio": {"output": {"voice": "marin"}}});
    bench.say(json!({"type": "response.create", "response": voice}));
    assert_eq!(bench.error()["code"], "cannot_update_voice");
}

#[test]
fn the_speed_changes_between_turns() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(json!({"type": "response.create"}));
    update(&mut bench, json!({"audio": {"output": {"speed": 1.2}}}));
    assert_eq!(bench.error()["param"], "session.audio.output.speed");
    bench.reply(Reply::Done);
    update(&mut bench, json!({"audio": {"output": {"speed": 1.2}}}));
    assert_eq!(bench.types(), ["session.updated"]);
    bench.say(json!({"type": "response.create"}));
    assert_eq!(bench.ask().speed, 1.2);
}

#[test]
fn a_response_may_differ_from_its_session() {
    let mut bench = Bench::listening(Carrier::WebSocket);
    bench.say(
        json!({"type": "response.create", "response": {"output_modalities": ["text"],
        "audio": {"output": {"format": {"type": "audio/pcma"}, "voice": "ash"}},
        "instructions": "Be brief.", "max_output_tokens": 10, "tool_choice": "none",
        "tools": [{"type": "function", "name": "x"}]}}),
    );
    let ask = bench.ask();
    assert_eq!(ask.modality, Modality::Text);
    assert_eq!(ask.instructions, "Be brief.");
    assert_eq!(ask.tools.len(), 1);
    assert_eq!(ask.max_output_tokens, MaxTokens::Number(10));
    bench.reply(Reply::Sound(vec![0; 480]));
    bench.reply(Reply::Text("Hi.".to_owned()));
    bench.reply(Reply::Done);
    let response = bench.event("response.done")["response"].clone();
    assert_eq!(response["output_modalities"], json!(["text"]));
    assert_eq!(response["audio"]["output"]["voice"], "ash");
    let types = bench.types();
    assert!(
        !types.contains(&"response.output_audio.delta".to_owned()),
        "words alone"
    );
    assert_eq!(bench.host.session().modality, Modality::Audio);
}

#[test]
fn the_model_is_chosen_before_the_session_begins() {
    let settings = json!({"type": "realtime", "model": "gpt-realtime-mini"});
    let mut bench = Bench::with(Carrier::WebSocket, capabilities(), settings);
    assert_eq!(bench.host.session().model, "gpt-realtime-mini");
    update(&mut bench, json!({"model": "gpt-realtime-mini"}));
    assert_eq!(bench.types(), ["session.updated"]);
}

#[test]
fn models_that_listen_as_one_streams_want_no_detection_in_transcription_sessions() {
    use realtime::session::{Patch, Session, SessionKind};
    let capabilities = capabilities();
    let session = Session::new(SessionKind::Transcription, "m", &capabilities);
    let settings = |detection: Value| {
        json!({"type": "transcription", "audio": {"input": {
            "transcription": {"model": "gpt-live-transcribe"}, "turn_detection": detection}}})
    };
    let patch = Patch::read(settings(json!({"type": "server_vad"})), "session").unwrap();
    let refusal = session
        .merged(&patch, &capabilities, None, "session")
        .unwrap_err();
    assert_eq!(
        refusal.param.as_deref(),
        Some("session.audio.input.transcription.model")
    );
    let patch = Patch::read(settings(json!(null)), "session").unwrap();
    session
        .merged(&patch, &capabilities, None, "session")
        .unwrap();
    // And they have nothing to say with.
    let talks = json!({"type": "transcription", "instructions": "Be brief."});
    let refusal = Patch::read(talks, "session").unwrap_err();
    assert_eq!(refusal.param.as_deref(), Some("session.instructions"));
}

#[test]
fn tokens_are_asked_for_within_bounds() {
    use realtime::secret::SecretRequest;
    assert_eq!(
        SecretRequest::read(json!({})).unwrap(),
        SecretRequest::default()
    );
    for (seconds, code) in [
        (9, "integer_below_min_value"),
        (7201, "integer_above_max_value"),
    ] {
        let body = json!({"expires_after": {"anchor": "created_at", "seconds": seconds}});
        let refusal = SecretRequest::read(body).unwrap_err();
        assert_eq!(refusal.code.as_str(), code);
        assert_eq!(refusal.param.as_deref(), Some("expires_after.seconds"));
    }
    let body = json!({"expires_after": {"anchor": "last_used", "seconds": 60}});
    assert!(SecretRequest::read(body).is_err());
    let beta = json!({"model": "gpt-realtime", "voice": "marin"});
    let refusal = SecretRequest::read(beta).unwrap_err();
    assert_eq!(refusal.code.as_str(), "unknown_parameter");
}
