//! Closed orders and old events, read from disk beside the writer.

/// Readers of the store.
#[derive(Clone)]
pub struct Archive {}
