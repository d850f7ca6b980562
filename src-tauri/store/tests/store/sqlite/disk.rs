//! Disks that are full, or cannot be written.

use super::open;
use crate::made::*;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use store::{Append, EVENTS_MAX, OpenError, StoreError};

/// A small disk in memory. Only root can make one; what does not need it is tested beside the code
/// as well.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let mounted = tried(
            "mount",
            &["-t", "tmpfs", "-o", "size=4m", "heard-test"],
            at.path(),
        );
        if !mounted {
            eprintln!("not root: no disk to fill");
        }
        mounted.then_some(Self(at))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        assert!(run("umount", &[], self.path()));
    }
}

fn tried(program: &str, arguments: &[&str], at: &Path) -> bool {
    let output = Command::new(program).args(arguments).arg(at).output();
    output.is_ok_and(|output| output.status.success())
}

/// Runs the command until it succeeds. A child that another test forks holds this process's
/// files open until it becomes its own program, and the disk is busy for so long.
fn run(program: &str, arguments: &[&str], at: &Path) -> bool {
    let give_up = Instant::now() + Duration::from_secs(10);
    loop {
        if tried(program, arguments, at) {
            return true;
        }
        if Instant::now() > give_up {
            return false;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_full_disk_refuses_whole_batches_until_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let (store, main) = (
        open(&disk.path().join("heard.db")).unwrap(),
        restaurant("main"),
    );
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    let ballast = disk.path().join("ballast");
    fs::write(&ballast, vec![0; 2 << 20]).unwrap();

    let batch = |last: u64| Append {
        commands: (1..=8)
            .map(|n| command(&format!("c:{}", last + n), last + n))
            .collect(),
        ..appending("main", last + 1..=last + 8)
    };
    let mut last = 0;
    let refused = loop {
        assert!(last < 100_000, "the disk is never full");
        match writer.commit(&[batch(last)]) {
            Ok(()) => last += 8,
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, StoreError::Full), "{refused}");
    assert!(last > 0);
    for _ in 0..3 {
        assert!(matches!(
            writer.commit(&[batch(last)]),
            Err(StoreError::Full)
        ));
    }
    let mut reader = store.reader().unwrap();
    assert_eq!(
        reader.events_after(&main, 0, EVENTS_MAX).unwrap(),
        events(1..=last)
    );
    assert_eq!(
        reader.command(&main, &format!("c:{}", last + 1)).unwrap(),
        None
    );

    fs::remove_file(&ballast).unwrap();
    writer.commit(&[batch(last)]).unwrap();
    assert_eq!(reader.last_seq(&main).unwrap(), last + 8);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    drop((reader, writer, store));
}

#[test]
fn a_database_on_a_full_disk_opens_again() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("heard.db");
    super::file::filled(&path);
    let mut room = fs::File::create(disk.path().join("ballast")).unwrap();
    let full = std::io::copy(&mut std::io::repeat(0), &mut room).unwrap_err();
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    drop(room);

    // Without room for its log it cannot even be read; it must say so, and lose nothing.
    if let Err(refused) = open(&path).and_then(|store| store.writer().map(drop)) {
        assert!(
            matches!(
                refused,
                OpenError::Store(StoreError::Full | StoreError::Io { .. })
            ),
            "{refused}"
        );
    }
    fs::remove_file(disk.path().join("ballast")).unwrap();
    let reader = open(&path).unwrap().reader();
    assert_eq!(
        reader.unwrap().last_seq(&restaurant("main")).unwrap(),
        5_000
    );
}

#[test]
fn a_disk_that_cannot_be_written_is_refused() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let path = disk.path().join("heard.db");
    super::file::filled(&path);
    assert!(run("mount", &["-o", "remount,ro"], disk.path()));
    let refused = open(&path).err().unwrap();
    assert!(
        matches!(refused, OpenError::Store(StoreError::ReadOnly)),
        "{refused}"
    );
}
