//! Writes a folder of made-up orders as sound, to measure a recogniser with:
//! `cargo run -p sim --release --bin sounds -- DIR`.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use sim::sound::{
    Voice,
    sentences::{self, Sentence},
    set::Recipe,
    shown, untouched,
};
use std::path::PathBuf;

#[derive(Parser)]
struct Options {
    /// Where it goes
    dir: PathBuf,
    /// A menu file [default: the demo menu]
    #[arg(long, value_name = "FILE")]
    menu: Option<PathBuf>,
    /// What is said
    #[arg(long, value_enum, default_value_t = Said::Orders)]
    said: Said,
    /// How many orders, or at most so many answers or asides
    #[arg(long, default_value_t = 40)]
    count: usize,
    /// Of the sentences: 1 to tune with, others to check with
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Voices that nothing is tuned with
    #[arg(long)]
    untouched: bool,
    /// Decibels between speech and noise; repeatable; 99 is no noise
    #[arg(long, default_values_t = [99.0, 20.0, 10.0])]
    snr: Vec<f32>,
    /// Pieces of noise alone
    #[arg(long, default_value_t = 0)]
    noises: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Said {
    Orders,
    Answers,
    Asides,
}

/// What stands for no noise on the command line.
const CLEAN: f32 = 99.0;

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let text = match &options.menu {
        Some(file) => std::fs::read_to_string(file)?,
        None => kitchen::menu::COPPER_PAN.to_owned(),
    };
    let menu = kitchen::Menu::parse(&text)
        .map_err(|faults| anyhow::anyhow!("{faults:?}"))
        .context("the menu")?;
    let mut sentences: Vec<Sentence> = match options.said {
        Said::Orders => sentences::orders(&menu, options.count, options.seed),
        Said::Answers => sentences::answers(&menu),
        Said::Asides => sentences::asides(),
    };
    sentences.truncate(options.count);
    let voices: Vec<Voice> = match options.untouched {
        true => untouched().to_vec(),
        false => shown().to_vec(),
    };
    let snr_db = options.snr.iter().map(|db| (*db < CLEAN).then_some(*db));
    let recipe = Recipe {
        sentences,
        voices,
        snr_db: snr_db.collect(),
        noises: options.noises,
        seed: options.seed,
    };
    recipe.write(&options.dir)
}
