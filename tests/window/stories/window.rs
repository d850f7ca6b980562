//! Pages and windows come and go; the picture is right in each.

use crate::app::{App, board};
use crate::page::{link, ticket};
use crate::wait;

/// The button that only a board has.
const BUMP: &str = "[data-act='bump']";

#[tokio::test(flavor = "multi_thread")]
async fn a_reloaded_page_shows_the_right_picture() {
    let app = App::open(board("grill")).await;
    let bumped = app.server.place(&["kids-pasta"]).await;
    let open = app.server.place(&["mac-and-cheese"]).await;
    app.page.bump(&bumped).await;
    app.server.sees(&bumped, "grill", "ready").await;

    app.page.client.refresh().await.unwrap();
    app.page.see(&link("live")).await;
    app.page.see(&ticket(&open)).await;
    assert_eq!(app.page.count(&ticket(&bumped)).await, 0);
    assert_eq!(app.page.count(&ticket(&open)).await, 1);

    // The new page hears what happens after it.
    let later = app.server.place(&["kids-pasta"]).await;
    app.page.see(&ticket(&later)).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_opens_a_second_window_of_the_same_app() {
    let app = App::open(board("grill")).await;
    let order = app.server.place(&["kids-pasta"]).await;
    app.page.see(&ticket(&order)).await;
    let first = app.page.client.window().await.unwrap();

    // The same place again only comes to the front.
    app.start_again(&[]);
    assert_eq!(
        app.page.client.windows().await.unwrap(),
        std::slice::from_ref(&first)
    );

    app.start_again(&["--window", "expo"]);
    let second = wait::until("a second window", async || {
        let windows = app.page.client.windows().await.unwrap();
        windows.into_iter().find(|window| *window != first)
    })
    .await;
    app.page
        .client
        .switch_to_window(second.clone())
        .await
        .unwrap();
    app.page.see(&link("live")).await;
    app.page.see(&format!("{}[data-age]", ticket(&order))).await;
    assert_eq!(app.page.count(BUMP).await, 0, "the pass has no bump");

    app.page.client.switch_to_window(first).await.unwrap();
    app.page.bump(&order).await;
    app.page.see_gone(&ticket(&order)).await;

    // What was done in one window is seen in the other.
    app.page.client.switch_to_window(second).await.unwrap();
    app.page
        .tap(&format!("{} [data-act='serve']", ticket(&order)))
        .await;
    app.page.see_gone(&ticket(&order)).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_in_a_page_is_in_the_log() {
    let app = App::open(board("grill")).await;
    for failing in [
        "setTimeout(() => { throw new TypeError('no such drawer'); })",
        "Promise.reject(new RangeError('no such page'))",
    ] {
        app.page.client.execute(failing, Vec::new()).await.unwrap();
    }
    for said in ["TypeError: no such drawer", "RangeError: no such page"] {
        wait::until(said, async || {
            let log = app.log();
            let line = log.lines().find(|line| line.contains(said))?;
            assert!(line.contains("ERROR ui: "), "{line}");
            Some(())
        })
        .await;
    }
    app.close().await;
}
