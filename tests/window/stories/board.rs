//! An order's way over a board.

use crate::app::{App, board};
use crate::page::ticket;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_seen_and_a_tap_bumps_it() {
    let app = App::open(board("grill")).await;
    let id = &app.server.place(&["kids-pasta", "mac-and-cheese"]).await;
    let order = app.server.order(id).await;

    app.page.see(&ticket(id)).await;
    let number = order["number"].to_string();
    app.page
        .read(&format!("{} .t-no", ticket(id)), &number)
        .await;
    app.server.sees(id, "grill", "queued").await;

    app.page.bump(id).await;
    app.server.sees(id, "grill", "ready").await;
    app.page.see_gone(&ticket(id)).await;

    app.page.undo(id).await;
    app.page.see(&ticket(id)).await;
    app.server.sees(id, "grill", "queued").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_on_a_line_bumps_that_line_alone() {
    let app = App::open(board("grill")).await;
    let id = &app.server.place(&["kids-pasta", "mac-and-cheese"]).await;
    let order = app.server.order(id).await;
    let line = order["lines"][1]["id"].as_str().unwrap();

    app.page.tap(&format!("[data-line='{line}']")).await;
    app.page
        .see(&format!("[data-line='{line}'][aria-pressed='true']"))
        .await;
    crate::wait::until("one line is done", async || {
        let order = app.server.order(id).await;
        let state = |line: usize| order["lines"][line]["station_states"]["grill"].clone();
        (state(0) == "queued" && state(1) == "ready").then_some(())
    })
    .await;
    app.close().await;
}
