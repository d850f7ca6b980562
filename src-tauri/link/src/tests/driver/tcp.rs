//! The same over real TCP, in real time.

use crate::tests::bench::*;
use crate::tests::peer::*;
use crate::{Phase, TcpConnector};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use wire::ClientFrame;

#[tokio::test]
async fn a_real_socket_is_opened_used_and_closed() {
    let folder = TempDir::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let end = start(&folder, address.into(), None, TcpConnector);
    let (stream, _) = listener.accept().await.unwrap();
    let mut peer = Peer::accept(stream).await;
    let hello = peer.hear().await;
    assert!(matches!(hello, Some(ClientFrame::Hello(_))), "{hello:?}");
    peer.say(snapshot(kitchen_of(300))).await;
    let mut picture = end.picture;
    let live = picture.wait_for(|p| p.status.phase == Phase::Live).await;
    assert_eq!(live.unwrap().replica, Some(replica_of(300)));
    let id = end.handle.submit(rush(1)).await.unwrap();
    assert_eq!(peer.command().await, (id, rush(1)));
    let closing = end.scope.close(Duration::from_secs(3));
    let hearing = async { while peer.hear().await.is_some() {} };
    let (closed, ()) = tokio::join!(closing, hearing);
    assert!(closed.is_clean(), "{closed}");
}
