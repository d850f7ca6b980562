//! A display that was away goes on from where it was.

use crate::house::{House, assert_same, bump, burger_and_lemonade};
use sim::stream::{Display, Kept};

/// What a display has after some orders.
async fn kept(house: &mut House) -> Kept {
    let mut display = house.display("grill").await;
    let order = house.place(&burger_and_lemonade("pos-1")).await;
    display
        .until(|state| state.orders.contains_key(&order))
        .await
        .unwrap();
    display.close().await.unwrap()
}

async fn assert_current(house: &House, display: &Display) {
    let newcomer = house.display("newcomer").await;
    assert_same(&display.state().snapshot().unwrap(), newcomer.snapshot());
}

#[tokio::test]
async fn with_the_events_that_it_missed() {
    let mut house = House::open().await;
    let kept = kept(&mut house).await;
    let order = house.place(&burger_and_lemonade("pos-2")).await;
    house
        .display("bar")
        .await
        .order(&bump(order, Some("bar")))
        .await
        .unwrap();
    for restart in [false, true] {
        if restart {
            house.server.kill().await.unwrap();
            house.server.restart().await.unwrap();
        }
        let display = house.resume("grill", kept.clone()).await;
        let events = display.welcome().events.as_deref().unwrap();
        let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
        assert_eq!(numbers, [kept.state.seq + 1, kept.state.seq + 2]);
        assert_current(&house, &display).await;
    }
}

#[tokio::test]
async fn with_nothing_where_it_missed_nothing() {
    let mut house = House::open().await;
    let kept = kept(&mut house).await;
    let display = house.resume("grill", kept.clone()).await;
    assert_eq!(display.welcome().events.as_deref(), Some(&[][..]));
    assert_eq!(display.leave(), kept);
}

#[tokio::test]
async fn with_a_snapshot_where_its_log_is_another() {
    let mut house = House::open().await;
    let mut kept = kept(&mut house).await;
    kept.epoch = "0123456789abcdef".to_owned();
    let display = house.resume("grill", kept.clone()).await;
    assert_ne!(display.welcome().epoch, kept.epoch);
    assert!(!display.snapshot().is_empty());
    assert_current(&house, &display).await;
}

#[tokio::test]
async fn with_a_snapshot_where_it_knows_more_than_the_server() {
    let mut house = House::open().await;
    let mut kept = kept(&mut house).await;
    kept.state.seq += 100;
    let display = house.resume("grill", kept).await;
    assert!(!display.snapshot().is_empty());
    assert_current(&house, &display).await;
}

#[tokio::test]
async fn with_a_snapshot_after_a_backup_was_restored() {
    let mut house = House::open().await;
    let backup = house.server.data_dir().join("backup.db");
    let early = kept(&mut house).await;
    let made = house
        .server
        .command(["backup".as_ref(), backup.as_os_str()])
        .await
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // The log goes on, and then is not the continuation of what the display saw.
    let mut display = house.resume("grill", early).await;
    let order = house.place(&burger_and_lemonade("pos-2")).await;
    display
        .until(|state| state.orders.contains_key(&order))
        .await
        .unwrap();
    let late = display.leave();
    assert!(house.server.terminate().await.unwrap().success());
    let restored = house
        .server
        .command(["restore".as_ref(), backup.as_os_str()])
        .await
        .unwrap();
    assert!(
        restored.status.success(),
        "{}",
        String::from_utf8_lossy(&restored.stderr)
    );
    house.server.restart().await.unwrap();

    let display = house.resume("grill", late.clone()).await;
    assert_ne!(display.welcome().epoch, late.epoch);
    assert!(!display.snapshot().is_empty());
    assert!(!display.state().orders.contains_key(&order));
    assert_current(&house, &display).await;
}

#[tokio::test]
async fn a_newer_connection_of_a_device_takes_the_place_of_the_older() {
    let house = House::open().await;
    let mut older = house.display("grill").await;
    let newer = house.display("grill").await;
    assert_eq!(older.closed().await.unwrap(), wire::close::REPLACED);
    assert_current(&house, &newer).await;
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let mut house = House::open().await;
    let mut display = house.display("grill").await;
    let ended = async { house.server.terminate().await.unwrap() };
    let (status, notice) = tokio::join!(ended, display.hear());
    assert!(status.success(), "{status}");
    let stops = wire::ServerFrame::Notice(wire::Notice::ShuttingDown);
    assert_eq!(notice.unwrap(), stops);
    assert_eq!(display.closed().await.unwrap(), wire::close::GOING_AWAY);
}
