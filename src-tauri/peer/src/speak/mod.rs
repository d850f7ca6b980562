//! Sound out: a bounded queue of what is to be said, and the pacer that sends it in time.

mod encode;
mod pace;
mod queue;
#[cfg(test)]
mod tests;

pub use queue::{Mark, SayError, Speaker};

pub(crate) use pace::{Speaking, Way, random, speak};
pub(crate) use queue::speaker;
