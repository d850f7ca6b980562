//! The promises of a scope, each provoked. Paused time where only tasks take part, real time where threads do.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use tokio::time::Instant;

use crate::{Ended, Scope, ScopeClosed, Spawned, Task, time};

mod census;

const SECOND: Duration = Duration::from_secs(1);

/// Spawns a task that ignores its token, and waits until it runs.
async fn spawn_deaf(scope: &Scope, name: &'static str) -> Spawned<()> {
    let (running, runs) = tokio::sync::oneshot::channel();
    let spawned = scope.spawn(Task::drain(name), async move {
        running.send(()).unwrap();
        pending().await
    });
    runs.await.unwrap();
    spawned
}

/// Spawns a thread that ignores its token until the sender is dropped.
fn spawn_deaf_thread(scope: &Scope, name: &'static str) -> (mpsc::Sender<()>, Spawned<()>) {
    let (release, released) = mpsc::channel();
    let spawned = scope.spawn_thread(name, move |_| {
        let _: Result<(), mpsc::RecvError> = released.recv();
    });
    (release, spawned)
}

fn counter() -> (Arc<AtomicUsize>, impl FnOnce() + Send + 'static) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    (count, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    })
}

#[tokio::test(start_paused = true)]
async fn dropping_ends_everything_below() {
    let root = Scope::root("server");
    let child = root.child("stream");
    let grandchild = child.child("device-7");
    assert_eq!(grandchild.name(), "server/stream/device-7");
    let tasks = [
        spawn_deaf(&root, "a").await,
        spawn_deaf(&child, "b").await,
        spawn_deaf(&grandchild, "c").await,
    ];
    drop(root);
    for task in tasks {
        assert_eq!(task.await, Err(Ended::Cancelled));
    }
    grandchild.cancelled().await;
    let late = grandchild.spawn(Task::drain("late"), async { panic!("must not run") });
    assert_eq!(late.await, Err::<(), _>(Ended::Cancelled));
    assert_eq!(grandchild.census().total(), 0);
}

#[tokio::test(start_paused = true)]
async fn closing_waits_for_those_who_drain() {
    let scope = Scope::root("server");
    let token = scope.token();
    let saved = scope.spawn(Task::drain("save"), async move {
        token.cancelled().await;
        time::sleep(2 * SECOND).await;
        "saved"
    });
    let begun = Instant::now();
    let closed = scope.close(3 * SECOND).await;
    assert!(closed.is_clean(), "{closed}");
    assert_eq!(begun.elapsed(), 2 * SECOND);
    assert_eq!(saved.await, Ok("saved"));
}

