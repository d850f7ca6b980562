//! What every request passes: who asks, how often, how much.

use super::rig::{FAR, NEAR, Reply, Rig, token};
use crate::{
    auth::Role,
    http::{
        Http,
        body::{self, ORDER_BYTES},
        docs::Docs,
        gate,
        openapi::Operation,
        route::{Access, Route},
    },
    rate::{Buckets, Quota},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request},
    response::IntoResponse,
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::{convert::Infallible, sync::Arc};

#[tokio::test]
async fn each_role_does_its_own() {
    let rig = Rig::new().await;
    let order = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let path = |what: &str| format!("/v1/orders/{}{what}", order["id"].as_str().unwrap());
    let rush = json!({"type": "rush", "order": order["id"], "on": true});
    let place = json!({"lines": [{"item": "brownie"}]});
    let sold_out = json!({"available": false});
    let menu: Value = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    let (all, pos, display) = (Role::ALL, Role::Pos, Role::Display);
    let table: [(&str, String, Value, &[Role]); 12] = [
        (
            "POST",
            "/v1/orders".into(),
            place,
            &[pos, Role::Counter, Role::Operator],
        ),
        ("GET", "/v1/orders".into(), json!(null), all),
        ("GET", path(""), json!(null), all),
        (
            "POST",
            path("/amend"),
            json!({"note": "x"}),
            &[pos, Role::Operator],
        ),
        ("POST", path("/cancel"), json!({}), &[pos, Role::Operator]),
        (
            "POST",
            "/v1/commands".into(),
            rush,
            &[display, Role::Operator],
        ),
        ("GET", "/v1/menu".into(), json!(null), all),
        ("PUT", "/v1/menu".into(), menu, &[Role::Operator]),
        (
            "PUT",
            "/v1/menu/items/brownie/availability".into(),
            sold_out,
            &[display, Role::Operator],
        ),
        ("GET", "/v1/stations".into(), json!(null), all),
        (
            "GET",
            "/v1/reports/ticket-times".into(),
            json!(null),
            &[pos, Role::Operator],
        ),
        ("GET", "/metrics".into(), json!(null), &[Role::Operator]),
    ];
    for (method, path, body, roles) in table {
        for role in Role::ALL {
            let ask = rig.ask(*role, method, &path).from(FAR);
            let reply = match &body {
                Value::Null => ask.send().await,
                body => ask.json(body).await,
            };
            let may = roles.contains(role);
            assert_eq!(
                reply.status != 403,
                may,
                "{role:?} {method} {path}: {reply:?}"
            );
            if !may {
                assert_eq!(reply.code(), "not_allowed");
            }
        }
    }
}

#[tokio::test]
async fn who_is_not_known_is_told_how_to_be() {
    let rig = Rig::new().await;
    let challenged = |reply: &Reply, wrong: bool| {
        assert_eq!(
            (reply.status, reply.code()),
            (401, "not_authenticated".into())
        );
        let challenge = reply.header("www-authenticate");
        assert!(
            challenge.starts_with(r#"Bearer realm="heard""#),
            "{challenge}"
        );
        assert_eq!(challenge.contains("invalid_token"), wrong, "{challenge}");
    };
    challenged(&rig.anyone("GET", "/v1/menu").send().await, false);
    for wrong in ["Basic cG9z", "Bearer", "Bearer ", "pos"] {
        let ask = rig.anyone("GET", "/v1/menu").header("authorization", wrong);
        challenged(&ask.send().await, false);
    }
    let ask = rig
        .anyone("GET", "/v1/menu")
        .header("authorization", "Bearer wrong");
    challenged(&ask.send().await, true);
    // Never in the address.
    challenged(
        &rig.anyone("GET", "/v1/menu?token=pos&access_token=pos")
            .send()
            .await,
        false,
    );
    let ask = rig
        .anyone("GET", "/v1/menu")
        .header("authorization", "bearer   pos");
    assert_eq!(ask.send().await.status, 200);
}

#[tokio::test]
async fn health_is_for_this_machine_and_for_operators() {
    let rig = Rig::new().await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        for near in [NEAR, "[::1]:1", "[::ffff:127.0.0.1]:1"] {
            assert_eq!(
                rig.anyone("GET", path).from(near).send().await.status,
                200,
                "{near}"
            );
        }
        assert_eq!(
            rig.anyone("GET", path).from(FAR).send().await.code(),
            "not_authenticated"
        );
        let pos = rig.ask(Role::Pos, "GET", path).from(FAR).send().await;
        assert_eq!(pos.code(), "not_allowed");
        let operator = rig.ask(Role::Operator, "GET", path).from(FAR).send().await;
        assert_eq!(operator.status, 200);
    }
    assert_eq!(
        rig.anyone("GET", "/healthz").send().await.json(),
        json!({"status": "ok"})
    );
}

#[tokio::test]
async fn a_token_is_good_in_its_restaurant_only() {
    let rig = Rig::new().await;
    let mut elsewhere = token(Role::Operator, "elsewhere");
    elsewhere.restaurant = store::RestaurantId::new("harbour").unwrap();
    rig.store().tokens().unwrap().create(&elsewhere).unwrap();
    let order = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let path = format!("/v1/orders/{}", order["id"].as_str().unwrap());
    let there = |method: &'static str, path: &'static str| {
        rig.anyone(method, path)
            .header("authorization", "Bearer elsewhere")
    };
    let ask = rig
        .anyone("GET", &path)
        .header("authorization", "Bearer elsewhere");
    assert_eq!(ask.send().await.code(), "unknown_order");
    assert_eq!(there("GET", "/v1/menu").send().await.code(), "no_menu");
    assert_eq!(
        there("GET", "/v1/stations").send().await.json(),
        json!({"stations": []})
    );
    let orders = there("GET", "/v1/orders").send().await.json();
    assert_eq!(orders["orders"], json!([]));
}

