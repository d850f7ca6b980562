//! The server is elsewhere, and goes away.

use crate::kitchen::{Home, Running, grill_state, order};
use crate::page::{Page, board};
use sim::server::Server;
use std::time::{Duration, Instant};
use wire::view::{Intent, LinkState};

async fn elsewhere() -> (Server, Home, Running) {
    let server = Server::start().await.unwrap();
    let home = Home::new();
    let token = server.token("display").await.unwrap();
    home.choose_server(server.address(), &token);
    let running = home.start();
    (server, home, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_is_said_within_three_seconds_and_bumps_wait_for_it() {
    let (mut server, _home, running) = elsewhere().await;
    let mut till = server.client("pos").await.unwrap();
    let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    let ids = [
        order(&mut till, "kids-pasta").await,
        order(&mut till, "kids-pasta").await,
    ];
    grill.tickets(2).await;
    grill.link(LinkState::Live).await;

    server.kill().await.unwrap();
    let killed = Instant::now();
    let stale = grill.link(LinkState::Stale).await;
    // Three seconds after the last word, which came up to one before the end; and a busy
    // machine may need a while to find it out.
    let silence = killed.elapsed();
    assert!(silence > Duration::from_millis(1_500), "{silence:?}");
    assert!(silence < Duration::from_secs(5), "{silence:?}");
    assert_eq!(stale.tickets.len(), 2, "what was known stays");
    assert_eq!(stale.link.reason.as_deref(), Some("Nothing answers there."));
    assert!(stale.link.heard_at_ms.is_some());

    for id in &ids {
        grill.bump(id).await;
    }
    grill.tickets(0).await;
    let saved = grill.until("saved", |s| s.link.saved == 2).await;
    assert!(saved.gone.iter().all(|gone| gone.saved));
    assert_eq!(saved.gone.len(), 2);
    let order = ids[1].clone();
    grill.press(Intent::Undo { order }).await;
    let back = grill.tickets(1).await;
    assert_eq!(back[0].order, ids[1]);
    assert_eq!(back[0].recalled_from_ms, None, "it was never bumped");
    grill.until("one saved", |s| s.link.saved == 1).await;

    server.restart().await.unwrap();
    grill.press(Intent::TryNow).await;
    grill.link(LinkState::Live).await;
    grill.until("sent", |s| s.link.saved == 0).await;
    assert_eq!(grill_state(&mut till, &ids[0]).await, "ready");
    assert_eq!(grill_state(&mut till, &ids[1]).await, "queued");
    grill.tickets(1).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_starts_while_the_server_is_away_shows_what_it_knew() {
    let (mut server, home, running) = elsewhere().await;
    let mut till = server.client("pos").await.unwrap();
    let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    let id = order(&mut till, "kids-pasta").await;
    grill.tickets(1).await;
    running.end().await;
    server.kill().await.unwrap();

    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    let screen = grill.until("a screen", |_| true).await;
    assert_eq!(
        screen.link.state,
        LinkState::Stale,
        "at once, and never as fresh"
    );
    assert_eq!(screen.link.heard_at_ms, None);
    assert_eq!(screen.tickets[0].order, id);
    grill.bump(&id).await;
    grill.tickets(0).await;
    running.end().await;

    // The bump outlives the app.
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
    grill.tickets(0).await;
    server.restart().await.unwrap();
    grill.press(Intent::TryNow).await;
    grill.link(LinkState::Live).await;
    grill.until("sent", |s| s.link.saved == 0).await;
    assert_eq!(grill_state(&mut till, &id).await, "ready");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_known_is_said_in_words() {
    let server = Server::start().await.unwrap();
    let home = Home::new();
    home.choose_server(server.address(), "nobody-knows-this-one");
    let running = home.start();
    let mut grill = Page::open(&running.device.station, "main", None).await;
    let said = |screen: &wire::view::Screen| screen.link.reason.clone();
    let screen = grill.until("a reason", |s| {
        said(s).is_some_and(|reason| reason == "It does not know this screen.")
    });
    assert_eq!(screen.await.link.state, LinkState::Loading);
    running.end().await;
}
