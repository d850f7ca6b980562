//! A cart is filled by its tools, and refused by the checks that place an order.

use super::kitchen::{Kitchen, MENU};
use crate::{
    LineId, Refusal, RefusalCode, Service, ServiceKind, State,
    cart::{
        Cart, definitions,
        tools::{self, Answer, Call},
    },
    limits,
};
use serde_json::{Value, json};

struct Till {
    kitchen: Kitchen,
    cart: Cart,
}

impl Till {
    fn open() -> Self {
        Self {
            kitchen: Kitchen::open(),
            cart: Cart::default(),
        }
    }

    fn state(&self) -> &State {
        &self.kitchen.state
    }

    fn call(&mut self, name: &str, arguments: Value) -> Result<Answer, Refusal> {
        let call = Call::read(name, &arguments.to_string()).unwrap();
        assert_eq!(call.name(), name);
        let state = self.kitchen.state.clone();
        tools::run(&mut self.cart, &state, self.kitchen.now_ms, &call)
    }

    fn does(&mut self, name: &str, arguments: Value) -> Answer {
        self.call(name, arguments).unwrap()
    }

    fn refuses(&mut self, name: &str, arguments: Value) -> (RefusalCode, Option<String>) {
        let before = self.cart.clone();
        let refusal = self.call(name, arguments).unwrap_err();
        assert_eq!(self.cart, before, "a refused call changes nothing");
        (refusal.code, refusal.field)
    }

    fn lines(&self) -> Vec<String> {
        let line = |line: &crate::cart::CartLine| {
            let size = line
                .size
                .as_ref()
                .map_or(String::new(), |size| format!(" {size}"));
            let modifiers: Vec<&str> = line.modifiers.iter().map(|id| id.as_str()).collect();
            format!(
                "{} {} {}{size} {}",
                line.id,
                line.quantity,
                line.item,
                modifiers.join(",")
            )
        };
        self.cart.lines().iter().map(line).collect()
    }
}

#[test]
fn a_line_waits_for_its_choices_in_the_items_order() {
    let mut till = Till::open();
    let answer = till.does("add_item", json!({"item": "chicken-wings", "quantity": 2}));
    let need = answer.need.unwrap();
    assert_eq!(
        (need.item.as_str(), need.choice.as_str()),
        ("chicken-wings", "size")
    );
    assert_eq!(answer.cart["question"]["choices"][0]["id"], "six");
    assert_eq!(till.cart.sendable(till.state()).count(), 0);
    let answer = till.does("change_item", json!({"line": "line_1", "size": "twelve"}));
    assert_eq!(answer.need.unwrap().choice.as_str(), "wing-sauce");
    let sauce = json!({"line": "line_1", "add_modifiers": ["buffalo"]});
    let answer = till.does("change_item", sauce);
    assert_eq!(
        (answer.need, &answer.cart["lines"][0]["ready"]),
        (None, &json!(true))
    );
    let order = till.cart.order(till.state(), Default::default());
    assert_eq!(order.lines.len(), 1);
    let command = serde_json::to_value(crate::Command::PlaceOrder { order }).unwrap();
    assert_eq!(till.kitchen.does(command), "order_placed");
}

#[test]
fn every_refusal_is_the_one_that_http_gives() {
    let mut till = Till::open();
    let mut refused = |arguments: Value| till.refuses("add_item", arguments).0.as_str();
    assert_eq!(refused(json!({"item": "pizza"})), "unknown_item");
    assert_eq!(
        refused(json!({"item": "clam-chowder", "size": "cup"})),
        "item_unavailable"
    );
    assert_eq!(
        refused(json!({"item": "cola", "quantity": 0})),
        "quantity_out_of_range"
    );
    assert_eq!(
        refused(json!({"item": "cola", "quantity": 100})),
        "quantity_out_of_range"
    );
    assert_eq!(
        refused(json!({"item": "cola", "size": "huge"})),
        "unknown_size"
    );
    assert_eq!(
        refused(json!({"item": "brownie", "modifiers": ["rare"]})),
        "modifier_not_offered"
    );
    assert_eq!(
        refused(json!({"item": "brownie", "modifiers": ["gold"]})),
        "unknown_modifier"
    );
    let both = json!({"item": "ribeye", "modifiers": ["rare", "well-done"]});
    assert_eq!(refused(both), "too_many_choices");
    let long = json!({"item": "brownie", "note": "x".repeat(281)});
    assert_eq!(refused(long), "text_too_long");
    let nowhere = json!({"line": "line_9", "quantity": 2});
    assert_eq!(
        till.refuses("change_item", nowhere),
        (RefusalCode::UnknownLine, Some("/line".into()))
    );
}

