//! Every fault has its place, and every role its commands.

use super::*;
use serde_json::json;

fn fault(body: Value) -> (String, Option<String>) {
    let bad = parse_command(body).unwrap_err();
    assert_eq!(bad.code, ErrorCode::InvalidBody);
    (bad.message, bad.field)
}

#[test]
fn an_order_may_stand_in_a_field_or_beside_the_type() {
    let line = json!([{"item": "fries"}]);
    let flat = parse_command(json!({"type": "place_order", "lines": line})).unwrap();
    let nested = json!({"type": "place_order", "order": {"lines": line}});
    let nested = parse_command(nested).unwrap();
    assert_eq!(flat.command, nested.command);
    let refusal = Refusal::at(kitchen::RefusalCode::UnknownItem, "/lines/0/item", "");
    assert_eq!(flat.field(&refusal).unwrap(), "/lines/0/item");
    assert_eq!(nested.field(&refusal).unwrap(), "/order/lines/0/item");
    let whole = Refusal::new(kitchen::RefusalCode::NoMenu, "");
    assert_eq!(nested.field(&whole), None);
}

#[test]
fn the_field_at_fault_is_named() {
    let id = "0192f0c1-2345-7890-abcd-ef0123456789";
    let table = [
        (json!(7), None),
        (json!({}), Some("/type")),
        (json!({"type": 7}), Some("/type")),
        (json!({"type": "dance"}), Some("/type")),
        (json!({"type": "rush", "on": true}), Some("/order")),
        (
            json!({"type": "rush", "order": "x", "on": true}),
            Some("/order"),
        ),
        (
            json!({"type": "rush", "order": id, "on": "yes"}),
            Some("/on"),
        ),
        (
            json!({"type": "bump", "order": id, "station": 3}),
            Some("/station"),
        ),
        (
            json!({"type": "bump", "order": id, "lines": ["1", 2]}),
            Some("/lines/1"),
        ),
        (
            json!({"type": "fire_course", "order": id, "course": 300}),
            Some("/course"),
        ),
        (
            json!({"type": "amend_order", "order": id, "add": [{"quantity": 1}]}),
            Some("/add/0/item"),
        ),
        (
            json!({"type": "set_availability", "item": "fries", "available": false,
                   "until": "soon"}),
            Some("/until"),
        ),
        (
            json!({"type": "place_order", "lines": [{"item": "fries", "quantity": "2"}]}),
            Some("/lines/0/quantity"),
        ),
        (
            json!({"type": "place_order", "order": {"lines": [{"quantity": 2}]}}),
            Some("/order/lines/0/item"),
        ),
        (
            json!({"type": "place_order", "source": "pigeon"}),
            Some("/source"),
        ),
    ];
    for (body, field) in table {
        let (message, found) = fault(body.clone());
        assert_eq!(found.as_deref(), field, "{body}: {message}");
    }
}

#[test]
fn every_role_has_its_commands() {
    let id = json!("0192f0c1-2345-7890-abcd-ef0123456789");
    let roles = |body: Value| {
        let command = parse_command(body).unwrap().command;
        let may = Role::ALL.iter().filter(|role| allowed(**role, &command));
        may.map(|role| role.as_str()).collect::<Vec<_>>()
    };
    let place = json!({"type": "place_order", "lines": []});
    assert_eq!(roles(place), ["pos", "counter", "device", "operator"]);
    for kind in ["amend_order", "cancel_order"] {
        assert_eq!(
            roles(json!({"type": kind, "order": id})),
            ["pos", "operator"]
        );
    }
    let body = json!({"order": id, "line": "1", "station": "grill", "course": 1, "on": true,
                      "item": "fries", "available": true});
    for kind in [
        "start_line",
        "bump",
        "recall",
        "fire_course",
        "hold_course",
        "rush",
        "acknowledge_change",
        "set_availability",
    ] {
        let mut body = body.clone();
        body["type"] = json!(kind);
        assert_eq!(roles(body), ["display", "device", "operator"], "{kind}");
    }
}
