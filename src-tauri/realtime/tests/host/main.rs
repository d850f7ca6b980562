//! The host's side of a session, provoked with made-up time.

mod bench;
mod invariants;

mod calls;
mod hands_free;
mod interruption;
mod push_to_talk;
mod text;
