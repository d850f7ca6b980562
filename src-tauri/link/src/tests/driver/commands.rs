//! Commands: on disk, shown, sent, answered, seen.

use crate::limits::*;
use crate::tests::bench::*;
use crate::tests::peer::*;
use crate::{Phase, SubmitError};
use kitchen::{Command, RefusalCode};
use tempfile::TempDir;
use tokio::time::Instant;
use wire::{ErrorCode, ServerFrame};

#[tokio::test(start_paused = true)]
async fn a_bump_is_on_disk_then_shown_then_sent_then_seen() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(2)).await;
    net.until(|p| p.status.phase == Phase::Live).await;
    let id = net.handle.submit(rush(1)).await.unwrap();
    let file = std::fs::read_to_string(&net.path).unwrap();
    assert!(file.contains(&id.to_string()), "{file}");
    let shown = net.until(|p| p.outbox.len() == 1).await;
    assert!(shown.predicted(0).unwrap().orders[&order(1)].rush);
    assert_eq!(peer.command().await, (id, rush(1)));
    // The ack may come before the event: until it is folded in, the prediction stays.
    peer.say(ServerFrame::Ack { id, seq: 3 }).await;
    let acked = net.until(|p| p.outbox[0].acked_seq == Some(3)).await;
    assert!(acked.predicted(0).unwrap().orders[&order(1)].rush);
    peer.say(events(vec![rushed(3, 1, Some(id))])).await;
    let seen = net.until(|p| p.outbox.is_empty()).await;
    let replica = seen.replica.clone().unwrap();
    assert!(replica.state.orders[&order(1)].rush);
    assert_eq!(seen.predicted(0), Some(replica.state));
    // The file is tidied soon after.
    peer.live_for(TIDY_AFTER * 2).await;
    let file = std::fs::read_to_string(&net.path).unwrap();
    assert!(!file.contains(&id.to_string()), "{file}");
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn the_outbox_outlives_a_crash() {
    let folder = TempDir::new().unwrap();
    let net = Net::start(&folder);
    let mut ids = vec![];
    for about in [1, 2, 1] {
        ids.push(net.handle.submit(rush(about)).await.unwrap());
    }
    // No closing: everything is gone where it stands.
    drop(net);
    let mut net = Net::start_with(&folder, Some(replica_of(2)));
    let shown = net.picture.borrow().clone();
    let kept: Vec<_> = shown.outbox.iter().map(|entry| entry.id).collect();
    assert_eq!(kept, ids);
    // Whether it was sent before the crash is not known.
    assert!(!net.handle.forget(ids[0]).await.unwrap());
    let mut peer = net.welcome(kitchen_of(2)).await;
    for id in &ids {
        assert_eq!(peer.command().await.0, *id);
        peer.say(ServerFrame::Ack { id: *id, seq: 2 }).await;
    }
    net.until(|p| p.outbox.is_empty()).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_command_with_an_id_of_the_callers_own_is_one_however_often_it_is_said() {
    let folder = TempDir::new().unwrap();
    let id = kitchen::CommandId(uuid::Uuid::from_u128(7));
    let net = Net::start(&folder);
    // The second comes while the first is being written, the third when it is on disk.
    let (first, second) = tokio::join!(
        net.handle.submit_as(id, rush(1)),
        net.handle.submit_as(id, rush(1))
    );
    assert_eq!((first, second), (Ok(()), Ok(())));
    assert_eq!(net.handle.submit_as(id, rush(1)).await, Ok(()));
    drop(net);
    let mut net = Net::start_with(&folder, Some(replica_of(1)));
    assert_eq!(net.handle.submit_as(id, rush(1)).await, Ok(()));
    let kept: Vec<_> = net.picture.borrow().outbox.iter().map(|e| e.id).collect();
    assert_eq!(kept, [id]);
    let mut peer = net.welcome(kitchen_of(1)).await;
    assert_eq!(peer.command().await, (id, rush(1)));
    peer.say(ServerFrame::Ack { id, seq: 1 }).await;
    net.until(|p| p.outbox.is_empty()).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn many_commands_at_once_share_a_write() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let submits = (0..200).map(|about| {
        let handle = net.handle.clone();
        async move { handle.submit(rush(about)).await.unwrap() }
    });
    let ids = futures_util::future::join_all(submits).await;
    let shown = net.until(|p| p.outbox.len() == 200).await;
    let mut kept: Vec<_> = shown.outbox.iter().map(|entry| entry.id).collect();
    kept.sort();
    let mut ids = ids;
    ids.sort();
    assert_eq!(kept, ids);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn an_undone_bump_is_never_sent_and_leaves_the_disk() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let undone = net.handle.submit(rush(1)).await.unwrap();
    let kept = net.handle.submit(rush(2)).await.unwrap();
    assert!(net.handle.forget(undone).await.unwrap());
    let file = std::fs::read_to_string(&net.path).unwrap();
    assert!(!file.contains(&undone.to_string()));
    let mut peer = net.welcome(kitchen_of(2)).await;
    assert_eq!(peer.command().await.0, kept);
    assert!(!net.handle.forget(kept).await.unwrap());
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_command_is_handed_out_until_dismissed() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    let id = net.handle.submit(rush(9)).await.unwrap();
    assert_eq!(peer.command().await.0, id);
    peer.say(ServerFrame::Refused {
        id,
        code: RefusalCode::UnknownOrder.into(),
        message: "There is no such order.".to_owned(),
        field: None,
    })
    .await;
    let seen = net.until(|p| !p.refused.is_empty()).await;
    assert!(seen.outbox.is_empty());
    assert_eq!(
        seen.refused[0].code,
        ErrorCode::Refused(RefusalCode::UnknownOrder)
    );
    net.handle.dismiss(id).await.unwrap();
    net.until(|p| p.refused.is_empty()).await;
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_passes_is_tried_again() {
    let folder = TempDir::new().unwrap();
    let mut net = Net::start(&folder);
    let mut peer = net.welcome(kitchen_of(1)).await;
    let id = net.handle.submit(rush(1)).await.unwrap();
    assert_eq!(peer.command().await.0, id);
    let code = ErrorCode::StorageUnavailable;
    let (message, field) = (String::new(), None);
    peer.say(ServerFrame::Refused {
        id,
        code,
        message,
        field,
    })
    .await;
    let refused = Instant::now();
    assert_eq!(peer.command().await.0, id);
    assert!(refused.elapsed() >= RETRY_AFTER);
    assert!(refused.elapsed() <= RETRY_AFTER * 2 + SOON);
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_full_outbox_and_a_command_too_large_are_refused() {
    let folder = TempDir::new().unwrap();
    let net = Net::start(&folder);
    let long = Command::CancelOrder {
        order: order(1),
        reason: Some("x".repeat(wire::CLIENT_FRAME_BYTES)),
    };
    assert_eq!(net.handle.submit(long).await, Err(SubmitError::TooLarge));
    let submits = (0..OUTBOX_COMMANDS).map(|_| net.handle.submit(rush(1)));
    for submitted in futures_util::future::join_all(submits).await {
        submitted.unwrap();
    }
    let more = net.handle.submit(rush(1)).await;
    assert_eq!(more, Err(SubmitError::OutboxFull));
    net.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_takes_nothing_is_said_and_a_file_that_is_none_is_shown() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("outbox.jsonl");
    std::fs::write(&path, "garbage").unwrap();
    let net = Net::start(&folder);
    let aside = net.picture.borrow().set_aside.clone().unwrap();
    assert_eq!(std::fs::read_to_string(&aside.path).unwrap(), "garbage");
    // A folder in the file's place cannot be replaced by a file.
    std::fs::create_dir(&path).unwrap();
    let refused = net.handle.submit(rush(1)).await;
    assert!(
        matches!(refused, Err(SubmitError::Storage(_))),
        "{refused:?}"
    );
    assert!(net.picture.borrow().outbox.is_empty());
    std::fs::remove_dir(&path).unwrap();
    net.handle.submit(rush(1)).await.unwrap();
    net.close().await;
}
