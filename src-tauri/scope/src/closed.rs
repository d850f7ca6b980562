//! Why nothing can be started in a scope any more.

/// The scope, or one above it, was closed or dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the scope is closed")]
pub struct ScopeClosed;
