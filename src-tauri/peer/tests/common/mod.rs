//! What these tests share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "tests; each file uses a part of it"
)]

use std::future::Future;
use std::time::Duration;

use peer::{Event, FRAME, Peer, RATE, Settings};
use scope::{Scope, ScopeHandle};

/// How long anything here may take before the test says what it waited for.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Pair {
    pub ours: Peer,
    pub theirs: Peer,
}

/// Two peers that have each other's descriptions.
pub async fn pair(scope: &ScopeHandle) -> Pair {
    pair_with(scope, &Settings::default()).await
}

pub async fn pair_with(scope: &ScopeHandle, settings: &Settings) -> Pair {
    let offered = Peer::offer(scope, settings).await.unwrap();
    let (answer, theirs) = Peer::answer(scope, offered.sdp(), settings).await.unwrap();
    let ours = offered.answered(&answer).await.unwrap();
    Pair { ours, theirs }
}

/// Two peers that are open to each other.
pub async fn opened(scope: &ScopeHandle) -> Pair {
    let mut pair = pair(scope).await;
    open(&mut pair.ours).await;
    open(&mut pair.theirs).await;
    pair
}

/// Waits until a peer is open.
pub async fn open(peer: &mut Peer) {
    assert_eq!(within(peer.events.next()).await, Some(Event::Open));
}

#[track_caller]
pub fn within<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let caller = std::panic::Location::caller();
    async move {
        match tokio::time::timeout(PATIENCE, future).await {
            Ok(output) => output,
            Err(_) => panic!("nothing came within {PATIENCE:?} at {caller}"),
        }
    }
}

/// So many frames of a 440 Hz tone at half the full scale.
pub fn tone(frames: usize) -> Vec<i16> {
    let sample = |n: usize| {
        let turns = n as f64 * 440.0 / f64::from(RATE);
        ((turns * std::f64::consts::TAU).sin() * 16_000.0) as i16
    };
    (0..frames * FRAME).map(sample).collect()
}

/// Waits until nothing lives in a scope.
pub async fn empty(scope: &Scope) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while scope.census().total() > 0 {
        assert!(std::time::Instant::now() < deadline, "{}", scope.census());
        tokio::task::yield_now().await;
    }
}
