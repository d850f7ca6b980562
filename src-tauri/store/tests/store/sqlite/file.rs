//! Files that are new, foreign, newer, or not databases at all.

use super::open;
use crate::made::*;
use rusqlite::Connection;
use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Duration;
use store::{Append, Event, Location, OpenError, OpenOptions, StoreError};

#[test]
#[cfg(unix)]
fn its_files_are_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let store = open(&path).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    store.backup(&folder.path().join("backup.db")).unwrap();
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert_eq!(
            entry.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{name}"
        );
        seen.push(name);
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "backup.db",
            "heard.db",
            "heard.db-shm",
            "heard.db-wal",
            "heard.db.lock"
        ]
    );
}

#[test]
fn a_database_is_made_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let options = OpenOptions {
        create: false,
        ..OpenOptions::default()
    };
    let refused = store::open(&Location::Sqlite(path.clone()), options)
        .err()
        .unwrap();
    assert!(matches!(refused, OpenError::Missing { .. }), "{refused}");
    assert!(!path.exists());
    let refused = open(&folder.path().join("no/such/folder/heard.db"))
        .err()
        .unwrap();
    assert!(matches!(refused, OpenError::File { .. }), "{refused}");
}

#[test]
fn several_processes_may_make_it_at_once() {
    for _ in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.db");
        std::thread::scope(|scope| {
            for n in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    open(path)
                        .unwrap()
                        .tokens()
                        .unwrap()
                        .create(&token("till", n))
                        .unwrap()
                });
            }
        });
        assert_eq!(
            open(&path).unwrap().tokens().unwrap().list().unwrap().len(),
            4
        );
    }
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    drop(open(&path).unwrap());
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let refused = open(&path).err().unwrap();
    assert!(
        matches!(
            refused,
            OpenError::NewerSchema {
                found: 99,
                known: 1
            }
        ),
        "{refused}"
    );
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE notes (text)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let refused = open(&path).err().unwrap();
    assert!(matches!(refused, OpenError::Foreign), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let text = "Dear diary, ".repeat(1_000);
    fs::write(&path, &text).unwrap();
    let refused = open(&path).err().unwrap();
    assert!(
        matches!(refused, OpenError::Store(StoreError::NotADatabase)),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_name_that_looks_like_a_uri_is_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file:heard.db?mode=memory");
    drop(open(&path).unwrap());
    assert!(fs::metadata(&path).unwrap().len() > 0);
}

/// Makes a database of a few hundred pages.
pub fn filled(path: &Path) {
    let store = open(path).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    writer.commit(&[appending("main", 1..=5_000)]).unwrap();
}

#[test]
fn damage_is_found_by_the_check_and_by_whoever_meets_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    filled(&path);
    assert_eq!(open(&path).unwrap().check().unwrap(), Vec::<String>::new());

    let pages = fs::metadata(&path).unwrap().len() / 4096;
    assert!(pages > 100);
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    for page in pages / 2..pages / 2 + 20 {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xA5; 4096]).unwrap();
    }
    drop(file);

    // A start does not read everything, so it opens.
    let store = open(&path).unwrap();
    assert!(!store.check().unwrap().is_empty());
    let met = store
        .writer()
        .unwrap()
        .load(&restaurant("main"), 1..=1)
        .unwrap_err();
    assert!(matches!(met, StoreError::Corrupt { .. }), "{met}");
}

#[test]
fn a_log_with_a_hole_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    filled(&path);
    Connection::open(&path)
        .unwrap()
        .execute("DELETE FROM events WHERE seq = 17", [])
        .unwrap();
    let store = open(&path).unwrap();
    let met = store
        .writer()
        .unwrap()
        .load(&restaurant("main"), 1..=1)
        .unwrap_err();
    assert!(
        matches!(&met, StoreError::Corrupt { detail } if detail.contains("17")),
        "{met}"
    );
}

#[test]
fn whoever_keeps_it_locked_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let options = OpenOptions {
        busy: Duration::from_millis(20),
        ..OpenOptions::default()
    };
    let store = store::open(&Location::Sqlite(path.clone()), options).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();

    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = writer.commit(&[appending("main", 1..=1)]).unwrap_err();
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    // Reading goes on meanwhile.
    assert_eq!(
        store
            .reader()
            .unwrap()
            .last_seq(&restaurant("main"))
            .unwrap(),
        0
    );
    other.execute_batch("ROLLBACK").unwrap();
    writer.commit(&[appending("main", 1..=1)]).unwrap();
}

#[test]
fn its_write_ahead_log_has_a_bound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let store = open(&path).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    let large = |seq| Event {
        body: "x".repeat(1 << 20),
        ..event(seq)
    };
    let mut longest = 0;
    for seq in 1..=40 {
        writer
            .commit(&[Append {
                events: vec![large(seq)],
                ..append("main")
            }])
            .unwrap();
        longest = longest.max(
            fs::metadata(folder.path().join("heard.db-wal"))
                .unwrap()
                .len(),
        );
    }
    // 4,000 pages of 4 KiB, and the commit that went beyond.
    assert!(longest < 20 << 20, "{longest} bytes");
}
