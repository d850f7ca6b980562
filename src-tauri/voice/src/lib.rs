//! The voice session of a device: press, speak, look, send.
//!
//! ```text
//!  button ─► VoiceHandle ─► the one task ─► turn ──► what a person sees: VoicePicture
//!  cart ◄── VoiceAsk ◄──────┤  (driver)  ├─► session ──► events ──┐
//!  mic, loudspeaker ◄─ sound ─┘          └─► transcript           ├── peer ──► who listens
//!                                 frames ─────────────────────────┘
//! ```
//!
//! Machines without IO decide: [`turn`] what a person sees and may do, [`session`] what is said to
//! whoever listens, [`transcript`] what was said. [`Voice`] drives them in a [`scope::Scope`]. The
//! cart is the app's: the voice only asks for changes ([`VoiceAsk`]), so it can be finished by
//! touch with the voice dead, and survives every session. How long what may take and how much is
//! kept are the constants of [`limits`].

mod device;
mod driver;
mod echo;
pub mod fault;
pub mod limits;
mod mic;
pub mod picture;
pub mod session;
pub mod sound;
mod speaker;
pub mod transcript;
pub mod turn;

pub use driver::{BadServer, Voice, VoiceAsk, VoiceConfig, VoiceGone, VoiceHandle};
pub use fault::{Fault, Phase, WayOut};
pub use picture::{TurnShown, VoicePicture};
