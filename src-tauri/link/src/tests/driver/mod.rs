//! The driver over pipes, with time that stands still until everyone waits; and once over real TCP.

mod commands;
mod connection;
mod ends;
mod tcp;
