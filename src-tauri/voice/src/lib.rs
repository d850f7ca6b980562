//! The voice session of a device: press, speak, look, send.
//!
//! Machines without IO decide: [`turn`] what a person sees and may do, [`transcript`] what was
//! said.

pub mod fault;
pub mod limits;
pub mod transcript;
pub mod turn;

pub use fault::{Fault, Phase, WayOut};
