//! What the benchmark can be told.

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Measures every figure beside its floor or its peer, and prints the table.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", version)]
pub struct Options {
    /// Which figures
    #[arg(value_enum, default_value_t = Part::Kitchen)]
    pub part: Part,
    /// Only this figure, of whichever part; repeatable
    #[arg(long, value_name = "NAME")]
    pub only: Vec<Figure>,
    /// Shorter and smaller: to see that it works, not to quote
    #[arg(long)]
    pub quick: bool,
    /// Where the data go: a folder on the disk that is to be measured [default: the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// How many times as fast a day passes that is lived through
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub speed: u32,
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

/// Figures that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// From an order to a display
    Kitchen,
    /// Guests who speak
    Voice,
    /// What a season does, in minutes
    Soak,
}

impl Part {
    /// Its figures.
    pub fn figures(self) -> &'static [Figure] {
        match self {
            Self::Kitchen => &[
                Figure::Durable,
                Figure::SlowDisk,
                Figure::Glass,
                Figure::Behind,
                Figure::Start,
                Figure::Memory,
                Figure::Paint,
                Figure::Repaint,
            ],
            Self::Voice => &[
                Figure::Connect,
                Figure::Speech,
                Figure::Idle,
                Figure::Model,
                Figure::Ends,
                Figure::Crowd,
                Figure::Pest,
                Figure::Counter,
                Figure::Faults,
                Figure::Dialogues,
                Figure::Recognise,
            ],
            Self::Soak => &[Figure::Visits, Figure::Day],
        }
    }
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
    /// A call, from its offer to its open data channel
    Connect,
    /// From the end of a sentence to the cart
    Speech,
    /// What a call costs in which nothing is said
    Idle,
    /// What recognisers share
    Model,
    /// What is left of sessions that ended in every way
    Ends,
    /// More callers than there is room for
    Crowd,
    /// A caller who spoils it for others, or tries to
    Pest,
    /// The device's own voice at a counter
    Counter,
    /// Sessions of it with a fault each
    Faults,
    /// Dialogues as text
    Dialogues,
    /// What is understood of speech, and what is misunderstood
    Recognise,
    /// What is left of ten thousand who came and did something wrong
    Visits,
    /// What a day adds to memory
    Day,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_belongs_to_one_part() {
        let parts = Part::value_variants().iter();
        let all: Vec<Figure> = parts.flat_map(|part| part.figures()).copied().collect();
        assert_eq!(all, Figure::value_variants());
    }

    #[test]
    fn a_part_stands_where_a_floor_may() {
        let read = |words: &[&str]| Options::try_parse_from([&["bench"], words].concat());
        assert_eq!(read(&[]).unwrap().part, Part::Kitchen);
        assert_eq!(read(&["voice", "--quick"]).unwrap().part, Part::Voice);
        let floor = read(&[crate::bare::WORD, "dir"]).unwrap().floor;
        assert!(matches!(floor, Some(Floor::Bare { .. })));
    }
}
