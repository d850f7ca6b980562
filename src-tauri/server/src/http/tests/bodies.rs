//! Bodies: how much, of what kind, and what is wrong with them.

use super::rig::Rig;
use crate::{
    auth::Role,
    http::body::{self, ORDER_BYTES},
};
use axum::{
    body::{Body, Bytes},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::{Value, json};
use std::convert::Infallible;

#[tokio::test]
async fn bodies_have_a_bound_and_a_kind() {
    let rig = Rig::new().await;
    let post = || rig.ask(Role::Pos, "POST", "/v1/orders");
    let order = json!({"lines": [{"item": "brownie"}]}).to_string();
    // As large as it may be, with blanks; said by its length or not.
    let padded = |bytes: usize| order.clone() + &" ".repeat(bytes - order.len());
    assert_eq!(post().body(padded(ORDER_BYTES)).await.status, 201);
    let large = padded(ORDER_BYTES + 1);
    let said = post().header("content-length", &large.len().to_string());
    let reply = said.body(large.clone()).await;
    assert_eq!((reply.status, reply.code()), (413, "too_large".into()));
    assert_eq!(reply.header("connection"), "close");
    assert_eq!(post().body(chunked(&large)).await.code(), "too_large");
    let endless = futures_util::stream::repeat_with(|| {
        Ok::<_, Infallible>(Bytes::from_static(&[b' '; 4096]))
    });
    assert_eq!(
        post().body(Body::from_stream(endless)).await.code(),
        "too_large"
    );
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let reply = post()
            .header("content-type", kind)
            .body(order.clone())
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (415, "unsupported_media_type".into())
        );
    }
    for kind in ["application/json", "Application/JSON; charset=utf-8"] {
        let reply = post()
            .header("content-type", kind)
            .body(order.clone())
            .await;
        assert_eq!(reply.status, 201, "{kind}");
    }
}

fn chunked(text: &str) -> Body {
    let pieces: Vec<Bytes> = text
        .as_bytes()
        .chunks(1000)
        .map(Bytes::copy_from_slice)
        .collect();
    let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
    Body::from_stream(futures_util::stream::iter(pieces))
}

#[tokio::test]
async fn garbage_is_refused_by_its_place() {
    let rig = Rig::new().await;
    let deep = "[".repeat(100_000);
    let no_json: [&[u8]; 8] = [
        b"",
        b"{",
        b"{\"lines\":[{\"item\":\"brownie\"}]} x",
        b"{\"lines\":[{\"item\":\"\xff\xfe\"}]}",
        b"{\"lines\":[{\"item\":\"\\ud800\"}]}",
        b"{\"lines\":1e999}",
        b"\0",
        deep.as_bytes(),
    ];
    for body in no_json {
        let reply = rig
            .ask(Role::Pos, "POST", "/v1/orders")
            .body(body.to_vec())
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (400, "invalid_json".into()),
            "{body:?}"
        );
        assert!(reply.text.len() < 1_000);
    }
    let line = |line: Value| json!({"lines": [line]});
    let wrong = [
        (json!([]), ""),
        (json!(null), ""),
        (json!({"lines": "all"}), "/lines"),
        (json!({"lines": [7]}), "/lines/0"),
        (line(json!({"quantity": 1})), "/lines/0/item"),
        (line(json!({"item": 7})), "/lines/0/item"),
        (
            line(json!({"item": "fries", "quantity": "2"})),
            "/lines/0/quantity",
        ),
        (
            line(json!({"item": "fries", "quantity": 1.5})),
            "/lines/0/quantity",
        ),
        (
            line(json!({"item": "fries", "modifiers": [null]})),
            "/lines/0/modifiers/0",
        ),
        (json!({"source": "fax", "lines": []}), "/source"),
        (
            json!({"service": {"type": "teleport"}, "lines": []}),
            "/service/type",
        ),
        (json!({"promised_at": "soon", "lines": []}), "/promised_at"),
        (json!({"note": "x".repeat(100_000), "hold": {}}), "/hold"),
    ];
    for (body, field) in wrong {
        let reply = rig.ask(Role::Pos, "POST", "/v1/orders").json(&body).await;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "invalid_body".into()),
            "{body}"
        );
        assert_eq!(reply.field().unwrap_or_default(), field, "{body}");
    }
    for quantity in ["-1", "0", "100", "4294967296", "1e30", "-1e30"] {
        let body = format!(r#"{{"lines":[{{"item":"fries","quantity":{quantity}}}]}}"#);
        let reply = rig.ask(Role::Pos, "POST", "/v1/orders").body(body).await;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "quantity_out_of_range".into())
        );
        assert_eq!(reply.field().unwrap(), "/lines/0/quantity");
    }
    for (name, number) in [
        ("course", "0"),
        ("course", "256"),
        ("seat", "-3"),
        ("seat", "65536"),
    ] {
        let body = format!(r#"{{"lines":[{{"item":"coleslaw","{name}":{number}}}]}}"#);
        let reply = rig.ask(Role::Pos, "POST", "/v1/orders").body(body).await;
        assert_eq!(
            reply.code(),
            "value_out_of_range",
            "{name} {number}: {reply:?}"
        );
    }
}

/// With made-up time: there is no socket that would wait for the real one.
#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let never = futures_util::stream::pending::<Result<Bytes, Infallible>>();
    let read = body::read(&HeaderMap::new(), Body::from_stream(never), 100).await;
    let response = read.unwrap_err().into_response();
    assert_eq!(response.status(), 408);
    assert_eq!(response.headers()["connection"], "close");
}
