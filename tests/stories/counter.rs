//! A guest orders at a counter: the button, the device's own voice, its cart, and whoever listens.

mod faults;
mod network;
mod provider;

use crate::house::House;
use sim::{
    counter::{Counter, Setup},
    sound::shown,
};
use speech::sound::Clip;
use voice::{
    TurnShown, VoicePicture,
    transcript::Who,
    turn::{EMPTY_WORDS, NO_WORDS},
};

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

/// Says it, and says it again as long as the counter asks for that: a server that has just begun
/// learns its menu first, and on a busy machine that takes longer than a guest waits.
pub async fn order(counter: &mut Counter, words: &str) -> VoicePicture {
    let clip = spoken(words);
    for _ in 0..TRIES {
        let shown = counter.turn(&clip).await.unwrap();
        let notice = shown.notice.as_deref();
        if !notice.is_some_and(|notice| [NO_WORDS, EMPTY_WORDS].contains(&notice)) {
            return shown;
        }
    }
    panic!(
        "{words:?} is never made out: {:#?}",
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
    let shown = order(&mut counter, "two brownies please").await;
    assert_eq!(counter.quantity("brownie"), 2, "{shown:#?}");
    assert_eq!(counter.calls, ["add_item"]);
    assert!(last(&shown, Who::Guest).contains("brownies"), "{shown:#?}");
    assert!(!last(&shown, Who::House).is_empty(), "{shown:#?}");
    assert_eq!(shown.notice, None);
    assert!(
        !counter.sound.is_open(),
        "the microphone is open only while the button is held"
    );

    counter.tap("coleslaw").await.unwrap();
    let shown = order(&mut counter, "that's all").await;
    let read_back = last(&shown, Who::House);
    assert!(read_back.contains("coleslaw"), "{read_back}");
    assert!(read_back.contains("brownie"), "{read_back}");
    counter.close().await.unwrap();
}

#[tokio::test]
async fn a_press_during_the_reply_interrupts_it() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    order(&mut counter, "a coleslaw").await;
    counter.say(&spoken("two brownies please")).await.unwrap();
    counter
        .until(|now| now.turn == TurnShown::Understanding)
        .await
        .unwrap();
    let shown = order(&mut counter, "a coleslaw").await;
    assert_eq!(shown.turn, TurnShown::Ready);
    assert_eq!(
        (counter.quantity("brownie"), counter.quantity("coleslaw")),
        (2, 2),
        "{shown:#?}"
    );
    counter.close().await.unwrap();
}
