//! The host's side of a session, provoked with made-up time.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails by unwrapping says where and why"
)]

mod bench;
mod invariants;

mod calls;
mod deadlines;
mod errors;
mod golden;
mod hands_free;
mod interruption;
mod items;
mod push_to_talk;
mod random;
mod sessions;
mod text;
mod walk;
