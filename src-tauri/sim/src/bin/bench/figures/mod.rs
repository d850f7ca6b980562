//! The figures, one to a file.

pub mod behind;
pub mod durable;
pub mod glass;
pub mod memory;
pub mod paint;
pub mod repaint;
pub mod soak;
pub mod start;
pub mod voice;
