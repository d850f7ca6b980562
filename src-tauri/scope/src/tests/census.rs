//! What is counted, by name and by number, and that nothing stays behind.

use std::future::pending;
use std::sync::mpsc;
use std::time::Duration;

use tokio::time::Instant;

use super::{SECOND, spawn_deaf, spawn_deaf_thread};
use crate::{Census, Ended, EndedScope, Kind, Scope, Task, time};

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
        "server (deadlines: 0, peak: 3)\n  - thread writer 5s\n  server/stream (deadlines: 0, peak: 2)\n    \
         - task reader 5s\n    - guard listener 0ns\n    - blocking hash 0ns\n"
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

#[tokio::test(start_paused = true)]
async fn a_tally_counts_by_scope_kind_and_name_down_to_its_depth() {
    let root = Scope::root("server");
    let stream = root.child("stream");
    let (mut scopes, mut kept) = (Vec::new(), Vec::new());
    for number in 0..3 {
        let session = stream.child(format!("session-{number}"));
        kept.push(spawn_deaf(&session, "reader").await);
        let _sleeper = session.spawn(Task::drain("sleeper"), time::sleep(5 * SECOND));
        tokio::task::yield_now().await;
        scopes.push(session);
    }
    // One ends, and of its tasks only the peak is left.
    scopes.pop();
    let _guard = root.guard("listener", || {});
    for port in [5_000, 5_001] {
        let name = Task::drain(format!("connection 10.0.0.7:{port}"));
        kept.push(root.spawn(name, pending()));
    }
    tokio::task::yield_now().await;

    let tallies = root.handle().tally(1).unwrap();
    let lines: Vec<String> = tallies.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "server: 1 guard listener, 2 task connection (deadlines: 0, peak: 8)",
            "server/stream: 2 task reader, 2 task sleeper (deadlines: 2, peak: 6)",
        ]
    );
    assert_eq!(tallies[1].count(Kind::Task), 4);
    assert_eq!(tallies[1].live(), 4);
    assert_eq!((tallies[0].count(Kind::Guard), tallies[0].live()), (1, 2));
    assert_eq!(root.handle().tally(0).unwrap().len(), 1);
    assert_eq!(root.handle().tally(2).unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_tally_has_a_bound_and_loses_nobody() {
    let root = Scope::root("server");
    let mut scopes = Vec::new();
    for number in 0..500 {
        let session = root.child(format!("session-{number}"));
        let _task = session.spawn(Task::drain(format!("reader-{number}")), pending::<()>());
        let _task = root.spawn(Task::drain(format!("writer-{number}")), pending::<()>());
        scopes.push(session);
    }
    let tallies = root.handle().tally(1).unwrap();
    assert!(
        tallies.len() <= 64 && tallies[0].names.len() <= 64,
        "{tallies:?}"
    );
    assert_eq!(tallies.iter().map(crate::Tally::live).sum::<usize>(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn what_came_and_went_is_counted_and_who_outlived_their_scope_can_be_told() {
    let root = Scope::root("app");
    let handle = root.handle();
    let short = root.child("short");
    short.spawn(Task::drain("task"), async {}).await.unwrap();
    drop(short);
    let call = root.child("call");
    let guard = call.guard("listener", || {});
    tokio::time::advance(5 * SECOND).await;
    assert_eq!(handle.census().unwrap().children[0].closed, None);
    drop(call);
    tokio::time::advance(7 * SECOND).await;

    let census = handle.census().unwrap();
    let [left] = &census.children[..] else {
        panic!("{census}");
    };
    assert_eq!(&*left.name, "app/call");
    assert_eq!((left.age, left.closed), (12 * SECOND, Some(7 * SECOND)));
    assert_eq!(left.total(), 1, "the guard is held still");
    let turnover = handle.turnover().unwrap();
    assert_eq!((turnover.opened, turnover.closed), (2, 1));
    let ended = |name: &str, ago| EndedScope {
        name: name.into(),
        ago,
    };
    assert_eq!(turnover.ended, [ended("app/short", 12 * SECOND)]);

    drop(guard);
    for number in 0..20 {
        drop(root.child(format!("cycle {number}")));
    }
    let turnover = handle.turnover().unwrap();
    assert_eq!((turnover.opened, turnover.closed), (2, 2));
    assert_eq!(turnover.ended.len(), 8);
    assert_eq!(turnover.ended[7], ended("app/cycle 19", Duration::ZERO));
}

#[test]
fn who_is_counted_and_who_counts_do_not_wait_for_each_other() {
    let (tell, told) = mpsc::channel();
    let look = move || {
        crate::run(Some(2), async {
            let root = Scope::root("server");
            let child = root.child("stream");
            let guests = child.handle();
            let _guests = root.spawn(Task::abort("guests"), async move {
                loop {
                    let guest = guests.spawn(Task::abort("guest"), async {});
                    let Ok(guest) = guest else { return };
                    guest.await.ok();
                }
            });
            for _ in 0..100_000 {
                let _ = root.census();
            }
        });
        tell.send(()).ok();
    };
    #[allow(
        clippy::disallowed_methods,
        reason = "what is stuck can be told only from outside"
    )]
    std::thread::spawn(look);
    told.recv_timeout(60 * SECOND).expect("the census is taken");
}
