//! The link, provoked: the machine with made-up time, its driver over pipes with paused time, the
//! outbox on a real disk.

mod bench;
mod driver;
mod outbox;
mod peer;
mod picture;
mod shuffled;
mod small;
mod steps;
mod walk;
