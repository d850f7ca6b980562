//! `heard-server voice try`: one dialogue, turn by turn.

use super::{Listening, show};
use clap::Args;
use speech::trial::{Case, clip};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// What is tried.
#[derive(Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    listening: Listening,
    /// Something a guest says, as text; repeatable, before the recordings
    #[arg(long, value_name = "WORDS")]
    text: Vec<String>,
    /// For a program: one JSON object
    #[arg(long)]
    json: bool,
    /// Recordings of what a guest says, one after the other (WAV, uncompressed)
    #[arg(required_unless_present = "text", value_name = "FILE.wav")]
    files: Vec<PathBuf>,
}

/// Does it.
pub(super) fn run(options: Options) -> anyhow::Result<()> {
    let ground = options.listening.ground()?;
    let clips = options.files.iter().map(|path| clip(path));
    let clips: Vec<_> = clips.collect::<Result<_, _>>()?;
    let mut turns = options.text;
    turns.extend(options.files.iter().map(|path| path.display().to_string()));
    let case = Case {
        turns,
        ..Case::default()
    };
    let mut player = ground.player(!clips.is_empty())?;
    let played = player.play_clips(&case, &clips)?;
    let mut out = io::stdout().lock();
    match options.json {
        true => writeln!(out, "{}", show::json(&played))?,
        false => write!(
            out,
            "{}",
            show::Pretty {
                played: &played,
                menu: ground.lexicon.menu()
            }
        )?,
    }
    Ok(())
}
