//! Tokens: the provider's own, passed on.

use super::{guest::Guest, site::Site};
use serde_json::{Value, json};
use sim::{
    cloud::{HttpFault, Setup},
    http::Client,
};
use std::time::Duration;

#[tokio::test]
async fn a_token_is_the_providers_and_holds_the_house() {
    let mut site = Site::open(Setup::default()).await;
    let wishes = json!({"expires_after": {"anchor": "created_at", "seconds": 60},
        "session": {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}});
    let answer = site.mint(wishes).await;
    let said = answer.json();
    assert_eq!(answer.status, 200, "{said}");
    assert!(said["value"].as_str().unwrap().starts_with("ek_"));
    let now = jiff::Timestamp::now().as_second();
    assert!((now + 1..=now + 60).contains(&said["expires_at"].as_i64().unwrap()));
    assert_eq!(said["session"]["audio"]["output"]["voice"], "cedar");
    assert_eq!(said["heard"]["provider"], "openai");
    let calls = format!("{}/v1/realtime/calls", site.provider.url());
    assert_eq!(said["heard"]["calls_url"], calls);
    assert_eq!(said["heard"]["menu"]["left_out"], 0);
    assert!(!said.to_string().contains(site.provider.key()));

    let second = site.mint(json!({})).await;
    assert_eq!(second.status, 200);
    let operator = site.house.server.token("operator").await.unwrap();
    let mut other = Client::new(site.house.server.address(), operator);
    other
        .post("/v1/realtime/client_secrets", None, "{}")
        .await
        .unwrap();
    drop(other);
    let asked = site.provider.asked();
    let session = &asked[0].body["session"];
    assert_eq!(asked[0].body["expires_after"]["seconds"], 60);
    assert_eq!(session["model"], "gpt-realtime-2.1");
    assert_eq!(
        session["audio"]["input"]["transcription"]["model"],
        "gpt-transcribe"
    );
    assert!(
        session["instructions"]
            .as_str()
            .unwrap()
            .contains("MENU of The Copper Pan")
    );
    let bytes = session["instructions"].to_string().len() + session["tools"].to_string().len();
    assert!(bytes <= 40_000, "{bytes}");
    let names = [
        "add_item",
        "change_item",
        "remove_item",
        "clear_cart",
        "note_allergies",
        "set_order_details",
        "read_back",
        "submit_order",
    ];
    let tools = session["tools"].as_array().unwrap();
    assert!(
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap())
            .eq(names)
    );
    // The same guest is the same to the provider, and another is another.
    let identifiers: Vec<_> = asked
        .iter()
        .map(|one| one.header("openai-safety-identifier").unwrap())
        .collect();
    assert_eq!(identifiers[0], identifiers[1]);
    assert_ne!(identifiers[0], identifiers[2]);
    assert!(!identifiers[0].contains(&site.counter_token));
    site.close().await;
}

