//! What an order, and a change of one, is refused for.

use super::{Rig, Role, Seen, post};
use kitchen::RefusalCode as Code;
use serde_json::{Value, json};

pub(super) async fn orders(seen: &mut Seen) {
    let rig = Rig::new().await;
    rig.command(json!({"type": "set_availability", "item": "cheesecake", "available": false}))
        .await;
    let line = |line: Value| json!({"lines": [line]});
    let burger =
        |modifiers: &[&str]| line(json!({"item": "classic-burger", "modifiers": modifiers}));
    let long = "x".repeat(281);
    let table = [
        (
            Code::UnknownItem,
            line(json!({"item": "unicorn"})),
            "/lines/0/item",
        ),
        (
            Code::ItemUnavailable,
            line(json!({"item": "cheesecake"})),
            "/lines/0/item",
        ),
        (
            Code::UnknownModifier,
            burger(&["sparkles"]),
            "/lines/0/modifiers/0",
        ),
        (
            Code::ModifierNotOffered,
            burger(&["medium", "buffalo"]),
            "/lines/0/modifiers/1",
        ),
        (
            Code::ChoiceRequired,
            burger(&["medium"]),
            "/lines/0/modifiers",
        ),
        (
            Code::TooManyChoices,
            burger(&["rare", "medium", "side-none"]),
            "/lines/0/modifiers",
        ),
        (
            Code::SizeRequired,
            line(json!({"item": "fries"})),
            "/lines/0/size",
        ),
        (
            Code::UnknownSize,
            line(json!({"item": "fries", "size": "xxl"})),
            "/lines/0/size",
        ),
        (
            Code::QuantityOutOfRange,
            line(json!({"item": "brownie", "quantity": 0})),
            "/lines/0/quantity",
        ),
        (Code::NoLines, json!({"lines": []}), "/lines"),
        (Code::NoLines, json!({}), "/lines"),
        (
            Code::TooManyLines,
            json!({"lines": vec![json!({"item": "brownie"}); 101]}),
            "/lines",
        ),
        (
            Code::TextTooLong,
            line(json!({"item": "brownie", "note": long})),
            "/lines/0/note",
        ),
        (
            Code::ValueOutOfRange,
            line(json!({"item": "brownie", "course": 21})),
            "/lines/0/course",
        ),
    ];
    for (code, order, field) in table {
        let reply = post(&rig, "/v1/orders", &order).await;
        seen.note(&reply, code.into(), field);
        // By the other way in, the pointer follows the other body.
        let command = json!({"body": {"type": "place_order", "order": order}});
        let reply = post(&rig, "/v1/commands", &command).await;
        seen.note(&reply, code.into(), &format!("/body/order{field}"));
    }
    let mut half = line(json!({"item": "brownie"}));
    half["lines"]
        .as_array_mut()
        .unwrap()
        .push(json!({"item": "unicorn"}));
    let reply = post(&rig, "/v1/orders", &half).await;
    seen.note(&reply, Code::UnknownItem.into(), "/lines/1/item");
    let listed = rig.ask(Role::Pos, "GET", "/v1/orders").send().await.json();
    assert_eq!(listed["orders"], json!([]), "nothing is half-placed");
    let mut menu: Value = serde_json::from_str(kitchen::menu::COPPER_PAN).unwrap();
    menu["stations"] = json!([]);
    let reply = rig.ask(Role::Operator, "PUT", "/v1/menu").json(&menu).await;
    seen.note(&reply, Code::MenuInvalid.into(), "/stations");
}

pub(super) async fn amendments(seen: &mut Seen) {
    let rig = Rig::new().await;
    let lines = json!({"lines": [{"item": "nachos"}, {"item": "brownie"}]});
    let order = rig.place(lines).await;
    let path = |id: &str| format!("/v1/orders/{id}/amend");
    let id = order["id"].as_str().unwrap();
    rig.command(json!({"type": "amend_order", "order": id, "void": ["2"]}))
        .await;
    for (code, amendment, field) in [
        (Code::NothingToAmend, json!({}), ""),
        (Code::UnknownLine, json!({"void": ["9"]}), "/void/0"),
        (
            Code::LineClosed,
            json!({"change": [{"line": "2", "quantity": 2}]}),
            "/change/0/line",
        ),
        (
            Code::UnknownItem,
            json!({"add": [{"item": "unicorn"}]}),
            "/add/0/item",
        ),
        (
            Code::QuantityOutOfRange,
            json!({"change": [{"line": "1", "quantity": 100}]}),
            "/change/0/quantity",
        ),
    ] {
        let reply = post(&rig, &path(id), &amendment).await;
        seen.note(&reply, code.into(), field);
    }
    let nobody = "0192f0c1-2345-7890-abcd-ef0123456789";
    for unknown in [nobody, "1", "..", "%00"] {
        for what in ["amend", "cancel"] {
            let path = format!("/v1/orders/{unknown}/{what}");
            let reply = post(&rig, &path, &json!({"note": "x"})).await;
            seen.note(&reply, Code::UnknownOrder.into(), "");
        }
        let reply = rig
            .ask(Role::Pos, "GET", &format!("/v1/orders/{unknown}"))
            .send()
            .await;
        seen.note(&reply, Code::UnknownOrder.into(), "");
    }
    let cancel = format!("/v1/orders/{id}/cancel");
    assert_eq!(post(&rig, &cancel, &json!({})).await.status, 200);
    let reply = post(&rig, &path(id), &json!({"note": "x"})).await;
    seen.note(&reply, Code::OrderClosed.into(), "");
}
