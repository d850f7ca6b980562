//! The host's side of a session, provoked with made-up time.

mod bench;
mod invariants;

mod calls;
mod deadlines;
mod errors;
mod hands_free;
mod interruption;
mod items;
mod push_to_talk;
mod sessions;
mod text;
