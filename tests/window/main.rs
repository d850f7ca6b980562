//! Stories through the real window: the real app under a screen of its own, driven as hands drive
//! it, and its real server asked what became of it.
#![allow(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

mod app;
mod guest;
mod page;
mod program;
mod server;
mod stories;
mod wait;
