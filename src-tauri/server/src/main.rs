//! The order server, as a program.
fn main() {}
