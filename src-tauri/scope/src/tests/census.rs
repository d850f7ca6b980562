//! What is counted, by name and by number, and that nothing stays behind.

use std::future::pending;
use std::sync::mpsc;
use std::time::Duration;

use tokio::time::Instant;

use super::{SECOND, spawn_deaf, spawn_deaf_thread};
use crate::{Census, Ended, Kind, Scope, Task, time};

#[tokio::test(start_paused = true)]
async fn the_census_names_everyone() {
    let root = Scope::root("server");
    let (release_thread, thread) = spawn_deaf_thread(&root, "writer");
    let (release, released) = mpsc::channel::<()>();
    let child = root.child("stream");
    let _task = spawn_deaf(&child, "reader").await;
    tokio::time::advance(5 * SECOND).await;
    let _guard = child.guard("listener", || {});
    let blocking = child.spawn_blocking("hash", move || released.recv().is_err());

    let census = root.census();
    let seen = |census: &Census| -> Vec<(String, Kind, Duration)> {
        let tasks = census.tasks.iter();
        tasks
            .map(|task| (task.name.to_string(), task.kind, task.age))
            .collect()
    };
    assert_eq!(seen(&census), [("writer".into(), Kind::Thread, 5 * SECOND)]);
    assert_eq!(&*census.children[0].name, "server/stream");
    assert_eq!(
        seen(&census.children[0]),
        [
            ("reader".into(), Kind::Task, 5 * SECOND),
            ("listener".into(), Kind::Guard, Duration::ZERO),
            ("hash".into(), Kind::Blocking, Duration::ZERO),
        ]
    );
    assert_eq!(census.total(), 4);
    assert_eq!(
        census.to_string(),
        "server (deadlines: 0)\n  - thread writer 5s\n  server/stream (deadlines: 0)\n    - task reader 5s\n    \
         - guard listener 0ns\n    - blocking hash 0ns\n"
    );
    drop((release, release_thread));
    assert_eq!(blocking.await, Ok(true));
    assert_eq!(thread.await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn the_census_counts_deadlines() {
    let scope = Scope::root("server");
    let task = scope.spawn(Task::drain("sleeper"), async {
        let mut ticker = time::Ticker::new(SECOND);
        ticker.tick().await;
        drop(ticker);
        time::timeout(SECOND, time::sleep(5 * SECOND)).await
    });
    time::sleep(SECOND / 2).await;
    assert_eq!(scope.census().deadlines, 1);
    time::sleep(SECOND).await;
    assert_eq!(scope.census().deadlines, 2);
    assert!(task.await.unwrap().is_err());
    assert_eq!(scope.census().deadlines, 0);
}

#[tokio::test]
async fn ten_thousand_cycles_leave_nothing() {
    let root = Scope::root("server");
    let _kept = spawn_deaf(&root, "kept").await;
    let before = root.census();
    for cycle in 0..10_000 {
        let child = root.child(format!("device-{cycle}"));
        let _guard = child.guard("listener", || {});
        let ended = child.spawn(Task::drain("short"), async {}).await;
        assert_eq!(ended, Ok(()));
        let dropped = child.spawn(Task::drain("long"), pending::<()>());
        drop(child);
        assert_eq!(dropped.await, Err(Ended::Cancelled));
    }
    let after = root.census();
    assert_eq!(after.total(), before.total());
    assert_eq!(after.children, []);
    assert_eq!(root.registered(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_ticker_skips_what_it_missed() {
    let begun = Instant::now();
    let mut ticker = time::Ticker::new(SECOND);
    ticker.tick().await;
    assert_eq!(begun.elapsed(), SECOND);
    tokio::time::advance(3 * SECOND + SECOND / 2).await;
    ticker.tick().await;
    assert_eq!(begun.elapsed(), 4 * SECOND + SECOND / 2);
    ticker.tick().await;
    assert_eq!(begun.elapsed(), 5 * SECOND);
}
