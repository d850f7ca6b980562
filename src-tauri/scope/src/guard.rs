//! Registrations with foreign code (listeners, callbacks) that must be undone exactly once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use crate::node::Seat;

/// Undoes a registration with foreign code when it is dropped, or when its scope ends, whichever is first.
#[must_use = "dropping a guard runs its closure"]
pub struct Guard {
    // `None` in a scope that had already ended.
    seat: Option<Seat>,
}

impl Guard {
    pub(crate) fn new(seat: Option<Seat>) -> Guard {
        Guard { seat }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(seat) = &self.seat {
            seat.clean_up();
        }
    }
}

/// A closure that runs once, whoever asks first.
pub(crate) struct Cleanup(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Cleanup {
    pub(crate) fn new(on_drop: impl FnOnce() + Send + 'static) -> Cleanup {
        Cleanup(Mutex::new(Some(Box::new(on_drop))))
    }

    /// Runs the closure if nobody has. A panic is handed back, because this runs in `Drop`, where a second one would end the
    /// process.
    pub(crate) fn run(&self) -> Result<(), Box<dyn std::any::Any + Send>> {
        let closure = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        closure.map_or(Ok(()), |closure| catch_unwind(AssertUnwindSafe(closure)))
    }
}
