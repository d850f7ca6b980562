//! Registrations with foreign code (listeners, callbacks) that must be undone exactly once.

use std::fmt;
use std::sync::Arc;

use crate::cleanup::Cleanup;
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
