//! A guest orders at a counter: the button, the device's own voice, its cart, and whoever listens.

mod faults;
mod free;
mod network;
mod provider;
mod told;

use crate::house::House;
use sim::{
    counter::{Counter, Setup},
    sound::shown,
};
use speech::sound::Clip;
use voice::{TurnShown, VoicePicture, transcript::Who};

/// What a guest says, with a moment before and behind it.
pub fn spoken(words: &str) -> Clip {
    let clip = shown()[0].say(words).unwrap();
    let mut samples = vec![0; clip.rate as usize / 5];
    samples.extend(&clip.samples);
    samples.extend(vec![0; clip.rate as usize / 5]);
    Clip { samples, ..clip }
}

/// A counter of that house, ready for a guest.
pub async fn counter(house: &House, setup: Setup) -> Counter {
    let token = house.server.token("counter").await.unwrap();
    let mut counter = Counter::open(house.server.address(), &token, setup).unwrap();
    counter.ready().await.unwrap();
    counter
}

/// Says it until it is in the cart, as a guest does who sees that it is not: a server that has just
/// begun learns its menu first, and what is misheard is taken out by hand and said again.
pub async fn order(counter: &mut Counter, words: &str, item: &str, many: u32) -> VoicePicture {
    let clip = spoken(words);
    for _ in 0..TRIES {
        let shown = counter.turn(&clip).await.unwrap();
        let there = counter.quantity(item);
        if there == many {
            return shown;
        }
        // One may be taken for two; two are taken for four only if they are ordered twice.
        assert!(many < 2 || there < 2 * many, "{there}: {shown:#?}");
        assert_eq!(shown.turn, TurnShown::Ready, "{shown:#?}");
        counter.untap(item).await.unwrap();
    }
    panic!(
        "{words:?} is never made out: {:#?}",
        counter.picture.borrow()
    );
}

/// Asks for the order to be read back until these are in it: what is misheard is said again.
pub async fn read_back(counter: &mut Counter, names: &[&str]) {
    // A yes answers what is asked back, where something was misheard.
    for words in ["that's all", "yes"].into_iter().cycle().take(2 * TRIES) {
        let shown = counter.turn(&spoken(words)).await.unwrap();
        let says = last(&shown, Who::House);
        if names.iter().all(|name| says.contains(name)) {
            return;
        }
    }
    panic!(
        "{names:?} are not read back: {:#?}",
        counter.picture.borrow()
    );
}

/// How often a guest says the same: the first time may meet a server that still learns.
const TRIES: usize = 6;

/// What was said last by one of the two.
pub fn last(picture: &VoicePicture, who: Who) -> String {
    let mut said = picture.said.iter().rev();
    let last = said.find(|said| said.who == who);
    last.map(|said| said.text.to_lowercase())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_spoken_order_is_in_the_cart_and_what_is_tapped_is_known() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    let shown = order(&mut counter, "two brownies please", "brownie", 2).await;
    assert!(!last(&shown, Who::Guest).is_empty(), "{shown:#?}");
    assert!(last(&shown, Who::House).contains("brownie"), "{shown:#?}");
    assert!(
        !counter.sound.is_open(),
        "the microphone is open only while the button is held"
    );

    counter.tap("coleslaw").await.unwrap();
    read_back(&mut counter, &["brownie", "coleslaw"]).await;
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_press_during_the_reply_interrupts_it() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    order(&mut counter, "a coleslaw", "coleslaw", 1).await;
    counter.say(&spoken("that's all")).await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Understanding)
        .await
        .unwrap();
    order(&mut counter, "two brownies please", "brownie", 2).await;
    assert_eq!(counter.quantity("coleslaw"), 1);
    counter.close().await.unwrap();
}
