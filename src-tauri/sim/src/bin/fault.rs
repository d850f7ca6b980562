//! Plays a fault to a counter and tells what its guest sees: `cargo xtask fault [NAME]`.

use clap::{Parser, ValueEnum};
use sim::counter::{Ended, Fault, Moment, Outcome, Stage, WORDS};
use std::process::ExitCode;

/// Plays a fault to a counter, and tells moment by moment what its guest sees.
#[derive(Parser)]
#[command(name = "cargo xtask fault", version)]
struct Options {
    /// What goes wrong; nothing lists what can
    fault: Option<Fault>,
}

fn main() -> anyhow::Result<ExitCode> {
    match Options::parse().fault {
        Some(fault) => scope::run(None, play(fault)),
        None => {
            list();
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list() {
    for fault in Fault::value_variants() {
        if let Some(known) = fault.to_possible_value() {
            let help = known.get_help().map(ToString::to_string);
            println!("{:24}{}", known.get_name(), help.unwrap_or_default());
        }
    }
}

async fn play(fault: Fault) -> anyhow::Result<ExitCode> {
    let stage = Stage::open(fault).await?;
    println!("Somebody says \"{WORDS}\" at a counter. On its screen:\n");
    let ended = fault.play(&stage, &Fault::clip()?, Some(show)).await?;
    println!("\n{}", told(&ended));
    let missed = ended.misses(fault);
    if let Some(words) = missed {
        println!("What should have been read there and was not: \"{words}\"");
    }
    let is_well = missed.is_none() && ended.is_kept && ended.outcome() != Outcome::Twice;
    Ok(match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn show(moment: &Moment) {
    println!("{moment}");
}

fn told(ended: &Ended) -> String {
    let order = match ended.outcome() {
        Outcome::Order => "The order is as it was said",
        Outcome::Ready => "The order was not made out, and the counter is ready for it",
        Outcome::Twice => "The order was taken twice",
    };
    let kept = match ended.is_kept {
        true => "what was tapped before is still there",
        false => "what was tapped before is LOST",
    };
    format!("{order}; {kept}.")
}
