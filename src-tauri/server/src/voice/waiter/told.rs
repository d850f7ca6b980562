//! What a client that keeps the cart itself tells of it: after each of its calls, when it was
//! changed by hand, and when it comes back with another session.

use kitchen::{
    State,
    cart::{Cart, read_told},
};
use serde_json::Value;
use speech::dialogue::Dialogue;

/// The cart as it was told last, and is not taken over yet.
#[derive(Default)]
pub(super) struct Told(Option<Cart>);

impl Told {
    /// The operator's words: perhaps a cart.
    pub fn by_message(&mut self, words: &str) {
        if let Some(cart) = read_told(words) {
            self.0 = Some(cart);
        }
    }

    /// What came of a call: perhaps with the whole cart.
    pub fn by_output(&mut self, output: &str) {
        let output: Value = serde_json::from_str(output).unwrap_or_default();
        if let Some(cart) = output.get("cart").and_then(Cart::read) {
            self.0 = Some(cart);
        }
    }

    /// Takes it over, before anything else is said of it.
    pub fn settle(&mut self, dialogue: &mut Dialogue, state: &State) {
        if let Some(cart) = self.0.take() {
            dialogue.take_cart(state, cart);
        }
    }
}
