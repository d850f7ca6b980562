//! The double over the wire, against what REALTIME.md says of tokens, sockets and refusals.

use super::{shared::MOST_BYTES, *};
use crate::http::{Answer, Client};
use futures_util::{SinkExt, StreamExt};
use hyper::{Method, header::HeaderValue};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};

type Ws = WebSocketStream<TcpStream>;

async fn mint(provider: &Provider, body: Value) -> Answer {
    let mut client = Client::new(provider.address(), provider.key());
    let path = "/v1/realtime/client_secrets";
    client.post(path, None, body.to_string()).await.unwrap()
}

async fn open(provider: &Provider, query: &str, headers: &[(&'static str, &str)]) -> Ws {
    let address = provider.address();
    let url = format!("ws://{address}/v1/realtime{query}");
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        request.headers_mut().insert(*name, value);
    }
    let stream = TcpStream::connect(address).await.unwrap();
    tokio_tungstenite::client_async(request, stream)
        .await
        .unwrap()
        .0
}

/// The next event, or the close code.
async fn next(ws: &mut Ws) -> Result<Value, u16> {
    loop {
        match ws.next().await {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(frame))) => return Err(frame.unwrap().code.into()),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn session() -> Value {
    json!({"type": "realtime", "model": "gpt-realtime-2.1", "instructions": "Be brief.",
        "audio": {"output": {"voice": "cedar"}}})
}

#[tokio::test]
async fn a_token_has_the_shape_of_the_page() {
    let provider = Provider::start(Setup::default()).await.unwrap();
    let before = jiff::Timestamp::now().as_second();
    let body =
        json!({"expires_after": {"anchor": "created_at", "seconds": 600}, "session": session()});
    let answer = mint(&provider, body.clone()).await;
    let said = answer.json();
    assert_eq!(answer.status, 200, "{said}");
    let names: Vec<_> = said
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names, ["expires_at", "session", "value"]);
    assert!(said["value"].as_str().unwrap().starts_with("ek_"));
    let expires_at = said["expires_at"].as_i64().unwrap();
    assert!((before + 600..=before + 660).contains(&expires_at));
    assert_eq!(said["session"]["object"], "realtime.session");
    assert_eq!(said["session"]["expires_at"], 0);
    assert!(said["session"]["id"].as_str().unwrap().starts_with("sess_"));
    assert_eq!(said["session"]["audio"]["output"]["voice"], "cedar");
    assert_eq!(
        said["session"]["audio"]["input"]["turn_detection"]["type"],
        "server_vad"
    );
    assert_eq!(provider.asked()[0].body, body);
    for (seconds, status) in [(10, 200), (7_200, 200), (9, 400), (7_201, 400)] {
        let body = json!({"expires_after": {"anchor": "created_at", "seconds": seconds}});
        assert_eq!(mint(&provider, body).await.status, status, "{seconds}");
    }
}

#[tokio::test]
async fn a_wrong_request_for_a_token_is_told_what_is_wrong() {
    let provider = Provider::start(Setup::default()).await.unwrap();
    for (body, code, param) in [
        (json!({"x": 1}), "unknown_parameter", "x"),
        (
            json!({"session": {"type": "realtime", "temperature": 1}}),
            "unknown_parameter",
            "session.temperature",
        ),
        (
            json!({"session": {"type": "realtime", "model": "x"}}),
            "invalid_model",
            "session.model",
        ),
        (
            json!({"session": {"model": "gpt-realtime-2.1"}}),
            "missing_required_parameter",
            "session.type",
        ),
        (
            json!({"expires_after": {"anchor": "now"}}),
            "invalid_value",
            "expires_after.anchor",
        ),
        (
            json!({"session": {"type": "realtime", "model": "gpt-realtime-2.1",
                "instructions": "x".repeat(MOST_BYTES + 1)}}),
            "string_above_max_length",
            "session.instructions",
        ),
    ] {
        let answer = mint(&provider, body).await;
        let error = &answer.json()["error"];
        assert_eq!(answer.status, 400);
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!(code), &json!(param))
        );
        let names: Vec<_> = error
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(names, ["code", "message", "param", "type"]);
    }
    let mut stranger = Client::new(provider.address(), "sk-wrong");
    let path = "/v1/realtime/client_secrets";
    let answer = stranger.post(path, None, "{}").await.unwrap();
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (401, &json!("invalid_api_key"))
    );
}

