//! Sessions at a provider that fails: the guest is told, and nothing is left.

use super::site::Site;
use serde_json::json;
use sim::cloud::{HttpFault, OpenFault, Setup, Step, script};

#[tokio::test]
async fn a_session_that_cannot_begin_says_why() {
    let site = Site::open(Setup::default()).await;
    for (fault, code, close) in [
        (OpenFault::Status(503, "overloaded"), "provider_error", 1011),
        (
            OpenFault::Status(429, "rate_limit_exceeded"),
            "rate_limit_exceeded",
            1013,
        ),
        (
            OpenFault::Status(401, "invalid_api_key"),
            "provider_account",
            1008,
        ),
        (
            OpenFault::Refused("invalid_api_key", 3000),
            "provider_account",
            1008,
        ),
        (
            OpenFault::Refused("beta_api_shape_disabled", 4000),
            "provider_refused",
            1008,
        ),
        (
            OpenFault::Refused("invalid_model", 4000),
            "invalid_model",
            4000,
        ),
        (OpenFault::Broken, "provider_error", 1011),
    ] {
        site.provider.fail_open(fault.clone());
        let (error, closed) = site.guest().await.until_closed().await;
        assert_eq!(
            (error["code"].as_str(), closed),
            (Some(code), close),
            "{fault:?}: {error}"
        );
        assert!(!error.to_string().contains(site.provider.key()));
    }
    site.provider
        .fail(HttpFault::Status(429, "insufficient_quota"));
    let (error, closed) = site.guest().await.until_closed().await;
    assert_eq!(
        (error["code"].as_str(), closed),
        (Some("provider_account"), 1008)
    );
    site.close().await;
}

#[tokio::test]
async fn a_token_that_has_expired_on_its_way_is_minted_anew_once() {
    let site = Site::open(Setup::default()).await;
    site.provider.fail_open(OpenFault::Expired);
    let mut guest = site.guest().await;
    guest.until("session.created").await;
    guest.ask("hello").await;
    guest.until("response.done").await;
    // Our own question to the first, silent socket is nobody's business.
    assert_eq!(guest.heard_of("session.updated").count(), 0);
    guest.go().await;
    let minted = |site: &Site| {
        let asked = site.provider.asked();
        asked
            .iter()
            .filter(|one| one.path.ends_with("client_secrets"))
            .count()
    };
    assert_eq!(minted(&site), 2);
    for _ in 0..2 {
        site.provider.fail_open(OpenFault::Expired);
    }
    let (error, _) = site.guest().await.until_closed().await;
    assert_eq!(error["code"], "provider_error");
    assert_eq!(minted(&site), 4);
    site.close().await;
}

#[tokio::test]
async fn a_provider_that_begins_nothing_is_waited_for_no_longer_than_it_takes() {
    let site = Site::open(Setup::default()).await;
    site.provider.fail_open(OpenFault::Silence);
    let (error, closed) = site.guest().await.until_closed().await;
    assert_eq!(
        (error["code"].as_str(), closed),
        (Some("unavailable"), 1013)
    );
    site.close().await;
}

#[tokio::test]
async fn a_session_that_ends_there_ends_here_with_a_word() {
    let site = Site::open(Setup::default()).await;
    type End = fn(&sim::cloud::Provider);
    let ends: [(End, &str, u16); 5] = [
        (
            |provider| provider.expire_sessions(),
            "session_expired",
            1001,
        ),
        (|provider| provider.break_sessions(), "provider_lost", 1011),
        (
            |provider| provider.close_sessions(1011),
            "provider_lost",
            1011,
        ),
        (
            |provider| provider.close_sessions(1013),
            "provider_lost",
            1013,
        ),
        (
            |provider| provider.close_sessions(3000),
            "provider_lost",
            1011,
        ),
    ];
    for (end, code, close) in ends {
        let mut guest = site.guest().await;
        guest.until("session.created").await;
        end(&site.provider);
        let (error, closed) = guest.until_closed().await;
        assert_eq!((error["code"].as_str(), closed), (Some(code), close));
    }
    site.close().await;
}

