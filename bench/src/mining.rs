//! The search of proof of work over the header that the peers' harness hashes.

use synod_core::grind::{Puzzle, search};

/// The number that solves the puzzle of so many bits, among so many from this one on: searched, not remembered.
pub fn mine(from: u32, count: u32, bits: u16) -> Option<u64> {
    let head = std::array::from_fn(|place| (place * 7 + 3) as u8);
    search(&Puzzle::Header { head, bits }, from.into(), count)
}
