//! The order server.