#[tokio::test]
async fn a_token_opens_sessions_until_it_expires() {
    let provider = Provider::start(Setup::default()).await.unwrap();
    let minted = mint(&provider, json!({"session": session()})).await.json();
    let bearer = format!("Bearer {}", minted["value"].as_str().unwrap());
    for _ in 0..2 {
        let mut ws = open(&provider, "", &[("authorization", &bearer)]).await;
        let created = next(&mut ws).await.unwrap();
        assert_eq!(created["type"], "session.created");
        assert_eq!(created["session"]["instructions"], "Be brief.");
        assert!(created["session"]["expires_at"].as_i64().unwrap() > 0);
    }
    let insecure = format!(
        "realtime, openai-insecure-api-key.{}",
        minted["value"].as_str().unwrap()
    );
    let mut ws = open(&provider, "", &[("sec-websocket-protocol", &insecure)]).await;
    assert_eq!(next(&mut ws).await.unwrap()["type"], "session.created");
    provider.expire_secrets();
    // The socket opens, and the first request learns of it.
    let mut late = open(&provider, "", &[("authorization", &bearer)]).await;
    late.send(Message::text(
        json!({"type": "response.create", "event_id": "e"}).to_string(),
    ))
    .await
    .unwrap();
    let error = next(&mut late).await.unwrap();
    assert_eq!(error["error"]["message"], "Ephemeral token expired");
    assert_eq!(error["error"]["event_id"], "e");
    // A session that runs goes on.
    ws.send(Message::text(
        json!({"type": "response.create"}).to_string(),
    ))
    .await
    .unwrap();
    assert_eq!(next(&mut ws).await.unwrap()["type"], "response.created");
}

#[tokio::test]
async fn a_refused_socket_opens_says_why_and_closes() {
    let provider = Provider::start(Setup::default()).await.unwrap();
    let key = format!("Bearer {}", provider.key());
    let model = "?model=gpt-realtime-2.1";
    for (query, bearer, beta, code, close) in [
        (model, "Bearer sk-wrong", false, "invalid_api_key", 3000),
        ("?model=gpt-99", &key, false, "invalid_model", 4000),
        ("", &key, false, "missing_model", 4000),
        (model, &key, true, "beta_api_shape_disabled", 4000),
    ] {
        let mut headers = vec![("authorization", bearer)];
        headers.extend(beta.then_some(("openai-beta", "realtime=v1")));
        let mut ws = open(&provider, query, &headers).await;
        assert_eq!(next(&mut ws).await.unwrap()["error"]["code"], code);
        assert_eq!(next(&mut ws).await, Err(close), "{code}");
    }
    let mut ws = open(&provider, model, &[("authorization", &key)]).await;
    assert_eq!(
        next(&mut ws).await.unwrap()["session"]["model"],
        "gpt-realtime-2.1"
    );
    let mut ws = open(
        &provider,
        "?intent=transcription",
        &[("authorization", &key)],
    )
    .await;
    assert_eq!(
        next(&mut ws).await.unwrap()["session"]["type"],
        "transcription"
    );
}

#[tokio::test]
async fn faults_happen_once_each_and_nothing_is_left() {
    let provider = Provider::start(Setup::default()).await.unwrap();
    provider.fail(HttpFault::Status(429, "insufficient_quota"));
    provider.fail(HttpFault::Broken);
    assert_eq!(mint(&provider, json!({})).await.status, 429);
    let mut client = Client::new(provider.address(), provider.key());
    let path = "/v1/realtime/client_secrets";
    assert!(
        client
            .request(Method::POST, path, &[], "{}".into())
            .await
            .is_err()
    );
    assert_eq!(mint(&provider, json!({})).await.status, 200);

    let key = format!("Bearer {}", provider.key());
    provider.fail_open(OpenFault::Refused("invalid_api_key", 3000));
    let mut ws = open(
        &provider,
        "?model=gpt-realtime-2.1",
        &[("authorization", &key)],
    )
    .await;
    assert_eq!(
        next(&mut ws).await.unwrap()["error"]["code"],
        "invalid_api_key"
    );
    assert_eq!(next(&mut ws).await, Err(3000));
    drop(ws);
    let mut ws = open(
        &provider,
        "?model=gpt-realtime-2.1",
        &[("authorization", &key)],
    )
    .await;
    next(&mut ws).await.unwrap();
    provider.say(&json!({"type": "no.one.knows"}));
    assert_eq!(
        next(&mut ws).await.unwrap(),
        json!({"type": "no.one.knows"})
    );
    provider.expire_sessions();
    assert_eq!(
        next(&mut ws).await.unwrap()["error"]["code"],
        "session_expired"
    );
    assert_eq!(next(&mut ws).await, Err(1001));
    drop((ws, client));
    let sessions = provider
        .until(|all| all.iter().all(|session| session.closed.is_some()))
        .await;
    assert_eq!(sessions[0].closed, Some(1001));
    provider.until_alone().await;
    assert!(provider.stop().await.is_clean());
}
