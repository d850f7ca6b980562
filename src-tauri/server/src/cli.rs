//! The command line (PROTOCOL, section 1).

mod backup;
mod demo;
mod doctor;
mod menu;
mod parent;
mod serve;
mod token;
mod voice;

use crate::config::{ConfigError, Flags, Place};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use kitchen::Menu;
use std::{
    fs::{self, DirBuilder},
    io::{self, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
};
use store::{OpenOptions, Store};

/// A wrong option, or a wrong config. PROTOCOL, section 1.
const WRONG_USE: u8 = 2;

/// Anything else that went wrong. PROTOCOL, section 1.
const FAILED: u8 = 1;

/// The largest menu file; what `PUT /v1/menu` takes, too.
const MENU_BYTES: u64 = 4 * 1024 * 1024;

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Sub::Serve(options) => serve::run(options),
        Sub::Token { command } => token::run(command),
        Sub::Menu { command } => menu::run(command),
        Sub::Backup(options) => backup::backup(options),
        Sub::Restore(options) => backup::restore(options),
        Sub::Doctor(options) => doctor::run(options),
        Sub::Demo(options) => demo::run(options),
        Sub::Voice { command } => voice::run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed nobody listens.
            let _ = writeln!(io::stderr(), "heard-server: {error:#}");
            let wrong_use = error.is::<ConfigError>();
            ExitCode::from(if wrong_use { WRONG_USE } else { FAILED })
        }
    }
}

/// The order server of a kitchen.
#[derive(Parser)]
#[command(name = "heard-server", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Sub,
}

#[derive(Subcommand)]
enum Sub {
    /// Run the server.
    Serve(serve::Options),
    /// Make, list and revoke bearer tokens; also while the server runs.
    Token {
        #[command(subcommand)]
        command: token::Command,
    },
    /// Check, import and export a menu file.
    Menu {
        #[command(subcommand)]
        command: menu::Command,
    },
    /// Copy the database to a file; also while the server runs.
    Backup(backup::Options),
    /// Put a backup in the place of the database; while no server runs.
    Restore(backup::Options),
    /// Check the installation and say what is wrong.
    Doctor(serve::Options),
    /// Send a lunch rush of made-up orders to a running server.
    Demo(demo::Options),
    /// Try what the server hears, measure it, and correct how words sound; no server need run.
    Voice {
        #[command(subcommand)]
        command: voice::Command,
    },
}

/// Where the server keeps what it knows.
#[derive(Args)]
struct Where {
    /// Config file (TOML); `heard.toml` in the data folder is read if it is there
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
    /// Folder of database, keys and releases
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// `sqlite:PATH`; `heard.db` in the data folder if not said
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

impl Where {
    fn flags(self) -> Flags {
        Flags::default()
            .with("config", self.config)
            .with("data_dir", self.data_dir)
            .with("database_url", self.database_url)
    }

    fn place(self) -> anyhow::Result<Place> {
        Ok(Place::read(&self.flags())?)
    }
}

/// Opens the store of `place`.
fn open(place: &Place, create: bool) -> anyhow::Result<Arc<dyn Store>> {
    if create {
        make_data_dir(&place.data_dir)?;
    }
    let options = OpenOptions {
        create,
        ..OpenOptions::default()
    };
    Ok(store::open(&place.database, options)?.into())
}

/// Makes the data folder if it is not there: it holds keys, so it is nobody else's.
fn make_data_dir(path: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(path);
    made.with_context(|| format!("cannot make the data folder {}", path.display()))
}

/// Reads a menu file; says all its faults, one a line.
fn read_menu(path: &Path) -> Result<Menu, String> {
    let too_large = fs::metadata(path).is_ok_and(|metadata| metadata.len() > MENU_BYTES);
    if too_large {
        return Err(format!("{} is too large for a menu", path.display()));
    }
    let text = fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Menu::parse(&text).map_err(|faults| {
        let mut lines = format!("{} has faults:", path.display());
        for fault in faults {
            lines.push_str("\n  ");
            lines.push_str(&fault.to_string());
        }
        lines
    })
}
