//! Every error of the protocol that can be had here, provoked; and the door, closed and full.

use super::guest::Guest;
use crate::house::House;
use serde_json::{Value, json};
use sim::{
    http::Client,
    server::Setup,
    voice::{Call, Talk, TalkError, kinds},
};
use std::time::Duration;
use tokio_tungstenite::tungstenite::http::header;

/// The next error's code and parameter; what else is said is no matter.
async fn error(guest: &mut Guest) -> (String, Value) {
    let mut events = guest.talk.until("error").await.unwrap();
    let mut error = events.pop().unwrap()["error"].take();
    assert!(!error["message"].as_str().unwrap().is_empty(), "{error}");
    let code = error["code"].as_str().unwrap_or_default().to_owned();
    (code, error["param"].take())
}

#[tokio::test]
async fn what_a_client_gets_wrong_is_told_and_the_session_goes_on() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let update = |session: Value| json!({"type": "session.update", "session": session});
    let realtime = |field: &str, value: Value| update(json!({"type": "realtime", (field): value}));
    for (event, code, param) in [
        (
            json!({"type": "response.cancel"}),
            "response_cancel_not_active",
            Value::Null,
        ),
        (
            json!({"type": "input_audio_buffer.commit"}),
            "input_audio_buffer_commit_empty",
            Value::Null,
        ),
        (json!({"type": "dance"}), "invalid_value", json!("type")),
        (
            realtime("temperature", json!(0.8)),
            "unknown_parameter",
            json!("session.temperature"),
        ),
        (
            realtime(
                "audio",
                json!({"input": {"format": {"type": "audio/pcm", "rate": 8000}}}),
            ),
            "integer_below_min_value",
            json!("session.audio.input.format.rate"),
        ),
        (
            realtime(
                "audio",
                json!({"input": {"turn_detection": {"type": "telepathy"}}}),
            ),
            "invalid_value",
            json!("session.audio.input.turn_detection.type"),
        ),
        (
            update(json!({})),
            "missing_required_parameter",
            json!("session.type"),
        ),
    ] {
        guest.talk.say(&event).await.unwrap();
        assert_eq!(error(&mut guest).await, (code.to_owned(), param), "{event}");
    }
    guest.talk.text("{".to_owned()).await.unwrap();
    assert_eq!(error(&mut guest).await.0, "invalid_json");
    guest.talk.binary(vec![1, 2, 3]).await.unwrap();
    assert_eq!(error(&mut guest).await.0, "invalid_event");
    let events = guest.turn("a brownie").await;
    assert_eq!(kinds(&events).last(), Some(&"response.done"));
}

#[tokio::test]
async fn there_is_one_answer_at_a_time() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    // One that is spoken takes a while.
    guest.update(json!({"output_modalities": ["audio"]})).await;
    guest.talk.type_in("a brownie").await.unwrap();
    let again = json!({"type": "response.create", "event_id": "again"});
    guest.talk.say(&again).await.unwrap();
    let (code, _) = error(&mut guest).await;
    assert_eq!(code, "conversation_already_has_active_response");
    guest.talk.until("response.done").await.unwrap();
}

/// What a session that is turned away is told: the error's code, and the close code.
async fn turned_away(call: &Call) -> (String, u16) {
    let mut talk = Talk::open(call).await.unwrap();
    let event = talk.hear().await.unwrap();
    assert_eq!(event["type"], "error", "{event}");
    let code = event["error"]["code"].as_str().unwrap().to_owned();
    (code, talk.closed().await.unwrap())
}

