//! The order server: HTTP, the stream, and the log they stand on.
//!
//! A command goes one way: [`kitchens::Restaurant::submit`] → the writer thread (decide, commit
//! with one fsync) → the answer, and the events to every display. Whoever reads, reads the
//! state that is on disk.

pub mod app;
pub mod archive;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod ending;
pub mod http;
pub mod kitchens;
pub mod listen;
pub mod log;
pub mod metrics;
pub mod rate;
pub mod serve;
pub mod stream;
pub mod voice;
mod watch;
