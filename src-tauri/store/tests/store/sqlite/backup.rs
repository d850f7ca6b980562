//! Backups, made beside a busy writer, and their way back.

use super::file::filled;
use super::open;
use crate::made::*;
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use store::{Append, BackupError, Epoch, Location, OpenError, RestoreError, Restored, StoreError};

fn restore(path: &Path, from: &Path) -> Result<Restored, RestoreError> {
    store::restore(&Location::Sqlite(path.to_owned()), from)
}

fn epoch(path: &Path) -> Epoch {
    open(path)
        .unwrap()
        .reader()
        .unwrap()
        .epoch(&restaurant("main"))
        .unwrap()
        .unwrap()
}

fn last_seq(path: &Path) -> u64 {
    open(path)
        .unwrap()
        .reader()
        .unwrap()
        .last_seq(&restaurant("main"))
        .unwrap()
}

/// A database with 3 events, its backup, and 2 events more in the database.
fn backed_up(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (path, to) = (folder.join("heard.db"), folder.join("backup.db"));
    let store = open(&path).unwrap();
    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    writer.commit(&[appending("main", 1..=3)]).unwrap();
    let bytes = store.backup(&to).unwrap();
    assert_eq!(bytes, fs::metadata(&to).unwrap().len());
    writer.commit(&[appending("main", 4..=5)]).unwrap();
    (path, to)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_made_while_the_writer_commits_is_one_state() {
    let folder = tempfile::tempdir().unwrap();
    let (path, to) = (
        folder.path().join("heard.db"),
        folder.path().join("backup.db"),
    );
    filled(&path);
    let store = open(&path).unwrap();
    let (done, committed) = (AtomicBool::new(false), AtomicU64::new(5_000));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut writer = store.writer().unwrap();
            let mut last = 5_000;
            while !done.load(Ordering::Relaxed) {
                last += 1;
                let commands = vec![command(&format!("c:{last}"), last)];
                writer
                    .commit(&[Append {
                        commands,
                        ..appending("main", last..=last)
                    }])
                    .unwrap();
                committed.store(last, Ordering::Release);
            }
        });
        let mut before = 5_000;
        for _ in 0..5 {
            // So that the writer is at work while the copy is made.
            while committed.load(Ordering::Acquire) == before {
                std::thread::yield_now();
            }
            before = committed.load(Ordering::Acquire);
            store.backup(&to).unwrap();
            assert!(last_seq(&to) >= before);
            assert_whole(&to);
        }
        done.store(true, Ordering::Relaxed);
    });
}

fn assert_whole(path: &Path) {
    let store = open(path).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    let mut writer = store.writer().unwrap();
    let last = writer.load(&restaurant("main"), 1..=1).unwrap().last_seq();
    for seq in 5_001..=last {
        assert!(
            writer
                .command(&restaurant("main"), &format!("c:{seq}"))
                .unwrap()
                .is_some()
        );
    }
    assert!(
        writer
            .command(&restaurant("main"), &format!("c:{}", last + 1))
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_backup_is_one_file_and_replaces_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (path, to) = backed_up(folder.path());
    assert_eq!(
        &fs::read(&to).unwrap()[18..20],
        [1, 1],
        "a rollback journal, in the header's bytes 18 and 19"
    );
    open(&path).unwrap().backup(&to).unwrap();
    assert_eq!(fs::read(&to).unwrap()[18..20], [1, 1]);
    assert_eq!(
        names(folder.path()),
        ["backup.db", "heard.db", "heard.db.lock"]
    );
}

#[test]
fn a_backup_never_replaces_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = backed_up(folder.path());
    let store = open(&path).unwrap();
    let refused = store.backup(&folder.path().join("./heard.db")).unwrap_err();
    assert!(
        matches!(refused, BackupError::OntoItself { .. }),
        "{refused}"
    );
    let refused = store
        .backup(&folder.path().join("no/folder/backup.db"))
        .unwrap_err();
    assert!(matches!(refused, BackupError::File { .. }), "{refused}");
    assert_eq!(last_seq(&path), 5);
}

