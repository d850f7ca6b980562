//! A guest orders by talking: typed and spoken, over WebSocket and WebRTC, to an order in the
//! kitchen.

mod ends;
mod errors;
mod guest;
mod once;
mod sound;

use crate::house::House;
use guest::Guest;
use serde_json::json;
use sim::voice::{cart, kinds, said};

#[tokio::test]
async fn a_typed_order_reaches_the_kitchen() {
    let mut house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let events = guest.turn("two coleslaws and a brownie please").await;
    let cart = cart(&events).unwrap();
    assert_eq!(cart["lines"].as_array().unwrap().len(), 2, "{cart}");
    assert_eq!(cart["lines"][0]["item"], "coleslaw");
    assert_eq!(cart["lines"][0]["quantity"], 2);
    let events = guest.turn("that's all").await;
    assert!(!said(&events).is_empty(), "{:?}", kinds(&events));
    let events = guest.turn("yes").await;
    let orders = house.till.get("/v1/orders?state=open").await.unwrap();
    let orders = orders.json();
    let order = &orders["orders"][0];
    assert_eq!(order["source"], "voice", "{events:#?}");
    assert_eq!(order["service"]["type"], "takeout");
    assert_eq!(order["lines"][0]["quantity"], 2);
    // Nobody pays more than the menu says, and the guest is told the order's number.
    let number = order["number"].to_string();
    assert!(said(&events).contains(&number), "{}", said(&events));
}

#[tokio::test]
async fn events_come_in_the_protocols_order() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let events = guest.turn("a brownie").await;
    let kinds = kinds(&events);
    let known = |kind: &str| kinds.iter().position(|known| *known == kind);
    let order = [
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
        "response.output_item.added",
        "response.mcp_call_arguments.delta",
        "response.mcp_call_arguments.done",
        "response.mcp_call.in_progress",
        "response.mcp_call.completed",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.done",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|kind| known(kind).unwrap_or_else(|| panic!("no {kind} in {kinds:?}")))
        .collect();
    assert!(places.is_sorted(), "{kinds:?}");
}

#[tokio::test]
async fn a_client_with_tools_of_its_own_is_asked() {
    let mut house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let tool = |name: &str| json!({"type": "function", "name": name, "parameters": {}});
    guest
        .update(json!({"tools": [tool("add_item"), tool("submit_order")]}))
        .await;
    let events = guest.turn("one brownie").await;
    let call = guest::call(&events).unwrap();
    assert_eq!(call["name"], "add_item");
    assert!(call["arguments"].as_str().unwrap().contains("brownie"));
    let events = guest.answer(&call, json!({"ok": true})).await;
    assert!(!said(&events).is_empty());
    guest.turn("that's all").await;
    let events = guest.turn("yes").await;
    let call = guest::call(&events).unwrap();
    assert_eq!(call["name"], "submit_order");
    let events = guest.answer(&call, json!({"order": {"number": 77}})).await;
    assert!(said(&events).contains("77"), "{}", said(&events));
    // The server itself placed nothing.
    let orders = house.till.get("/v1/orders?state=open").await.unwrap();
    assert_eq!(orders.json()["orders"], json!([]));
}

#[tokio::test]
async fn tools_that_are_not_for_ordering_are_said_to_be_unknown() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    let tool = json!({"type": "function", "name": "open_door", "parameters": {}});
    guest.update(json!({"tools": [tool]})).await;
    let events = guest.turn("one brownie").await;
    assert!(said(&events).contains("add_item"), "{}", said(&events));
}

#[tokio::test]
async fn what_was_said_before_can_be_told_at_once() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    for words in ["two brownies", "and a coleslaw"] {
        guest.talk.say(&sim::voice::typed(words)).await.unwrap();
    }
    let events = guest.respond().await;
    let cart = cart(&events).unwrap();
    assert_eq!(cart["lines"].as_array().unwrap().len(), 2, "{cart}");
}

#[tokio::test]
async fn an_answer_outside_the_conversation_changes_nothing() {
    let house = House::open().await;
    let mut guest = Guest::sit_down(&house).await;
    guest.turn("a brownie").await;
    let aside = json!({"type": "response.create", "response": {
        "conversation": "none",
        "input": [{"type": "message", "role": "user",
                   "content": [{"type": "input_text", "text": "ten coleslaws"}]}],
    }});
    guest.talk.say(&aside).await.unwrap();
    guest.talk.until("response.done").await.unwrap();
    let events = guest.turn("and another brownie").await;
    let cart = cart(&events).unwrap();
    assert!(!cart.to_string().contains("coleslaw"), "{cart}");
}
