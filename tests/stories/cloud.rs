//! Guests whom a provider hears: orders through the bridge, tokens that are passed on, a menu that
//! has no room, and everything that goes wrong at the provider.

mod calls;
mod failures;
mod guest;
mod minting;
pub mod site;

use serde_json::{Value, json};
use sim::cloud::{Model, Moment, Provider, Setup, Step, script};
use site::Site;
use std::sync::Arc;

/// A model that takes one order: two large lemonades, read back, and placed upon a yes.
fn waiter() -> Model {
    Arc::new(
        |moment: Moment<'_>| match (moment.answer(), moment.said()) {
            (Some(answer), _) => {
                let answer: Value = serde_json::from_str(answer).unwrap();
                match answer["number"].as_u64() {
                    Some(number) => vec![Step::say(format!("Thank you. Your number is {number}."))],
                    None => vec![Step::say("Two large lemonades. Is that right?")],
                }
            }
            (None, "yes") => vec![Step::call("submit_order", json!({"confirmed": true}))],
            (None, _) => {
                let lemonade = json!({"item": "lemonade", "quantity": 2, "size": "large"});
                vec![Step::say("Sure."), Step::call("add_item", lemonade)]
            }
        },
    )
}

#[tokio::test]
async fn an_order_is_placed_through_the_bridge() {
    let mut site = Site::open(Setup {
        model: waiter(),
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    let created = guest.next().await.unwrap();
    assert_eq!(created["type"], "session.created");
    assert_eq!(created["session"]["tools"], json!([]));
    guest
        .say(
            json!({"type": "session.update", "session": {"type": "realtime", "tools": [],
            "output_modalities": ["text"]}}),
        )
        .await;
    guest.until("session.updated").await;

    guest.ask("two large lemonades please").await;
    let called = guest.until("response.done").await;
    let call = &called["response"]["output"][1];
    assert_eq!(
        (&call["type"], &call["name"]),
        (&json!("mcp_call"), &json!("add_item"))
    );
    let output: Value = serde_json::from_str(call["output"].as_str().unwrap()).unwrap();
    assert_eq!(output["cart"]["lines"][0]["quantity"], 2);
    let read_back = guest.until("response.output_text.done").await;
    assert_eq!(read_back["text"], "Two large lemonades. Is that right?");
    guest.until("response.done").await;
    assert!(site.orders().await.is_empty());

    guest.ask("yes").await;
    let told = guest.until("response.output_text.done").await;
    guest.until("response.done").await;
    let orders = site.orders().await;
    assert_eq!(orders.len(), 1);
    let (order, line) = (&orders[0], &orders[0]["lines"][0]);
    assert_eq!(
        (&order["source"], &line["item"]),
        (&json!("voice"), &json!("lemonade"))
    );
    assert_eq!(line["quantity"], 2);
    assert_eq!(
        told["text"],
        format!("Thank you. Your number is {}.", order["number"])
    );
    assert_eq!(guest.heard_of("error").next(), None);
    let functions = |event: &&Value| event.to_string().contains("function_call");
    assert_eq!(guest.heard.iter().find(functions), None);
    guest.go().await;

    let sessions = site.provider.until(|all| all[0].closed.is_some()).await;
    let session = &sessions[0];
    assert_eq!(session.closed, Some(1000));
    let answers = session.answers();
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert_ne!(answers[0].0, answers[1].0);
    // Twice the guest, and once after each call.
    assert_eq!(session.heard_of("response.create").count(), 4);
    let begun = session.said_of("session.created").next().unwrap();
    assert!(
        begun["session"]["instructions"]
            .as_str()
            .unwrap()
            .contains("lemonade")
    );
    assert_eq!(begun["session"]["tools"][0]["name"], "add_item");
    site.close().await;
}

#[tokio::test]
async fn all_of_it_is_encrypted_for_a_certificate_that_is_trusted() {
    let mut site = Site::open(Setup {
        is_encrypted: true,
        ..Setup::default()
    })
    .await;
    let said = site.mint(json!({})).await.json();
    let url = said["heard"]["calls_url"].as_str().unwrap();
    assert!(url.starts_with("https://localhost:"), "{url}");
    let mut guest = site.guest().await;
    guest.ask("hello").await;
    guest.until("response.done").await;
    guest.go().await;
    site.close().await;
}

#[tokio::test]
async fn nothing_is_said_to_a_provider_that_nobody_vouches_for() {
    let setup = Setup {
        is_encrypted: true,
        ..Setup::default()
    };
    let other = Provider::start(setup.clone()).await.unwrap();
    let provider = Provider::start(setup).await.unwrap();
    let mut site = Site::open_at(provider, None, other.certificate()).await;
    let answer = site.mint(json!({})).await;
    let code = &answer.json()["error"]["code"];
    assert_eq!((answer.status, code), (503, &json!("unavailable")));
    assert!(site.provider.asked().is_empty());
    assert!(site.house.server.log().contains("certificate"));
    site.close().await;
}

#[tokio::test]
async fn a_refusal_reaches_the_model_and_the_guest() {
    let burger = Step::call("add_item", json!({"item": "dragon"}));
    let model = script([vec![burger], vec![Step::say("We have no dragon.")]]);
    let mut site = Site::open(Setup {
        model,
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    guest.ask("a dragon").await;
    guest.until("response.mcp_call.failed").await;
    let done = guest.until("response.done").await;
    let output = done["response"]["output"][0]["output"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(output.contains("unknown_item"), "{output}");
    let said = guest.until("response.output_audio_transcript.done").await;
    assert_eq!(said["transcript"], "We have no dragon.");
    guest.go().await;
    let sessions = site.provider.until(|all| all[0].closed.is_some()).await;
    assert_eq!(sessions[0].answers()[0].1, output);
    assert!(site.orders().await.is_empty());
    site.close().await;
}

#[tokio::test]
async fn a_client_with_tools_of_its_own_answers_its_own_calls() {
    let model = script([
        vec![Step::call("add_item", json!({"anything": 1}))],
        vec![Step::say("Done.")],
    ]);
    let mut site = Site::open(Setup {
        model,
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    let tools = json!([{"type": "function", "name": "add_item", "parameters": {"type": "object"}}]);
    let update = json!({"type": "session.update", "session": {"type": "realtime", "tools": tools}});
    guest.say(update).await;
    let updated = guest.until("session.updated").await;
    assert_eq!(updated["session"]["tools"], tools);
    guest.ask("anything").await;
    let done = guest.until("response.done").await;
    let call = &done["response"]["output"][0];
    assert_eq!(
        (&call["type"], &call["arguments"]),
        (&json!("function_call"), &json!(r#"{"anything":1}"#))
    );
    let output =
        json!({"type": "function_call_output", "call_id": call["call_id"], "output": "{}"});
    guest
        .say(json!({"type": "conversation.item.create", "item": output}))
        .await;
    guest.say(json!({"type": "response.create"})).await;
    guest.until("response.output_audio_transcript.done").await;
    guest.go().await;
    let sessions = site.provider.until(|all| all[0].closed.is_some()).await;
    assert_eq!(sessions[0].answers().len(), 1);
    assert!(site.orders().await.is_empty());
    site.close().await;
}

#[tokio::test]
async fn sound_goes_to_the_provider_and_its_sound_comes_back() {
    let site = Site::open(Setup {
        transcripts: vec![sim::cloud::Transcript::After("hello there".to_owned())],
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    guest.until("session.created").await;
    let tone = "AECAPwBA".repeat(4 * 1_200);
    for _ in 0..4 {
        guest
            .say(json!({"type": "input_audio_buffer.append", "audio": tone}))
            .await;
    }
    guest
        .say(json!({"type": "input_audio_buffer.commit"}))
        .await;
    guest.until("input_audio_buffer.committed").await;
    guest.say(json!({"type": "response.create"})).await;
    guest.until("response.output_audio.delta").await;
    let heard = "conversation.item.input_audio_transcription.completed";
    assert_eq!(guest.until(heard).await["transcript"], "hello there");
    guest.go().await;
    let sessions = site.provider.until(|all| all[0].closed.is_some()).await;
    assert_eq!(sessions[0].heard_of("input_audio_buffer.append").count(), 4);
    site.close().await;
}
