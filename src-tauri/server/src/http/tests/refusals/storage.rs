//! What is refused because of the disk, really locked.

use super::{Reply, Rig, Role, Seen};
use futures_util::stream::{FuturesUnordered, StreamExt};
use rusqlite::Connection;
use serde_json::json;
use std::time::Duration;
use wire::ErrorCode;

/// Takes the database's one write lock, as a disk that does not answer would.
fn seized(rig: &Rig) -> Connection {
    let other = Connection::open(rig.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

pub(super) async fn storage(seen: &mut Seen) {
    let rig = Rig::new().await;
    let rig = rig.restarted_with(Duration::from_millis(50)).await;
    let order = json!({"lines": [{"item": "brownie"}]});
    let other = seized(&rig);
    let reply = rig
        .ask(Role::Pos, "POST", "/v1/orders")
        .key("k")
        .json(&order)
        .await;
    seen.note(&reply, ErrorCode::StorageUnavailable, "");
    seen.note(
        &rig.anyone("GET", "/readyz").send().await,
        ErrorCode::StorageUnavailable,
        "",
    );
    assert_eq!(rig.anyone("GET", "/healthz").send().await.status, 200);
    let metrics = rig.anyone("GET", "/metrics").send().await;
    assert!(metrics.text.contains("heard_storage_writable 0"));
    other.execute_batch("ROLLBACK").unwrap();
    // The same again is the first time: nothing had been accepted.
    let reply = rig
        .ask(Role::Pos, "POST", "/v1/orders")
        .key("k")
        .json(&order)
        .await;
    assert_eq!((reply.status, &reply.json()["number"]), (201, &json!(1)));
    assert_eq!(rig.anyone("GET", "/readyz").send().await.status, 200);
}

pub(super) async fn too_many(seen: &mut Seen) {
    let rig = Rig::new().await;
    let other = seized(&rig);
    let order = json!({"lines": [{"item": "brownie"}]});
    let asks = (0..1_500).map(|_| rig.ask(Role::Pos, "POST", "/v1/orders").json(&order));
    let mut asks: FuturesUnordered<_> = asks.collect();
    // While the disk does not answer, the first answers are those that did not fit the queue.
    let first = asks.next().await.unwrap();
    seen.note(&first, ErrorCode::Overloaded, "");
    other.execute_batch("ROLLBACK").unwrap();
    let rest: Vec<Reply> = asks.collect().await;
    let placed = rest.iter().filter(|reply| reply.status == 201).count();
    let refused = rest.iter().filter(|reply| reply.status == 503).count();
    assert_eq!(placed + refused, 1_499);
    let listed = rig.anyone("GET", "/metrics").send().await;
    assert!(
        listed
            .text
            .contains(&format!("heard_open_orders {placed}\n"))
    );
}
