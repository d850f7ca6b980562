//! `heard-server voice eval`: sets of dialogues, and how right they came out.

use super::{Listening, show};
use anyhow::ensure;
use clap::Args;
use serde_json::json;
use speech::trial::{self, Case, Kind, Table, score};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What is played.
#[derive(Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    listening: Listening,
    /// Show each case that did not come out as it should
    #[arg(long)]
    failed: bool,
    /// For a program: each case as a JSON object, one a line, instead of the table
    #[arg(long)]
    json: bool,
    /// Play every Nth case only
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    every: u16,
    /// Folders of recordings with their `set.jsonl`, or dialogues as text: files, or folders of
    /// them
    #[arg(required = true, value_name = "DIR or FILE.jsonl")]
    sets: Vec<PathBuf>,
}

/// Does it.
pub(super) fn run(options: Options) -> anyhow::Result<()> {
    let ground = options.listening.ground()?;
    let mut cases = Vec::new();
    for set in &options.sets {
        let folder = if set.is_dir() {
            set
        } else {
            set.parent().unwrap_or(Path::new(""))
        };
        let read = trial::read(set)?;
        ensure!(!read.is_empty(), "{} is empty", set.display());
        cases.extend(read.into_iter().map(|case| (folder, case)));
    }
    let has_sound = cases.iter().any(|(_, case)| !case.sounds.is_empty());
    let mut player = ground.player(has_sound)?;
    let (mut table, mut out) = (Table::default(), io::stdout().lock());
    for (folder, case) in cases.iter().step_by(options.every.into()) {
        let played = player.play(case, folder)?;
        let score = score(case, &played);
        if options.json {
            let mut line = show::json(&played);
            line["id"] = json!(case.id);
            line["exact"] = json!(score.exact);
            line["all_right"] = json!(score.all_right);
            line["wrong_unmarked"] = json!(score.wrong_unmarked);
            line["asked_back"] = json!(score.asked_back);
            line["taken"] = json!(score.taken);
            writeln!(out, "{line}")?;
        } else if options.failed && !came_out(case, score) {
            writeln!(out, "--- {}: {}", case.id, case.turns.join(" / "))?;
            write!(
                out,
                "{}",
                show::Pretty {
                    played: &played,
                    menu: ground.lexicon.menu()
                }
            )?;
        }
        table.add(case, &played, score);
    }
    if !options.json {
        write!(out, "{table}")?;
    }
    Ok(())
}

fn came_out(case: &Case, score: trial::Score) -> bool {
    match case.kind {
        Kind::Order | Kind::Answer if case.sounds.is_empty() => score.exact,
        Kind::Order | Kind::Answer => score.all_right && score.wrong_unmarked == 0,
        Kind::Aside | Kind::Noise => !score.taken,
    }
}