#[test]
fn the_same_dish_again_is_one_line_and_another_is_not() {
    let mut till = Till::open();
    till.does("add_item", json!({"item": "brownie"}));
    till.does("add_item", json!({"item": "brownie", "quantity": 2}));
    till.does("add_item", json!({"item": "brownie", "note": "warm"}));
    // What still waits for an answer may be answered differently.
    till.does("add_item", json!({"item": "cola"}));
    till.does("add_item", json!({"item": "cola"}));
    assert_eq!(
        till.lines(),
        [
            "line_1 3 brownie ",
            "line_2 1 brownie ",
            "line_3 1 cola ",
            "line_4 1 cola "
        ]
    );
    let too_many = json!({"item": "brownie", "quantity": 97});
    assert_eq!(
        till.refuses("add_item", too_many).0,
        RefusalCode::QuantityOutOfRange
    );
}

#[test]
fn some_of_a_line_become_a_line_of_their_own() {
    let mut till = Till::open();
    till.does("add_item", json!({"item": "fish-taco", "quantity": 5}));
    let two = json!({"line": "line_1", "only": 2, "add_modifiers": ["no-cilantro"]});
    let answer = till.does("change_item", two);
    assert_eq!(answer.lines, ["line_1", "line_2"].map(LineId::from));
    assert_eq!(
        till.lines(),
        ["line_1 3 fish-taco ", "line_2 2 fish-taco no-cilantro"]
    );
    let four = json!({"line": "line_1", "only": 4, "add_modifiers": ["no-salsa"]});
    assert_eq!(
        till.refuses("change_item", four).0,
        RefusalCode::QuantityOutOfRange
    );
    // All of them is the line itself.
    till.does(
        "change_item",
        json!({"line": "line_1", "only": 3, "add_modifiers": ["no-salsa"]}),
    );
    till.does("remove_item", json!({"line": "line_2", "quantity": 1}));
    assert_eq!(
        till.lines(),
        [
            "line_1 3 fish-taco no-salsa",
            "line_2 1 fish-taco no-cilantro"
        ]
    );
    till.does("remove_item", json!({"line": "line_1"}));
    assert_eq!(till.lines(), ["line_2 1 fish-taco no-cilantro"]);
}

#[test]
fn another_item_keeps_what_it_has_too() {
    let mut till = Till::open();
    till.does(
        "add_item",
        json!({"item": "iced-tea", "size": "large", "modifiers": ["no-ice"]}),
    );
    till.does(
        "change_item",
        json!({"line": "line_1", "item": "diet-cola"}),
    );
    assert_eq!(till.lines(), ["line_1 1 diet-cola large no-ice"]);
    till.does("change_item", json!({"line": "line_1", "item": "latte"}));
    assert_eq!(till.lines(), ["line_1 1 latte large "]);
    till.does("change_item", json!({"line": "line_1", "item": "brownie"}));
    assert_eq!(till.lines(), ["line_1 1 brownie "]);
}

