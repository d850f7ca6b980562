//! Every refusal, provoked: what is sent, and which field is blamed.

use super::kitchen::{Kitchen, MENU, NOBODY};
use crate::{Command, Order, OrderId, Refusal, RefusalCode, limits};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

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
        | RefusalCode::QuantityOutOfRange => by_the_menu(code),
        RefusalCode::NoLines
        | RefusalCode::TooManyLines
        | RefusalCode::TextTooLong
        | RefusalCode::ValueOutOfRange
        | RefusalCode::TooManyOpenOrders => by_a_bound(code),
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
        | RefusalCode::NothingToAmend => by_the_order(code),
        RefusalCode::OrderClosed
        | RefusalCode::LineClosed
        | RefusalCode::LineHeld
        | RefusalCode::CourseStarted
        | RefusalCode::ChangeNotAcknowledged
        | RefusalCode::NothingToRecall => by_the_work(code),
    }
}

fn by_the_menu(code: RefusalCode) -> Provoked {
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

fn by_a_bound(code: RefusalCode) -> Provoked {
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

fn by_the_order(code: RefusalCode) -> Provoked {
    let (kitchen, id) = with_order();
    match code {
        RefusalCode::UnknownOrder => provoked(
            kitchen,
            of_order(json!(NOBODY)).map(|command| (command, "/order")),
        ),
        RefusalCode::UnknownLine => {
            let bump = |station: Option<&str>, line: &str| json!({"type": "bump", "order": id, "station": station, "lines": [line]});
            let start = json!({"type": "start_line", "order": id, "line": "4"});
            provoked(
                kitchen,
                [
                    (start, "/line"),
                    (
                        json!({"type": "start_line", "order": id, "line": "2", "station": "grill"}),
                        "/station",
                    ),
                    (bump(Some("cold"), "4"), "/lines/0"),
                    (bump(Some("grill"), "2"), "/lines/0"),
                    (bump(None, "4"), "/lines/0"),
                    (
                        json!({"type": "recall", "order": id, "lines": ["x"]}),
                        "/lines/0",
                    ),
                    (amending(id, json!({"void": ["1", "4"]})), "/void/1"),
                    (
                        amending(id, json!({"change": [{"line": "4"}]})),
                        "/change/0/line",
                    ),
                ],
            )
        }
        RefusalCode::UnknownStation => {
            let at = |mut command: Value| {
                command["order"] = json!(id);
                command["station"] = "sushi".into();
                (command, "/station")
            };
            provoked(
                kitchen,
                [
                    at(json!({"type": "start_line", "line": "1"})),
                    at(json!({"type": "bump"})),
                    at(json!({"type": "recall"})),
                    at(json!({"type": "acknowledge_change"})),
                ],
            )
        }
        RefusalCode::UnknownCourse => provoked(
            kitchen,
            ["fire_course", "hold_course"]
                .map(|of| (json!({"type": of, "order": id, "course": 4}), "/course")),
        ),
        _ => {
            let nothing = json!({"add": [], "change": [], "void": []});
            provoked(
                kitchen,
                [(amending(id, json!({})), ""), (amending(id, nothing), "")],
            )
        }
    }
}

fn by_the_work(code: RefusalCode) -> Provoked {
    let (mut kitchen, id) = with_order();
    match code {
        RefusalCode::OrderClosed => {
            kitchen.does(json!({"type": "cancel_order", "order": id}));
            // Cancelling twice and saying Heard are right at any time.
            let refused = |command: &Value| {
                !matches!(
                    command["type"].as_str(),
                    Some("cancel_order" | "acknowledge_change")
                )
            };
            let late = of_order(json!(id)).into_iter().filter(refused);
            let mut commands: Vec<_> = late.map(|command| (command, "")).collect();
            let completed = kitchen.place(json!([{"item": "brownie"}]));
            kitchen.bump(completed, None);
            commands.push((json!({"type": "cancel_order", "order": completed}), ""));
            Provoked { kitchen, commands }
        }
        RefusalCode::LineClosed => {
            kitchen.does(amending(id, json!({"void": ["2"]})));
            kitchen.does(json!({"type": "bump", "order": id, "lines": ["1"]}));
            let start = |line: &str| json!({"type": "start_line", "order": id, "line": line});
            let bump = |station: Option<&str>| json!({"type": "bump", "order": id, "station": station, "lines": ["2"]});
            let change =
                |line: &str| amending(id, json!({"change": [{"line": line, "quantity": 2}]}));
            let void_and_change = json!({"void": ["3"], "change": [{"line": "3", "quantity": 2}]});
            provoked(
                kitchen,
                [
                    (start("1"), "/line"),
                    (start("2"), "/line"),
                    (bump(Some("cold")), "/lines/0"),
                    (bump(None), "/lines/0"),
                    (change("1"), "/change/0/line"),
                    (change("2"), "/change/0/line"),
                    (amending(id, void_and_change), "/change/0/line"),
                    (amending(id, json!({"void": ["1"]})), "/void/0"),
                ],
            )
        }
        RefusalCode::LineHeld => provoked(
            kitchen,
            [
                (
                    json!({"type": "start_line", "order": id, "line": "3"}),
                    "/line",
                ),
                (
                    json!({"type": "bump", "order": id, "station": "sweet"}),
                    "/order",
                ),
                (
                    json!({"type": "bump", "order": id, "station": "sweet", "lines": ["3"]}),
                    "/lines/0",
                ),
                (
                    json!({"type": "bump", "order": id, "lines": ["3"]}),
                    "/lines/0",
                ),
            ],
        ),
        RefusalCode::CourseStarted => {
            kitchen.does(json!({"type": "start_line", "order": id, "line": "1"}));
            provoked(
                kitchen,
                [(
                    json!({"type": "hold_course", "order": id, "course": 1}),
                    "/course",
                )],
            )
        }
        RefusalCode::ChangeNotAcknowledged => {
            kitchen.does(amending(id, json!({"void": ["2"]})));
            provoked(
                kitchen,
                [(json!({"type": "bump", "order": id, "station": "cold"}), "")],
            )
        }
        _ => provoked(
            kitchen,
            [
                (json!({"type": "recall", "order": id}), ""),
                (
                    json!({"type": "recall", "order": id, "station": "cold"}),
                    "",
                ),
                (
                    json!({"type": "recall", "order": id, "station": "cold", "lines": ["1"]}),
                    "",
                ),
            ],
        ),
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
