//! The counter's microphone is refused, missing, plugged in, pulled out in a word, and swapped: words say
//! so, the order stays, and a finger does without.

use sim::microphone::{Folder, SoundServer};

use crate::app::{App, counter};
use crate::guest::{Guest, LINE, spoken};
use crate::page::Page;

/// What stands small beside what the button does.
const WORDS: &str = "[data-talk] small";

/// The other microphone.
const HEADSET: &str = "headset";

/// What all lines of the order together read.
const LINES: &str = ".c-lines";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_the_microphone_is_told_and_the_order_stays() {
    let folder = Folder::new().unwrap();
    let refusing = SoundServer::start_closed(folder.path()).await.unwrap();
    let app = App::open_with(counter(), &folder.variables(), "").await;
    let page = &app.page;
    let refused = "The microphone is not allowed. Allow it in this device's settings.";
    page.read(WORDS, refused).await;
    tap_in(page, "kids", "kids-pasta", "Kids Pasta").await;

    refusing.crash().await.unwrap();
    page.read(WORDS, "No microphone found. Plug one in.").await;
    tap_in(page, "sides", "coleslaw", "Coleslaw").await;

    let mut guest = Guest::come(&folder).await;
    page.read(WORDS, "The microphone is back.").await;
    is_pulled_out_in_a_word(page, &guest).await;
    page.read(LINES, "Kids Pasta").await;
    page.read(LINES, "Coleslaw").await;
    tap_in(page, "desserts", "brownie", "Walnut Brownie").await;
    page.tap("[data-tap='clear']").await;
    page.see_gone(LINE).await;

    guest.card.plug_microphone().await.unwrap();
    page.read(WORDS, "The microphone is back.").await;
    is_swapped_in_a_hold(page, &mut guest).await;
    let sentence = "three mushroom tacos please";
    guest.order(page, sentence, "Mushroom Taco", 3).await;
    app.close().await;
}

/// The guest's microphone is pulled out while he speaks.
async fn is_pulled_out_in_a_word(page: &Page, guest: &Guest) {
    page.hold("[data-talk='ready']").await;
    page.see("[data-talk='held']").await;
    let clip = spoken("could we also get some mushroom tacos please");
    let mut mouth = guest.card.say(&clip).unwrap();
    page.see(".vu i.on").await;
    guest.card.unplug_microphone().await.unwrap();
    let lost = "till_mic came unplugged. Plug it back in, or tap to add.";
    page.read(WORDS, lost).await;
    mouth.wait().await.unwrap();
    page.let_go().await;
    page.see("[data-talk='ready']").await;
    page.read(WORDS, lost).await;
}

/// While the guest holds the button, another microphone becomes the one that is listened to.
async fn is_swapped_in_a_hold(page: &Page, guest: &mut Guest) {
    guest.card.plug_microphone_as(HEADSET).await.unwrap();
    page.tap("[data-act='wires']").await;
    page.hold("[data-talk='ready']").await;
    page.read(".wires", "till_mic, mono 48 kHz").await;
    let swap = ["set-default-source", HEADSET];
    guest.card.pactl(&swap).await.unwrap();
    page.read(".wires", "headset, mono 48 kHz").await;
    page.let_go().await;
    guest.microphone = HEADSET;
}

/// Adds an item to the order by touch.
async fn tap_in(page: &Page, category: &str, item: &str, name: &str) {
    if page.count("[data-category]").await == 0 {
        page.tap("[data-act='menu']").await;
    }
    page.tap(&format!("[data-category='{category}']")).await;
    page.tap(&format!("[data-item='{item}']")).await;
    page.read(LINES, name).await;
}
