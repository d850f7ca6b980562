//! What the benchmark can be told.

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Measures every figure beside its floor or its peer, and prints the table.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", version)]
pub struct Options {
    /// Only this figure; repeatable
    #[arg(long, value_name = "NAME")]
    pub only: Vec<Figure>,
    /// Shorter and smaller: to see that it works, not to quote
    #[arg(long)]
    pub quick: bool,
    /// Where the data go: a folder on the disk that is to be measured [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Write the figures to this file as JSON, too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// A bare server of this program's own, for the floors
    #[command(subcommand)]
    pub floor: Option<Floor>,
}

/// What this program is when it was started by itself.
#[derive(Debug, Subcommand)]
pub enum Floor {
    /// A server without a kitchen
    #[command(hide = true, name = crate::bare::WORD)]
    Bare {
        /// Where its file goes
        dir: PathBuf,
    },
    /// A disk without a server
    #[command(hide = true, name = crate::bare::sync::WORD)]
    Sync {
        /// Where its file goes
        dir: PathBuf,
        /// Written and synced at once
        bytes: u64,
        /// For so long
        span_ms: u64,
    },
}

/// A figure, or several that are measured together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Figure {
    /// Durable orders a second
    Durable,
    /// The same on a disk that is 4 ms slower
    SlowDisk,
    /// From a posted order to the last display
    Glass,
    /// A display that was away for a day's work
    Behind,
    /// The server's start with a long log
    Start,
    /// Memory of a connected display
    Memory,
    /// The app's start and its memory
    Paint,
    /// A board's repaint after one event
    Repaint,
}
