//! Orders as they are answered, and how they change.

use super::rig::Rig;
use crate::auth::Role;
use serde_json::{Value, json};

fn keys(of: &Value) -> Vec<&str> {
    of.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn an_order_is_answered_as_posted_and_with_what_the_kitchen_knows() {
    let rig = Rig::new().await;
    let posted = json!({
        "external_id": "pos-8841", "source": "kiosk",
        "service": {"type": "delivery", "name": "Ana", "address": "1 Main St"},
        "promised_at": "2026-11-21T19:30:00.250+01:00", "note": "ring twice",
        "lines": [{"item": "cheeseburger", "quantity": 2, "size": null,
                   "modifiers": ["medium-rare", "no-onions", "side-fries", "add-bacon"],
                   "note": "cut in half", "allergies": ["peanut"], "course": 2, "seat": 1},
                  {"item": "fries", "size": "large"}],
    });
    let ask = rig.ask(Role::Pos, "POST", "/v1/orders").key("one");
    let reply = ask.json(&posted).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    let order = reply.json();
    let id = order["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/v1/orders/{id}"));
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(id.as_bytes()[14], b'7', "a UUID of version 7: {id}");
    assert_eq!(order["number"], 1);
    for same in ["external_id", "source", "service", "note"] {
        assert_eq!(order[same], posted[same], "{same}");
    }
    assert_eq!(order["promised_at"], "2026-11-21T18:30:00.250Z");
    assert_eq!(
        (&order["state"], &order["rush"]),
        (&json!("open"), &json!(false))
    );
    for none in ["ready_at", "closed_at", "cancel_reason"] {
        assert_eq!(order[none], Value::Null, "{none}");
    }
    let placed_at = order["placed_at"].as_str().unwrap();
    assert!(
        placed_at.len() == 24 && placed_at.ends_with('Z'),
        "{placed_at}"
    );
    let line = &order["lines"][0];
    for same in [
        "item",
        "quantity",
        "size",
        "note",
        "allergies",
        "course",
        "seat",
    ] {
        assert_eq!(line[same], posted["lines"][0][same], "{same}");
    }
    let mut modifiers: Vec<&str> = line["modifiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    modifiers.sort_unstable();
    assert_eq!(
        modifiers,
        ["add-bacon", "medium-rare", "no-onions", "side-fries"]
    );
    assert_eq!(
        line["station_states"],
        json!({"grill": "queued", "fry": "queued"})
    );
    assert_eq!(
        (&line["state"], &line["name"]),
        (&json!("queued"), &json!("Cheeseburger"))
    );
    assert_eq!(
        (&line["unit_price"], &line["price"]),
        (&json!(1400), &json!(2800))
    );
    assert_eq!(order["lines"][1]["size"], "large");
    assert_eq!(order["total"], 2800 + 550);
    assert_eq!(keys(line).len(), 15, "{:?}", keys(line));
    assert_eq!(keys(&order).len(), 16, "{:?}", keys(&order));
    let path = format!("/v1/orders/{id}");
    for role in Role::ALL {
        assert_eq!(rig.ask(*role, "GET", &path).send().await.json(), order);
    }
}

#[tokio::test]
async fn everything_but_the_item_has_a_default() {
    let rig = Rig::new().await;
    let order = rig
        .place(json!({"unknown": 1, "lines": [{"item": "coleslaw", "new": {}}]}))
        .await;
    assert_eq!(order["source"], "pos");
    assert_eq!(order["service"], json!({"type": "dine_in", "table": null}));
    let line = &order["lines"][0];
    assert_eq!((&line["quantity"], &line["course"]), (&json!(1), &json!(2)));
    assert_eq!(line["modifiers"], json!([]));
    assert_eq!(line["seat"], Value::Null);
}

#[tokio::test]
async fn an_order_goes_its_way() {
    let rig = Rig::new().await;
    let posted = json!({"hold": [3], "lines": [{"item": "nachos"}, {"item": "brownie"}]});
    let order = rig.place(posted).await;
    let path = format!("/v1/orders/{}", order["id"].as_str().unwrap());
    let now = async || rig.ask(Role::Display, "GET", &path).send().await.json();
    assert_eq!(order["lines"][1]["state"], "held");
    let id = &order["id"];
    rig.command(json!({"type": "start_line", "order": id, "line": "1", "station": "cold"}))
        .await;
    rig.command(json!({"type": "rush", "order": id, "on": true}))
        .await;
    let started = now().await;
    let states = &started["lines"][0]["station_states"];
    assert_eq!(*states, json!({"grill": "queued", "cold": "started"}));
    assert_eq!(started["rush"], true);
    rig.command(json!({"type": "fire_course", "order": id, "course": 3}))
        .await;
    for station in ["cold", "grill", "sweet"] {
        rig.command(json!({"type": "bump", "order": id, "station": station}))
            .await;
    }
    let ready = now().await;
    assert_eq!(ready["state"], "ready");
    assert!(ready["ready_at"].is_string());
    rig.command(json!({"type": "bump", "order": id})).await;
    let completed = now().await;
    assert_eq!(completed["state"], "completed");
    assert!(completed["closed_at"].is_string());
    assert_eq!(completed["lines"][1]["state"], "served");
    rig.command(json!({"type": "recall", "order": id})).await;
    assert_eq!(now().await["state"], "ready");
}

#[tokio::test]
async fn lines_are_added_changed_and_voided_and_the_total_follows() {
    let rig = Rig::new().await;
    let lines = json!([{"item": "coleslaw", "quantity": 2, "note": "x"}, {"item": "brownie"}]);
    let order = rig.place(json!({"lines": lines})).await;
    let path = format!("/v1/orders/{}/amend", order["id"].as_str().unwrap());
    let amendment = json!({"add": [{"item": "fries", "size": "small"}],
                           "change": [{"line": "1", "quantity": 3, "note": null}],
                           "void": ["2"], "note": "for all"});
    let reply = rig.ask(Role::Pos, "POST", &path).json(&amendment).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let amended = reply.json();
    assert_eq!(amended["note"], "for all");
    let lines = amended["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["quantity"], &lines[0]["note"]),
        (&json!(3), &Value::Null)
    );
    assert_eq!(lines[1]["state"], "voided");
    let price = |line: &Value| line["price"].as_i64().unwrap();
    assert_eq!(amended["total"], price(&lines[0]) + price(&lines[2]));
    let path = format!("/v1/orders/{}/cancel", order["id"].as_str().unwrap());
    let reply = rig
        .ask(Role::Pos, "POST", &path)
        .json(&json!({"reason": "left"}))
        .await;
    let cancelled = reply.json();
    assert_eq!(
        (&cancelled["state"], &cancelled["cancel_reason"]),
        (&json!("cancelled"), &json!("left"))
    );
}

#[tokio::test]
async fn an_order_is_cancelled_without_a_body_too() {
    let rig = Rig::new().await;
    let order = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let path = format!("/v1/orders/{}/cancel", order["id"].as_str().unwrap());
    let reply = rig.ask(Role::Operator, "POST", &path).send().await;
    assert_eq!(
        (reply.status, &reply.json()["state"]),
        (200, &json!("cancelled"))
    );
}

#[tokio::test]
async fn numbers_count_and_seq_is_of_the_event_that_placed_it() {
    let rig = Rig::new().await;
    let first = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    rig.command(json!({"type": "rush", "order": first["id"], "on": true}))
        .await;
    let second = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let number = |order: &Value| {
        (
            order["number"].as_u64().unwrap(),
            order["seq"].as_u64().unwrap(),
        )
    };
    // The first event is the menu.
    assert_eq!((number(&first), number(&second)), ((1, 2), (2, 4)));
    let seq = second["seq"].as_u64().unwrap();
    let event = rig.store().reader().unwrap();
    let event = { event }
        .event(&store::RestaurantId::new("main").unwrap(), seq)
        .unwrap()
        .unwrap();
    assert!(event.body.contains(second["id"].as_str().unwrap()));
    assert!(event.by.starts_with("token-"), "{}", event.by);
}
