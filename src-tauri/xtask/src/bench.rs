//! The benchmark: built as it is released, and run on a screen and a session bus of its own.

use std::process::{Command, ExitCode};

use rustix::process::{Resource, getrlimit, setrlimit};

use crate::process::{Group, run as run_to_end};
use crate::screen::Screen;
use crate::setup;
use crate::signals::Signals;
use crate::step::Steps;
use crate::tree::Tree;

/// Figures that need the app, which takes most of the build.
const OF_THE_APP: [&str; 2] = ["paint", "repaint"];

/// What `cargo xtask bench` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// What the benchmark itself can be told, `voice` for the figures of guests who speak, `soak` for a season: see `cargo xtask bench -- --help`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Sets up, builds, measures, and prints the table.
///
/// # Errors
/// When something cannot be built or started, or an interrupt comes.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
) -> anyhow::Result<ExitCode> {
    let has = |wanted: &str| options.words.iter().any(|word| word == wanted);
    let some = ["--only", "voice", "soak"].into_iter().any(has);
    let app = !some || OF_THE_APP.iter().any(|figure| has(figure));
    setup::run(tree, signals, steps)?;
    steps.run("release build", || {
        let mut cargo = tree.cargo();
        cargo.args(["build", "--release", "--bins"]);
        cargo.args(["--package", "heard-server", "--package", "sim"]);
        if app {
            cargo.args(["--package", "heard"]);
        }
        run_to_end(&mut cargo, signals)
    })?;
    let screen = Screen::open(signals)?;
    raise_open_files()?;
    let mut bench = Command::new(tree.built("release/bench"));
    bench
        .args(&options.words)
        .env("HEARD_SERVER_BIN", tree.built("release/heard-server"));
    let status = steps.run("figures", || {
        Group::start(screen.host(&mut bench), signals)?.finish()
    })?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// A thousand displays need more than the usual 1,024 open files; those who are started inherit it.
fn raise_open_files() -> rustix::io::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)
}
