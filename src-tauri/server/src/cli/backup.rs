//! `heard-server backup` and `restore`.

use super::{Where, make_data_dir, open};
use clap::Args;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// A backup file, and whose it is.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    place: Where,
    /// The backup
    file: PathBuf,
}

/// Copies the database as it is at one moment.
pub(super) fn backup(options: Options) -> anyhow::Result<()> {
    let store = open(&options.place.place()?, false)?;
    let bytes = store.backup(&options.file)?;
    writeln!(io::stdout(), "{bytes} bytes in {}", options.file.display())?;
    Ok(())
}

/// Puts a backup in the place of the database.
pub(super) fn restore(options: Options) -> anyhow::Result<()> {
    let place = options.place.place()?;
    make_data_dir(&place.data_dir)?;
    let restored = store::restore(&place.database, &options.file)?;
    let mut out = io::stdout().lock();
    let (restaurants, events) = (restored.restaurants, restored.events);
    writeln!(out, "restored {events} events of {restaurants} restaurants")?;
    if let Some(aside) = restored.set_aside {
        writeln!(
            out,
            "the database that stood there is now {}",
            aside.display()
        )?;
    }
    writeln!(
        out,
        "tokens that were revoked since the backup are valid again; see `token list`"
    )?;
    Ok(())
}
