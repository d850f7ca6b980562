//! The outbox's file: whole or not at all, and never the end of the program.

use super::bench::*;
use crate::limits::OUTBOX_BYTES;
use crate::outbox::{OutboxEntry, Row, open, write};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn save(path: &Path, entries: &[OutboxEntry]) {
    let rows: Vec<Row> = entries.iter().map(Row::of).collect();
    write(path, &rows).unwrap();
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn reads_what_it_wrote_in_the_same_order() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("not/there/yet/outbox.jsonl");
    assert_eq!(open(&path, 0).unwrap(), (vec![], None));
    let entries: Vec<OutboxEntry> = [3, 1, 2].map(|id| entry(id, rush(id))).into();
    save(&path, &entries);
    let (read, set_aside) = open(&path, 0).unwrap();
    assert_eq!(set_aside, None);
    // Whether they were sent is not known any more.
    let sent = entries.into_iter().map(|entry| OutboxEntry {
        sent: true,
        ..entry
    });
    assert_eq!(read, sent.collect::<Vec<_>>());
    save(&path, &[]);
    assert_eq!(open(&path, 0).unwrap(), (vec![], None));
}

#[test]
fn a_crash_while_writing_leaves_the_file_as_it_was() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("outbox.jsonl");
    save(&path, &[entry(1, rush(1))]);
    // What such a crash leaves: a draft, cut off anywhere.
    fs::write(
        folder.path().join("outbox.jsonl.draft"),
        "{\"schema\":\"hea",
    )
    .unwrap();
    assert_eq!(open(&path, 0).unwrap().0.len(), 1);
    save(&path, &[]);
    assert_eq!(names(&folder), ["outbox.jsonl"]);
}

#[test]
fn a_file_that_cannot_be_read_is_set_aside_and_kept() {
    let large = vec![b' '; OUTBOX_BYTES + 1];
    let row =
        r#"{"id":"00000000-0000-0000-0000-000000000001","made_at_ms":0,"body":{"type":"jump"}}"#;
    let unknown = format!("{{\"schema\":\"heard.outbox/1\"}}\n{row}\n");
    for (bytes, error) in [
        (&b""[..], "header"),
        (&b"\0\0\0\0"[..], "header"),
        (&b"{\"schema\":\"heard.outbox/2\"}\n"[..], "header"),
        (unknown.as_bytes(), "line 2"),
        (&large, "larger"),
    ] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("outbox.jsonl");
        fs::write(&path, bytes).unwrap();
        let (read, set_aside) = open(&path, 1_234).unwrap();
        assert_eq!(read, []);
        let set_aside = set_aside.unwrap();
        assert!(set_aside.error.contains(error), "{}", set_aside.error);
        assert_eq!(names(&folder), ["outbox.jsonl.unreadable-1234"]);
        assert_eq!(fs::read(&set_aside.path).unwrap(), bytes);
        save(&path, &[entry(1, rush(1))]);
        assert_eq!(open(&path, 0).unwrap().0.len(), 1);
    }
}

#[test]
fn a_place_that_is_no_place_is_an_error() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let path = file.join("outbox.jsonl");
    open(&path, 0).unwrap_err();
    write(&path, &[]).unwrap_err();
}
