//! An order's way over a counter: tapped, sent with one tap, and shown by the grill.

use crate::app::{App, counter};

/// A line of the order that is made.
const LINE: &str = ".c-line";

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_tapped_sent_and_stands_on_the_grill() {
    let app = App::open(counter()).await;
    app.start_again(&["--window", "grill"]);
    app.look_at("[data-screen='counter']").await;

    if app.page.count("[data-category]").await == 0 {
        app.page.tap("[data-act='menu']").await;
    }
    app.page.tap("[data-category='kids']").await;
    app.page.tap("[data-item='kids-pasta']").await;
    app.page.read(LINE, "Kids Pasta").await;
    app.page.tap("[data-send='ready']").await;
    app.page.see("[data-sent='placed']").await;
    app.page.see_gone(LINE).await;

    app.look_at("article").await;
    app.page.read(".t-item", "Kids Pasta").await;
    app.close().await;
}
