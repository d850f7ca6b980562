//! A cart that was kept: what there is instead of what sold out, and what another menu makes of it.

use super::kitchen::{Kitchen, MENU};
use crate::cart::{
    Cart, Mended, swaps,
    tools::{self, Call},
};
use crate::{ItemId, Menu, State};
use serde_json::{Value, json};
use std::sync::Arc;

fn add(cart: &mut Cart, kitchen: &Kitchen, arguments: Value) {
    let call = Call::read("add_item", &arguments.to_string()).unwrap();
    tools::run(cart, &kitchen.state, kitchen.now_ms, &call).unwrap();
}

fn sold_out(kitchen: &mut Kitchen, item: &str) {
    kitchen.does(json!({"type": "set_availability", "item": item, "available": false}));
}

fn instead(state: &State, now_ms: i64, item: &str) -> Vec<String> {
    let swaps = swaps(state, &ItemId::from(item), now_ms);
    swaps.iter().map(|item| item.id.to_string()).collect()
}

#[test]
fn what_is_most_alike_and_can_be_had_is_offered_instead() {
    let mut kitchen = Kitchen::open();
    let now = kitchen.now_ms;
    // Three burgers share every way to have them; the nearer price wins, then the menu's order.
    let cheese = instead(&kitchen.state, now, "cheeseburger");
    assert_eq!(cheese, ["classic-burger", "mushroom-swiss"]);
    // Another kind of soup, since the nachos are made in another way.
    assert_eq!(
        instead(&kitchen.state, now, "clam-chowder")[0],
        "tomato-soup"
    );
    sold_out(&mut kitchen, "classic-burger");
    let cheese = instead(&kitchen.state, kitchen.now_ms, "cheeseburger");
    assert_eq!(cheese[0], "mushroom-swiss");
    assert!(!cheese.contains(&"classic-burger".to_owned()));
    assert!(instead(&kitchen.state, now, "no-such-item").is_empty());
}

#[test]
fn a_category_with_nothing_else_left_offers_nothing() {
    let mut kitchen = Kitchen::open();
    sold_out(&mut kitchen, "kids-pasta");
    assert_eq!(
        instead(&kitchen.state, kitchen.now_ms, "kids-nuggets"),
        [""; 0]
    );
}

#[test]
fn lines_that_cannot_be_had_any_more_are_found() {
    let mut kitchen = Kitchen::open();
    let mut cart = Cart::default();
    add(
        &mut cart,
        &kitchen,
        json!({"item": "brownie", "quantity": 2}),
    );
    add(&mut cart, &kitchen, json!({"item": "apple-pie"}));
    add(
        &mut cart,
        &kitchen,
        json!({"item": "brownie", "quantity": 2, "note": "warm"}),
    );
    assert_eq!(cart.short(&kitchen.state, kitchen.now_ms), []);
    let three =
        json!({"type": "set_availability", "item": "brownie", "available": true, "remaining": 3});
    kitchen.does(three);
    let short = cart.short(&kitchen.state, kitchen.now_ms);
    let found: Vec<_> = short.iter().map(|s| (s.line.as_str(), s.left)).collect();
    assert_eq!(
        found,
        [("line_1", 3), ("line_3", 3)],
        "together they ask for four"
    );
    sold_out(&mut kitchen, "apple-pie");
    let short = cart.short(&kitchen.state, kitchen.now_ms);
    assert_eq!((short[1].line.as_str(), short[1].left), ("line_2", 0));
}

#[test]
fn every_open_choice_is_counted() {
    let kitchen = Kitchen::open();
    let mut cart = Cart::default();
    assert_eq!(cart.open(&kitchen.state), 0);
    add(&mut cart, &kitchen, json!({"item": "ribeye"}));
    add(&mut cart, &kitchen, json!({"item": "lemonade"}));
    assert_eq!(cart.open(&kitchen.state), 3, "doneness, side, size");
    add(
        &mut cart,
        &kitchen,
        json!({"item": "ribeye", "modifiers": ["rare", "side-fries"]}),
    );
    assert_eq!(cart.open(&kitchen.state), 3);
}

#[test]
fn a_cart_that_was_kept_is_the_same() {
    let kitchen = Kitchen::open();
    let mut cart = Cart::default();
    add(
        &mut cart,
        &kitchen,
        json!({"item": "ribeye", "modifiers": ["rare"], "unsure": true}),
    );
    let kept = serde_json::to_vec(&cart).unwrap();
    let mut again: Cart = serde_json::from_slice(&kept).unwrap();
    assert_eq!(again.mend(&MENU), []);
    assert_eq!(again, cart);
    add(&mut again, &kitchen, json!({"item": "brownie"}));
    assert_eq!(
        again.lines()[1].id.as_str(),
        "line_2",
        "no number is used twice"
    );
}

#[test]
fn another_menu_takes_out_what_it_does_not_know_and_says_so() {
    let kitchen = Kitchen::open();
    let mut cart = Cart::default();
    add(&mut cart, &kitchen, json!({"item": "brownie"}));
    add(
        &mut cart,
        &kitchen,
        json!({"item": "lemonade", "size": "large", "modifiers": ["no-ice"]}),
    );
    add(&mut cart, &kitchen, json!({"item": "apple-pie"}));
    let mut menu = Menu::clone(&MENU);
    menu.items.retain(|item| item.id.as_str() != "brownie");
    for item in &mut menu.items {
        if item.id.as_str() == "lemonade" {
            item.sizes.retain(|size| size.id.as_str() != "large");
            item.modifier_groups.clear();
        }
    }
    let mended = cart.mend(&Arc::new(menu));
    let lemonade = ("line_2".into(), ItemId::from("lemonade"));
    assert_eq!(
        mended,
        [
            Mended::Gone {
                item: "brownie".into()
            },
            Mended::Changed {
                line: lemonade.0,
                item: lemonade.1
            },
        ]
    );
    let line = &cart.lines()[0];
    assert_eq!(
        (line.size.as_ref(), line.modifiers.len()),
        (None, 0),
        "it is asked for again"
    );
    assert_eq!(cart.lines().len(), 2);
}

#[test]
fn what_a_wrong_file_says_is_brought_into_bounds() {
    let line = |id: &str, quantity: u32| {
        json!({"id": id, "item": "brownie", "quantity": quantity, "size": null,
            "modifiers": [], "note": "x".repeat(500), "unsure": false})
    };
    let mut lines = vec![line("line_7", 0), line("line_7", 1), line("line_9", 4_000)];
    lines.extend((10..200).map(|number| line(&format!("line_{number}"), 1)));
    let mut cart: Cart = serde_json::from_value(json!({"lines": lines, "made": 0})).unwrap();
    assert!(!cart.mend(&MENU).is_empty());
    assert_eq!(
        cart.lines().len(),
        99,
        "a hundred were looked at, one was there twice"
    );
    assert_eq!(
        (cart.lines()[0].quantity, cart.lines()[1].quantity),
        (1, 99)
    );
    assert!(cart.lines().iter().all(|line| line.note.is_none()));
    let kitchen = Kitchen::open();
    add(&mut cart, &kitchen, json!({"item": "apple-pie"}));
    let last = cart.lines().last().unwrap();
    assert_eq!(last.id.as_str(), "line_107");
}
