//! The network comes and goes; the cart does not.

use super::{counter, order, read_back};
use crate::house::House;
use scope::time::sleep;
use sim::counter::{Cable, Counter, Setup};
use std::{sync::Arc, time::Duration};
use voice::TurnShown;

/// Reconnecting after a long cut: the last attempt in vain, the longest pause, and one that works.
const BACK_WITHIN: Duration = Duration::from_secs(45);

async fn wired(house: &House) -> (Counter, Arc<Cable>) {
    let cable = Arc::new(Cable::default());
    let setup = Setup {
        cable: Some(cable.clone()),
        ..Setup::default()
    };
    (counter(house, setup).await, cable)
}

/// The network is cut for that long; the order that was begun is finished after it.
async fn survives(cut: Duration, loses_session: bool) {
    let house = House::open().await;
    let (mut counter, cable) = wired(&house).await;
    order(&mut counter, "two brownies please", "brownie", 2).await;
    cable.cut();
    sleep(cut).await;
    cable.mend();
    if loses_session {
        let again =
            |now: &voice::VoicePicture| now.sessions.len() > 1 && now.turn == TurnShown::Ready;
        let shown = counter.until_within(BACK_WITHIN, again).await.unwrap();
        let close = shown.facts.last_close.unwrap();
        assert!(!close.reason.is_empty());
    }
    let shown = order(&mut counter, "a coleslaw", "coleslaw", 1).await;
    assert_eq!(
        (counter.quantity("brownie"), counter.quantity("coleslaw")),
        (2, 1)
    );
    read_back(&mut counter, &["brownie", "coleslaw"]).await;
    if !loses_session {
        assert_eq!(shown.sessions.len(), 1, "{:#?}", shown.sessions);
    }
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_cut_of_a_second_is_not_noticed() {
    survives(Duration::from_secs(1), false).await;
}

#[tokio::test]
async fn a_cut_of_five_seconds_keeps_the_session() {
    survives(Duration::from_secs(5), false).await;
}

#[tokio::test]
async fn a_cut_of_twenty_seconds_costs_the_session_and_not_the_cart() {
    survives(Duration::from_secs(20), true).await;
}

#[tokio::test]
async fn nothing_is_left_of_sessions_that_were_begun_anew() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    let before = counter.tasks();
    for _ in 0..20 {
        counter.reset().await.unwrap();
    }
    let shown = counter
        .until(|now| {
            let over = now
                .sessions
                .iter()
                .filter(|session| session.closed.is_some());
            over.clone().count() > 0 && over.clone().all(|session| session.left_behind.is_some())
        })
        .await
        .unwrap();
    let left: Vec<_> = shown
        .sessions
        .iter()
        .filter_map(|it| it.left_behind.as_ref())
        .collect();
    assert!(left.iter().all(|behind| behind.is_empty()), "{left:?}");
    assert_eq!(counter.tasks(), before);
    counter.close().await.unwrap();
}
