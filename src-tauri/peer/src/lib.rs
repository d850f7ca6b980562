//! One WebRTC connection in a scope: Opus and a data channel, closed by its guard.
//!
//! ```text
//!            ┌ Events  ◄── texts ─────┐
//!            │ Sound   ◄── Opus in ───┤   scope "peer"        ┌ Phone, tablet,
//!   caller ──┤ Texts   ──► texts ─────┼── webrtc's driver ──UDP─┤ browser, server
//!            │ Speaker ──► Opus out ──┤                       └
//!            └ Connection: the guard ─┘
//! ```
//!
//! [`Peer::answer`] and [`Peer::offer`] make the parts; whoever listens exists before anything can
//! arrive. Everything that runs is a task of a scope below the caller's, the library's own
//! included. The connection ends once, for the first reason given ([`Closing`]), whoever gives it:
//! either side, a deadline, a lost network, the scope, or [`Connection`] being dropped.
//!
//! What a stranger can send goes through pure code first: [`sdp`] for what is negotiated, [`hear`]
//! for sound.

mod again;
mod build;
mod closing;
mod driver;
mod error;
mod flight;
mod handler;
pub mod hear;
mod make;
mod negotiate;
mod peer;
mod runtime;
pub mod sdp;
mod session;
mod settings;
mod socket;
pub mod speak;
mod stir;
mod text;
mod weather;

pub use closing::{By, Closing, Phase};
pub use error::PeerError;
pub use hear::Sound;
pub use negotiate::Offered;
pub use peer::{Connection, Peer};
pub use settings::Settings;
pub use speak::{Mark, SayError, Speaker};
pub use text::{Event, Events, MAX_TEXT, SendError, Texts};
pub use weather::{Flow, Weather};

/// Samples of one frame, in and out: 20 ms of 48 kHz mono.
pub const FRAME: usize = 960;

/// Samples a second, in and out: Opus' own rate.
pub const RATE: u32 = 48_000;

/// 20 ms of sound, 48 kHz mono.
pub type Frame = Box<[i16; FRAME]>;
