//! The local speech engine: the recogniser, and the dialogue that turns words into a cart.
