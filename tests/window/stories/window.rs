//! Pages and windows come and go; the picture is right in each.

use crate::app::{App, board};
use crate::page::{link, ticket};

#[tokio::test(flavor = "multi_thread")]
async fn a_reloaded_page_shows_the_right_picture() {
    let app = App::open(board("grill")).await;
    let bumped = app.server.place(&["tomato-soup"]).await;
    let open = app.server.place(&["mac-and-cheese"]).await;
    app.page.bump(&bumped).await;
    app.server.sees(&bumped, "grill", "ready").await;

    app.page.client.refresh().await.unwrap();
    app.page.see(&link("live")).await;
    app.page.see(&ticket(&open)).await;
    assert_eq!(app.page.count(&ticket(&bumped)).await, 0);
    assert_eq!(app.page.count(&ticket(&open)).await, 1);

    // The new page hears what happens after it.
    let later = app.server.place(&["tomato-soup"]).await;
    app.page.see(&ticket(&later)).await;
    app.close().await;
}
