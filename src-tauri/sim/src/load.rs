//! Made-up orders and cooks that follow from a seed.

mod cook;
mod orders;

pub use cook::Cook;
pub use orders::{Orders, demo_menu};
