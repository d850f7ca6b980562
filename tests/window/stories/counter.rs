//! An order's way over a counter: tapped or spoken, sent with one tap, and shown by the grill.

use serde_json::json;
use sim::cloud::{self, Provider, Step, Transcript, script};
use sim::microphone::Folder;

use crate::app::{App, counter};
use crate::guest::{Guest, LINE};

/// What the guest says. It is made at the grill, asks for nothing more, and was heard right 20 times of
/// 20, soft and loud: the story is of windows, not of hearing.
const SENTENCE: &str = "three mushroom tacos please";

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

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_spoken_sent_with_a_tap_and_stands_on_the_grill() {
    let provider = an_order_is_spoken("local").await;
    assert!(provider.asked().is_empty(), "{:?}", provider.asked());
    assert!(provider.stop().await.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_where_a_provider_listens() {
    let provider = an_order_is_spoken("openai").await;
    assert_eq!(provider.sessions().len(), 1);
    provider.until_alone().await;
    assert!(provider.stop().await.is_clean());
}

/// The story of a spoken order. Who listens is one setting of the server; all else is the same.
async fn an_order_is_spoken(listener: &str) -> Provider {
    let folder = Folder::new().unwrap();
    let guest = Guest::come(&folder).await;
    let provider = Provider::start(tacos()).await.unwrap();
    let key = folder.path().join("provider.key");
    std::fs::write(&key, provider.key()).unwrap();
    let config = format!(
        "voice = {listener:?}\nvoice_key_file = {key:?}\nvoice_url = {:?}\n",
        provider.url()
    );
    let app = App::open_with(counter(), &folder.variables(), &config).await;
    app.start_again(&["--window", "grill"]);
    app.look_at("[data-screen='counter']").await;

    guest.order(&app.page, SENTENCE, "Mushroom Taco", 3).await;
    app.page.read(".readback", "ushroom").await;
    guest.is_unheard().await;
    guest.send(&app.page).await;

    app.look_at("article").await;
    app.page.read(".t-item", "Mushroom Taco").await;
    app.page.read(".t-q", "3").await;
    app.close().await;
    provider
}

/// A provider that hears the sentence, adds what was ordered, and says so.
fn tacos() -> cloud::Setup {
    let add = json!({"item": "mushroom-taco", "quantity": 3});
    cloud::Setup {
        model: script([
            vec![Step::call("add_item", add)],
            vec![Step::say("Three mushroom tacos.")],
        ]),
        transcripts: vec![Transcript::Before(SENTENCE.to_owned())],
        ..cloud::Setup::default()
    }
}
