//! The real devices' code against a real sound server that has no sound card: each test has a server
//! and a process of its own ([`sim::microphone::alone`]).

mod common;
mod ends;
mod hears;
mod loses;
mod says;
