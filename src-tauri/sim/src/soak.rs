//! What a server must get over for a season, in minutes: visits that end in every way, each with a fault of its
//! own, and an account of what is left of them.

mod fault;
mod held;
pub mod requests;
pub mod visits;

pub use fault::{Fault, Guests, Keys};
pub use held::{Auditor, Held};
