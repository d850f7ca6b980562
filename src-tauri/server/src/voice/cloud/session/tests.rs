//! What is handed over, for every kind of wishes.

use super::*;
use kitchen::Menu;
use std::sync::Arc;

fn kitchen() -> State {
    State {
        menu: Some(Arc::new(Menu::parse(kitchen::menu::COPPER_PAN).unwrap())),
        ..State::default()
    }
}

const MODELS: Models<'static> = Models {
    speaks: "model-1",
    transcribes: "writer-1",
};

fn handed(wishes: Value) -> Handed {
    hand_over(&kitchen(), 0, &wishes, MODELS).unwrap()
}

#[test]
fn a_client_that_wishes_for_nothing_has_the_house() {
    let Handed { session, house } = handed(Value::Null);
    let house = house.unwrap();
    assert_eq!(
        (&session["type"], &session["model"]),
        (&json!("realtime"), &json!("model-1"))
    );
    assert_eq!(session["instructions"], json!(house.instructions));
    assert_eq!(session["tools"], house.tools);
    let input = &session["audio"]["input"];
    assert_eq!(input["transcription"]["model"], "writer-1");
    assert_eq!(input["transcription"]["language"], "en");
    assert_eq!(input["turn_detection"]["silence_duration_ms"], 500);
    assert!(house.left_out.is_empty());
    assert_eq!(house.to_json()["left_out"], 0);
}

#[test]
fn wishes_lie_on_top_and_their_instructions_follow_the_houses() {
    let Handed { session, house } = handed(json!({"type": "realtime", "model": "model-2",
        "instructions": "Be a pirate.", "tools": [],
        "audio": {"input": {"turn_detection": null}, "output": {"voice": "cedar"}}}));
    let house = house.unwrap();
    assert_eq!(session["model"], "model-2");
    let instructions = session["instructions"].as_str().unwrap();
    assert_eq!(
        instructions,
        format!("{}\n\nBe a pirate.", house.instructions)
    );
    assert_eq!(session["tools"], house.tools);
    assert!(session["audio"]["input"]["turn_detection"].is_null());
    assert_eq!(
        session["audio"]["input"]["transcription"]["model"],
        "writer-1"
    );
    assert_eq!(session["audio"]["output"]["voice"], "cedar");
}

#[test]
fn tools_of_its_own_are_a_clients_own_way() {
    let tools = json!([{"type": "function", "name": "mine"}]);
    let Handed { session, house } = handed(json!({"type": "realtime", "tools": tools}));
    assert!(house.is_none());
    assert_eq!(session["tools"], tools);
    assert_eq!(session.get("instructions"), None);
    assert!(handed(json!({"type": "transcription"})).house.is_none());
}

#[test]
fn a_client_with_the_houses_tools_keeps_the_cart_and_is_told_the_menu() {
    let tools = json!([{"type": "function", "name": "add_item"}]);
    let wishes = json!({"type": "realtime", "tools": tools,
        "audio": {"input": {"turn_detection": null}}});
    let Handed { session, house } = handed(wishes);
    assert!(house.is_none());
    let all = handed(Value::Null).session;
    assert_eq!(session["instructions"], all["instructions"]);
    assert_eq!(session["tools"], all["tools"]);
    assert!(session["audio"]["input"]["turn_detection"].is_null());
}

#[test]
fn wishes_that_are_none_are_named() {
    let fault = |wishes: Value| {
        let fault = hand_over(&kitchen(), 0, &wishes, MODELS).unwrap_err();
        fault.code()
    };
    assert_eq!(fault(json!("text")), "invalid_type");
    assert_eq!(fault(json!({"instructions": 1})), "invalid_type");
    let long = "x".repeat(WISHES_BYTES);
    assert_eq!(
        fault(json!({"instructions": long})),
        "string_above_max_length"
    );
}