#[test]
fn a_restored_log_has_a_new_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let (path, from) = backed_up(folder.path());
    let store = open(&path).unwrap();
    let mut reader = store.reader().unwrap();
    let before = epoch(&path);
    let first = restore(&path, &from).unwrap();
    assert_eq!(
        first,
        Restored {
            restaurants: 1,
            events: 3,
            set_aside: None
        }
    );
    let after = epoch(&path);
    assert_ne!(after, before);
    // Also for those that had it open.
    assert_eq!(
        reader.epoch(&restaurant("main")).unwrap(),
        Some(after.clone())
    );
    assert_eq!(reader.last_seq(&restaurant("main")).unwrap(), 3);
    restore(&path, &from).unwrap();
    assert_ne!(epoch(&path), after);

    let mut writer = store.writer().unwrap();
    writer.load(&restaurant("main"), 1..=1).unwrap();
    writer.commit(&[appending("main", 4..=4)]).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn nothing_is_restored_under_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let (path, from) = backed_up(folder.path());
    let before = epoch(&path);
    let store = open(&path).unwrap();
    let writer = store.writer().unwrap();
    let refused = restore(&path, &from).unwrap_err();
    assert!(
        matches!(refused, RestoreError::Open(OpenError::InUse { .. })),
        "{refused}"
    );
    drop(writer);
    assert_eq!((last_seq(&path), epoch(&path)), (5, before));
}

#[test]
fn a_backup_goes_where_there_is_no_database_or_a_broken_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, from) = backed_up(folder.path());
    let elsewhere = folder.path().join("elsewhere.db");
    restore(&elsewhere, &from).unwrap();
    assert_eq!(last_seq(&elsewhere), 3);
    let left = [
        "backup.db",
        "elsewhere.db",
        "elsewhere.db.lock",
        "heard.db",
        "heard.db.lock",
    ];
    assert_eq!(names(folder.path()), left);

    fs::write(&path, "a head crash").unwrap();
    fs::write(folder.path().join("heard.db-wal"), "its log").unwrap();
    let aside = restore(&path, &from).unwrap().set_aside.unwrap();
    assert_eq!(last_seq(&path), 3);
    assert_eq!(fs::read_to_string(&aside).unwrap(), "a head crash");
    fs::write(&path, "again").unwrap();
    assert_ne!(restore(&path, &from).unwrap().set_aside.unwrap(), aside);
    assert_eq!(fs::read_to_string(&aside).unwrap(), "a head crash");
}

#[test]
fn what_is_no_sound_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, from) = backed_up(folder.path());
    let before = epoch(&path);
    let refused = |what: &str| {
        let Err(RestoreError::Unusable { source, .. }) = restore(&path, &from) else {
            panic!("{what} was restored");
        };
        assert_eq!(
            (last_seq(&path), epoch(&path)),
            (5, before.clone()),
            "{what}"
        );
        source
    };
    let database = |sql: &str| {
        fs::remove_file(&from).unwrap();
        Connection::open(&from).unwrap().execute_batch(sql).unwrap();
    };

    Connection::open(&from)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert!(matches!(
        refused("a newer schema"),
        OpenError::NewerSchema { found: 99, .. }
    ));
    database("CREATE TABLE notes (text)");
    assert!(matches!(refused("a foreign database"), OpenError::Foreign));
    fs::write(&from, "").unwrap();
    assert!(matches!(
        refused("nothing"),
        OpenError::Store(StoreError::NotADatabase)
    ));
    fs::write(&from, "Dear diary, ".repeat(1_000)).unwrap();
    assert!(matches!(
        refused("a diary"),
        OpenError::Store(StoreError::NotADatabase)
    ));
    fs::remove_file(&from).unwrap();
    assert!(matches!(refused("no file"), OpenError::Missing { .. }));

    filled(&from);
    let mut bytes = fs::read(&from).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 40_960].fill(0xA5);
    fs::write(&from, bytes).unwrap();
    assert!(matches!(
        refused("a damaged backup"),
        OpenError::Store(StoreError::Corrupt { .. })
    ));
}
