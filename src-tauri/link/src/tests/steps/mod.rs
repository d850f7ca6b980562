//! The machine step by step, with made-up time.

mod commands;
mod connect;
mod faults;
mod pace;
