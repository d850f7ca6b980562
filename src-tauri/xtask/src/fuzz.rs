//! What strangers send, made up by a fuzzer, against everything that reads it.

use std::fs;
use std::process::Command;

use crate::process::run as run_to_end;
use crate::signals::Signals;
use crate::step::Steps;
use crate::tree::Tree;

/// Where the targets and what they begin with lie.
const FOLDER: &str = "tests/fuzz";

/// The programs of that folder.
const TARGETS: [&str; 3] = ["offer", "sound", "session"];

/// The fuzzer's own command, as a crate and its version.
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";

/// What the programs are built for: the only system they are known to run on.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Longest input, in bytes: some times what a description or a batch of events takes.
const LONGEST: u32 = 16 * 1024;

/// How long one input may take, in seconds: a thousand times what it should.
const SLOWEST: u32 = 10;

/// What `cargo xtask fuzz` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Minutes for each target
    #[arg(long, default_value_t = 20)]
    minutes: u32,
}

/// Builds the targets and lets each run; fails on the first input that brings one down.
///
/// # Errors
/// When something cannot be built, an input is found, or an interrupt comes.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
) -> anyhow::Result<()> {
    let tools = tree.built("tools");
    steps.run("the fuzzer", || {
        let mut cargo = tree.cargo();
        cargo.args(["install", "--quiet", "--locked", CARGO_FUZZ, "--root"]);
        run_to_end(cargo.arg(&tools), signals)
    })?;
    steps.run("build", || {
        let mut fuzz = Command::new(tools.join("bin/cargo-fuzz"));
        fuzz.args(["fuzz", "build", "--sanitizer", "none", "--fuzz-dir", FOLDER]);
        fuzz.args(["--target", TRIPLE, "--target-dir"]);
        // The compiler keeps its instrumentation for those who ask for what is not stable.
        fuzz.arg(tree.built("fuzz")).env("RUSTC_BOOTSTRAP", "1");
        run_to_end(fuzz.current_dir(tree.root()), signals)
    })?;
    for target in TARGETS {
        steps.run(target, || {
            // Beside the corpus, which is read and not written.
            let found = tree.built("fuzz/found").join(target);
            fs::create_dir_all(&found)?;
            let mut program =
                Command::new(tree.built("fuzz").join(TRIPLE).join("release").join(target));
            program
                .arg(&found)
                .arg(tree.path(FOLDER).join("corpus").join(target));
            program.args([
                format!("-max_total_time={}", options.minutes * 60),
                format!("-max_len={LONGEST}"),
                format!("-timeout={SLOWEST}"),
                format!("-artifact_prefix={}/", tree.built("fuzz").display()),
                "-print_final_stats=1".to_owned(),
                "-verbosity=0".to_owned(),
            ]);
            run_to_end(&mut program, signals)
        })?;
    }
    Ok(())
}
