//! The program as a person or a service manager meets it: started, asked, told to stop.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by unwrapping says where and why"
)]

mod cli;
mod configured;
mod lifecycle;
mod postgres;
mod process;
mod secure;
mod tokens;
mod voice;
