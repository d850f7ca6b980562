//! A guest gets what he confirmed, once; and nothing is done that nobody can do.

use super::guest::{self, Guest};
use crate::house::House;
use serde_json::{Value, json};
use sim::voice::{cart, said, typed};

async fn orders(house: &mut House) -> Vec<Value> {
    let orders = house.till.get("/v1/orders?state=open").await.unwrap();
    orders.json()["orders"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_conversation_that_is_told_again_orders_nothing_by_itself() {
    let mut house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    for words in ["a brownie", "that's all"] {
        guest.turn(words).await;
    }
    guest.turn("yes").await;
    assert_eq!(orders(&mut house).await.len(), 1);
    // The connection was lost before the number was heard.
    let mut again = Guest::sit_down(&house).await;
    for words in ["a brownie", "that's all", "yes"] {
        again.talk.say(&typed(words)).await.unwrap();
    }
    let events = again.respond().await;
    assert!(said(&events).contains("send it?"), "{}", said(&events));
    assert_eq!(orders(&mut house).await.len(), 1);
    // Asked, he can confirm it; and twice is once.
    for words in ["yes", "yes please"] {
        again.talk.say(&typed(words)).await.unwrap();
    }
    let events = again.respond().await;
    let orders = orders(&mut house).await;
    assert_eq!(orders.len(), 2);
    let number = orders[1]["number"].to_string();
    assert!(said(&events).contains(&number), "{}", said(&events));
    assert!(said(&again.turn("yes").await).contains(&number));
}

#[tokio::test]
async fn who_says_nothing_is_asked() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    assert_eq!(said(&guest.respond().await), "What would you like?");
    let asked = said(&guest.turn("a lemonade").await);
    let again = said(&guest.respond().await);
    assert!(!again.is_empty() && asked.ends_with(&again), "{again}");
}

#[tokio::test]
async fn what_the_sessions_tools_cannot_do_is_not_said_to_be_done() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let tools = json!([{"type": "function", "name": "add_item", "parameters": {}}]);
    guest.update(json!({"tools": tools})).await;
    let events = guest.turn("one brownie").await;
    let call = guest::call(&events).unwrap();
    guest.answer(&call, json!({"ok": true})).await;
    let events = guest.turn("remove the brownie").await;
    assert!(guest::call(&events).is_none(), "{events:?}");
    assert!(said(&events).contains("cannot"), "{}", said(&events));
    // It is still there.
    let events = guest.turn("what do I have").await;
    assert!(said(&events).contains("Brownie"), "{}", said(&events));
}

#[tokio::test]
async fn an_answer_that_may_use_no_tool_takes_nothing_and_says_so() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    guest.update(json!({"tool_choice": "none"})).await;
    let told = said(&guest.turn("one brownie").await);
    assert!(told.contains("cannot"), "{told}");
    // What changes nothing is answered as ever.
    let told = said(&guest.turn("what do I have").await);
    assert!(told.contains("nothing yet"), "{told}");
    guest.update(json!({"tool_choice": "auto"})).await;
    let events = guest.turn("one brownie").await;
    assert_eq!(cart(&events).unwrap()["lines"][0]["quantity"], 1);
}

#[tokio::test]
async fn an_allergy_is_read_back_and_reaches_every_line_in_the_kitchen() {
    let mut house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    guest.turn("a brownie").await;
    let events = guest.turn("a coleslaw, and my son has a nut allergy").await;
    assert_eq!(cart(&events).unwrap()["allergies"], json!(["nut"]));
    let told = said(&events);
    assert!(told.contains("Walnut Brownie contains tree nut"), "{told}");
    let told = said(&guest.turn("that's all").await);
    assert!(told.contains("Allergic to nut"), "{told}");
    guest.turn("yes").await;
    let orders = orders(&mut house).await;
    for line in orders[0]["lines"].as_array().unwrap() {
        assert_eq!(line["allergies"], json!(["nut"]), "{line}");
    }
}

#[tokio::test]
async fn the_sense_of_it_may_end_a_turn_and_is_shown_back_as_it_was_asked_for() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let asked = json!({"type": "semantic_vad", "eagerness": "high",
        "create_response": true, "interrupt_response": false});
    let session = guest
        .update(json!({"audio": {"input": {"turn_detection": asked}}}))
        .await;
    assert_eq!(session["audio"]["input"]["turn_detection"], asked);
    let events = guest.turn("a brownie").await;
    assert!(cart(&events).is_some());
}

#[tokio::test]
async fn a_refusal_names_its_code() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    // The menu has none left.
    let events = guest.turn("a cup of clam chowder").await;
    assert_eq!(cart(&events), None);
    let output = &events.last().unwrap()["response"]["output"];
    assert_eq!(output[0]["error"]["code"], "item_unavailable", "{output}");
}

#[tokio::test]
async fn a_client_that_tells_no_number_has_placed_the_order_all_the_same() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let tool = |name: &str| json!({"type": "function", "name": name, "parameters": {}});
    let tools = json!([tool("add_item"), tool("submit_order")]);
    guest.update(json!({"tools": tools})).await;
    let events = guest.turn("one brownie").await;
    let call = guest::call(&events).unwrap();
    guest.answer(&call, json!({"ok": true})).await;
    guest.turn("that's all").await;
    let events = guest.turn("yes").await;
    let call = guest::call(&events).unwrap();
    let events = guest.answer(&call, json!({"ok": true})).await;
    assert!(said(&events).contains("is placed"), "{}", said(&events));
    // It is not asked to place it again.
    let events = guest.turn("yes").await;
    assert!(guest::call(&events).is_none(), "{events:?}");
}
