//! The stories, by what they are about.

mod board;
mod keys;
mod outage;
mod pass;
mod window;
