//! The cart was changed by somebody else: by hand, or in a session before this one.

use super::Dialogue;
use kitchen::{State, cart::Cart};

impl Dialogue {
    /// The cart is this one from now on; what the menu does not know is left out of it. What was
    /// read back before is to be read back again.
    pub fn take_cart(&mut self, state: &State, mut cart: Cart) {
        if let Some(menu) = state.menu.as_deref() {
            cart.mend(menu);
        }
        if cart == self.cart {
            return;
        }
        if self.placed.is_some() {
            if cart.is_empty() {
                // That is what placing left.
                return;
            }
            *self = Self::new(self.lexicon.clone());
        }
        self.recent.retain(|id| cart.line(id).is_some());
        self.cart = cart;
        self.before = None;
        self.trail.clear();
        self.finishing = false;
        self.question = self.next_question(state);
    }
}
