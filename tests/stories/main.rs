//! Stories of a kitchen, told through the real server over real sockets.
#![allow(
    clippy::unwrap_used,
    reason = "a story that cannot go on says where it stopped"
)]

mod availability;
mod books;
mod cloud;
mod coming_and_going;
mod counter;
mod crash;
mod disk_full;
mod foreign;
mod hostile;
mod house;
mod link;
mod network;
mod once;
mod order_to_glass;
mod resume;
mod slow;
mod voice;
