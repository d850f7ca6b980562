//! The forms of bodies.
