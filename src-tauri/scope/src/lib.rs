//! Structured concurrency: the only code that may spawn.
