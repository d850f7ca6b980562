//! Stories of a whole device without its window: the real server, the real link, and pages that
//! fold what they are told.

#[path = "../../src/tests/apply.rs"]
mod apply;
mod away;
mod kitchen;
mod page;
mod process;
mod sidecar;
mod windows;
