//! Whatever goes wrong at a counter ends in an order or in a clean ready, with words.

use super::{counter, order, read_back, spoken};
use crate::house::House;
use sim::counter::Setup;
use std::time::Duration;
use voice::{
    TurnShown, VoicePicture, WayOut,
    sound::MicState,
    turn::{CUT_OFF, NOTHING_HEARD, TOO_SHORT},
};

#[tokio::test]
async fn silence_a_short_press_and_a_double_press_are_told_at_once() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    counter.handle.press().await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Recording)
        .await
        .unwrap();
    counter
        .sound
        .be_silent(Duration::from_millis(400))
        .await
        .unwrap();
    counter.handle.release().await.unwrap();
    let shown = counter
        .until(|now| now.turn == TurnShown::Ready)
        .await
        .unwrap();
    assert_eq!(shown.notice.as_deref(), Some(NOTHING_HEARD));

    counter.handle.press().await.unwrap();
    counter.handle.release().await.unwrap();
    let shown = counter
        .until(|now| now.notice.as_deref() == Some(TOO_SHORT))
        .await;
    assert_eq!(shown.unwrap().turn, TurnShown::Ready);

    // Who lets go by mistake and presses again goes on with his sentence.
    counter.handle.press().await.unwrap();
    counter.handle.press().await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Recording)
        .await
        .unwrap();
    counter.sound.speak(&spoken("two brownies")).await.unwrap();
    counter.handle.release().await.unwrap();
    counter.handle.press().await.unwrap();
    counter
        .sound
        .speak(&spoken("and a coleslaw"))
        .await
        .unwrap();
    counter.handle.release().await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Understanding)
        .await
        .unwrap();
    let shown = counter
        .until(|now| now.turn == TurnShown::Ready)
        .await
        .unwrap();
    // One take, and neither the silence nor the short press before it.
    assert_eq!(shown.sessions[0].turns, 1, "{shown:#?}");
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_microphone_that_is_refused_or_unplugged_says_so() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    for state in [
        MicState::Refused,
        MicState::Missing,
        MicState::Lost {
            device: "Headset".to_owned(),
        },
    ] {
        counter.sound.becomes(MicState::Off);
        counter.handle.press().await.unwrap();
        counter
            .until(|now| now.turn == TurnShown::Recording)
            .await
            .unwrap();
        counter.sound.becomes(state.clone());
        counter.until(|now| now.mic == state).await.unwrap();
        counter.handle.release().await.unwrap();
        let words = state.words();
        let shown = counter
            .until(|now| now.notice.as_ref() == Some(&words))
            .await
            .unwrap();
        assert_eq!(shown.turn, TurnShown::Ready);
        assert!(!counter.sound.is_open());
    }
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_sentence_that_the_microphone_cut_off_is_asked_for_again() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    let lost = MicState::Lost {
        device: "Headset".to_owned(),
    };
    let back = MicState::Back {
        device: "Headset".to_owned(),
    };
    for states in [vec![lost.clone()], vec![lost, back]] {
        counter.sound.becomes(MicState::Off);
        counter.handle.press().await.unwrap();
        let held = |now: &VoicePicture| now.turn == TurnShown::Recording;
        counter.until(held).await.unwrap();
        let sound = counter.sound.clone();
        let clip = spoken("two brownies please");
        counter.during(sound.speak(&clip)).await.unwrap().unwrap();
        let is_back = states.len() > 1;
        let mut words = None;
        for state in states {
            counter.sound.becomes(state.clone());
            counter.until(|now| now.mic == state).await.unwrap();
            words = Some(state.words());
        }
        counter.handle.release().await.unwrap();
        let words = match is_back {
            true => Some(CUT_OFF.into()),
            false => words,
        };
        let shown = counter.until(|now| now.notice == words).await.unwrap();
        assert_eq!(shown.turn, TurnShown::Ready);
        assert!(
            shown.said.is_empty(),
            "nobody acted on half of it: {shown:#?}"
        );
        assert!(!counter.sound.is_open());
    }
    assert!(counter.calls.is_empty());
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_killed_takes_no_cart_with_it() {
    let mut house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    order(&mut counter, "two brownies please", "brownie", 2).await;
    counter.tap("coleslaw").await.unwrap();
    house.server.kill().await.unwrap();
    let shown = counter
        .until(|now| matches!(now.turn, TurnShown::Failed { .. }))
        .await
        .unwrap();
    assert!(shown.facts.last_close.is_some(), "{shown:#?}");
    house.server.restart().await.unwrap();
    counter.ready().await.unwrap();
    read_back(&mut counter, &["brownie", "coleslaw"]).await;
    assert_eq!(counter.quantity("brownie"), 2);
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_device_that_is_revoked_is_told_to_pair_again() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    let list = house.server.command(["token", "list"]).await.unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let newest = list.lines().rfind(|line| line.contains("counter")).unwrap();
    let id = newest.split_whitespace().next().unwrap();
    house.server.command(["token", "revoke", id]).await.unwrap();
    let pair = |turn: &TurnShown| {
        matches!(
            turn,
            TurnShown::Failed {
                way_out: WayOut::Pair,
                ..
            }
        )
    };
    counter.until(|now| pair(&now.turn)).await.unwrap();
    // Pressing tries, and is told again; the cart can still be filled by hand.
    counter.handle.press().await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Connecting)
        .await
        .unwrap();
    counter.until(|now| pair(&now.turn)).await.unwrap();
    counter.tap("coleslaw").await.unwrap();
    assert_eq!(counter.quantity("coleslaw"), 1);
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_server_without_voice_says_so_and_is_not_asked_again() {
    let setup = sim::server::Setup {
        args: ["--voice", "off"].map(str::to_owned).to_vec(),
        ..sim::server::Setup::default()
    };
    let house = House::open_with(setup).await;
    let token = house.server.token("counter").await.unwrap();
    let mut counter =
        sim::counter::Counter::open(house.server.address(), &token, Setup::default()).unwrap();
    counter.handle.start().await.unwrap();
    let touch = |turn: &TurnShown| {
        matches!(
            turn,
            TurnShown::Failed {
                way_out: WayOut::Touch,
                ..
            }
        )
    };
    counter.until(|now| touch(&now.turn)).await.unwrap();
    counter.close().await.unwrap();
}
