//! A guest at the counter: a made-up voice before a made-up microphone, and a finger.

use sim::microphone::{Card, Folder, Form, MICROPHONE};
use sim::sound::shown;
use speech::sound::{Clip, FULL_RATE};

use crate::page::Page;
use crate::wait;

/// A line of the order that is made.
pub const LINE: &str = ".c-line";

/// How often a guest says the same: the first time may meet a server that still learns its menu.
const TRIES: usize = 6;

/// Somebody who orders. Dropping it takes the sound server away.
pub struct Guest {
    /// What is plugged in.
    pub card: Card,
    /// The microphone that is spoken into.
    pub microphone: &'static str,
}

impl Guest {
    /// Comes with a microphone and a loudspeaker.
    pub async fn come(folder: &Folder) -> Self {
        let card = Card::start(folder.path(), Form::default()).await;
        Self {
            card: card.unwrap(),
            microphone: MICROPHONE,
        }
    }

    /// Holds the button, says it, and lets go.
    pub async fn say(&self, page: &Page, words: &str) {
        page.hold("[data-talk='ready']").await;
        page.see("[data-talk='held']").await;
        let mouth = self.card.say_into(self.microphone, &spoken(words));
        let said = mouth.unwrap().wait().await.unwrap();
        assert!(said.success(), "{said}");
        page.let_go().await;
    }

    /// Says it until one line of the order reads `item`, and `many` of it, as a guest does who sees that
    /// it does not.
    pub async fn order(&self, page: &Page, words: &str, item: &str, many: u32) {
        for _ in 0..TRIES {
            self.say(page, words).await;
            // Heard, answered, and the answer spoken.
            page.see("[data-talk='ready']").await;
            let is_there = page.count(LINE).await == 1
                && page.reads(LINE, item).await
                && page.reads(&format!("{LINE} .q"), &many.to_string()).await;
            if is_there {
                return;
            }
            if page.count(LINE).await > 0 {
                page.tap("[data-tap='clear']").await;
                page.see_gone(LINE).await;
            }
        }
        panic!("{words:?} is never made out");
    }

    /// Confirms what was not quite sure by a finger, and sends the order with one tap.
    pub async fn send(&self, page: &Page) {
        wait::until("the order can be sent", async || {
            if page.count("[data-send='ready']").await > 0 {
                return Some(());
            }
            if page.count("[data-tap='yes']").await > 0 {
                page.tap("[data-tap='yes']").await;
            }
            None
        })
        .await;
        page.tap("[data-send='ready']").await;
        page.see("[data-sent='placed']").await;
        page.see_gone(LINE).await;
    }

    /// Waits until nobody listens.
    pub async fn is_unheard(&self) {
        wait::until("the microphone is closed", async || {
            (self.card.recording().await.unwrap() == 0).then_some(())
        })
        .await;
    }
}

/// What somebody says, by a voice that speaks plainly.
pub fn spoken(words: &str) -> Clip {
    shown()[0].say(words).unwrap().at(FULL_RATE).unwrap()
}
