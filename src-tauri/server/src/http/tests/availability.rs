//! 86, and the last portion.

use super::rig::{Reply, Rig};
use crate::auth::Role;
use serde_json::{Value, json};

async fn say(rig: &Rig, item: &str, said: Value) -> Reply {
    let path = format!("/v1/menu/items/{item}/availability");
    rig.ask(Role::Display, "PUT", &path).json(&said).await
}

async fn order(rig: &Rig, quantity: u32) -> Reply {
    let order = json!({"lines": [{"item": "brownie", "quantity": quantity}]});
    rig.ask(Role::Pos, "POST", "/v1/orders").json(&order).await
}

#[tokio::test]
async fn two_orders_for_the_last_portion_are_one_order() {
    let rig = Rig::new().await;
    for round in 0..20 {
        let said = say(&rig, "brownie", json!({"available": true, "remaining": 1})).await;
        assert_eq!(said.status, 200);
        let (one, other) = tokio::join!(order(&rig, 1), order(&rig, 1));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "round {round}");
        let refused = if one.status == 409 { one } else { other };
        assert_eq!(refused.code(), "item_unavailable");
        assert_eq!(refused.field().as_deref(), Some("/lines/0/item"));
    }
}

#[tokio::test]
async fn what_is_counted_down_is_never_oversold() {
    let rig = Rig::new().await;
    say(&rig, "brownie", json!({"available": true, "remaining": 30})).await;
    let asks = (0..60).map(|_| order(&rig, 1));
    let replies = futures_util::future::join_all(asks).await;
    let placed = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(placed, 30);
}

#[tokio::test]
async fn an_item_is_gone_until_it_is_said_to_be_back() {
    let rig = Rig::new().await;
    let said = say(&rig, "brownie", json!({"available": false})).await;
    let gone = json!({"item": "brownie", "available": false, "until": null, "remaining": null});
    assert_eq!(said.json(), gone);
    assert_eq!(order(&rig, 1).await.code(), "item_unavailable");
    // Until an instant that has passed already.
    let until = "2020-01-01T10:00:00.000Z";
    let said = say(&rig, "brownie", json!({"available": false, "until": until})).await;
    assert_eq!(said.json()["until"], until);
    assert_eq!(order(&rig, 1).await.status, 201);
    let said = say(&rig, "brownie", json!({"available": true, "remaining": 2})).await;
    assert_eq!(said.json()["remaining"], 2);
    assert_eq!(order(&rig, 3).await.code(), "item_unavailable");
    assert_eq!(order(&rig, 2).await.status, 201);
    assert_eq!(order(&rig, 1).await.code(), "item_unavailable");
}

#[tokio::test]
async fn what_cannot_be_said_is_refused() {
    let rig = Rig::new().await;
    let unknown = say(&rig, "unicorn", json!({"available": false})).await;
    assert_eq!(
        (unknown.status, unknown.code()),
        (404, "unknown_item".into())
    );
    assert_eq!(unknown.field(), None);
    for (said, code, field) in [
        (json!({}), "invalid_body", "/available"),
        (json!({"available": "no"}), "invalid_body", "/available"),
        (
            json!({"available": false, "until": "soon"}),
            "invalid_body",
            "/until",
        ),
        (
            json!({"available": true, "remaining": -1}),
            "value_out_of_range",
            "/remaining",
        ),
        (
            json!({"available": true, "remaining": 1_000_001}),
            "value_out_of_range",
            "/remaining",
        ),
    ] {
        let reply = say(&rig, "brownie", said.clone()).await;
        assert_eq!((reply.status, reply.code()), (422, code.into()), "{said}");
        assert_eq!(reply.field().as_deref(), Some(field), "{said}");
    }
}

#[tokio::test]
async fn stations_say_how_much_they_have_to_do() {
    let rig = Rig::new().await;
    let counts = async || -> Vec<(String, u64)> {
        let reply = rig
            .ask(Role::Display, "GET", "/v1/stations")
            .send()
            .await
            .json();
        let stations = reply["stations"].as_array().unwrap().clone();
        let each = stations.iter().map(|station| {
            assert!(station["name"].is_string());
            let id = station["id"].as_str().unwrap().to_owned();
            (id, station["open_tickets"].as_u64().unwrap())
        });
        each.collect()
    };
    let expect = |counts: [u64; 5]| -> Vec<(String, u64)> {
        let ids = ["grill", "fry", "cold", "bar", "sweet"];
        ids.map(str::to_owned).into_iter().zip(counts).collect()
    };
    assert_eq!(counts().await, expect([0, 0, 0, 0, 0]));
    let order = rig
        .place(json!({"lines": [{"item": "nachos"}, {"item": "brownie"}]}))
        .await;
    order_of_one(&rig).await;
    assert_eq!(counts().await, expect([1, 0, 1, 0, 2]));
    rig.command(json!({"type": "bump", "order": order["id"], "station": "grill"}))
        .await;
    assert_eq!(counts().await, expect([0, 0, 1, 0, 2]));
}

async fn order_of_one(rig: &Rig) {
    assert_eq!(order(rig, 1).await.status, 201);
}
