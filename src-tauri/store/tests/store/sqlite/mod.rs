//! What is particular to SQLite.

mod backup;
mod crash;
mod disk;
mod file;

use crate::contract::Fresh;
use std::path::Path;
use store::{Location, OpenError, OpenOptions, Store};

/// A store in a folder of its own.
pub fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("heard.db"));
    Fresh {
        location,
        random_cases: 48,
        _data: Box::new(folder),
    }
}

fn open(path: &Path) -> Result<Box<dyn Store>, OpenError> {
    store::open(&Location::Sqlite(path.to_owned()), OpenOptions::default())
}
