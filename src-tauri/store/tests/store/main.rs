//! The store from outside: the contract of every engine, and what is particular to one.
#![allow(clippy::unwrap_used, missing_docs)]

mod contract;
mod made;
mod postgres;
mod sqlite;
