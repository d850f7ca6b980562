//! The menu is replaced whole, by who has seen the one before.

use super::rig::Rig;
use crate::auth::Role;
use serde_json::{Value, json};

fn copper_pan() -> Value {
    serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap()
}

fn renamed(name: &str) -> Value {
    let mut menu = copper_pan();
    menu["name"] = json!(name);
    menu
}

#[tokio::test]
async fn a_menu_comes_back_as_it_was_put_and_is_known_by_its_tag() {
    let rig = Rig::without_menu().await;
    let missing = rig.ask(Role::Pos, "GET", "/v1/menu").send().await;
    assert_eq!((missing.status, missing.code()), (404, "no_menu".into()));
    let put = rig
        .ask(Role::Operator, "PUT", "/v1/menu")
        .json(&copper_pan())
        .await;
    assert_eq!(put.status, 200, "{put:?}");
    let got = rig.ask(Role::Display, "GET", "/v1/menu").send().await;
    assert_eq!((got.status, &got.text), (200, &put.text));
    assert_eq!(got.header("etag"), put.header("etag"));
    assert!(got.header("etag").starts_with('"'));
    // Everything the file says is in it.
    let (menu, file) = (got.json(), copper_pan());
    for (name, value) in file.as_object().unwrap() {
        if name != "items" && name != "modifier_groups" {
            assert_eq!(menu[name], *value, "{name}");
        }
    }
    let ids = |menu: &Value| -> Vec<Value> {
        menu["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect()
    };
    assert_eq!(ids(&menu), ids(&file));
    let rig = rig.restarted().await;
    let tag = got.header("etag");
    for known in [tag, "*", &format!("\"x\", {tag}"), &format!("W/{tag}")] {
        let ask = rig
            .ask(Role::Pos, "GET", "/v1/menu")
            .header("if-none-match", known);
        let reply = ask.send().await;
        assert_eq!((reply.status, reply.text.as_str()), (304, ""), "{known}");
        assert_eq!(reply.header("etag"), tag);
    }
    let ask = rig
        .ask(Role::Pos, "GET", "/v1/menu")
        .header("if-none-match", "\"x\"");
    assert_eq!(ask.send().await.status, 200);
}

#[tokio::test]
async fn who_has_not_seen_the_last_one_does_not_replace_it() {
    let rig = Rig::without_menu().await;
    let put = |condition: &'static str, tag: String, menu: Value| {
        let rig = &rig;
        async move {
            let ask = rig
                .ask(Role::Operator, "PUT", "/v1/menu")
                .header(condition, &tag);
            ask.json(&menu).await
        }
    };
    let none = put("if-match", "*".into(), renamed("A")).await;
    assert_eq!(
        (none.status, none.code()),
        (412, "precondition_failed".into())
    );
    let first = put("if-none-match", "*".into(), renamed("A")).await;
    assert_eq!(first.status, 200);
    let again = put("if-none-match", "*".into(), renamed("B")).await;
    assert_eq!(again.code(), "precondition_failed");
    let tag = first.header("etag").to_owned();
    assert_eq!(
        put("if-match", format!("W/{tag}"), renamed("B"))
            .await
            .status,
        412
    );
    // Two editors of the same menu: one of them is told.
    let (one, other) = tokio::join!(
        put("if-match", tag.clone(), renamed("B")),
        put("if-match", tag.clone(), renamed("C")),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let now = rig.ask(Role::Pos, "GET", "/v1/menu").send().await;
    let done = if one.status == 200 { one } else { other };
    assert_eq!(now.json()["name"], done.json()["name"]);
}

#[tokio::test]
async fn every_fault_of_a_menu_is_told_and_the_old_one_stays() {
    let rig = Rig::new().await;
    let mut menu = copper_pan();
    menu["items"][0]["category"] = json!("nowhere");
    menu["items"][1]["kitchen_name"] = json!("much longer than a ticket");
    menu["modifier_groups"][0]["min"] = json!(-1);
    let reply = rig.ask(Role::Operator, "PUT", "/v1/menu").json(&menu).await;
    assert_eq!((reply.status, reply.code()), (422, "menu_invalid".into()));
    let problem = reply.json();
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    for pointer in [
        "/items/0/category",
        "/items/1/kitchen_name",
        "/modifier_groups/0/min",
    ] {
        assert!(pointers.contains(&pointer), "{pointer} in {pointers:?}");
    }
    assert_eq!(reply.field().as_deref(), Some(pointers[0]));
    let ask = rig.ask(Role::Operator, "PUT", "/v1/menu");
    assert_eq!(ask.body("{").await.code(), "invalid_json");
    // Larger than an order may be, and a menu all the same.
    let mut large = copper_pan();
    large["padding"] = json!("x".repeat(1_000_000));
    let reply = rig
        .ask(Role::Operator, "PUT", "/v1/menu")
        .json(&large)
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["name"], "The Copper Pan");
}

#[tokio::test]
async fn orders_that_are_being_made_stay_as_they_are() {
    let rig = Rig::new().await;
    let order = rig.place(json!({"lines": [{"item": "brownie"}]})).await;
    let mut menu = copper_pan();
    menu["items"]
        .as_array_mut()
        .unwrap()
        .retain(|item| item["id"] != "brownie");
    assert_eq!(
        rig.ask(Role::Operator, "PUT", "/v1/menu")
            .json(&menu)
            .await
            .status,
        200
    );
    let path = format!("/v1/orders/{}", order["id"].as_str().unwrap());
    assert_eq!(rig.ask(Role::Pos, "GET", &path).send().await.json(), order);
    let more = json!({"lines": [{"item": "brownie"}]});
    let reply = rig.ask(Role::Pos, "POST", "/v1/orders").json(&more).await;
    assert_eq!(reply.code(), "unknown_item");
}
