//! Proof of work: the search for a number that makes a hash small. A puzzle and a range have one answer, the lowest
//! number of the range that solves it, wherever and by whomever it is searched.
//!
//! Two puzzles are known. *Header*: the double SHA-256 of 80 bytes, of which the number is the last four, the lowest first,
//! begins with so many zero bits, as in Bitcoin (Nakamoto 2008, section 4). *Digits*: the SHA-256 of the decimal texts of
//! the previous proof and of the number, one after the other, ends with so many hexadecimal zeros, as in the source of
//! `proof-of-work`; what a block says is no part of it.
//!
//! A page may have the search done elsewhere and [`learn`] what was found: see [`Stretch`]. That is remembered beside
//! runs, never in one: a search says the same whether its answer is known or not.
//!
//! ```
//! use synod_core::grind::{Puzzle, Stretch, grind, is_known, learn};
//!
//! // The source's own figures: the proofs of its first blocks at difficulties 1 and 2.
//! let first = |zeros| Puzzle::Digits { previous: None, zeros };
//! assert_eq!(grind(&first(1), 0, 1000), Some(1));
//! assert_eq!(grind(&first(2), 0, 1000), Some(350));
//! assert_eq!(grind(&first(2), 0, 350), None, "the range ends before it");
//!
//! // What somebody else searched need not be searched again.
//! let header = Puzzle::Header { head: [7; 76], bits: 12 };
//! let found = grind(&header, 0, 100_000).expect("one of 4,096 will do, about");
//! assert!(header.is_solved_by(found) && is_known(&header, found, 1));
//! learn(&header, Stretch { from: 100_000, count: 50, found: None });
//! ```

mod digits;
mod known;
mod lanes;

use std::cell::Cell;

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

pub use known::{Stretch, is_known, learn, unknown_from};

/// What a number is searched for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Puzzle {
    /// The double SHA-256 of these bytes and of the number shall begin with so many zero bits.
    Header {
        /// All of the header but its last four bytes.
        head: [u8; 76],
        /// How many zero bits.
        bits: u16,
    },
    /// The SHA-256 of both proofs as decimal text shall end with so many hexadecimal zeros.
    Digits {
        /// The proof of the block below; genesis has none.
        previous: Option<u64>,
        /// How many zeros.
        zeros: u16,
    },
}

impl Puzzle {
    /// The hash that a number leads to.
    pub fn hash(&self, number: u64) -> [u8; 32] {
        match self {
            Self::Header { head, .. } => {
                let mut header = [0; 80];
                header[..76].copy_from_slice(head);
                header[76..].copy_from_slice(&(number as u32).to_le_bytes());
                Sha256::digest(Sha256::digest(header)).into()
            }
            Self::Digits { previous, .. } => {
                let previous = previous.map_or("None".into(), |proof| proof.to_string());
                Sha256::digest(format!("{previous}{number}")).into()
            }
        }
    }

    /// Whether a number solves it.
    pub fn is_solved_by(&self, number: u64) -> bool {
        let hash = self.hash(number);
        match self {
            Self::Header { bits, .. } => {
                number <= u32::MAX.into() && leading_zeros(&hash) >= u32::from(*bits)
            }
            Self::Digits { zeros, .. } => trailing_zeros(&hash) >= u32::from(*zeros),
        }
    }
}

/// A part of a search: what a node looks for at the next alarm that it set for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Search {
    /// What is searched for.
    pub puzzle: Puzzle,
    /// The first number that is tried.
    pub from: u64,
    /// How many are.
    pub count: u32,
}

impl Search {
    /// Whether its answer is known.
    pub fn is_known(&self) -> bool {
        is_known(&self.puzzle, self.from, self.count)
    }
}

/// Zero bits at the beginning of a hash.
pub fn leading_zeros(hash: &[u8; 32]) -> u32 {
    let bytes = hash.iter().take_while(|byte| **byte == 0).count();
    let rest = hash.get(bytes).map_or(0, |byte| byte.leading_zeros());
    8 * bytes as u32 + rest
}

/// Zeros at the end of the hexadecimal text of a hash.
pub fn trailing_zeros(hash: &[u8; 32]) -> u32 {
    let bytes = hash.iter().rev().take_while(|byte| **byte == 0).count();
    let next = hash.iter().rev().nth(bytes);
    2 * bytes as u32 + next.map_or(0, |byte| u32::from(byte & 0xf == 0))
}

thread_local! {
    static TRIED: Cell<u64> = const { Cell::new(0) };
}

/// How many numbers [`grind`] has tried in this thread: for who shows how busy it is. No run knows it.
pub fn tried() -> u64 {
    TRIED.get()
}

/// The lowest number from this one on, among so many, that solves a puzzle.
pub fn grind(puzzle: &Puzzle, from: u64, count: u32) -> Option<u64> {
    if let Some(answer) = known::answer(puzzle, from, count) {
        return answer;
    }
    let found = search(puzzle, from, count);
    let tried = found.map_or(count.into(), |found| found + 1 - from);
    TRIED.set(TRIED.get() + tried);
    learn(puzzle, Stretch { from, count, found });
    found
}

/// The same without asking what is known and without remembering it: what a worker does.
pub fn search(puzzle: &Puzzle, from: u64, count: u32) -> Option<u64> {
    match puzzle {
        Puzzle::Header { head, bits } => {
            let from = u32::try_from(from).ok()?;
            let count = count.min((u32::MAX - from).saturating_add(1));
            let found = if cfg!(target_arch = "wasm32") {
                lanes::search(head, *bits, from, count)
            } else {
                one_by_one(head, *bits, from, count)
            };
            found.map(u64::from)
        }
        Puzzle::Digits { previous, zeros } => digits::search(*previous, *zeros, from, count),
    }
}

