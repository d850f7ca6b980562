//! What is said between client and host, in the GA form (REALTIME.md 5 and 6).

mod client;
mod message;
mod payload;
mod server;

pub use client::{ClientEvent, ClientMessage, Misread};
pub(crate) use client::{decode, encode};
pub use message::{NoEvent, ServerMessage};
pub use payload::*;
pub use server::ServerEvent;
