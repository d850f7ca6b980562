//! An order's way over the pass.

use serde_json::json;

use crate::app::{App, pass};
use crate::page::ticket;
use crate::wait;

#[tokio::test(flavor = "multi_thread")]
async fn run_it_serves_what_is_ready() {
    let app = App::open(pass()).await;
    let id = &app.server.place(&["kids-pasta"]).await;
    app.page.see(&ticket(id)).await;

    app.server
        .command(json!({"type": "bump", "order": id, "station": "grill", "lines": null}))
        .await;
    app.page
        .tap(&format!("{} [data-act='serve']", ticket(id)))
        .await;
    wait::until("the order is completed", async || {
        (app.server.order(id).await["state"] == "completed").then_some(())
    })
    .await;
    app.page.see_gone(&ticket(id)).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fire_sends_the_next_course_to_its_station() {
    let app = App::open(pass()).await;
    let order = app
        .server
        .place_order(json!({"hold": [2], "lines": [
            {"item": "kids-pasta", "course": 1},
            {"item": "mac-and-cheese", "course": 2},
        ]}))
        .await;
    let id = order["id"].as_str().unwrap();
    assert_eq!(order["lines"][1]["state"], "held");

    app.page
        .tap(&format!("{} [data-act='fire']", ticket(id)))
        .await;
    wait::until("the second course is fired", async || {
        (app.server.order(id).await["lines"][1]["state"] == "queued").then_some(())
    })
    .await;
    app.close().await;
}
