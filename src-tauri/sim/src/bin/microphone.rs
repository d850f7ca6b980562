//! A microphone and a loudspeaker for programs on a machine without: `cargo run -p sim --bin microphone
//! -- plug DIR` prints what is to be in their environment, and `… say DIR "three brownies please"` has
//! a made-up voice say it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::ensure;
use clap::Parser;
use sim::microphone::{Card, Form, MICROPHONE, prepare, say, variables};
use sim::sound::shown;
use speech::sound::FULL_RATE;

#[derive(Parser)]
enum Options {
    /// Plug both in, in an empty folder, and leave them there until it is ended
    Plug {
        /// Where the sound server's files go
        dir: PathBuf,
    },
    /// Say something to the microphone, and end when it is said
    Say {
        /// Where it was plugged in
        dir: PathBuf,
        /// What is said
        words: String,
    },
}

fn main() -> anyhow::Result<()> {
    match Options::parse() {
        Options::Plug { dir } => scope::run(None, plug(&dir)),
        Options::Say { dir, words } => scope::run(None, speak(&dir, &words)),
    }
}

async fn plug(dir: &Path) -> anyhow::Result<()> {
    prepare(dir)?;
    let _card = Card::start(dir, Form::default()).await?;
    let variables = BTreeMap::from(variables(dir));
    println!("{}", serde_json::to_string(&variables)?);
    // Until somebody ends it.
    std::future::pending().await
}

async fn speak(dir: &Path, words: &str) -> anyhow::Result<()> {
    let clip = shown()[0].say(words)?.at(FULL_RATE)?;
    let said = say(dir, MICROPHONE, &clip)?.wait().await?;
    ensure!(said.success(), "{said}");
    Ok(())
}
