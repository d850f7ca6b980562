//! The desktop app's window: Tauri commands, windows, log and signals. No decisions: what is
//! shown and what a press means is the crate `station`'s matter.

mod commands;
mod options;
mod paint;
mod renderer;
mod reports;
mod run;
mod signals;
mod webview;
mod windows;

pub use run::main;
