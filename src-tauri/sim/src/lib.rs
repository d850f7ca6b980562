//! For tests only: simulated network and clocks, faults, load.
//!
//! The real server as a child process ([`server::Server`]), lean clients for both of its doors
//! ([`http::Client`], [`stream::Display`]), and made-up orders and cooks that follow from a seed
//! ([`load`]); and a double of the cloud's voice service ([`cloud`]), which lives in a scope of its own.
//! Nothing else here spawns: every client is a value that works while it is awaited, so a
//! benchmark measures the server and not this crate.
//!
//! The simulated network and its clocks are in `tests/stories/network`: what they are made of slows
//! every clock of a process that contains it, and a benchmark would measure that.

pub mod cloud;
pub mod counter;
pub mod http;
pub mod load;
pub mod microphone;
pub mod seed;
pub mod server;
pub mod soak;
pub mod sound;
pub mod stream;
pub mod voice;

use std::time::Duration;

/// How long a test waits for what must come. Nothing takes this long: it only has to be past the
/// slowest machine's worst moment, and is never the time a passing test takes.
pub const PATIENCE: Duration = Duration::from_secs(30);
