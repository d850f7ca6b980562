//! Commands past a bound.

use super::{Provoked, amending, orders, placing, provoked, with_order};
use crate::tests::kitchen::Kitchen;
use crate::{Order, OrderId, RefusalCode, limits};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn provoke(code: RefusalCode) -> Provoked {
    let brownies = |count: usize| json!({"lines": vec![json!({"item": "brownie"}); count]});
    match code {
        RefusalCode::NoLines => provoked(
            Kitchen::open(),
            [
                (placing(json!({})), "/lines"),
                (placing(brownies(0)), "/lines"),
            ],
        ),
        RefusalCode::TooManyLines => {
            let mut kitchen = Kitchen::open();
            let full = kitchen.place_order(brownies(limits::LINES));
            let one_more = amending(full, json!({"add": [{"item": "brownie"}], "void": ["1"]}));
            provoked(
                kitchen,
                [
                    (placing(brownies(limits::LINES + 1)), "/lines"),
                    (one_more, "/add"),
                ],
            )
        }
        RefusalCode::TextTooLong => too_long(),
        RefusalCode::ValueOutOfRange => {
            let mut provoked = orders([
                (json!({"item": "brownie", "course": 0}), "/lines/0/course"),
                (json!({"item": "brownie", "course": 21}), "/lines/0/course"),
                (json!({"item": "brownie", "seat": 0}), "/lines/0/seat"),
                (json!({"item": "brownie", "seat": 501}), "/lines/0/seat"),
                (
                    json!({"item": "brownie", "allergies": vec!["soy"; 31]}),
                    "/lines/0/allergies",
                ),
            ]);
            let remaining = json!({"type": "set_availability", "item": "brownie",
                "available": true, "remaining": limits::REMAINING + 1});
            provoked.commands.push((remaining, "/remaining"));
            provoked
        }
        _ => {
            let (mut kitchen, order) = with_order();
            let same: Arc<Order> = kitchen.state.orders.get(&order).unwrap().clone();
            let ids = (1..limits::OPEN_ORDERS).map(|n| OrderId(Uuid::from_u128(n as u128)));
            kitchen
                .state
                .orders
                .extend(ids.map(|id| (id, same.clone())));
            provoked(kitchen, [(placing(brownies(1)), "")])
        }
    }
}

fn too_long() -> Provoked {
    let name = "ä".repeat(limits::NAME_CHARS + 1);
    let note = "ä".repeat(limits::NOTE_CHARS + 1);
    let order = |field: &str, value: Value| {
        let mut order = json!({"lines": [{"item": "brownie"}]});
        order[field] = value;
        placing(order)
    };
    let service = |service: Value| order("service", service);
    let line = |field: &str, value: Value| {
        let mut line = json!({"item": "brownie"});
        line[field] = value;
        placing(json!({"lines": [line]}))
    };
    let (kitchen, id) = with_order();
    let edit = json!({"change": [{"line": "1", "note": note}]});
    provoked(
        kitchen,
        [
            (order("external_id", json!(name)), "/external_id"),
            (order("note", json!(note)), "/note"),
            (
                service(json!({"type": "dine_in", "table": name})),
                "/service/table",
            ),
            (
                service(json!({"type": "takeout", "name": name})),
                "/service/name",
            ),
            (
                service(json!({"type": "drive_thru", "lane": name})),
                "/service/lane",
            ),
            (
                service(json!({"type": "delivery", "name": name})),
                "/service/name",
            ),
            (
                service(json!({"type": "delivery", "address": note})),
                "/service/address",
            ),
            (line("note", json!(note)), "/lines/0/note"),
            (line("allergies", json!([name])), "/lines/0/allergies"),
            (amending(id, json!({"note": note})), "/note"),
            (amending(id, edit), "/change/0/note"),
            (
                json!({"type": "cancel_order", "order": id, "reason": note}),
                "/reason",
            ),
        ],
    )
}