#[test]
fn an_order_goes_out_only_when_nothing_is_open_and_the_guest_has_said_yes() {
    let mut till = Till::open();
    let yes = || json!({"confirmed": true});
    assert_eq!(till.refuses("submit_order", yes()).0, RefusalCode::NoLines);
    till.does("add_item", json!({"item": "cola"}));
    assert_eq!(
        till.refuses("submit_order", yes()).0,
        RefusalCode::ChoiceRequired
    );
    till.does(
        "change_item",
        json!({"line": "line_1", "size": "small", "unsure": true}),
    );
    assert_eq!(till.cart.sendable(till.state()).count(), 0);
    assert_eq!(
        till.refuses("submit_order", yes()).0,
        RefusalCode::ChoiceRequired
    );
    till.does("change_item", json!({"line": "line_1", "unsure": false}));
    let no = json!({"confirmed": false});
    assert_eq!(
        till.refuses("submit_order", no).0,
        RefusalCode::ChoiceRequired
    );
    till.does("submit_order", yes());
    assert_eq!(till.cart.sendable(till.state()).count(), 1);
}

#[test]
fn what_sells_out_meanwhile_is_refused_at_the_end_and_can_be_taken_out() {
    let mut till = Till::open();
    till.does("add_item", json!({"item": "brownie", "quantity": 3}));
    till.kitchen
        .does(json!({"type": "set_availability", "item": "brownie",
        "available": true, "remaining": 2}));
    let yes = json!({"confirmed": true});
    assert_eq!(
        till.refuses("submit_order", yes).0,
        RefusalCode::ItemUnavailable
    );
    assert_eq!(
        till.refuses("add_item", json!({"item": "brownie", "note": "warm"}))
            .0,
        RefusalCode::ItemUnavailable
    );
    till.does("add_item", json!({"item": "cheesecake"}));
    till.does("remove_item", json!({"line": "line_1", "quantity": 1}));
    till.does("submit_order", json!({"confirmed": true}));
}

#[test]
fn a_cart_is_bounded() {
    let mut till = Till::open();
    for note in 0..crate::limits::LINES {
        till.does(
            "add_item",
            json!({"item": "brownie", "note": note.to_string()}),
        );
    }
    assert_eq!(
        till.refuses("add_item", json!({"item": "latte"})).0,
        RefusalCode::TooManyLines
    );
    till.does("clear_cart", json!({}));
    assert!(till.cart.is_empty());
    // A number is never used again.
    till.does("add_item", json!({"item": "brownie"}));
    assert_eq!(till.lines(), ["line_101 1 brownie "]);
}

#[test]
fn allergies_go_out_with_every_line_whenever_they_were_said() {
    let mut till = Till::open();
    till.does("note_allergies", json!({"add": ["peanut", " Sesame "]}));
    till.does("add_item", json!({"item": "brownie"}));
    till.does("add_item", json!({"item": "coleslaw"}));
    let answer = till.does("note_allergies", json!({"add": ["PEANUT", "milk"]}));
    assert_eq!(
        answer.cart["allergies"],
        json!(["peanut", "Sesame", "milk"])
    );
    till.does("note_allergies", json!({"add": [], "remove": ["sesame"]}));
    // Whoever starts over cannot bear it any better.
    till.does("clear_cart", json!({}));
    till.does("add_item", json!({"item": "brownie"}));
    till.does("add_item", json!({"item": "coleslaw"}));
    let order = till.cart.order(till.state(), Service::default());
    assert_eq!(order.lines.len(), 2);
    for line in &order.lines {
        assert_eq!(line.allergies, ["peanut", "milk"]);
    }
    let long = "x".repeat(limits::NAME_CHARS + 1);
    let refused = till.refuses("note_allergies", json!({"add": [long]}));
    assert_eq!(refused, (RefusalCode::TextTooLong, Some("/add".to_owned())));
    let many: Vec<String> = (0..limits::ALLERGIES).map(|n| n.to_string()).collect();
    let refused = till.refuses("note_allergies", json!({"add": many}));
    assert_eq!(refused.0, RefusalCode::ValueOutOfRange);
    assert_eq!(till.cart.allergies(), ["peanut", "milk"]);
}

