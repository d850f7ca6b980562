//! How long a start takes, until tickets stand on the screen.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Measures the way to the first picture with tickets, once.
#[derive(Debug)]
pub struct FirstPaint {
    began: Instant,
    /// How old the process was when `began` was taken.
    head_start: Duration,
    file: Option<PathBuf>,
    took: OnceLock<Duration>,
}

impl FirstPaint {
    /// Begins to measure. What it finds is also written to `file`, in whole ms.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self {
            began: Instant::now(),
            head_start: process_age().unwrap_or_default(),
            file,
            took: OnceLock::new(),
        }
    }

    /// A page shows its first picture. Only the first with tickets counts.
    pub fn painted(&self, tickets: u32) {
        let took = self.head_start + self.began.elapsed();
        tracing::info!(tickets, took_ms = took.as_millis(), "a page has painted");
        if tickets == 0 || self.took.set(took).is_err() {
            return;
        }
        let Some(file) = &self.file else { return };
        if let Err(error) = std::fs::write(file, took.as_millis().to_string()) {
            tracing::warn!(?file, %error, "the time of the first paint cannot be written");
        }
    }
}

/// How long ago this process began, which is before its libraries were loaded.
#[cfg(target_os = "linux")]
fn process_age() -> Option<Duration> {
    /// The kernel's clock ticks per second in files under `/proc`, on every architecture (`man 5 proc`).
    const TICKS: f64 = 100.0;
    /// Where the start time stands behind the program's name (`man 5 proc`, field 22).
    const START: usize = 19;

    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let began: f64 = fields.split_ascii_whitespace().nth(START)?.parse().ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let now: f64 = uptime.split_ascii_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(now - began / TICKS).ok()
}

/// Not known elsewhere: the measure begins in `main`.
#[cfg(not(target_os = "linux"))]
fn process_age() -> Option<Duration> {
    None
}
