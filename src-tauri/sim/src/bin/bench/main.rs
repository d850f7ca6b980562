//! The benchmark: every figure beside its floor or its peer, measured in the same run. `cargo xtask bench` builds and runs it.
//!
//! The server is the real release binary, as a child process; the load is this process.

mod bare;
mod cook;
mod crowd;
mod figures;
mod listeners;
mod machine;
mod options;
mod process;
mod report;
mod run;
mod samples;
mod till;
mod window;

use clap::Parser;
use figures::voice::ends::Silent;
use machine::Machine;
use options::{Figure, Floor, Options};
use report::Row;
use run::Run;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    match &options.floor {
        Some(Floor::Bare { dir }) => scope::run(None, bare::program::run(dir))?,
        Some(Floor::Sync {
            dir,
            bytes,
            span_ms,
        }) => {
            bare::sync::run(dir, *bytes, Duration::from_millis(*span_ms))?;
        }
        None => return scope::run(None, bench(&options)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn bench(options: &Options) -> anyhow::Result<ExitCode> {
    let dir = options.dir.clone().unwrap_or_else(std::env::temp_dir);
    let machine = Machine::look(&dir)?;
    let run = Run::begin(&dir, options.quick, options.speed)?;
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    let figures = match options.only.as_slice() {
        [] => options.part.figures(),
        some => some,
    };
    let mut silent = Silent::of(&run, figures).await?;
    for (done, figure) in figures.iter().enumerate() {
        eprintln!("==> {figure:?} ({} of {})", done + 1, figures.len());
        let began = Instant::now();
        match measure(&run, *figure, &mut silent).await {
            Ok(measured) => {
                for row in &measured {
                    eprintln!("    {row}");
                }
                rows.extend(measured);
            }
            Err(error) => {
                eprintln!("    {error:#}");
                failed.push(format!("{figure:?}: {error:#}"));
            }
        }
        eprintln!("    in {:.0} s", began.elapsed().as_secs_f64());
    }
    println!("{}", report::markdown(&rows, &failed, &machine));
    if let Some(file) = &options.json {
        std::fs::write(file, report::json(&rows, &failed, &machine)?)?;
    }
    Ok(match failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

async fn measure(
    run: &Run,
    figure: Figure,
    silent: &mut Option<Silent>,
) -> anyhow::Result<Vec<Row>> {
    Ok(match figure {
        Figure::Durable => {
            vec![figures::durable::measure(run, figures::durable::Disk::AsIs).await?]
        }
        Figure::SlowDisk => {
            vec![figures::durable::measure(run, figures::durable::Disk::Slow).await?]
        }
        Figure::Glass => figures::glass::measure(run).await?,
        Figure::Behind => vec![figures::behind::measure(run).await?],
        Figure::Start => figures::start::measure(run).await?,
        Figure::Memory => vec![figures::memory::measure(run).await?],
        Figure::Paint => figures::paint::measure(run).await?,
        Figure::Repaint => vec![figures::repaint::measure(run).await?],
        Figure::Connect => figures::voice::connect::measure(run).await?,
        Figure::Speech => figures::voice::speech::measure(run).await?,
        Figure::Idle => figures::voice::idle::measure(run).await?,
        Figure::Model => vec![figures::voice::model::measure(run).await?],
        Figure::Ends => figures::voice::ends::measure(run, silent.take()).await?,
        Figure::Crowd => figures::voice::crowd::measure(run).await?,
        Figure::Pest => figures::voice::pest::measure(run).await?,
        Figure::Dialogues => figures::voice::dialogues::measure()?,
        Figure::Counter => figures::voice::counter::measure(run).await?,
        Figure::Faults => figures::voice::counter::faults::measure(run).await?,
        Figure::Recognise => figures::voice::recognise::measure(run)?,
        Figure::Visits => figures::soak::visits::measure(run).await?,
        Figure::Day => figures::soak::day::measure(run).await?,
    })
}