#[tokio::test]
async fn what_a_session_survives() {
    let model = script([
        vec![Step::Fail("inference_rate_limit_exceeded".to_owned())],
        vec![Step::Hang],
        vec![Step::say("Here.")],
    ]);
    let site = Site::open(Setup {
        model,
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    guest.until("session.created").await;
    // A failure of a response that the client asked for is the client's to see.
    guest.say(json!({"type": "response.create"})).await;
    let failed = guest.until("response.done").await;
    let error = &failed["response"]["status_details"]["error"];
    assert_eq!(error["code"], "inference_rate_limit_exceeded");
    // A reply that never comes can be cancelled.
    guest.say(json!({"type": "response.create"})).await;
    guest.until("response.created").await;
    guest.say(json!({"type": "response.cancel"})).await;
    assert_eq!(
        guest.until("response.done").await["response"]["status"],
        "cancelled"
    );
    // What nobody knows is passed on, and what is no event is not.
    site.provider.say_text("no event");
    site.provider.say(&json!({"type": "nobody.knows", "x": 1}));
    assert_eq!(guest.until("nobody.knows").await["x"], 1);
    // What the client gets wrong the provider says, and what it cannot be sent is said here.
    guest
        .say(json!({"type": "no.such.event", "event_id": "mine"}))
        .await;
    let error = guest.until("error").await;
    assert_eq!(error["error"]["event_id"], "mine");
    guest.binary().await;
    assert_eq!(guest.until("error").await["error"]["code"], "invalid_event");
    guest.say(json!({"type": "response.create"})).await;
    guest.until("response.output_audio_transcript.done").await;
    guest.go().await;
    site.close().await;
}

#[tokio::test]
async fn an_answer_that_fails_after_a_call_is_tried_again_and_then_told() {
    let fail = || Step::Fail("inference_rate_limit_exceeded".to_owned());
    let read_back = || Step::call("read_back", json!({}));
    let model = script([
        vec![read_back()],
        vec![fail()],
        vec![Step::say("Nothing yet.")],
        vec![read_back()],
        vec![fail()],
        vec![fail()],
    ]);
    let site = Site::open(Setup {
        model,
        ..Setup::default()
    })
    .await;
    let mut guest = site.guest().await;
    guest.ask("what do I have").await;
    let said = guest.until("response.output_audio_transcript.done").await;
    assert_eq!(said["transcript"], "Nothing yet.");
    guest.until("response.done").await;
    assert_eq!(guest.heard_of("error").count(), 0);
    guest.ask("and now").await;
    assert_eq!(
        guest.until("error").await["error"]["code"],
        "provider_error"
    );
    guest.go().await;
    site.close().await;
}

#[tokio::test]
async fn whoever_ends_it_here_ends_it_there() {
    let mut site = Site::open(Setup::default()).await;
    let mut guest = site.guest().await;
    guest.until("session.created").await;
    drop(guest);
    site.provider.until(|all| all[0].closed.is_some()).await;

    let token = site.house.server.token("counter").await.unwrap();
    let mut revoked = super::guest::Guest::come(site.house.server.address(), &token).await;
    revoked.until("session.created").await;
    let listed = site.house.server.command(["token", "list"]).await.unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let last = listed
        .lines()
        .last()
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    site.house
        .server
        .command(["token", "revoke", last])
        .await
        .unwrap();
    let (error, closed) = revoked.until_closed().await;
    assert_eq!(
        (error["code"].as_str(), closed),
        (Some("invalid_api_key"), 3000)
    );

    let mut last = site.guest().await;
    last.until("session.created").await;
    site.house.server.terminate().await.unwrap();
    let (_, closed) = last.until_closed().await;
    assert_eq!(closed, 1001);
    let sessions = site
        .provider
        .until(|all| all.iter().all(|one| one.closed.is_some()))
        .await;
    assert_eq!(sessions[2].closed, Some(1001));
    site.provider.until_alone().await;
}