#[test]
fn an_order_is_for_whom_it_is_said_to_be() {
    let mut till = Till::open();
    let tool = "set_order_details";
    till.does(tool, json!({"table": " 12 "}));
    till.does(tool, json!({"name": "Anna"}));
    till.does("add_item", json!({"item": "coleslaw"}));
    let usual = Service::of(ServiceKind::Takeout);
    let order = till.cart.order(till.state(), usual.clone());
    let (table, name) = (Some("12".to_owned()), Some("Anna".to_owned()));
    let here = Service::DineIn {
        table,
        name: name.clone(),
    };
    assert_eq!(order.service, here, "a table is one to eat at");
    till.does(tool, json!({"service": "takeout", "unsure": true}));
    let order = till.cart.order(till.state(), Service::default());
    assert_eq!(order.service, Service::Takeout { name });
    assert_eq!(
        Cart::read(&till.cart.to_json(till.state())).as_ref(),
        Some(&till.cart)
    );

    let yes = json!({"confirmed": true});
    let refused = till.refuses("submit_order", yes.clone());
    assert_eq!(refused.0, RefusalCode::ChoiceRequired, "it may be wrong");
    till.does(tool, json!({"unsure": false}));
    till.does("clear_cart", json!({}));
    assert_eq!(till.cart.whom().name.as_deref(), Some("Anna"), "she stays");
    till.does(tool, json!({"name": ""}));
    assert_eq!(till.cart.whom().name, None);

    let long = "x".repeat(limits::NAME_CHARS + 1);
    let refused = till.refuses(tool, json!({"name": long}));
    assert_eq!(
        refused,
        (RefusalCode::TextTooLong, Some("/name".to_owned()))
    );
    let next = till.cart.next();
    assert_eq!(next.whom().service, Some(ServiceKind::Takeout));
    assert_eq!((next.whom().table.as_ref(), next.lines().len()), (None, 0));
}

#[test]
fn the_tools_say_which_ids_there_are() {
    let till = Till::open();
    let tools = definitions(till.state(), till.kitchen.now_ms);
    let names: Vec<&str> = tools.iter().map(|tool| tool.name).collect();
    assert_eq!(names, Call::NAMES);
    let add = &tools[0].parameters["properties"];
    let items = add["item"]["enum"].as_array().unwrap();
    assert_eq!(items.len(), MENU.items.len() - 1);
    assert!(!items.contains(&json!("clam-chowder")), "sold out");
    assert!(
        add["modifiers"]["items"]["enum"]
            .as_array()
            .unwrap()
            .contains(&json!("rare"))
    );
    let allergies = tools.iter().find(|tool| tool.name == "note_allergies");
    let one = &allergies.unwrap().parameters["properties"]["add"]["items"]["anyOf"];
    let known = one[0]["enum"].as_array().unwrap();
    assert!(known.contains(&json!("tree_nut")), "{known:?}");
    assert_eq!(one[1]["type"], "string", "and what a guest calls it");
    // A menu without sizes has none to choose: an empty enum is no schema that anyone takes.
    let mut menu = crate::Menu::clone(&MENU);
    for item in &mut menu.items {
        item.sizes.clear();
    }
    let plain = Kitchen::with(&std::sync::Arc::new(menu));
    let tools = definitions(&plain.state, plain.now_ms);
    assert_eq!(tools[0].parameters["properties"].get("size"), None);
}

#[test]
fn calls_are_read_strictly_by_name_and_kindly_without_arguments() {
    assert_eq!(Call::read("clear_cart", "").unwrap(), Call::ClearCart {});
    assert!(Call::read("drop_table", "{}").is_err());
    assert!(Call::read("add_item", "{}").is_err());
    assert!(Call::read("add_item", "{\"item\":").is_err());
    let call = Call::read("add_item", "{\"item\":\"cola\"}").unwrap();
    assert_eq!(call.arguments(), json!({"item": "cola", "quantity": 1}));
}

#[test]
fn what_is_taken_back_is_not_doubted_any_more() {
    let mut till = Till::open();
    let tool = "set_order_details";
    till.does("add_item", json!({"item": "coleslaw"}));
    till.does(tool, json!({"name": "Sam", "unsure": true}));
    till.does(tool, json!({"name": ""}));
    assert!(!till.cart.whom().unsure, "{:?}", till.cart.whom());
    till.does(tool, json!({"unsure": true}));
    assert!(!till.cart.whom().unsure, "there is nothing to doubt");
    till.does("submit_order", json!({"confirmed": true}));
}
