//! A guest speaks without a button: the microphone opens by itself, and ends by itself.

use super::{TRIES, counter, spoken};
use crate::house::House;
use sim::counter::Setup;
use std::time::Duration;
use voice::{TurnShown, VoicePicture, transcript::Who};

/// What a guest is silent for when he has done: twice what ends it.
const PAUSE: Duration = Duration::from_millis(1_600);

#[tokio::test]
async fn an_order_is_spoken_without_a_button_until_it_is_switched_off() {
    let house = House::open().await;
    let mut counter = counter(&house, Setup::default()).await;
    counter.handle.hands_free(true).await.unwrap();
    let clip = spoken("two brownies please");
    for _ in 0..TRIES {
        let open = counter.until(is_listening).await.unwrap();
        assert!(open.hands_free && counter.sound.is_open());
        let sound = counter.sound.clone();
        let saying = async {
            sound.speak(&clip).await?;
            // The pause ends what he says.
            sound.be_silent(PAUSE).await
        };
        counter.during(saying).await.unwrap().unwrap();
        // The reply may be over before anybody looks; what was said stays.
        let before = heard(&open);
        let answered = |now: &VoicePicture| heard(now) > before && is_listening(now);
        let again = counter.until(answered).await.unwrap();
        assert!(again.hands_free, "it goes on by itself");
        if counter.quantity("brownie") == 2 {
            break;
        }
        counter.untap("brownie").await.unwrap();
    }
    assert_eq!(counter.quantity("brownie"), 2);
    counter.handle.hands_free(false).await.unwrap();
    let off = counter.until(|now| now.turn == TurnShown::Ready).await;
    assert!(!off.unwrap().hands_free);
    assert!(!counter.sound.is_open(), "nobody listens any more");
    counter.close().await.unwrap();
}

/// Whether it is the guest's turn, and what he says would be heard.
fn is_listening(now: &VoicePicture) -> bool {
    now.turn == TurnShown::Recording
}

/// How much a guest was heard to say, to its end.
fn heard(now: &VoicePicture) -> usize {
    let said = now.said.iter();
    said.filter(|said| said.who == Who::Guest && !said.live)
        .count()
}
