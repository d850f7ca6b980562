//! The whole API over a real store: what is asked is what a client sends, what is answered is what
//! it gets, without a socket in between.

mod availability;
mod bodies;
mod contract;
mod gate;
mod health;
mod idempotency;
mod listing;
mod menu;
mod orders;
mod realtime;
mod refusals;
mod reports;
mod rig;
