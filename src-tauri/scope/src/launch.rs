//! Starting tasks, threads and blocking calls: the only module that may.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the place the ban points to"
)]

use std::borrow::Cow;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::census::Kind;
use crate::closed::ScopeClosed;
use crate::node::Node;
use crate::panics;
use crate::seat::Seat;
use crate::task::{Ended, OnCancel, OnError, Reply, Spawned, Task};

/// Boxed at once: as a plain argument a large future would be laid out anew in every wrapper around it.
type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Says whether a result is a failure, and in which words.
type Judge<T> = fn(&T) -> Option<String>;

/// Work and what it must give back when it ends. The order of the fields matters: work that is dropped before it ran lets go of
/// its captures, then leaves the census, then tells the caller.
struct Job<W, T> {
    work: W,
    seat: Seat,
    reply: Reply<T>,
}

/// Starts a task that can fail only by panicking.
pub(crate) fn task<F, T>(node: &Arc<Node>, task: Task, future: F) -> Result<Spawned<T>, ScopeClosed>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    start(node, task, Box::pin(future), |_| None)
}

/// Starts a task whose `Err` is a failure, too.
pub(crate) fn fallible<F, T, E>(
    node: &Arc<Node>,
    task: Task,
    future: F,
) -> Result<Spawned<Result<T, E>>, ScopeClosed>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Display + Send + 'static,
{
    // The alternate form shows the causes, where the error's type knows them.
    let judge: Judge<Result<T, E>> = |result| Some(format!("{:#}", result.as_ref().err()?));
    start(node, task, Box::pin(future), judge)
}

fn start<T: Send + 'static>(
    node: &Arc<Node>,
    task: Task,
    work: Boxed<T>,
    judge: Judge<T>,
) -> Result<Spawned<T>, ScopeClosed> {
    let seat = Seat::for_work(node, task.name, Kind::Task)?;
    let id = seat.id();
    let (reply, spawned) = Spawned::pair();
    let driven = drive(
        Job { work, seat, reply },
        task.on_cancel,
        task.on_error,
        judge,
    );
    let join = match node.runtime() {
        Some(runtime) => runtime.spawn(driven),
        // Panics, and says what is missing better than we could.
        None => tokio::spawn(driven),
    };
    node.abort_with(id, join.abort_handle());
    Ok(spawned)
}

/// Starts a thread of its own. It can be asked to end, by its token, but not forced.
pub(crate) fn thread<F, T>(
    node: &Arc<Node>,
    name: Cow<'static, str>,
    work: F,
) -> Result<Spawned<T>, ScopeClosed>
where
    F: FnOnce(CancellationToken) -> T + Send + 'static,
    T: Send + 'static,
{
    let seat = Seat::for_work(node, name.clone(), Kind::Thread)?;
    let (reply, spawned) = Spawned::pair();
    let token = node.token.clone();
    let runtime = node.runtime();
    let work = move || {
        // So that a thread, too, can spawn into a scope and sleep.
        let _context = runtime.as_ref().map(Handle::enter);
        work(token)
    };
    let job = Job { work, seat, reply };
    let builder = std::thread::Builder::new().name(name.to_string());
    Ok(match builder.spawn(move || call(job)) {
        Ok(_) => spawned,
        Err(error) => {
            let message = format!("the system gave no thread: {error}");
            tracing::error!(scope = %node.name, task = %name, message, "a thread cannot start");
            node.record_panic(&name, &message);
            Spawned::ended(Ended::Panicked { message })
        }
    })
}

/// Starts a call on the runtime's pool for blocking work.
pub(crate) fn blocking<F, T>(
    node: &Arc<Node>,
    name: Cow<'static, str>,
    work: F,
) -> Result<Spawned<T>, ScopeClosed>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let seat = Seat::for_work(node, name, Kind::Blocking)?;
    let id = seat.id();
    let (reply, spawned) = Spawned::pair();
    let job = Job { work, seat, reply };
    let join = match node.runtime() {
        Some(runtime) => runtime.spawn_blocking(move || call(job)),
        None => tokio::task::spawn_blocking(move || call(job)),
    };
    // Ends it only while it waits for a thread.
    node.abort_with(id, join.abort_handle());
    Ok(spawned)
}

async fn drive<T>(job: Job<Boxed<T>, T>, on_cancel: OnCancel, on_error: OnError, judge: Judge<T>) {
    // Locals are dropped last to first: the same order as in `Job`.
    let Job { reply, seat, work } = job;
    let token = seat.node().token.clone();
    let work = seat.here().around(caught(work));
    let outcome = match on_cancel {
        OnCancel::Drain => work.await,
        OnCancel::Abort => tokio::select! {
            biased;
            () = token.cancelled() => Err(Ended::Cancelled),
            outcome = work => outcome,
        },
    };
    let failure = outcome.as_ref().map_or(None, judge);
    if let Some(error) = &failure {
        tracing::error!(scope = %seat.node().name, task = %seat.name(), error, "a task failed");
    }
    let failed = failure.is_some() || matches!(outcome, Err(Ended::Panicked { .. }));
    if failed && on_error == OnError::CancelScope {
        token.cancel();
    }
    settle(seat, reply, outcome);
}

fn call<T>(job: Job<impl FnOnce() -> T, T>) {
    let Job { reply, seat, work } = job;
    let here = seat.here();
    let outcome = here.within(|| catch_unwind(AssertUnwindSafe(work)).map_err(Ended::panicked));
    settle(seat, reply, outcome);
}

/// The one way out for work that ran: its panic is logged and recorded, its seat left, its caller told.
fn settle<T>(seat: Seat, reply: Reply<T>, outcome: Result<T, Ended>) {
    if let Err(Ended::Panicked { message }) = &outcome {
        panics::log_caught(&seat.node().name, seat.name(), message);
        seat.node().record_panic(seat.name(), message);
    }
    drop(seat);
    // Whoever dropped the receiver did not want to know.
    let _ = reply.send(outcome);
}

/// The future's output, or its panic as an error. The future is dropped before this returns.
async fn caught<T>(mut future: Boxed<T>) -> Result<T, Ended> {
    let poll =
        |cx: &mut Context<'_>| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => Poll::Ready(Err(Ended::panicked(payload))),
        };
    poll_fn(poll).await
}
