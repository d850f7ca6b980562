//! The desktop app's window: Tauri commands, windows, log and signals. No decisions: what is
//! shown and what a press means is the crate `station`'s matter.

mod commands;
mod log;
mod log_file;
mod options;
mod paint;
mod renderer;
mod run;
mod signals;
mod windows;

pub use run::main;
