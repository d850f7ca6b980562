//! How a connection begins, lives, dies and begins again.

use crate::limits::*;
use crate::tests::bench::*;
use crate::tests::peer::*;
use crate::{Cause, Fault, Phase};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use wire::{ServerFrame, Welcome, close};

#[tokio::test(start_paused = true)]
async fn welcome_then_events_then_the_same_picture() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let (mut peer, hello) = net.accept().await;
    assert_eq!((hello.token.as_str(), hello.resume), ("secret", None));
    peer.say(snapshot(kitchen_of(2))).await;
    peer.say(events(vec![placed(3, 3), placed(4, 4)])).await;
    let seen = net.until(|p| p.replica == Some(replica_of(4))).await;
    assert_eq!(seen.status.phase, Phase::Live);
    peer.live_for(Duration::from_secs(20)).await;
    assert_eq!(net.picture.borrow().status.phase, Phase::Live);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn goes_on_from_what_was_known_before_and_after_a_close() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start_with(&folder, Some(replica_of(2)));
    assert_eq!(net.picture.borrow().replica, Some(replica_of(2)));
    let (mut peer, hello) = net.accept().await;
    assert_eq!(hello.resume.unwrap().seq, 2);
    peer.say(ServerFrame::Welcome(Welcome {
        events: Some(vec![placed(3, 3)]),
        ..welcome(3)
    }))
    .await;
    net.until(|p| p.replica == Some(replica_of(3))).await;
    peer.close(close::GOING_AWAY).await;
    let (mut peer, hello) = net.accept().await;
    assert_eq!(hello.resume.unwrap().seq, 3);
    // What was known is shown meanwhile.
    assert_eq!(net.picture.borrow().replica, Some(replica_of(3)));
    peer.say(snapshot(kitchen_of(3))).await;
    let live = net.until(|p| p.status.phase == Phase::Live).await;
    let causes: Vec<_> = live.history.iter().map(|step| &*step.cause).collect();
    let gone = Cause::Closed {
        code: Some(close::GOING_AWAY),
        reason: "test".to_owned(),
    };
    assert!(causes.contains(&&gone), "{causes:?}");
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn silence_is_noticed_in_under_three_seconds() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    peer.live_for(Duration::from_secs(7)).await;
    let silent = Instant::now();
    let seen = net.until(|p| p.status.phase != Phase::Live).await;
    let took = silent.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(took >= SILENCE - HEARTBEAT_MAX, "{took:?}");
    assert_eq!(seen.status.reason.as_deref(), Some(&Cause::Silent));
    assert_eq!(seen.replica, Some(replica_of(1)));
    // The dead connection is dropped before the next is opened.
    net.accept().await;
    while peer.hear().await.is_some() {}
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_that_takes_a_while_is_no_silence() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let (mut peer, _) = net.accept().await;
    let text = serde_json::to_string(&snapshot(kitchen_of(50))).unwrap();
    let mut bytes = vec![0x81, 127];
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    let begun = Instant::now();
    for part in bytes.chunks(bytes.len() / 20) {
        peer.stream().write_all(part).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(begun.elapsed() > CONNECT_WITHIN);
    net.until(|p| p.replica == Some(replica_of(50))).await;
    assert_eq!(net.pipes.attempts.load(Ordering::SeqCst), 1);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_half_open_connection_is_given_up_after_ten_seconds() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    // Nobody answers the upgrade.
    let pipe = net.opened().await;
    let begun = Instant::now();
    let seen = net.until(|p| p.status.reason.is_some()).await;
    assert_eq!(begun.elapsed(), CONNECT_WITHIN);
    assert_eq!(seen.status.reason.as_deref(), Some(&Cause::TimedOut));
    // The upgrade is answered, the hello is not.
    let unanswered = net.accept().await;
    let again = Instant::now();
    net.until(|p| p.status.phase == Phase::Greeting).await;
    net.until(|p| p.status.phase == Phase::Waiting).await;
    assert!(again.elapsed() <= CONNECT_WITHIN);
    drop((pipe, unanswered));
    let _peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_is_asked_again_without_end() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    net.pipes.refusing.store(100, Ordering::SeqCst);
    let begun = Instant::now();
    net.welcome(kitchen_of(1)).await;
    assert!(begun.elapsed() > BACKOFF_LAST * 10);
    assert_eq!(net.pipes.attempts.load(Ordering::SeqCst), 101);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_network_that_comes_back_ends_the_pause() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let (peer, _) = net.accept().await;
    peer.close(close::REPLACED).await;
    let seen = net.until(|p| p.status.phase == Phase::Waiting).await;
    let pause = seen.status.next_try.unwrap() - Instant::now().into_std();
    assert!(pause > BACKOFF_LAST / 3, "{pause:?}");
    tokio::time::sleep(ms(2_500)).await;
    net.pipes.network.store(1, Ordering::SeqCst);
    let changed = Instant::now();
    let peer = net.welcome(kitchen_of(1)).await;
    assert!(changed.elapsed() <= NETWORK_LOOK + SOON);
    net.until(|p| p.status.phase == Phase::Live).await;

    peer.close(close::NOT_ALLOWED).await;
    net.until(|p| p.status.phase == Phase::Waiting).await;
    let asked = Instant::now();
    net.handle.try_now().await.unwrap();
    net.accept().await;
    assert!(asked.elapsed() < SOON);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_laptop_that_slept_connects_at_once() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    peer.live_for(Duration::from_secs(7)).await;
    // The monotonic clock stood still in the meantime.
    net.wall_ahead.fetch_add(3_600_000, Ordering::SeqCst);
    let woken = Instant::now();
    let seen = net.until(|p| p.status.phase != Phase::Live).await;
    assert_eq!(seen.status.reason.as_deref(), Some(&Cause::Slept));
    net.accept().await;
    assert!(woken.elapsed() <= HEARTBEAT_MAX + SOON);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_answered_by_a_snapshot() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(2)).await;
    peer.say(events(vec![placed(7, 7)])).await;
    while peer.hear().await.is_some() {}
    let seen = net.until(|p| p.status.reason.is_some()).await;
    let reason = seen.status.reason.unwrap();
    assert!(
        matches!(*reason, Cause::Fault(Fault::Events(_))),
        "{reason}"
    );
    let (mut peer, hello) = net.accept().await;
    assert_eq!(hello.resume, None);
    peer.say(snapshot(kitchen_of(7))).await;
    net.until(|p| p.replica == Some(replica_of(7))).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_no_frame_ends_the_connection_not_the_link() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    for strange in [
        Message::text("{\"type\":\"of_tomorrow\"}"),
        Message::text("not JSON"),
        Message::binary(vec![1, 2, 3]),
    ] {
        let mut peer = net.welcome(kitchen_of(1)).await;
        net.until(|p| p.status.phase == Phase::Live).await;
        peer.raw(strange).await;
        let seen = net.until(|p| p.status.phase != Phase::Live).await;
        let reason = seen.status.reason.unwrap();
        assert!(matches!(*reason, Cause::Fault(Fault::NotAFrame(_))));
    }
    net.welcome(kitchen_of(1)).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn what_arrived_in_a_stall_is_heard_before_the_clock_judges() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    peer.say(events(vec![placed(2, 2)])).await;
    // Nobody runs in the meantime, as on a machine that is too busy.
    tokio::time::advance(SILENCE * 2).await;
    net.until(|p| p.replica == Some(replica_of(2))).await;
    peer.live_for(SILENCE * 2).await;
    assert_eq!(net.picture.borrow().status.phase, Phase::Live);
    assert_eq!(net.pipes.attempts.load(Ordering::SeqCst), 1);
    net.close().await;
}
