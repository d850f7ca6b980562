//! Stories of what a screen shows.
