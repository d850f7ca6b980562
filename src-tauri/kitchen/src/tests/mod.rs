//! The kitchen from outside its parts: its rules as tables and stories, then at random.

mod cart;
mod cart_kept;
mod changes;
mod counts;
mod courses;
mod golden;
mod kitchen;
mod menu;
mod model;
mod orders;
mod random;
mod refusals;
mod sound;
mod work;
