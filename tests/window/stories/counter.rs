//! An order's way over a counter: tapped or spoken, sent with one tap, and shown by the grill.

use sim::microphone::{Card, Folder, Form};
use sim::sound;
use speech::sound::{Clip, FULL_RATE};

use crate::app::{App, counter};
use crate::wait;

/// What the guest says. Both are made at the grill, and ask for nothing more.
const SENTENCE: &str = "two kids pastas please";

/// A line of the order that is made.
const LINE: &str = ".c-line";

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_tapped_sent_and_stands_on_the_grill() {
    let app = App::open(counter()).await;
    app.start_again(&["--window", "grill"]);
    app.look_at("[data-screen='counter']").await;

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
async fn an_order_is_spoken_shown_sent_with_a_tap_and_stands_on_the_grill() {
    let folder = Folder::new().unwrap();
    let card = Card::start(folder.path(), Form::default()).await.unwrap();
    let app = App::open_with(counter(), &folder.variables()).await;
    app.start_again(&["--window", "grill"]);
    app.look_at("[data-screen='counter']").await;

    app.page.hold("[data-talk='ready']").await;
    app.page.see("[data-talk='held']").await;
    let mut said = card.say(&spoken()).unwrap();
    wait::until("the sentence is said", async || said.try_wait().unwrap()).await;
    app.page.let_go().await;
    app.page.read(LINE, "Kids Pasta").await;
    app.page.read(&format!("{LINE} .q"), "2").await;
    // Whatever was not quite sure is confirmed by a finger.
    wait::until("the order can be sent", async || {
        if app.page.count("[data-send='ready']").await > 0 {
            return Some(());
        }
        if app.page.count("[data-tap='yes']").await > 0 {
            app.page.tap("[data-tap='yes']").await;
        }
        None
    })
    .await;
    keep_picture(&app, "counter").await;
    app.page.tap("[data-send='ready']").await;
    app.page.see("[data-sent='placed']").await;

    app.look_at("article").await;
    app.page.read(".t-item", "Kids Pasta").await;
    app.page.read(".t-q", "2").await;
    app.close().await;
}

fn spoken() -> Clip {
    let voice = sound::shown()[4];
    voice.say(SENTENCE).unwrap().at(FULL_RATE).unwrap()
}

/// A picture of the window, beside what these tests were built from.
async fn keep_picture(app: &App, name: &str) {
    let picture = app.page.client.screenshot().await.unwrap();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
    std::fs::write(path, picture).unwrap();
}
