//! Synod on the command line.
fn main() {}
