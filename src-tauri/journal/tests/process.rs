//! A whole process's log: what is in the file after it has ended, and after it has died.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use journal::{Form, Place};
use scope::{Scope, Task};

/// Names the folder to the process that is started, and by being there makes it one.
const FOLDER: &str = "HEARD_JOURNAL_TEST";
/// How it shall end.
const WAY: &str = "HEARD_JOURNAL_WAY";

/// Runs this very program as a process that logs and ends in `way`; returns its file and its standard error.
fn run(way: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "one_that_logs", "--nocapture"])
        .env(FOLDER, folder.path())
        .env(WAY, way)
        .env_remove("RUST_BACKTRACE")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let file = fs::read_to_string(folder.path().join("logs/heard.log")).unwrap();
    (file, String::from_utf8(output.stderr).unwrap())
}

/// No test by itself: the process that the others start.
#[test]
fn one_that_logs() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder).join("logs");
    let place = Place {
        folder: &folder,
        name: "heard",
    };
    let journal = journal::start(Form::Plain, Some(place));
    tracing::error!(target: "ui", page = "main", "a line");
    match env::var(WAY).unwrap().as_str() {
        "end" => drop(journal),
        "exit" => {
            journal::flush();
            std::process::exit(0);
        }
        "panic" => scope::run(Some(1), async {
            let root = Scope::root("app");
            let child = root.child("device");
            let task = Task::drain("reader");
            let ended = child.spawn(task, async { panic!("no such ticket") }).await;
            ended.unwrap_err();
            // Killed at once: what counts is written by now.
            std::process::abort();
        }),
        way => panic!("{way}"),
    }
}

#[test]
fn an_end_writes_what_was_said() {
    for way in ["end", "exit"] {
        let (file, stderr) = run(way);
        for text in [&file, &stderr] {
            assert!(
                text.contains("ERROR ui: a line page=\"main\"\n"),
                "{way}: {text}"
            );
        }
    }
}

#[test]
fn a_panic_is_logged_once_with_its_task_and_place_before_all_else() {
    let (file, stderr) = run("panic");
    for text in [&file, &stderr] {
        let panics: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("no such ticket"))
            .collect();
        assert_eq!(panics.len(), 1, "{text}");
        assert!(panics[0].contains("app/device/reader"), "{text}");
        assert!(panics[0].contains("process.rs:"), "{text}");
    }
}
