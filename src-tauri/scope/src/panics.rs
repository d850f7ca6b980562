//! A panic in the log: who panicked, where, and in which words.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, Location, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::here::running;

/// Whether the hook logs panics: then nobody else does.
static HOOKED: AtomicBool = AtomicBool::new(false);

/// From now on every panic of the process is logged as it happens, with its task's name and its place, and `flush` is called
/// before anything is undone. It takes the place of the hook that was there.
pub fn log_panics(flush: impl Fn() + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| {
        log(info);
        flush();
    }));
    HOOKED.store(true, Ordering::Relaxed);
}

/// Logs a panic that was caught, unless the hook has.
pub(crate) fn log_caught(scope: &str, task: &str, panic: &str) {
    if !HOOKED.load(Ordering::Relaxed) {
        tracing::error!(scope, task, panic, "a task panicked");
    }
}

fn log(info: &PanicHookInfo<'_>) {
    let task = running();
    let thread = std::thread::current();
    let place = info.location().map(Location::to_string);
    let panic = words(info.payload());
    // Captured where RUST_BACKTRACE asks for it.
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then_some(backtrace);
    tracing::error!(
        task,
        thread = thread.name(),
        place,
        panic,
        backtrace = backtrace.as_ref().map(tracing::field::display),
        "a panic"
    );
}

/// What a panic said, if it said it in words.
pub(crate) fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without words")
        .to_owned()
}
