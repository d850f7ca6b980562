//! The cart as a session is told of it: in words that a model reads, and that the local engine's
//! dialogue takes as they are. So what is changed by hand, or kept from before, is known to both.

use super::Cart;
use serde_json::Value;

/// What stands before the cart.
const CART_IS: &str = "The order so far was changed by hand. It is now: ";

/// The cart as the text of a system message; `cart` is what [`Cart::to_json`] gives.
pub fn told(cart: &Value) -> String {
    format!("{CART_IS}{cart}")
}

/// The cart of such a text; `None` where it is another text. It is to be mended
/// ([`Cart::mend`]): whoever told it may know another menu.
pub fn read_told(text: &str) -> Option<Cart> {
    let cart = text.strip_prefix(CART_IS)?;
    Cart::read(&serde_json::from_str(cart).ok()?)
}

impl Cart {
    /// The cart that [`Cart::to_json`] gave; `None` where it is none. It is to be mended
    /// ([`Cart::mend`]).
    pub fn read(json: &Value) -> Option<Self> {
        json.get("lines")?;
        serde_json::from_value(json.clone()).ok()
    }
}
