//! The page's types are made from ours, and committed; this test notices when they are stale.

use crate::view::{DiagnosticsView, Intent, ToPage};
use std::{collections::BTreeMap, fs, path::Path};
use ts_rs::{Config, TS};

/// Where the page reads them, from this crate's folder.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/generated");

fn export(into: &Path) {
    // Every integer of ours is far below 2^53, so a plain number holds it.
    let config = Config::new()
        .with_large_int("number")
        .with_out_dir(into)
        .with_import_extension(None::<String>);
    ToPage::export_all(&config).unwrap();
    Intent::export_all(&config).unwrap();
    DiagnosticsView::export_all(&config).unwrap();
}

fn files(dir: &Path) -> BTreeMap<String, String> {
    fs::read_dir(dir)
        .into_iter()
        .flatten()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn types_of_the_page_are_fresh() {
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    if std::env::var_os("HEARD_WRITE_TYPES").is_some() {
        let _ = fs::remove_dir_all(COMMITTED);
        fs::create_dir_all(COMMITTED).unwrap();
        export(Path::new(COMMITTED));
    }
    assert!(
        files(Path::new(COMMITTED)) == files(fresh.path()),
        "ui/src/generated is stale: run `cargo xtask types` and commit what it writes"
    );
}
