//! Dialogues as text: how many come out exactly as they should. They are those of the crate `speech`'s own
//! tests: the ones that were shown, and others that were written without sight of the grammar.

use crate::report::{Goal, Measure, Row};
use anyhow::{Context, ensure};
use kitchen::{Menu, menu::COPPER_PAN};
use speech::{
    Lexicon,
    front::Vad,
    trial::{self, Player, score},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Where they are.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../speech/tests/dialogues");

/// The ones that were shown.
const SHOWN: &str = "copper-pan";

/// The goals.
const GOAL_SHOWN: f64 = 1.0;
/// See [`GOAL_SHOWN`].
const GOAL_OTHERS: f64 = 0.95;

/// Dialogues of one kind, and what came of them.
#[derive(Default)]
struct Tally {
    all: u32,
    exact: u32,
    missed: Vec<String>,
}

/// Measures it.
///
/// # Errors
/// When a set cannot be read.
pub fn measure() -> anyhow::Result<Vec<Row>> {
    let entries = fs::read_dir(FOLDER).context(FOLDER)?;
    let files: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    let (mut shown, mut others) = (Tally::default(), Tally::default());
    for set in files
        .iter()
        .filter(|file| file.extension().is_some_and(|of| of == "jsonl"))
    {
        let name = set.file_stem().unwrap_or_default().to_string_lossy();
        let tally = if name == SHOWN {
            &mut shown
        } else {
            &mut others
        };
        play(set, &menu_of(&name)?, tally)?;
    }
    Ok(vec![
        row("dialogues as text, those shown", &shown, GOAL_SHOWN)?,
        row("dialogues as text, others", &others, GOAL_OTHERS)?,
    ])
}

/// The menu that a set is of: the one whose name it begins with, or the demo's.
fn menu_of(set: &str) -> anyhow::Result<Arc<Menu>> {
    let mut text = COPPER_PAN.to_owned();
    for entry in fs::read_dir(Path::new(FOLDER).join("menus"))? {
        let path = entry?.path();
        if set.starts_with(&*path.file_stem().unwrap_or_default().to_string_lossy()) {
            text = fs::read_to_string(&path)?;
        }
    }
    let menu = Menu::parse(&text).map_err(|faults| anyhow::anyhow!("{set}: {faults:?}"))?;
    Ok(Arc::new(menu))
}

fn play(set: &Path, menu: &Arc<Menu>, tally: &mut Tally) -> anyhow::Result<()> {
    let mut player = Player::new(Arc::new(Lexicon::of(menu)), None, Vad::default())?;
    for case in trial::read(set)? {
        let played = player.play_clips(&case, &[])?;
        tally.all += 1;
        match score(&case, &played).exact {
            true => tally.exact += 1,
            false => tally.missed.push(case.id),
        }
    }
    Ok(())
}

fn row(what: &str, tally: &Tally, goal: f64) -> anyhow::Result<Row> {
    ensure!(tally.all > 0, "there are no {what} in {FOLDER}");
    let mut notes = vec![format!("{} of {} exactly", tally.exact, tally.all)];
    if !tally.missed.is_empty() {
        notes.push(format!("not: {}", tally.missed.join(", ")));
    }
    Ok(Row {
        figure: what.to_owned(),
        measured: Measure::percent(f64::from(tally.exact) / f64::from(tally.all)),
        goal: Goal::AtLeast(100.0 * goal),
        beside: Vec::new(),
        notes,
    })
}
