//! How the server is, for whoever watches it.

use super::rig::{FAR, NEAR, Rig};
use crate::auth::Role;
use serde_json::json;

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
