//! The process killed while it commits.

use super::open;
use crate::made::*;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use store::{Append, EVENTS_MAX};

/// Names the database to the child.
const DATABASE: &str = "HEARD_TEST_CRASH_DATABASE";

/// How often the child is killed.
const KILLS: u64 = 12;

#[test]
fn what_was_committed_survives_a_kill_and_nothing_is_half_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heard.db");
    let main = restaurant("main");
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        acknowledged = killed_after(&path, 3 + 17 * kill);
        let store = open(&path).unwrap();
        let mut writer = store.writer().unwrap();
        let loaded = writer.load(&main, 1..=1).unwrap();
        let last = loaded.last_seq();
        // The last batch may be there without its acknowledgement, as a whole.
        assert!(
            last == acknowledged || last == acknowledged + 4,
            "{last} after {acknowledged}"
        );
        assert!(last <= EVENTS_MAX as u64);
        let mut reader = store.reader().unwrap();
        assert_eq!(
            reader.events_after(&main, 0, EVENTS_MAX).unwrap(),
            events(1..=last)
        );
        for seq in 1..=last {
            assert!(
                writer
                    .command(&main, &format!("c:{seq}"))
                    .unwrap()
                    .is_some(),
                "{seq}"
            );
        }
        assert_eq!(
            writer.command(&main, &format!("c:{}", last + 1)).unwrap(),
            None
        );
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
    }
    assert!(acknowledged > 4 * KILLS);
}

/// Starts a child that commits as fast as it can, kills it after `batches`, and returns the last
/// number that it was promised.
fn killed_after(path: &Path, batches: u64) -> u64 {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "sqlite::crash::child_that_commits",
            "--ignored",
            "--nocapture",
        ])
        .env(DATABASE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut promised = 0;
    let mut seen = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let Some(seq) = line.strip_prefix("committed ") else {
            continue;
        };
        promised = seq.parse().unwrap();
        seen += 1;
        if seen == batches {
            // The rest of what it promised before it died is read to the end.
            child.kill().unwrap();
        }
    }
    assert!(seen >= batches, "the child ended by itself");
    child.wait().unwrap();
    promised
}

#[test]
#[ignore = "the child of the test above, which names its database"]
fn child_that_commits() {
    let path = env::var_os(DATABASE).unwrap();
    let store = open(path.as_ref()).unwrap();
    let mut writer = store.writer().unwrap();
    let mut last = writer.load(&restaurant("main"), 1..=1).unwrap().last_seq();
    loop {
        let batch = Append {
            commands: (1..=4)
                .map(|n| command(&format!("c:{}", last + n), last + n))
                .collect(),
            snapshot: last.is_multiple_of(32).then(|| snapshot(last, 1)),
            ..appending("main", last + 1..=last + 4)
        };
        writer.commit(&[batch]).unwrap();
        last += 4;
        println!("committed {last}");
    }
}
