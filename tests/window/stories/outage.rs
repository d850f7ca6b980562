//! The server goes away and comes back.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::app::{App, board};
use crate::page::{gap, link, ticket};
use crate::wait;

/// How long a window may show an old picture as if it were fresh: 3 s by the design, and a little for
/// a machine that runs other tests as well.
const NOTICED: Duration = Duration::from_secs(4);

/// Two open orders at the grill, both seen.
async fn two_orders(app: &App) -> [String; 2] {
    let soup = app.server.place(&["kids-pasta"]).await;
    let orders = [soup, app.server.place(&["mac-and-cheese"]).await];
    for order in &orders {
        app.page.see(&ticket(order)).await;
    }
    orders
}

/// Bumps both while the window is stale: they are kept, and said to be.
async fn bump_both(app: &App, orders: &[String; 2]) {
    for order in orders {
        app.page.bump(order).await;
        app.page.read(&gap(order), "Saved here").await;
    }
    app.page.read(".stale-queue .n", "2").await;
}

/// The server is back: what was kept has landed, once.
async fn landed_once(app: &App, orders: &[String; 2]) {
    app.page.see(&link("live")).await;
    for order in orders {
        app.server.sees(order, "grill", "ready").await;
        let expected = ["order_placed", "lines_bumped", "order_ready"];
        assert_eq!(app.server.events_of(order).await, expected);
        app.page.see_gone(&ticket(order)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_noticed_and_bumps_land_once_when_it_is_back() {
    let app = App::open(board("grill")).await;
    let orders = two_orders(&app).await;

    app.server.kill_for_good();
    app.page.see_within(NOTICED, &link("stale")).await;
    app.page.read(&link("stale"), "NOT LIVE").await;
    bump_both(&app, &orders).await;

    app.server.allow();
    landed_once(&app, &orders).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_is_noticed_and_killed_then_bumps_land_once() {
    let app = App::open(board("grill")).await;
    let orders = two_orders(&app).await;

    // Its sockets stay open: only the silence tells.
    let began = Instant::now();
    app.server.signal(Signal::STOP);
    app.page.see_within(NOTICED, &link("stale")).await;
    println!("noticed after {:?}", began.elapsed());
    bump_both(&app, &orders).await;

    let hung = app.server.pid();
    app.server.signal(Signal::KILL);
    wait::until("the app has started another server", async || {
        app.server.pid().filter(|pid| Some(*pid) != hung)
    })
    .await;
    landed_once(&app, &orders).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_wakes_up_finds_the_bumps_once() {
    let app = App::open(board("grill")).await;
    let orders = two_orders(&app).await;

    // The bump is sent into a connection that looks alive, and answered by nobody.
    app.server.signal(Signal::STOP);
    app.page.bump(&orders[0]).await;
    app.page.see_within(NOTICED, &link("stale")).await;
    app.page.bump(&orders[1]).await;

    app.server.signal(Signal::CONT);
    landed_once(&app, &orders).await;
    app.close().await;
}
