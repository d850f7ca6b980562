//! The kitchen as the fold of its events. Pure.
