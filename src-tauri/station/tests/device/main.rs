//! Stories of a whole device without its window: the real server, the real link, and pages that
//! fold what they are told.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by unwrapping says where and why"
)]

#[path = "../../src/tests/apply.rs"]
mod apply;
mod away;
mod counter;
mod kitchen;
mod page;
mod process;
mod sidecar;
mod spoken;
mod support;
mod windows;
