//! The same counter where a provider listens: its calls go there with the token, its cart stays.

use super::{last, spoken};
use crate::cloud::site::Site;
use serde_json::json;
use sim::{
    cloud::{self, HttpFault, Step, Transcript, script},
    counter::{Counter, Setup},
};
use voice::{TurnShown, transcript::Who, turn::NO_REPLY};

async fn counter(site: &Site) -> Counter {
    let address = site.house.server.address();
    let mut counter = Counter::open(address, &site.counter_token, Setup::default()).unwrap();
    counter.ready().await.unwrap();
    counter
}

fn brownies() -> Step {
    Step::call("add_item", json!({"item": "brownie", "quantity": 2}))
}

fn heard(words: &str) -> Transcript {
    Transcript::Before(words.to_owned())
}

#[tokio::test]
async fn a_providers_calls_fill_the_cart_and_it_knows_the_menu() {
    let site = Site::open(cloud::Setup {
        model: script([vec![brownies()], vec![Step::say("Two brownies.")]]),
        transcripts: vec![heard("two brownies please")],
        ..cloud::Setup::default()
    })
    .await;
    let mut counter = counter(&site).await;
    let shown = counter.turn(&spoken("two brownies please")).await.unwrap();
    assert_eq!(counter.quantity("brownie"), 2, "{shown:#?}");
    assert_eq!(last(&shown, Who::Guest), "two brownies please");
    assert_eq!(last(&shown, Who::House), "two brownies.");
    assert_eq!(shown.facts.provider.as_deref(), Some("openai"));
    // It was told the menu with the token, and what came of the call once.
    let asked = site.provider.asked();
    assert!(
        asked
            .iter()
            .any(|asked| format!("{asked:?}").contains("Brownie"))
    );
    let session = site.provider.sessions().pop().unwrap();
    let outputs = session
        .heard
        .iter()
        .filter(|event| event["item"]["type"] == "function_call_output");
    assert_eq!(outputs.count(), 1);
    counter.close().await.unwrap();
    site.close().await;
}

#[tokio::test]
async fn words_that_come_after_the_reply_stand_before_it() {
    let site = Site::open(cloud::Setup {
        model: script([vec![Step::say("What would you like?")]]),
        transcripts: vec![Transcript::After("hello there".to_owned())],
        ..cloud::Setup::default()
    })
    .await;
    let mut counter = counter(&site).await;
    counter.turn(&spoken("hello there")).await.unwrap();
    let shown = counter
        .until(|now| last(now, Who::Guest) == "hello there")
        .await
        .unwrap();
    let order: Vec<Who> = shown.said.iter().map(|said| said.who).collect();
    assert_eq!(order, [Who::Guest, Who::House]);
    counter.close().await.unwrap();
    site.close().await;
}

#[tokio::test]
async fn a_reply_that_never_comes_is_given_up_and_the_next_one_comes() {
    let site = Site::open(cloud::Setup {
        model: script([vec![Step::Hang], vec![brownies()], vec![Step::say("Two.")]]),
        transcripts: vec![heard("hm"), heard("two brownies")],
        ..cloud::Setup::default()
    })
    .await;
    let mut counter = counter(&site).await;
    let shown = counter.turn(&spoken("two brownies please")).await.unwrap();
    assert_eq!(shown.notice.as_deref(), Some(NO_REPLY));
    assert_eq!(shown.turn, TurnShown::Ready);
    let shown = counter.turn(&spoken("two brownies please")).await.unwrap();
    assert_eq!((shown.notice, counter.quantity("brownie")), (None, 2));
    counter.close().await.unwrap();
    site.close().await;
}

#[tokio::test]
async fn an_unknown_tool_and_a_failing_model_end_in_words() {
    let fail = || vec![Step::Fail("server_error".to_owned())];
    let site = Site::open(cloud::Setup {
        model: script([vec![Step::call("launch", json!({}))], fail(), fail()]),
        transcripts: vec![heard("one"), heard("two")],
        ..cloud::Setup::default()
    })
    .await;
    let mut counter = counter(&site).await;
    for _ in 0..2 {
        let shown = counter.turn(&spoken("two brownies please")).await.unwrap();
        assert_eq!(shown.turn, TurnShown::Ready);
        assert!(shown.notice.is_some(), "{shown:#?}");
    }
    assert_eq!(counter.calls, [""; 0]);
    counter.close().await.unwrap();
    site.close().await;
}

#[tokio::test]
async fn a_token_that_expired_is_minted_once_more() {
    let site = Site::open(cloud::Setup::default()).await;
    let mut counter = counter(&site).await;
    let minted = || {
        let asked = site.provider.asked().into_iter();
        asked
            .filter(|asked| asked.path.ends_with("client_secrets"))
            .count()
    };
    assert_eq!(minted(), 1);
    site.provider.expire_secrets();
    site.provider.break_sessions();
    let again = |now: &voice::VoicePicture| now.sessions.len() > 1 && now.turn == TurnShown::Ready;
    counter.until(again).await.unwrap();
    assert_eq!(minted(), 2);
    counter.close().await.unwrap();
    site.close().await;
}

#[tokio::test]
async fn what_fails_on_the_way_says_where_and_is_tried_again() {
    let site = Site::open(cloud::Setup::default()).await;
    for fault in [
        HttpFault::Garbage("<html>"),
        HttpFault::Broken,
        HttpFault::Status(500, "server_error"),
    ] {
        let address = site.house.server.address();
        let mut counter = Counter::open(address, &site.counter_token, Setup::default()).unwrap();
        site.provider.fail(fault.clone());
        let shown = counter.ready().await.unwrap();
        // Either the order server asked again by itself, or the counter did, and said why.
        assert!(!shown.log.is_empty(), "{fault:?}");
        counter.close().await.unwrap();
    }
    site.close().await;
}
