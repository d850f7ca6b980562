//! Orders that the menu does not allow.

use super::{Provoked, orders};
use crate::{RefusalCode, limits};
use serde_json::json;

pub(super) fn provoke(code: RefusalCode) -> Provoked {
    let burger = |modifiers: &[&str]| json!({"item": "cheeseburger", "modifiers": modifiers});
    match code {
        RefusalCode::UnknownItem => {
            let mut provoked = orders([(json!({"item": "sushi"}), "/lines/0/item")]);
            let available = json!({"type": "set_availability", "item": "sushi", "available": true});
            provoked.commands.push((available, "/item"));
            provoked
        }
        RefusalCode::ItemUnavailable => {
            let mut provoked = orders([
                (json!({"item": "brownie"}), "/lines/0/item"),
                (json!({"item": "apple-pie", "quantity": 3}), "/lines/0/item"),
            ]);
            for (item, available, remaining) in
                [("brownie", false, None), ("apple-pie", true, Some(2))]
            {
                provoked.kitchen.does(json!({"type": "set_availability",
                    "item": item, "available": available, "remaining": remaining}));
            }
            provoked
        }
        RefusalCode::UnknownModifier => orders([(
            burger(&["rare", "side-fries", "no-gravity"]),
            "/lines/0/modifiers/2",
        )]),
        RefusalCode::ModifierNotOffered => orders([(
            burger(&["oat-milk", "rare", "side-fries"]),
            "/lines/0/modifiers/0",
        )]),
        RefusalCode::ChoiceRequired => orders([
            (burger(&["side-fries"]), "/lines/0/modifiers"),
            (burger(&["rare"]), "/lines/0/modifiers"),
        ]),
        RefusalCode::TooManyChoices => orders([
            (
                burger(&["rare", "medium", "side-fries"]),
                "/lines/0/modifiers",
            ),
            (
                burger(&["rare"; limits::MODIFIERS + 1]),
                "/lines/0/modifiers",
            ),
        ]),
        RefusalCode::SizeRequired => orders([(json!({"item": "cola"}), "/lines/0/size")]),
        RefusalCode::UnknownSize => orders([
            (json!({"item": "cola", "size": "bucket"}), "/lines/0/size"),
            (json!({"item": "brownie", "size": "large"}), "/lines/0/size"),
        ]),
        _ => orders([
            (
                json!({"item": "brownie", "quantity": 0}),
                "/lines/0/quantity",
            ),
            (
                json!({"item": "brownie", "quantity": 100}),
                "/lines/0/quantity",
            ),
            (
                json!({"item": "brownie", "quantity": u32::MAX}),
                "/lines/0/quantity",
            ),
        ]),
    }
}