#[tokio::test]
async fn who_may_not_speak_is_told_on_the_socket() {
    let house = House::open().await;
    let (address, counter) = (house.server.address(), house.server.token("counter").await);
    let counter = counter.unwrap();
    let display = Call::new(address, &house.display_token);
    let nobody = Call::new(address, "nobody");
    let anonymous = Call {
        headers: Vec::new(),
        ..nobody.clone()
    };
    for call in [display, nobody, anonymous] {
        let (code, close) = turned_away(&call).await;
        assert_eq!((code.as_str(), close), ("invalid_api_key", 3000));
    }
    let asking = |query: &str| Call {
        query: query.to_owned(),
        ..Call::new(address, &counter)
    };
    for (query, code) in [
        ("", "missing_model"),
        ("?model=", "missing_model"),
        ("?model=llama", "invalid_model"),
        ("?call_id=rtc_1", "invalid_model"),
    ] {
        let told = turned_away(&asking(query)).await;
        assert_eq!(told, (code.to_owned(), 4000), "{query}");
    }
    let mut beta = asking("?model=heard");
    let name = "openai-beta".parse().unwrap();
    beta.headers.push((name, "realtime=v1".to_owned()));
    let told = turned_away(&beta).await;
    assert_eq!(told, ("beta_api_shape_disabled".to_owned(), 4000));
}

#[tokio::test]
async fn a_page_says_its_key_as_a_subprotocol() {
    let house = House::open().await;
    let counter = house.server.token("counter").await.unwrap();
    let mut client = Client::new(house.server.address(), counter);
    let answer = client.post("/v1/realtime/client_secrets", None, "{}").await;
    let secret = answer.unwrap().json()["value"].as_str().unwrap().to_owned();
    // The secret names a model, so the address need not.
    let call = Call {
        address: house.server.address(),
        query: String::new(),
        headers: vec![(
            header::SEC_WEBSOCKET_PROTOCOL,
            format!("realtime, openai-insecure-api-key.{secret}"),
        )],
        buffer: None,
    };
    for _ in 0..2 {
        let mut talk = Talk::open(&call).await.unwrap();
        assert_eq!(talk.protocol(), Some("realtime"));
        talk.until("session.created").await.unwrap();
        talk.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_secret_expires_and_what_it_opened_goes_on() {
    let house = House::open().await;
    let counter = house.server.token("counter").await.unwrap();
    let mut client = Client::new(house.server.address(), counter);
    let asked = json!({"expires_after": {"anchor": "created_at", "seconds": 10}});
    let answer = client.post("/v1/realtime/client_secrets", None, asked.to_string());
    let secret = answer.await.unwrap().json()["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut guest = Guest::with(&house, secret.clone()).await;
    // The shortest there is: nothing else says when it is over.
    let call = Call::new(house.server.address(), &secret);
    let expired = async {
        loop {
            let mut talk = Talk::open(&call).await.unwrap();
            let event = talk.hear().await.unwrap();
            if event["type"] == "error" {
                return event["error"]["code"].clone();
            }
            talk.close().await.unwrap();
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    let code = tokio::time::timeout(sim::PATIENCE, expired).await;
    assert_eq!(code.unwrap(), "invalid_api_key");
    guest.turn("a brownie").await;
}

#[tokio::test]
async fn a_full_house_is_told_before_anything_is_opened() {
    let setup = Setup {
        args: ["--voice-sessions", "2"].map(str::to_owned).to_vec(),
        ..Setup::default()
    };
    let house = House::open_with(setup).await;
    let first = Guest::sit_down(&house).await;
    let mut second = Guest::sit_down(&house).await;
    let call = Call::new(house.server.address(), &first.token);
    let refused = Talk::open(&call).await.unwrap_err();
    let TalkError::Refused { status, body } = refused else {
        panic!("{refused}");
    };
    assert_eq!(status, 429);
    assert!(body.contains("rate_limit_exceeded"), "{body}");
    let mut client = Client::new(house.server.address(), first.token.clone());
    let sdp = "v=0\r\n".to_owned();
    let answer = client.post_as("/v1/realtime/calls", "application/sdp", sdp);
    let answer = answer.await.unwrap();
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.headers.contains_key("retry-after"));
    // Those inside notice nothing, and who leaves makes room.
    second.turn("a brownie").await;
    second.talk.close().await.unwrap();
    let room = async {
        while Talk::open(&call).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(sim::PATIENCE, room).await.unwrap();
}
