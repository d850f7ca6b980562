//! Servers that do not read, servers that are replaced, and the end of the link.

use crate::limits::*;
use crate::tests::bench::*;
use crate::tests::peer::*;
use crate::{Cause, Phase, SubmitError};
use kitchen::Command;
use tempfile::TempDir;
use tokio::time::Instant;
use wire::{ClientFrame, ServerFrame};

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_read_is_left() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    // More than the pipe holds; the server goes on speaking and reads nothing.
    let reason = Some("x".repeat(READ_BUFFER * 2));
    let order = order(1);
    let long = Command::CancelOrder { order, reason };
    net.handle.submit(long).await.unwrap();
    let begun = Instant::now();
    while net.picture.borrow().status.phase == Phase::Live {
        let (t, server_time_ms) = (0, 0);
        peer.say(ServerFrame::Pong { t, server_time_ms }).await;
        tokio::time::sleep(ms(100)).await;
    }
    let took = begun.elapsed();
    assert!(
        took >= WRITE_WITHIN - SOON && took <= WRITE_WITHIN + ms(500),
        "{took:?}"
    );
    let reason = net.picture.borrow().status.reason.clone().unwrap();
    assert!(matches!(*reason, Cause::Lost(_)));
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn another_server_gets_the_new_token_and_the_outbox() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    let id = net.handle.submit(rush(1)).await.unwrap();
    assert_eq!(peer.command().await.0, id);
    let there = "other:7420".parse().unwrap();
    net.handle.set_server(there, "new".into()).await.unwrap();
    // The old connection is closed in order first.
    while peer.hear().await.is_some() {}
    let (mut peer, hello) = net.accept().await;
    assert_eq!(hello.token, "new");
    peer.say(snapshot(kitchen_of(1))).await;
    assert_eq!(peer.command().await.0, id);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_scope_closes_the_socket_and_finishes_the_file() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    let handle = net.handle.clone();
    let closing = net.close();
    let hearing = async {
        loop {
            match peer.hear().await {
                Some(ClientFrame::Ping { .. }) => {}
                other => return other,
            }
        }
    };
    let ((), last) = tokio::join!(closing, hearing);
    assert_eq!(last, None);
    let gone = handle.submit(rush(1)).await;
    assert!(matches!(gone, Err(SubmitError::Gone(_))));
    handle.try_now().await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_scope_ends_in_time_though_the_server_says_no_goodbye() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let peer = net.welcome(kitchen_of(1)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    let begun = Instant::now();
    net.close().await;
    assert_eq!(begun.elapsed(), CLOSE_WITHIN);
    drop(peer);
}
