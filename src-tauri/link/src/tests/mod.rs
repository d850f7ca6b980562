//! The link, provoked.
