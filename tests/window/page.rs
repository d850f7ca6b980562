//! The page in the window: what a person sees on it and does with it.

use std::time::Duration;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, PointerAction, TouchActions,
};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};

use crate::wait;

/// The finger's name: the driver goes on with the same one.
const FINGER: &str = "finger";

/// The window's page.
pub struct Page {
    /// The driver's session with it.
    pub client: Client,
}

/// The ticket, or at the pass the strip, of an order.
pub fn ticket(order: &str) -> String {
    format!("[data-order='{order}']")
}

/// The place where an order's ticket stood before it was bumped.
pub fn gap(order: &str) -> String {
    format!("[data-gap='{order}']")
}

/// The bar, while it says this of the link.
pub fn link(state: &str) -> String {
    format!("[data-link='{state}']")
}

impl Page {
    /// Waits until something that fits `css` can be seen.
    pub async fn see(&self, css: &str) -> Element {
        self.see_within(wait::PATIENCE, css).await
    }

    /// The same with a patience of its own.
    pub async fn see_within(&self, patience: Duration, css: &str) -> Element {
        wait::within(patience, format_args!("{css} is seen"), async || {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        })
        .await
    }

    /// Waits until nothing fits `css`.
    pub async fn see_gone(&self, css: &str) {
        wait::until(format_args!("{css} is gone"), async || {
            self.count(css).await.eq(&0).then_some(())
        })
        .await;
    }

    /// Waits until what fits `css` reads `text` somewhere.
    pub async fn read(&self, css: &str, text: &str) {
        wait::until(format_args!("{css} reads `{text}`"), async || {
            self.reads(css, text).await.then_some(())
        })
        .await;
    }

    /// Whether what fits `css` reads `text` somewhere now.
    pub async fn reads(&self, css: &str, text: &str) -> bool {
        let Ok(element) = self.client.find(Locator::Css(css)).await else {
            return false;
        };
        element.text().await.is_ok_and(|read| read.contains(text))
    }

    /// How many elements fit `css` now.
    pub async fn count(&self, css: &str) -> u64 {
        // Asked in the page itself: it may draw anew while the driver hands elements out.
        let script = "return document.querySelectorAll(arguments[0]).length";
        let count = self.client.execute(script, vec![css.into()]).await;
        count.unwrap().as_u64().unwrap()
    }

    /// Waits for what fits `css`, and puts a finger on it and takes it away.
    pub async fn tap(&self, css: &str) {
        wait::until(format_args!("{css} is tapped"), async || {
            let finger = finger_on(self.see(css).await);
            match self.client.perform_actions(finger).await {
                Ok(()) => Some(()),
                // Drawn anew between the look and the touch, which has touched nothing.
                Err(error) if error.is_stale_element_reference() => None,
                Err(error) => panic!("{css}: {error}"),
            }
        })
        .await;
        self.client.release_actions().await.unwrap();
    }

    /// Puts a finger on what fits `css`, and leaves it there.
    pub async fn hold(&self, css: &str) {
        let finger = finger_to(self.see(css).await).then(PointerAction::Down {
            button: MOUSE_BUTTON_LEFT,
        });
        self.client.perform_actions(finger).await.unwrap();
    }

    /// Takes the finger away. The driver's own release of all fingers lifts none that touches
    /// (WebKitWebDriver 2.50).
    pub async fn let_go(&self) {
        let finger = TouchActions::new(FINGER.into()).then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
        self.client.perform_actions(finger).await.unwrap();
        self.client.release_actions().await.unwrap();
    }

    /// Presses a key of the keyboard or bump bar.
    pub async fn press(&self, key: char) {
        let keys = KeyActions::new("keys".into())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.unwrap();
        self.client.release_actions().await.unwrap();
    }

    /// Taps the bump button of an order.
    pub async fn bump(&self, order: &str) {
        self.tap(&format!("{} [data-act='bump']", ticket(order)))
            .await;
    }

    /// Taps the undo that stands where the ticket of an order stood, as often as it takes: just after
    /// the bump a tap counts as a bounce of the finger, which is what the page promises.
    pub async fn undo(&self, order: &str) {
        let undo = format!("{} [data-act='undo']", gap(order));
        self.see(&undo).await;
        wait::until(format_args!("the bump of {order} is undone"), async || {
            if self.count(&undo).await > 0 {
                self.tap(&undo).await;
            }
            (self.count(&ticket(order)).await > 0).then_some(())
        })
        .await;
    }
}

/// A short touch in the middle of an element.
fn finger_on(element: Element) -> TouchActions {
    let button = MOUSE_BUTTON_LEFT;
    finger_to(element)
        .then(PointerAction::Down { button })
        .then(PointerAction::Up { button })
}

fn finger_to(element: Element) -> TouchActions {
    TouchActions::new(FINGER.into()).then(PointerAction::MoveToElement {
        element,
        duration: None,
        x: 0.0,
        y: 0.0,
    })
}
