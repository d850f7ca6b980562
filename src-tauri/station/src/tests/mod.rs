//! What screens show of a kitchen that real commands went through.

mod actor;
mod apply;
mod board;
mod cache;
mod cost;
mod counter;
mod draw;
mod expo;
mod figures;
mod fresh;
pub mod kitchen;
mod nowhere;
mod patch;
mod press;
mod settings;
mod wish;
mod words;
