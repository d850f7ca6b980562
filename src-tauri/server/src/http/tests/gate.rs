//! What every request passes: who asks, for what, and how often.

use super::rig::{FAR, Reply, Rig, token};
use crate::{
    auth::Role,
    http::{
        Http,
        docs::Docs,
        gate,
        openapi::Operation,
        route::{Access, Route},
    },
    rate::{Buckets, Quota},
};
use axum::{
    body::Body,
    http::{Method, Request},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test]
async fn each_role_does_its_own() {
    let rig = Rig::new().await;
    let order = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let path = |what: &str| format!("/v1/orders/{}{what}", order["id"].as_str().unwrap());
    let rush = json!({"type": "rush", "order": order["id"], "on": true});
    let place = json!({"lines": [{"item": "brownie"}]});
    let sold_out = json!({"available": false});
    let menu: Value = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    let (all, pos) = (Role::ALL, Role::Pos);
    let kitchen: &[Role] = &[Role::Display, Role::Device, Role::Operator];
    let table: [(&str, String, Value, &[Role]); 12] = [
        (
            "POST",
            "/v1/orders".into(),
            place,
            &[pos, Role::Counter, Role::Device, Role::Operator],
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
        ("POST", "/v1/commands".into(), rush, kitchen),
        ("GET", "/v1/menu".into(), json!(null), all),
        ("PUT", "/v1/menu".into(), menu, &[Role::Operator]),
        (
            "PUT",
            "/v1/menu/items/brownie/availability".into(),
            sold_out,
            kitchen,
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
