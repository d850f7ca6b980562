//! Sound in: from what arrives to 20 ms frames. Pure but for [`Sound`], the queue at its end.

mod clock;
mod decode;
mod ear;
mod packet;
mod queue;
mod task;
#[cfg(test)]
mod tests;

pub use ear::Ear;
pub use packet::{Counts, Packet};
pub use queue::Sound;

pub(crate) use queue::queue;
pub(crate) use task::{Hearing, hear};
