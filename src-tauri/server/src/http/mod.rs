//! The HTTP API (PROTOCOL, section 2).
