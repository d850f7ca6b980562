//! The log: to standard error, for a person or for a program.

use crate::config::LogFormat;
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// What is logged unless `RUST_LOG` says otherwise. The WebRTC library's crates all begin alike, and
/// complain of every stranger's packet; what became of a call we say ourselves.
const LEVEL: &str = "info,rtc=off,webrtc=off";

/// A module that would log whole requests, and with them the key of a provider: whatever `RUST_LOG`
/// says, it tells nothing that is not worth an `info`.
const SECRETIVE: &str = "tungstenite::handshake::client=info";

/// Begins to log. Once it has, it goes on as it was first told.
pub fn start(format: Option<LogFormat>) {
    let terminal = stderr().is_terminal();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LEVEL));
    let filter = match SECRETIVE.parse() {
        Ok(secretive) => filter.add_directive(secretive),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(terminal);
    let started = match format {
        Some(LogFormat::Pretty) => builder.with_target(false).try_init(),
        None if terminal => builder.with_target(false).try_init(),
        Some(LogFormat::Json) | None => builder.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        // A test that starts two servers in one process.
        tracing::debug!(%error, "something logs already");
    }
}
