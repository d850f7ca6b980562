//! Every refusal, provoked: what is sent, and which field is blamed.

mod bounds;
mod menu;
mod order;
mod work;

use super::kitchen::{Kitchen, MENU};
use crate::{Command, OrderId, Refusal, RefusalCode, limits};
use serde_json::{Value, json};
use std::sync::Arc;

/// Commands that are refused in that kitchen, each with the field it is refused for.
struct Provoked {
    kitchen: Kitchen,
    commands: Vec<(Value, &'static str)>,
}

fn provoked<const N: usize>(kitchen: Kitchen, commands: [(Value, &'static str); N]) -> Provoked {
    Provoked {
        kitchen,
        commands: commands.into(),
    }
}

/// In a kitchen without orders, orders of one line each.
fn orders<const N: usize>(lines: [(Value, &'static str); N]) -> Provoked {
    let commands = lines.map(|(line, field)| (placing(json!({"lines": [line]})), field));
    provoked(Kitchen::open(), commands)
}

fn placing(order: Value) -> Value {
    json!({"type": "place_order", "order": order})
}

fn amending(order: OrderId, how: Value) -> Value {
    let mut command = json!({"type": "amend_order", "order": order});
    command
        .as_object_mut()
        .unwrap()
        .extend(how.as_object().unwrap().clone());
    command
}

/// A kitchen with one order: nachos (grill, cold; course 1), a coleslaw (cold; course 2) and
/// a brownie (sweet; course 3), which waits.
fn with_order() -> (Kitchen, OrderId) {
    let mut kitchen = Kitchen::open();
    let order = kitchen.place_order(json!({"hold": [3], "lines": [
        {"item": "nachos"}, {"item": "coleslaw"}, {"item": "brownie"}]}));
    (kitchen, order)
}

/// Commands of each type that speaks of an order and may come late.
fn of_order(id: Value) -> [Value; 10] {
    [
        json!({"type": "amend_order", "note": "x"}),
        json!({"type": "cancel_order"}),
        json!({"type": "start_line", "line": "1"}),
        json!({"type": "bump", "station": "cold"}),
        json!({"type": "bump"}),
        json!({"type": "recall"}),
        json!({"type": "fire_course", "course": 1}),
        json!({"type": "hold_course", "course": 1}),
        json!({"type": "rush", "on": true}),
        json!({"type": "acknowledge_change", "station": "cold"}),
    ]
    .map(|mut command| {
        command["order"] = id.clone();
        command
    })
}

/// How each code is provoked. A new code does not compile until it stands here.
fn provoke(code: RefusalCode) -> Provoked {
    match code {
        RefusalCode::UnknownItem
        | RefusalCode::ItemUnavailable
        | RefusalCode::UnknownModifier
        | RefusalCode::ModifierNotOffered
        | RefusalCode::ChoiceRequired
        | RefusalCode::TooManyChoices
        | RefusalCode::SizeRequired
        | RefusalCode::UnknownSize
        | RefusalCode::QuantityOutOfRange => menu::provoke(code),
        RefusalCode::NoLines
        | RefusalCode::TooManyLines
        | RefusalCode::TextTooLong
        | RefusalCode::ValueOutOfRange
        | RefusalCode::TooManyOpenOrders => bounds::provoke(code),
        RefusalCode::NoMenu => {
            let kitchen = Kitchen::empty();
            let available =
                json!({"type": "set_availability", "item": "brownie", "available": true});
            provoked(
                kitchen,
                [
                    (placing(json!({"lines": [{"item": "brownie"}]})), ""),
                    (available, ""),
                ],
            )
        }
        RefusalCode::MenuInvalid => {
            let mut menu = (**MENU).clone();
            menu.items[2].stations.clear();
            let command = Command::ReplaceMenu {
                menu: Arc::new(menu),
            };
            let command = serde_json::to_value(command).unwrap();
            provoked(Kitchen::open(), [(command, "/menu/items/2/stations")])
        }
        RefusalCode::UnknownOrder
        | RefusalCode::UnknownLine
        | RefusalCode::UnknownStation
        | RefusalCode::UnknownCourse
        | RefusalCode::NothingToAmend => order::provoke(code),
        RefusalCode::OrderClosed
        | RefusalCode::LineClosed
        | RefusalCode::LineHeld
        | RefusalCode::CourseStarted
        | RefusalCode::ChangeNotAcknowledged
        | RefusalCode::NothingToRecall => work::provoke(code),
    }
}

fn refusal(kitchen: &Kitchen, command: &Value) -> Refusal {
    let read: Command = serde_json::from_value(command.clone()).unwrap();
    match kitchen.decide(&read) {
        Err(refusal) => refusal,
        Ok(events) => panic!("{command} is not refused: {events:?}"),
    }
}

#[test]
fn every_code_is_provoked() {
    for code in RefusalCode::ALL {
        let Provoked { kitchen, commands } = provoke(*code);
        assert!(!commands.is_empty());
        for (command, field) in commands {
            let refusal = refusal(&kitchen, &command);
            assert_eq!(refusal.code, *code, "{command}: {refusal}");
            assert_eq!(
                refusal.field.as_deref().unwrap_or_default(),
                field,
                "{command}"
            );
            assert!(refusal.message.ends_with(['.', '?']), "{refusal}");
        }
    }
}

#[test]
fn a_required_choice_names_its_group() {
    let burger = json!({"lines": [{"item": "cheeseburger", "modifiers": ["rare"]}]});
    let refusal = refusal(&Kitchen::open(), &placing(burger));
    assert!(refusal.message.contains("(side)"), "{refusal}");
}

#[test]
fn codes_are_written_as_the_protocol_says() {
    let of_protocol = [
        ("unknown_item", 422),
        ("item_unavailable", 409),
        ("unknown_modifier", 422),
        ("modifier_not_offered", 422),
        ("choice_required", 422),
        ("too_many_choices", 422),
        ("size_required", 422),
        ("unknown_size", 422),
        ("quantity_out_of_range", 422),
        ("no_lines", 422),
        ("too_many_lines", 422),
        ("text_too_long", 422),
    ];
    for (text, status) in of_protocol {
        let code: RefusalCode = serde_json::from_value(json!(text)).unwrap();
        assert_eq!((code.as_str(), code.http_status()), (text, status));
    }
    for code in RefusalCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
    }
}

#[test]
fn what_is_just_within_its_bounds_is_taken() {
    let mut kitchen = Kitchen::open();
    let name = "ä".repeat(limits::NAME_CHARS);
    let note = "ä".repeat(limits::NOTE_CHARS);
    let line = json!({"item": "brownie", "quantity": 99, "course": 20, "seat": 500,
        "note": note, "allergies": vec![name.clone(); limits::ALLERGIES]});
    let order = json!({"external_id": name, "note": note,
        "service": {"type": "delivery", "name": name, "address": note},
        "lines": vec![line; limits::LINES]});
    assert_eq!(kitchen.does(placing(order)), "order_placed");
}
