//! The same key or id twice has one effect and one answer.

use super::rig::{Reply, Rig};
use crate::auth::Role;
use serde_json::{Value, json};

fn order() -> Value {
    json!({"lines": [{"item": "nachos"}]})
}

async fn post(rig: &Rig, key: &str, body: &Value) -> Reply {
    rig.ask(Role::Pos, "POST", "/v1/orders")
        .key(key)
        .json(body)
        .await
}

async fn placed(rig: &Rig) -> usize {
    let listed = rig.ask(Role::Pos, "GET", "/v1/orders").send().await.json();
    listed["orders"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_first_answer_again_whatever_happened_since() {
    let rig = Rig::new().await;
    let first = post(&rig, "k-1", &order()).await;
    assert_eq!(
        (first.status, first.header("idempotent-replayed")),
        (201, "")
    );
    let id = &first.json()["id"];
    rig.command(json!({"type": "bump", "order": id, "station": "grill"}))
        .await;
    rig.command(json!({"type": "cancel_order", "order": id}))
        .await;
    let again = post(&rig, "k-1", &order()).await;
    assert_eq!(
        (again.status, again.header("idempotent-replayed")),
        (200, "true")
    );
    assert_eq!(again.json(), first.json());
    // Also when the server was restarted; and what is written differently is the same body.
    let rig = rig.restarted().await;
    let ask = rig.ask(Role::Counter, "POST", "/v1/orders").key("k-1");
    let again = ask
        .body(r#"{"note":null, "lines" : [{"quantity":1,"item":"nachos"}]}"#)
        .await;
    assert_eq!(
        (again.status, again.header("idempotent-replayed")),
        (200, "true")
    );
    assert_eq!(again.json(), first.json());
    assert_eq!(placed(&rig).await, 1);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused_and_a_refused_one_may_be_mended() {
    let rig = Rig::new().await;
    post(&rig, "k", &order()).await;
    let other = post(&rig, "k", &json!({"lines": [{"item": "brownie"}]})).await;
    assert_eq!(
        (other.status, other.code()),
        (409, "idempotency_key_reused".into())
    );
    let wrong = post(&rig, "mended", &json!({"lines": [{"item": "nacos"}]})).await;
    assert_eq!(wrong.code(), "unknown_item");
    assert_eq!(post(&rig, "mended", &order()).await.status, 201);
    assert_eq!(placed(&rig).await, 2);
}

#[tokio::test]
async fn fifty_at_once_are_one_order() {
    let rig = Rig::new().await;
    let body = order();
    let asks = (0..50).map(|_| post(&rig, "race", &body));
    let replies = futures_util::future::join_all(asks).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 1);
    let first = replies[0].json();
    assert!(replies.iter().all(|reply| reply.json() == first));
    assert_eq!(placed(&rig).await, 1);
}

#[tokio::test]
async fn without_a_key_twice_is_twice() {
    let rig = Rig::new().await;
    rig.place(order()).await;
    rig.place(order()).await;
    assert_eq!(placed(&rig).await, 2);
}

#[tokio::test]
async fn amending_and_cancelling_have_one_effect_too() {
    let rig = Rig::new().await;
    let id = rig.place(order()).await["id"].as_str().unwrap().to_owned();
    let amend = format!("/v1/orders/{id}/amend");
    let more = json!({"add": [{"item": "brownie"}]});
    for (replayed, lines) in [("", 2), ("true", 2)] {
        let reply = rig
            .ask(Role::Pos, "POST", &amend)
            .key("a")
            .json(&more)
            .await;
        assert_eq!(
            (reply.status, reply.header("idempotent-replayed")),
            (200, replayed)
        );
        assert_eq!(reply.json()["lines"].as_array().unwrap().len(), lines);
    }
    let cancel = format!("/v1/orders/{id}/cancel");
    for replayed in ["", "true"] {
        let reply = rig.ask(Role::Pos, "POST", &cancel).key("c").send().await;
        assert_eq!(
            (reply.status, reply.header("idempotent-replayed")),
            (200, replayed)
        );
    }
    // Keys are of the restaurant, not of an address.
    let reply = rig.ask(Role::Pos, "POST", &cancel).key("a").send().await;
    assert_eq!(reply.code(), "idempotency_key_reused");
}

#[tokio::test]
async fn a_command_id_keeps_its_answer_for_good() {
    let rig = Rig::new().await;
    let id = "0192f0c1-2345-7890-abcd-ef0123456789";
    let send = async |rig: &Rig, body: Value| {
        let envelope = json!({"id": id, "body": body});
        rig.ask(Role::Operator, "POST", "/v1/commands")
            .json(&envelope)
            .await
    };
    let place = json!({"type": "place_order", "order": order()});
    let first = send(&rig, place.clone()).await.json();
    assert_eq!(first["replayed"], false);
    assert_eq!(first["order"]["seq"], first["seq"]);
    let rig = rig.restarted().await;
    let again = send(&rig, place).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    let again = again.json();
    assert_eq!(
        (&again["seq"], &again["order"]),
        (&first["seq"], &first["order"])
    );
    assert_eq!(again["replayed"], true);
    let other = send(
        &rig,
        json!({"type": "rush", "order": first["order"]["id"], "on": true}),
    )
    .await;
    assert_eq!(
        (other.status, other.code()),
        (409, "command_id_reused".into())
    );
    // A refusal is kept as well.
    let refused = "0192f0c1-2345-7890-abcd-ef0123456780";
    let body = json!({"id": refused, "body": {"type": "set_availability", "item": "x",
                                              "available": false}});
    for replayed in ["", "true"] {
        let reply = rig
            .ask(Role::Operator, "POST", "/v1/commands")
            .json(&body)
            .await;
        assert_eq!(
            (reply.code(), reply.field()),
            ("unknown_item".into(), Some("/body/item".into()))
        );
        assert_eq!(reply.header("idempotent-replayed"), replayed);
    }
}