#[tokio::test]
async fn what_is_not_there_is_said_so_with_what_is() {
    let rig = Rig::new().await;
    for path in [
        "/",
        "/v1",
        "/v1/order",
        "/v1/orders/",
        "/v1/pair",
        "/v2/orders",
        "/%ff",
    ] {
        let reply = rig.ask(Role::Operator, "GET", path).send().await;
        assert_eq!(
            (reply.status, reply.code()),
            (404, "not_found".into()),
            "{path}"
        );
    }
    let path = "/v1/orders/%ff%fe";
    let reply = rig.ask(Role::Operator, "GET", path).send().await;
    assert_eq!(reply.status, 404);
    for (method, path, allowed) in [
        ("DELETE", "/v1/orders", "GET,HEAD,POST"),
        ("GET", "/v1/commands", "POST"),
        ("POST", "/v1/menu", "GET,HEAD,PUT"),
        ("PUT", "/healthz", "GET,HEAD"),
    ] {
        let reply = rig.ask(Role::Operator, method, path).send().await;
        assert_eq!(
            (reply.status, reply.code()),
            (405, "method_not_allowed".into())
        );
        let mut methods: Vec<&str> = reply.header("allow").split(',').collect();
        methods.sort_unstable();
        assert_eq!(methods.join(","), allowed, "{path}");
    }
    let head = rig.ask(Role::Operator, "HEAD", "/v1/menu").send().await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

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

#[tokio::test]
async fn too_many_wrong_tokens_and_too_many_requests_are_told_to_wait() {
    let rig = Rig::new().await;
    let mut replies = Vec::new();
    for guess in 0..100 {
        let wrong = format!("Bearer guess-{guess}");
        let ask = rig
            .anyone("GET", "/v1/menu")
            .from(FAR)
            .header("authorization", &wrong);
        replies.push(ask.send().await);
    }
    let last = replies.last().unwrap();
    assert_eq!(
        (last.status, last.code()),
        (429, "too_many_requests".into())
    );
    assert_eq!(last.header("retry-after"), "1");
    assert_eq!(replies[0].status, 401);
    // From elsewhere the same token is as good as before.
    assert_eq!(
        rig.ask(Role::Pos, "GET", "/v1/menu").send().await.status,
        200
    );
}

#[tokio::test]
async fn when_the_server_ends_nothing_new_is_taken() {
    let rig = Rig::new().await;
    rig.server().app().stopping.cancel();
    let order = json!({"lines": [{"item": "brownie"}]});
    let reply = rig.ask(Role::Pos, "POST", "/v1/orders").json(&order).await;
    assert_eq!((reply.status, reply.code()), (503, "shutting_down".into()));
    assert_eq!(reply.header("retry-after"), "1");
    assert_eq!(
        rig.anyone("GET", "/readyz").send().await.code(),
        "shutting_down"
    );
    assert_eq!(rig.anyone("GET", "/healthz").send().await.status, 200);
}

/// The one route that panics, behind the real gate.
#[tokio::test]
async fn a_panic_is_one_failed_request_without_a_trace() {
    let rig = Rig::new().await;
    let quota = Quota {
        per_second: 1,
        burst: 1,
    };
    let http = Arc::new(Http {
        app: rig.server().app().clone(),
        tokens: Buckets::new(quota, 1),
        anonymous: Buckets::new(quota, 1),
        menu_turn: tokio::sync::Mutex::default(),
        docs: Docs::of(&[] as &[Arc<Route>]),
    });
    let route = Arc::new(Route {
        method: Method::GET,
        path: "/panics",
        access: Access::Anyone(|_| panic!("/secret/path")),
        operation: Operation::new("panics", "", ""),
    });
    let request = || Request::new(Body::empty());
    let response = gate::serve(http.clone(), route.clone(), request()).await;
    assert_eq!(response.status(), 500);
    let text = response.into_body().collect().await.unwrap().to_bytes();
    let problem: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(problem["code"], "internal");
    assert!(!problem.to_string().contains("secret"), "{problem}");
    // The quota of one is used up.
    let response = gate::serve(http, route, request()).await;
    assert_eq!(response.status(), 429);
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

#[tokio::test]
async fn what_is_counted_can_be_scraped() {
    let rig = Rig::new().await;
    rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    rig.ask(Role::Pos, "POST", "/v1/orders")
        .json(&json!({"lines": []}))
        .await;
    rig.ask(Role::Pos, "GET", "/nowhere").send().await;
    let reply = rig.anyone("GET", "/metrics").send().await;
    assert_eq!(
        reply.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let has = |sample: &str| {
        assert!(
            reply.text.lines().any(|line| line == sample),
            "{sample}\n{}",
            reply.text
        );
    };
    has(r#"heard_http_requests_total{method="POST",route="/v1/orders",status="201"} 1"#);
    has(r#"heard_http_requests_total{method="POST",route="/v1/orders",status="422"} 1"#);
    has(r#"heard_http_requests_total{method="GET",route="unmatched",status="404"} 1"#);
    has(r#"heard_commands_total{outcome="done"} 1"#);
    has(r#"heard_commands_total{outcome="refused"} 1"#);
    // The menu and the order.
    has("heard_commits_total 2");
    has("heard_events_total 2");
    has("heard_open_orders 1");
    has("heard_streams 0");
    has("heard_storage_writable 1");
    for line in reply.text.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap_or_else(|_| panic!("{line}"));
    }
}
