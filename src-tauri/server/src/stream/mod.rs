//! The stream (PROTOCOL, section 4).

/// Displays that are connected.
#[derive(Clone)]
pub struct Streams {}
