//! A network that can be cut.

use peer::{Flow, Weather};
use std::sync::atomic::{AtomicBool, Ordering};

/// Nothing passes while it is cut, either way. What goes by HTTP has a network of its own.
#[derive(Debug, Default)]
pub struct Cable {
    is_cut: AtomicBool,
}

impl Cable {
    /// Cuts it.
    pub fn cut(&self) {
        self.is_cut.store(true, Ordering::Relaxed);
    }

    /// Mends it.
    pub fn mend(&self) {
        self.is_cut.store(false, Ordering::Relaxed);
    }
}

impl Weather for Cable {
    fn loses(&self, _: Flow, _: &[u8]) -> bool {
        self.is_cut.load(Ordering::Relaxed)
    }
}
