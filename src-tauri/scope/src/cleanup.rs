//! What undoes a registration with foreign code, whoever comes to it first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::panics;

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
