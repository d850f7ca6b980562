//! The stories, by what they are about.

mod board;
mod counter;
mod devices;
mod diagnostics;
mod keys;
mod outage;
mod pass;
mod window;
