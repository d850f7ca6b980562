//! The realtime endpoint as HTTP sees it: keys, secrets, offers, and what is refused.

use super::rig::{FAR, Reply, Rig};
use crate::auth::Role;
use serde_json::{Value, json};

const SECRETS: &str = "/v1/realtime/client_secrets";
const CALLS: &str = "/v1/realtime/calls";

/// The code of an error in the protocol's own form.
fn code(reply: &Reply) -> String {
    assert_eq!(
        reply.header("content-type"),
        "application/json",
        "{reply:?}"
    );
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let body = reply.json();
    let error = &body["error"];
    assert!(!error["message"].as_str().unwrap().is_empty(), "{body}");
    let kind = match reply.status {
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    assert_eq!(error["type"], kind);
    assert!(error.get("param").is_some(), "{body}");
    error["code"].as_str().unwrap().to_owned()
}

async fn mint(rig: &Rig, body: Value) -> Reply {
    rig.ask(Role::Counter, "POST", SECRETS).json(&body).await
}

#[tokio::test]
async fn a_secret_has_the_protocols_shape() {
    let rig = Rig::new().await;
    let before = rig.server().app().clock.now_ms() / 1_000;
    let reply = mint(
        &rig,
        json!({
            "expires_after": {"anchor": "created_at", "seconds": 7200},
            "session": {"type": "realtime", "model": "gpt-realtime-2.1", "instructions": "Be brief.",
                        "audio": {"input": {"turn_detection": null}}},
        }),
    )
    .await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let secret = reply.json();
    assert!(secret["value"].as_str().unwrap().starts_with("ek_"));
    let expires = secret["expires_at"].as_i64().unwrap();
    assert!((before + 7200..before + 7210).contains(&expires));
    let session = &secret["session"];
    assert_eq!(session["object"], "realtime.session");
    assert_eq!(session["model"], "gpt-realtime-2.1");
    assert_eq!(session["instructions"], "Be brief.");
    assert_eq!(session["audio"]["input"]["turn_detection"], Value::Null);
    assert!(session["id"].as_str().unwrap().starts_with("sess_"));
    // Nothing need be said at all.
    let reply = rig.ask(Role::Operator, "POST", SECRETS).send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn a_secret_is_refused_with_the_field_that_is_wrong() {
    let rig = Rig::new().await;
    for (body, param) in [
        (
            json!({"expires_after": {"seconds": 9}}),
            "expires_after.seconds",
        ),
        (
            json!({"expires_after": {"seconds": 7201}}),
            "expires_after.seconds",
        ),
        (
            json!({"expires_after": {"anchor": "now"}}),
            "expires_after.anchor",
        ),
        (json!({"session": {"model": "heard"}}), "session.type"),
        (
            json!({"session": {"type": "realtime", "model": "llama"}}),
            "session.model",
        ),
        (
            json!({"session": {"type": "realtime", "temperature": 0.8}}),
            "session.temperature",
        ),
        (
            json!({"session": {"type": "realtime", "audio": {"input": {
                "turn_detection": {"type": "telepathy"}}}}}),
            "session.audio.input.turn_detection.type",
        ),
    ] {
        let reply = mint(&rig, body.clone()).await;
        assert_eq!(reply.status, 400, "{body}: {reply:?}");
        code(&reply);
        assert_eq!(reply.json()["error"]["param"], param, "{body}");
    }
    let no_json = rig.ask(Role::Counter, "POST", SECRETS).body("{").await;
    assert_eq!(
        (no_json.status, code(&no_json)),
        (400, "invalid_json".into())
    );
    let list = mint(&rig, json!([])).await;
    assert_eq!((list.status, code(&list)), (400, "invalid_type".into()));
    let large = mint(&rig, json!({"x": "y".repeat(64 * 1024)})).await;
    assert_eq!(
        (large.status, code(&large)),
        (413, "request_too_large".into())
    );
    let form = rig
        .ask(Role::Counter, "POST", SECRETS)
        .header("content-type", "text/plain")
        .body("{}")
        .await;
    assert_eq!(
        (form.status, code(&form)),
        (415, "unsupported_media_type".into())
    );
}

#[tokio::test]
async fn only_counters_devices_and_operators_speak() {
    let rig = Rig::new().await;
    for role in Role::ALL {
        let reply = rig.ask(*role, "POST", SECRETS).send().await;
        let may = matches!(role, Role::Counter | Role::Device | Role::Operator);
        assert_eq!(reply.status, if may { 200 } else { 403 }, "{role:?}");
        if !may {
            assert_eq!(code(&reply), "not_allowed");
        }
    }
    for path in [SECRETS, CALLS, "/v1/realtime/calls/rtc_1/hangup"] {
        let nobody = rig.anyone("POST", path).from(FAR).send().await;
        assert_eq!(
            (nobody.status, code(&nobody)),
            (401, "invalid_api_key".into())
        );
        assert!(nobody.header("www-authenticate").starts_with("Bearer"));
        for key in ["Bearer nobody", "Bearer ek_made_up"] {
            let made_up = rig.anyone("POST", path).header("authorization", key);
            let made_up = made_up.send().await;
            let wanted = match (path, key) {
                (SECRETS, "Bearer ek_made_up") => (403, "not_allowed"),
                _ => (401, "invalid_api_key"),
            };
            assert_eq!(
                (made_up.status, code(&made_up).as_str()),
                wanted,
                "{path} {key}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_offer_is_refused_before_anything_is_opened() {
    let rig = Rig::new().await;
    let secret = mint(&rig, json!({})).await.json();
    let key = format!("Bearer {}", secret["value"].as_str().unwrap());
    let post = |kind: &'static str, body: String| {
        let ask = rig.anyone("POST", CALLS).header("authorization", &key);
        async move { ask.header("content-type", kind).body(body).await }
    };
    for (kind, body, status, wanted) in [
        (
            "application/json",
            "{}".to_owned(),
            415,
            "unsupported_media_type",
        ),
        ("application/sdp", "hello".to_owned(), 400, "invalid_offer"),
        (
            "application/sdp",
            "v=0\r\n".to_owned(),
            400,
            "invalid_offer",
        ),
        (
            "application/sdp",
            "v=0 ".repeat(20_000),
            413,
            "request_too_large",
        ),
        (
            "multipart/form-data",
            "--x--".to_owned(),
            400,
            "invalid_form",
        ),
        (
            "multipart/form-data; boundary=x",
            "--x--".to_owned(),
            400,
            "missing_required_parameter",
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=sdp\r\n\r\nv=0\r\n--x\r\n\
             content-disposition: form-data; name=session\r\n\r\n{\r\n--x--"
                .to_owned(),
            400,
            "invalid_json",
        ),
    ] {
        let reply = post(kind, body).await;
        assert_eq!(
            (reply.status, code(&reply).as_str()),
            (status, wanted),
            "{kind}"
        );
    }
    assert_eq!(rig.server().app().voice.sessions(), 0);
    let gone = rig
        .ask(Role::Counter, "POST", "/v1/realtime/calls/rtc_gone/hangup")
        .send()
        .await;
    assert_eq!((gone.status, code(&gone)), (404, "call_not_found".into()));
}

#[tokio::test]
async fn a_page_from_elsewhere_may_ask() {
    let rig = Rig::new().await;
    for path in [SECRETS, CALLS, "/v1/realtime/calls/rtc_1/hangup"] {
        let reply = rig
            .anyone("OPTIONS", path)
            .header("origin", "https://example.org")
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type",
            )
            .from(FAR)
            .send()
            .await;
        assert_eq!(reply.status, 204, "{reply:?}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("access-control-allow-methods"), "POST");
        let headers = reply.header("access-control-allow-headers");
        assert_eq!(headers, "authorization,content-type");
    }
    // The rest of the API is nobody's from elsewhere.
    let orders = rig.anyone("OPTIONS", "/v1/orders").send().await;
    assert_eq!(orders.status, 405);
    assert_eq!(orders.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn what_is_no_websocket_is_told_how() {
    let rig = Rig::new().await;
    let reply = rig.anyone("GET", "/v1/realtime?model=heard").send().await;
    assert_eq!(
        (reply.status, code(&reply)),
        (400, "invalid_handshake".into())
    );
    let old = rig
        .anyone("GET", "/v1/realtime")
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "8")
        .send()
        .await;
    assert_eq!((old.status, code(&old)), (426, "invalid_handshake".into()));
}
