//! The guarded stream client.
