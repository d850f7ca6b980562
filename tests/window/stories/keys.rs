//! A bump bar or keyboard in place of fingers.

use crate::app::{App, board};
use crate::page::ticket;

#[tokio::test(flavor = "multi_thread")]
async fn key_1_bumps_the_first_cell_and_r_takes_it_back() {
    let app = App::open(board("grill")).await;
    let first = app.server.place(&["kids-pasta"]).await;
    let second = app.server.place(&["mac-and-cheese"]).await;
    app.page.see(&ticket(&first)).await;
    app.page.see(&ticket(&second)).await;

    app.page.press('1').await;
    app.server.sees(&first, "grill", "ready").await;
    app.page.see_gone(&ticket(&first)).await;
    app.server.sees(&second, "grill", "queued").await;

    app.page.press('r').await;
    app.page.see(&ticket(&first)).await;
    app.server.sees(&first, "grill", "queued").await;
    assert_eq!(
        app.server.events_of(&first).await,
        [
            "order_placed",
            "lines_bumped",
            "order_ready",
            "lines_recalled"
        ]
    );
    app.close().await;
}