#[tokio::test]
async fn closing_aborts_and_names_stragglers() {
    let scope = Scope::root("server");
    let child = scope.child("stream");
    let task = spawn_deaf(&child, "deaf").await;
    let (release, thread) = spawn_deaf_thread(&scope, "writer");

    let closed = scope.close(Duration::from_millis(20)).await;
    assert_eq!(closed.stragglers, ["server/writer", "server/stream/deaf"]);
    assert!(!closed.is_clean());
    assert_eq!(
        closed.to_string(),
        "closed with stragglers [server/writer, server/stream/deaf] and panics []"
    );
    assert_eq!(task.await, Err(Ended::Cancelled));
    drop(release);
    assert_eq!(thread.await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_close_that_is_given_up_is_a_drop() {
    let scope = Scope::root("server");
    let task = spawn_deaf(&scope, "deaf").await;
    let given_up = time::timeout(SECOND, scope.close(1000 * SECOND)).await;
    assert!(given_up.is_err());
    assert_eq!(task.await, Err(Ended::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn closing_the_parent_ends_grandchildren_owned_by_tasks() {
    let root = Scope::root("server");
    let child = root.child("stream");
    let grandchild = child.child("device-7");
    let inner = spawn_deaf(&grandchild, "reader").await;
    let owner = child.spawn(Task::abort("owner"), async move {
        let _owned = grandchild;
        pending::<()>().await
    });
    let closed = root.close(SECOND).await;
    // The owner was aborted at once and took its scope along: nobody was late.
    assert!(closed.is_clean(), "{closed}");
    assert_eq!(owner.await, Err(Ended::Cancelled));
    assert_eq!(inner.await, Err(Ended::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_child_that_closes_leaves_its_parent_alone() {
    let root = Scope::root("server");
    let neighbour = spawn_deaf(&root, "neighbour").await;
    let child = root.child("stream");
    let task = spawn_deaf(&child, "deaf").await;
    child.close(Duration::ZERO).await;
    assert_eq!(task.await, Err(Ended::Cancelled));
    assert!(!root.token().is_cancelled());
    assert_eq!(root.census().total(), 1);
    assert_eq!(root.census().children, []);
    assert_eq!(root.spawn(Task::drain("next"), async { 7 }).await, Ok(7));
    drop(root);
    assert_eq!(neighbour.await, Err(Ended::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn cancelling_aborts_the_one_and_lets_the_other_drain() {
    let scope = Scope::root("server");
    let aborted = scope.spawn(Task::abort("ping"), pending::<()>());
    let token = scope.token();
    let drained = scope.spawn(Task::drain("reader"), async move {
        token.cancelled().await;
        "read"
    });
    scope.cancel();
    assert_eq!(aborted.await, Err(Ended::Cancelled));
    assert_eq!(drained.await, Ok("read"));
    // A cancelled scope is still open, for those who need a task to drain; but what may be aborted does not begin.
    let last_write = scope.spawn(Task::drain("write"), async { "written" });
    assert_eq!(last_write.await, Ok("written"));
    let late = scope.spawn(Task::abort("late"), async { panic!("must not run") });
    assert_eq!(late.await, Err::<(), _>(Ended::Cancelled));
}

#[tokio::test]
async fn a_panic_is_recorded_by_full_name() {
    let root = Scope::root("server");
    let child = root.child("stream");
    let panicked = |message: &str| {
        Err::<(), _>(Ended::Panicked {
            message: message.to_owned(),
        })
    };
    let task = child.spawn(Task::drain("task"), async { panic!("of {}", "task") });
    assert_eq!(task.await, panicked("of task"));
    let blocking = child.spawn_blocking("blocking", || panic!("of blocking"));
    assert_eq!(blocking.await, panicked("of blocking"));
    let thread = child.spawn_thread("thread", |_| panic!("of thread"));
    assert_eq!(thread.await, panicked("of thread"));
    assert!(!child.token().is_cancelled());
    drop(child);

    let closed = root.close(SECOND).await;
    assert_eq!(closed.stragglers, [""; 0]);
    assert_eq!(
        closed.panics,
        [
            "server/stream/task: of task",
            "server/stream/blocking: of blocking",
            "server/stream/thread: of thread"
        ]
    );
}

#[tokio::test]
async fn a_fatal_failure_cancels_its_scope_only() {
    let root = Scope::root("server");
    let by_panic = root.child("panic");
    let task = Task::drain("task").fatal();
    let ended = by_panic.spawn(task.clone(), async { panic!("fatal") });
    assert!(matches!(ended.await, Err::<(), _>(Ended::Panicked { .. })));
    assert!(by_panic.token().is_cancelled());

    let by_error = root.child("error");
    let harmless = Task::drain("harmless");
    let ended = by_error.spawn_fallible(harmless, async { Err::<(), _>("no") });
    assert_eq!(ended.await, Ok(Err("no")));
    let ended = by_error.spawn_fallible(task.clone(), async { Ok::<_, &str>(1) });
    assert_eq!(ended.await, Ok(Ok(1)));
    assert!(!by_error.token().is_cancelled());
    let ended = by_error.spawn_fallible(task, async { Err::<(), _>("fatal") });
    assert_eq!(ended.await, Ok(Err("fatal")));
    assert!(by_error.token().is_cancelled());
    assert!(!root.token().is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_handle_does_not_keep_its_scope_open() {
    let root = Scope::root("server");
    let child = root.child("stream");
    let handles = [root.handle(), child.handle()];
    for handle in &handles {
        assert_eq!(
            handle.spawn(Task::drain("a"), async { 1 }).unwrap().await,
            Ok(1)
        );
        assert_eq!(handle.spawn_blocking("b", || 2).unwrap().await, Ok(2));
        assert_eq!(
            handle.child("c").unwrap().name(),
            format!("{}/c", handle.name())
        );
    }
    // The child is still owned here, but went with its parent.
    drop(root);
    for handle in &handles {
        let spawned = handle.spawn(Task::drain("late"), async {});
        assert_eq!(spawned.err(), Some(ScopeClosed));
        assert_eq!(
            handle.spawn_blocking("late", || {}).err(),
            Some(ScopeClosed)
        );
        assert!(handle.child("late").is_err());
        let (count, closure) = counter();
        assert_eq!(handle.guard("late", closure).err(), Some(ScopeClosed));
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert!(handle.token().is_cancelled());
    }
}

#[tokio::test]
async fn a_guard_runs_once_whoever_is_first() {
    let scope = Scope::root("server");
    let (by_drop, closure) = counter();
    let guard = scope.guard("listener", closure);
    assert_eq!(by_drop.load(Ordering::SeqCst), 0);
    drop(guard);
    assert_eq!(by_drop.load(Ordering::SeqCst), 1);
    assert_eq!(scope.census().total(), 0);

    let (by_scope, closure) = counter();
    let guard = scope.guard("listener", closure);
    let broken = scope.guard("broken", || panic!("in a guard"));
    scope.cancel();
    assert_eq!(by_scope.load(Ordering::SeqCst), 0);
    // Nobody waits for a guard.
    let closed = scope.close(1000 * SECOND).await;
    assert!(closed.is_clean(), "{closed}");
    assert_eq!(by_scope.load(Ordering::SeqCst), 1);
    drop((guard, broken));
    assert_eq!(by_scope.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn threads_can_spawn_too() {
    let scope = Scope::root("server");
    let handle = scope.handle();
    let from_own = scope.spawn_thread("own", move |_| handle.spawn(Task::drain("a"), async { 1 }));
    assert_eq!(from_own.await.unwrap().unwrap().await, Ok(1));
    let from_foreign = std::thread::scope(|threads| {
        let foreign = threads.spawn(|| scope.spawn(Task::drain("b"), async { 2 }));
        foreign.join().unwrap()
    });
    assert_eq!(from_foreign.await, Ok(2));
}

/// Spawning while the scope is dropped either is refused or ends: no task slips through between the two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_slips_through_a_closing_door() {
    let spawners = Scope::root("spawners");
    for _ in 0..200 {
        let scope = Scope::root("server");
        let begun = Arc::new(AtomicBool::new(false));
        let (handle, signal) = (scope.handle(), begun.clone());
        let spawner = spawners.spawn(Task::drain("spawner"), async move {
            let mut spawned = Vec::new();
            while let Ok(task) = handle.spawn(Task::drain("deaf"), pending::<()>()) {
                signal.store(true, Ordering::SeqCst);
                spawned.push(task);
            }
            spawned
        });
        while !begun.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        drop(scope);
        for task in spawner.await.unwrap() {
            let ended = time::timeout(10 * SECOND, task).await;
            assert_eq!(
                ended.expect("it was let in, but not aborted"),
                Err(Ended::Cancelled)
            );
        }
    }
}

#[tokio::test]
async fn work_knows_its_name() {
    let root = Scope::root("server");
    let stream = root.child("stream");
    let said = |name: &str| Ok(Some(name.to_owned()));
    let task = stream.spawn(Task::drain("reader"), async { crate::running() });
    assert_eq!(task.await, said("server/stream/reader"));
    let thread = root.spawn_thread("writer", |_| crate::running());
    assert_eq!(thread.await, said("server/writer"));
    let call = root.spawn_blocking("hash", crate::running);
    assert_eq!(call.await, said("server/hash"));
    assert_eq!(crate::running(), None);
}
