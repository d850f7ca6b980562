//! Where the log goes: to standard error, and into a file of bounded size.

use crate::log_file::LogFile;
use std::path::Path;
use std::sync::Arc;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// What is logged unless `RUST_LOG` says otherwise.
const FILTER: &str = "info";

/// Begins to log. Without its file the log still goes to standard error.
pub fn start(folder: &Path) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    let opened = LogFile::open(folder);
    let error = opened.as_ref().err().map(ToString::to_string);
    let file = opened
        .ok()
        .map(|file| fmt::layer().with_ansi(false).with_writer(Arc::new(file)));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(std::io::stderr))
        .with(file)
        .init();
    if let Some(error) = error {
        tracing::warn!(?folder, error, "no log file");
    }
    log_panics();
}

/// A panic's words and place go into the log, too: on a wall nobody reads standard error.
fn log_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        before(panic);
    }));
}