/// What SHA-256 begins with (FIPS 180-4, section 5.3.3).
const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// What SHA-256 has come to after the first 64 bytes of a header, which is the same for all numbers.
fn midstate(head: &[u8; 76]) -> [u32; 8] {
    let mut state = START;
    let block: &[u8; 64] = head.first_chunk().expect("76 are more than 64");
    compress256(&mut state, &[*block]);
    state
}

/// What a number makes of it: a machine with instructions for SHA-256 does one faster than any other way does four.
fn one_by_one(head: &[u8; 76], bits: u16, from: u32, count: u32) -> Option<u32> {
    let middle = midstate(head);
    let (mut second, mut again) = ([[0; 64]], [[0; 64]]);
    second[0][..12].copy_from_slice(&head[64..]);
    (second[0][16], again[0][32]) = (0x80, 0x80);
    second[0][62..].copy_from_slice(&640_u16.to_be_bytes());
    again[0][62..].copy_from_slice(&256_u16.to_be_bytes());
    (0..count).map(|place| from + place).find(|number| {
        second[0][12..16].copy_from_slice(&number.to_le_bytes());
        let mut state = middle;
        compress256(&mut state, &second);
        for (bytes, word) in again[0].chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        let mut state = START;
        compress256(&mut state, &again);
        small(&state, bits)
    })
}

/// Whether a hash, as words, begins with so many zero bits.
fn small(state: &[u32; 8], bits: u16) -> bool {
    let bits = u32::from(bits);
    if bits <= 32 {
        return state[0].leading_zeros() >= bits;
    }
    let words = state.iter().take_while(|word| **word == 0).count();
    let rest = state.get(words).map_or(0, |word| word.leading_zeros());
    32 * words as u32 + rest >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seed: u64) -> [u8; 76] {
        let mut bytes = [0; 76];
        for (place, chunk) in bytes.chunks_mut(8).enumerate() {
            let drawn = crate::rng::draw(
                seed,
                crate::rng::Who::link(0, 0),
                place as u32,
                crate::rng::Purpose::Node,
            );
            chunk.copy_from_slice(&drawn.to_be_bytes()[..chunk.len()]);
        }
        bytes
    }

    /// The definition, with nothing of the search in it.
    fn defined(puzzle: &Puzzle, from: u64, count: u32) -> Option<u64> {
        (from..from + u64::from(count)).find(|number| puzzle.is_solved_by(*number))
    }

    #[test]
    fn every_way_to_search_a_header_finds_the_lowest_number() {
        for seed in 0..24 {
            let (head, bits) = (head(seed), (seed % 9) as u16);
            let puzzle = Puzzle::Header { head, bits };
            for (from, count) in [(0, 700), (3, 701), (1 << 20, 1), (0xffff_fff0, 16), (5, 0)] {
                let right = defined(&puzzle, from, count);
                let narrow = from as u32;
                let of = |found: Option<u32>| found.map(u64::from);
                assert_eq!(of(one_by_one(&head, bits, narrow, count)), right, "{seed}");
                assert_eq!(
                    of(lanes::search(&head, bits, narrow, count)),
                    right,
                    "{seed}"
                );
                assert_eq!(search(&puzzle, from, count), right);
                assert_eq!(grind(&puzzle, from, count), right);
                assert_eq!(grind(&puzzle, from, count), right, "and again, from memory");
            }
        }
    }

    #[test]
    fn every_way_to_search_digits_finds_the_lowest_number() {
        for (previous, zeros, from, count) in [
            (None, 1, 0, 40),
            (None, 2, 0, 400),
            (Some(350), 2, 0, 400),
            (Some(9), 1, 7, 120),
            (Some(1_406_000), 1, 99_990, 40),
            (Some(u64::MAX), 0, 5, 3),
        ] {
            let puzzle = Puzzle::Digits { previous, zeros };
            assert_eq!(search(&puzzle, from, count), defined(&puzzle, from, count));
        }
    }

    /// Systems text of `proof-of-work`, A.2.
    #[test]
    fn the_proofs_of_the_source_are_found() {
        let rows: [(u16, &[u64]); 3] = [
            (1, &[1, 33, 28, 6, 16, 17, 1, 33]),
            (2, &[350, 323, 28, 200, 263, 1363]),
            (3, &[3969, 989, 13702, 10982, 147]),
        ];
        for (zeros, proofs) in rows {
            let mut previous = None;
            for proof in proofs {
                let puzzle = Puzzle::Digits { previous, zeros };
                assert_eq!(grind(&puzzle, 0, 1 << 20), Some(*proof));
                previous = Some(*proof);
            }
        }
    }

    #[test]
    fn headers_have_no_numbers_beyond_four_bytes() {
        let puzzle = Puzzle::Header {
            head: [1; 76],
            bits: 0,
        };
        assert_eq!(grind(&puzzle, u32::MAX.into(), 9), Some(u32::MAX.into()));
        assert_eq!(grind(&puzzle, 1 << 32, 9), None);
        assert!(!puzzle.is_solved_by(1 << 32));
    }

    #[test]
    fn zeros_are_counted_at_both_ends() {
        let mut hash = [0; 32];
        assert_eq!((leading_zeros(&hash), trailing_zeros(&hash)), (256, 64));
        hash[2] = 0x10;
        assert_eq!((leading_zeros(&hash), trailing_zeros(&hash)), (19, 59));
        assert!(small(&[0, 0x0000_8000, 0, 0, 0, 0, 0, 0], 48));
        assert!(!small(&[0, 0x0000_8000, 0, 0, 0, 0, 0, 0], 49));
    }
}