#[tokio::test]
async fn the_holder_of_a_token_can_be_bridged_until_it_expires() {
    let mut site = Site::open(Setup::default()).await;
    let wishes = json!({"session": {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}});
    let token = site.mint(wishes).await.json()["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let address = site.house.server.address();
    for _ in 0..2 {
        let mut guest = Guest::come_by_protocol(address, &token).await;
        let created = guest.until("session.created").await;
        assert_eq!(created["session"]["audio"]["output"]["voice"], "cedar");
        guest.go().await;
    }
    let mut stranger = Guest::come_by_protocol(address, "ek_made_up").await;
    let (error, code) = stranger.until_closed().await;
    assert_eq!((&error["code"], code), (&json!("invalid_api_key"), 3000));
    site.close().await;
}

#[tokio::test]
async fn what_has_no_room_is_said_and_logged() {
    let items: Vec<Value> = (0..1_500)
        .map(|at| {
            json!({"id": format!("item-{at}"), "kitchen_name": format!("I{at}"), "category": "all",
                "name": format!("Something rather long to say, number {at}"), "price": 100,
                "stations": ["grill"], "prep_seconds": 60})
        })
        .collect();
    let menu = json!({"schema": "heard.menu/1", "name": "Endless",
        "stations": [{"id": "grill", "name": "Grill"}],
        "categories": [{"id": "all", "name": "All"}], "modifier_groups": [], "items": items});
    let mut site = Site::open_with(Setup::default(), Some(&menu.to_string())).await;
    let said = site.mint(json!({})).await.json();
    let told = &said["heard"]["menu"];
    let (listed, left) = (
        told["listed"].as_u64().unwrap(),
        told["left_out"].as_u64().unwrap(),
    );
    assert_eq!(listed + left, 1_500);
    assert!(left > 500);
    let first = told["left_out_names"][0].as_str().unwrap().to_owned();
    let session = &site.provider.asked()[0].body["session"];
    let instructions = session["instructions"].as_str().unwrap();
    let bytes = session["instructions"].to_string().len() + session["tools"].to_string().len();
    assert!((36_000..=40_000).contains(&bytes), "{bytes}");
    let (_, note) = instructions.split_once("ask staff for: ").unwrap();
    assert!(note.contains(&first), "{note}");
    let log = site.house.server.log();
    let warned = log
        .lines()
        .any(|line| line.contains("no room") && line.contains(&first));
    assert!(warned, "{}", site.house.server.log_tail());
    site.close().await;
}

#[tokio::test]
async fn a_provider_that_never_answers_is_waited_for_once() {
    let mut site = Site::open(Setup::default()).await;
    site.provider.fail(HttpFault::Silence);
    let answer = site.mint(json!({})).await;
    let code = &answer.json()["error"]["code"];
    assert_eq!((answer.status, code), (503, &json!("unavailable")));
    site.provider
        .fail(HttpFault::Slow(Duration::from_millis(200)));
    assert_eq!(site.mint(json!({})).await.status, 200);
    site.close().await;
}

#[tokio::test]
async fn what_goes_wrong_at_the_provider_is_told_in_our_words() {
    use HttpFault::{Broken, Garbage, Status};
    let mut site = Site::open(Setup::default()).await;
    for (faults, status, code) in [
        (vec![Status(500, "server_error")], 200, ""),
        (vec![Broken], 200, ""),
        (
            vec![Status(500, "server_error"), Status(503, "")],
            502,
            "provider_refused",
        ),
        (vec![Broken, Broken], 503, "unavailable"),
        (
            vec![Status(429, "rate_limit_exceeded")],
            429,
            "rate_limit_exceeded",
        ),
        (
            vec![Status(429, "insufficient_quota")],
            502,
            "provider_account",
        ),
        (
            vec![Status(401, "invalid_api_key")],
            502,
            "provider_account",
        ),
        (vec![Status(404, "not_found")], 502, "provider_refused"),
        (vec![Garbage("no json")], 502, "provider_error"),
        (vec![Garbage("{}")], 502, "provider_error"),
    ] {
        let case = format!("{faults:?}");
        for fault in faults {
            site.provider.fail(fault);
        }
        let answer = site.mint(json!({})).await;
        let error = &answer.json()["error"];
        assert_eq!(answer.status, status, "{case}: {error}");
        assert_eq!(error["code"].as_str().unwrap_or_default(), code, "{case}");
        assert!(
            !answer.json().to_string().contains(site.provider.key()),
            "{case}"
        );
        let temporary = matches!(status, 429 | 503);
        assert_eq!(
            answer.headers.contains_key("retry-after"),
            temporary,
            "{case}"
        );
    }
    for (body, code, param) in [
        (
            json!({"session": {"type": "realtime", "temperature": 1}}),
            "unknown_parameter",
            "session.temperature",
        ),
        (
            json!({"expires_after": {"anchor": "created_at", "seconds": 7_201}}),
            "integer_above_max_value",
            "expires_after.seconds",
        ),
        (
            json!({"session": {"type": "realtime", "model": "no such model"}}),
            "invalid_model",
            "session.model",
        ),
    ] {
        let answer = site.mint(body).await;
        let error = &answer.json()["error"];
        assert_eq!(
            (answer.status, &error["code"], &error["param"]),
            (400, &json!(code), &json!(param))
        );
    }
    // Without a key nothing is asked, and the file's name is the operator's to read.
    let asked = site.provider.asked().len();
    std::fs::remove_file(site.folder.path().join("key")).unwrap();
    let answer = site.mint(json!({})).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (502, &json!("provider_account"))
    );
    assert!(!answer.json().to_string().contains("key\""));
    assert_eq!(site.provider.asked().len(), asked);
    assert!(
        site.house
            .server
            .log()
            .contains("there is no key for the provider")
    );
    site.close().await;
}
