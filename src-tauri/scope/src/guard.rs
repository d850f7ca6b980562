//! Registrations with foreign code (listeners, callbacks) that must be undone exactly once.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::panics;
use crate::seat::Seat;

/// Undoes a registration with foreign code when it is dropped, or when its scope ends, whichever is first.
#[must_use = "dropping a guard runs its closure"]
pub struct Guard {
    cleanup: Arc<Cleanup>,
    // `None` in a scope that had already ended.
    _seat: Option<Seat>,
}

impl Guard {
    pub(crate) fn new(cleanup: Arc<Cleanup>, seat: Option<Seat>) -> Guard {
        Guard {
            cleanup,
            _seat: seat,
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").finish_non_exhaustive()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.cleanup.run();
    }
}

/// A closure that runs once, whoever asks first.
pub(crate) struct Cleanup {
    kind: &'static str,
    closure: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Cleanup {
    pub(crate) fn new(kind: &'static str, closure: impl FnOnce() + Send + 'static) -> Arc<Cleanup> {
        Arc::new(Cleanup {
            kind,
            closure: Mutex::new(Some(Box::new(closure))),
        })
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    /// Runs the closure if nobody has. Its panic goes no further, because this runs in `Drop`, where a second one would end the
    /// process.
    pub(crate) fn run(&self) {
        let mut closure = self.closure.lock().unwrap_or_else(PoisonError::into_inner);
        let closure = closure.take();
        let Some(closure) = closure else { return };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(closure)) {
            let panic = panics::words(&*payload);
            tracing::error!(guard = self.kind, panic, "a guard's closure panicked");
        }
    }
}
