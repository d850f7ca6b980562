//! The desktop window on a working kitchen, with a lunch rush of made-up orders, or with somebody who
//! speaks one at the counter.

mod driver;
mod kitchen;
mod microphone;
mod spoken;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::ensure;

use crate::demo::kitchen::Kitchen;
use crate::process::{Group, run as run_to_end};
use crate::screen::{Screen, share_of_tickets};
use crate::setup;
use crate::signals::{Interrupted, Signals};
use crate::step::Steps;
use crate::tree::Tree;

/// How long a board may take to be painted once orders flow.
const PAINT: Duration = Duration::from_secs(60);

/// The share of a picture that has the colour of tickets once some stand in it. A screen
/// without any has none of it; two of the twelve cells of a page make 0.09 (a full page: 0.56).
const TICKETS: f64 = 0.08;

/// Orders at once when the demo opens, so that nobody waits for the first: they fill the first
/// page of the demo menu's grill.
const BURST: u32 = 14;

/// By how much of the picture that share may differ between two pictures of a board that has
/// settled.
const SETTLED: f64 = 0.005;

/// What `cargo xtask demo` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Without a screen: on one of its own that nobody sees
    #[arg(long)]
    headless: bool,
    /// Write what the window shows to this file (PNG) once tickets stand in it, and end
    #[arg(long, value_name = "FILE", requires = "headless")]
    screenshot: Option<PathBuf>,
    /// Order by voice: the counter's window and the grill's. Where nobody can speak, with
    /// --headless, a made-up guest does
    #[arg(long)]
    voice: bool,
    /// What the window shows first: a station of the demo menu, or `expo`
    #[arg(long, default_value = "grill", conflicts_with = "voice")]
    place: String,
    /// Orders per minute
    #[arg(long, default_value_t = 6.0, value_name = "N")]
    rate: f64,
    /// Go on with the kitchen of the last demo, instead of opening a new one
    #[arg(long)]
    keep: bool,
}

/// Sets up, builds, and runs the demo until its window is closed, its picture is taken, or
/// Ctrl-C.
///
/// # Errors
/// What could not be set up, built or started.
pub fn run(
    tree: &Tree,
    signals: &Signals,
    steps: &mut Steps,
    options: &Options,
) -> anyhow::Result<()> {
    ensure!(
        options.headless || has_screen(),
        "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set): \
         start the demo in a desktop session, or with --headless"
    );
    setup::run(tree, signals, steps)?;
    steps.run("app and server", || {
        let mut cargo = tree.cargo();
        cargo.args(["build", "--package", "heard", "--package", "heard-server"]);
        cargo.args(["--bin", "heard", "--bin", "heard-server"]);
        if options.voice && options.headless {
            cargo.args(["--package", "sim", "--bin", "microphone"]);
        }
        run_to_end(&mut cargo, signals)
    })?;
    let kitchen = steps.run("a kitchen", || Kitchen::prepare(tree, options.keep))?;
    if options.voice {
        return spoken::run(tree, signals, steps, options, &kitchen);
    }
    let screen = match options.headless {
        true => Some(steps.run("a screen", || Screen::open(signals))?),
        false => None,
    };
    // Whatever is started last is ended first: the rush, then the app with its server, then the
    // screen.
    let mut app = steps.run("the window", || {
        if let Some(screen) = &screen {
            let (width, height) = screen.size();
            kitchen.place(&[("main", [0, 0, width, height])])?;
        }
        kitchen.open_app(tree, signals, &options.place, screen.as_ref())
    })?;
    let mut rush = kitchen.start_rush(tree, signals, options.rate, BURST)?;
    match (&screen, &options.screenshot) {
        (Some(screen), Some(file)) => steps.run("the picture", || {
            take_picture(screen, file, TICKETS, signals, || {
                kitchen.check_app(&mut app)?;
                kitchen.check_rush(&mut rush)
            })
        }),
        _ => {
            kitchen.greet();
            stay(signals, &mut app, &mut rush, &kitchen)
        }
    }
}

fn has_screen() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Runs until the window is closed or an interrupt comes; both are good ends of a demo.
fn stay(
    signals: &Signals,
    app: &mut Group,
    rush: &mut Group,
    kitchen: &Kitchen,
) -> anyhow::Result<()> {
    let ended = signals.wait(|| {
        kitchen.check_rush(rush)?;
        app.ended()
    });
    match ended {
        Ok(status) if !status.success() => kitchen.check_app(app),
        Err(error) if !error.is::<Interrupted>() => Err(error),
        _ => Ok(()),
    }
}

/// Takes pictures until tickets stand in one, in that share of it, and in the next just as many:
/// painted, and no longer moving. `all_run` fails once it is no use to go on.
fn take_picture(
    screen: &Screen,
    file: &Path,
    tickets: f64,
    signals: &Signals,
    mut all_run: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let mut before = 0.0;
    let painted = signals.look_until(PAINT, || {
        all_run()?;
        screen.picture(file, signals)?;
        let share = share_of_tickets(file)?;
        let settled = share >= tickets && f64::abs(share - before) <= SETTLED;
        before = share;
        Ok(settled)
    })?;
    ensure!(
        painted,
        "no tickets were painted within {PAINT:?}: see {} ({:.1} % of it has their colour)",
        file.display(),
        before * 100.0,
    );
    eprintln!("    written to {}", file.display());
    Ok(())
}
