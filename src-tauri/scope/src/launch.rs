//! Starting tasks, threads and blocking calls: the only module that may.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the place the ban points to"
)]

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::census::Kind;
use crate::node::{Node, Seat, SeatNumber, panic_message};
use crate::task::{Ended, OnCancel, OnError, Reply, Spawned, Task};
use crate::time::COUNT;

/// Boxed at once: as a plain argument a large future would be laid out anew in every wrapper around it.
type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Says whether a result is a failure, and in which words.
pub(crate) type Judge<T> = fn(&T) -> Option<String>;

/// The error as one line, causes included where its type knows them.
pub(crate) fn error_text<T, E: std::fmt::Display>(result: &Result<T, E>) -> Option<String> {
    result.as_ref().err().map(|error| format!("{error:#}"))
}

/// Work and what it must give back when it ends. The order of the fields matters: one that is dropped before it ran lets go of its
/// captures, then leaves the census, then tells the caller.
struct Job<W, T> {
    work: W,
    seat: Seat,
    reply: Reply<T>,
}

/// Starts a task in the current runtime.
pub(crate) fn task<T: Send + 'static>(
    node: &Arc<Node>,
    task: Task,
    future: Boxed<T>,
    judge: Judge<T>,
) -> Spawned<T> {
    let (reply, spawned) = Spawned::pair();
    if let Some(seat) = node.admit(task.name, Kind::Task) {
        let number = SeatNumber::of(&seat);
        let job = Job {
            work: future,
            seat,
            reply,
        };
        let driven = drive(job, task.on_cancel, task.on_error, judge);
        let join = match node.runtime() {
            Some(runtime) => runtime.spawn(driven),
            // Says what is missing better than we could.
            None => tokio::spawn(driven),
        };
        number.abort_with(join.abort_handle());
    }
    spawned
}

/// Starts a thread of its own. It can be asked to end, by its token, but not forced.
pub(crate) fn thread<T: Send + 'static>(
    node: &Arc<Node>,
    name: Cow<'static, str>,
    work: impl FnOnce(CancellationToken) -> T + Send + 'static,
) -> Spawned<T> {
    let (reply, spawned) = Spawned::pair();
    let Some(seat) = node.admit(name.clone(), Kind::Thread) else {
        return spawned;
    };
    let token = node.token.clone();
    let runtime = node.runtime();
    let work = move || {
        // So that a thread, too, can spawn into a scope.
        let _context = runtime.as_ref().map(Handle::enter);
        work(token)
    };
    let job = Job { work, seat, reply };
    let builder = std::thread::Builder::new().name(name.to_string());
    match builder.spawn(move || call(job)) {
        Ok(_) => spawned,
        Err(error) => {
            let message = format!("the system gave no thread: {error}");
            node.record_panic(&name, &message);
            let (reply, spawned) = Spawned::pair();
            // The receiver is on the next line.
            let _ = reply.send(Err(Ended::Panicked { message }));
            spawned
        }
    }
}

/// Starts a call on the runtime's pool for blocking work.
pub(crate) fn blocking<T: Send + 'static>(
    node: &Arc<Node>,
    name: Cow<'static, str>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Spawned<T> {
    let (reply, spawned) = Spawned::pair();
    if let Some(seat) = node.admit(name, Kind::Blocking) {
        let number = SeatNumber::of(&seat);
        let job = Job { work, seat, reply };
        let join = match node.runtime() {
            Some(runtime) => runtime.spawn_blocking(move || call(job)),
            None => tokio::task::spawn_blocking(move || call(job)),
        };
        // Ends it only while it waits for a thread.
        number.abort_with(join.abort_handle());
    }
    spawned
}

async fn drive<T>(job: Job<Boxed<T>, T>, on_cancel: OnCancel, on_error: OnError, judge: Judge<T>) {
    // Locals are dropped last to first: the same order as in `Job`.
    let Job {
        reply,
        seat,
        work: future,
    } = job;
    let token = seat.node().token.clone();
    let future = COUNT.scope(seat.node().deadlines.clone(), caught(future));
    let outcome = match on_cancel {
        OnCancel::Drain => future.await,
        OnCancel::Abort => tokio::select! {
            biased;
            () = token.cancelled() => Err(Ended::Cancelled),
            outcome = future => outcome,
        },
    };
    if let Some(error) = outcome.as_ref().ok().and_then(judge) {
        tracing::error!(scope = %seat.node().name, task = seat.name(), error, "a task failed");
        if on_error == OnError::CancelScope {
            seat.node().token.cancel();
        }
    }
    settle(seat, on_error, reply, outcome);
}

fn call<T>(job: Job<impl FnOnce() -> T, T>) {
    let Job { reply, seat, work } = job;
    let outcome = catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Ended::Panicked {
        message: panic_message(&*payload),
    });
    settle(seat, OnError::Record, reply, outcome);
}

/// The one way out for work that ran: its panic is recorded, its seat left, its caller told.
fn settle<T>(seat: Seat, on_error: OnError, reply: Reply<T>, outcome: Result<T, Ended>) {
    if let Err(Ended::Panicked { message }) = &outcome {
        seat.node().record_panic(seat.name(), message);
        if on_error == OnError::CancelScope {
            seat.node().token.cancel();
        }
    }
    drop(seat);
    // Whoever dropped the receiver did not want to know.
    let _ = reply.send(outcome);
}

/// The future's output, or its panic as an error. The future is dropped before this returns.
async fn caught<T>(mut future: Boxed<T>) -> Result<T, Ended> {
    let poll = |cx: &mut std::task::Context<'_>| match catch_unwind(AssertUnwindSafe(|| {
        future.as_mut().poll(cx)
    })) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(Ended::Panicked {
            message: panic_message(&*payload),
        })),
    };
    poll_fn(poll).await
}
