//! The runtime of a binary, and that of one thread.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::watch::heap;

/// How long a blocking call may hold up the end of the process once everything was closed: what a person waits for a window to go.
const SHUTDOWN: Duration = Duration::from_secs(1);

/// Runs a binary's future to its end on a new multi-threaded runtime, with one worker per core unless told otherwise.
///
/// # Panics
/// When the system has no threads or file descriptors left for a runtime: nothing can run then.
pub fn run<F: Future>(worker_threads: Option<usize>, future: F) -> F::Output {
    heap::few_arenas();
    let mut builder = Builder::new_multi_thread();
    if let Some(count) = worker_threads {
        builder.worker_threads(count.max(1));
    }
    let runtime = builder
        .enable_all()
        .build()
        .unwrap_or_else(|error| panic!("the system gives no runtime: {error}"));
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(SHUTDOWN);
    output
}

/// Runs a future to its end on the calling thread, which is in no task: on a runtime of its own, that goes on
/// though another's threads are all held up.
///
/// # Errors
/// When the system has no file descriptors left for a runtime.
pub fn run_here<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}
