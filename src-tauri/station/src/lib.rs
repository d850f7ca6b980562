//! A device without its window.
