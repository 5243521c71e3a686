//! The lottery: who may forge the block above another one. It follows from that block and the stakes alone, so everybody
//! comes to the same winner, and nobody need be asked.
//!
//! Each staked coin is one ticket, a number of 256 bits. The first ticket of an account is the hash of its key and of a
//! seed, the hash of the block below; each further one is the hash of the one before it. The ticket that lies nearest to a
//! reference, the hash of the seed, wins. The source hashes anew for every ticket and so takes time quadratic in the stake;
//! the tickets are the same in one chain of hashes.

use sha2::{Digest, Sha256};

use crate::ledger::{BlockHash, json};

/// A number of 256 bits, most significant byte first.
pub type Number = [u8; 32];

/// The hash of a text as the source hashes one: with its quotes.
pub fn hash_of(text: &str) -> Number {
    BlockHash::of(&json(text)).0
}

/// The tickets of an account, from the first one on, without end.
pub fn tickets(key: &str, seed: &str) -> impl Iterator<Item = Number> + use<> {
    let first = hash_of(&format!("{key}{seed}"));
    std::iter::successors(Some(first), |ticket| Some(hash_of_hex(ticket)))
}

/// The hash of a hash: of its 64 digits in quotes, without the allocations of a text.
fn hash_of_hex(number: &Number) -> Number {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'"'; 66];
    for (place, byte) in number.iter().enumerate() {
        text[1 + 2 * place] = DIGITS[usize::from(byte >> 4)];
        text[2 + 2 * place] = DIGITS[usize::from(byte & 15)];
    }
    Sha256::digest(text).into()
}

/// How far two numbers lie apart, in a straight line: the ends of the range do not meet.
pub fn distance(one: &Number, other: &Number) -> Number {
    let (more, less) = if one < other {
        (other, one)
    } else {
        (one, other)
    };
    let mut apart = [0; 32];
    let mut borrow = 0;
    for place in (0..32).rev() {
        let difference = i16::from(more[place]) - i16::from(less[place]) - borrow;
        borrow = i16::from(difference < 0);
        apart[place] = difference.rem_euclid(256) as u8;
    }
    apart
}

/// The winner of a draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Winner {
    /// The place of its account among the stakers.
    pub staker: usize,
    /// Which of its tickets, from 1.
    pub number: u64,
    /// How far that lies from the reference.
    pub distance: Number,
}

/// Draws among keys with their stakes. Of tickets that lie equally near the first one wins; where nobody has a ticket
/// nobody does.
pub fn draw<'a>(stakers: impl Iterator<Item = (&'a str, i64)>, seed: &str) -> Option<Winner> {
    let reference = hash_of(seed);
    let mut best: Option<Winner> = None;
    for (staker, (key, stake)) in stakers.enumerate() {
        let count = usize::try_from(stake).unwrap_or(0);
        for (number, ticket) in (1..).zip(tickets(key, seed).take(count)) {
            let distance = distance(&ticket, &reference);
            if best.is_none_or(|best| distance < best.distance) {
                best = Some(Winner {
                    staker,
                    number,
                    distance,
                });
            }
        }
    }
    best
}

/// The seed of a later draw above the same block: each is the hash of the one before.
pub fn seed_of(last_hash: BlockHash, attempt: u32) -> String {
    let again = |seed: String, _| BlockHash(hash_of(&seed)).hex();
    (0..attempt).fold(last_hash.hex(), again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_differences() {
        let number = |high: u8, low: u8| {
            let mut number = [0; 32];
            (number[0], number[31]) = (high, low);
            number
        };
        assert_eq!(distance(&number(0, 3), &number(0, 5)), number(0, 2));
        let mut borrowed = [0xff; 32];
        (borrowed[0], borrowed[31]) = (0, 0xfe);
        assert_eq!(distance(&number(1, 0), &number(0, 2)), borrowed);
        assert_eq!(distance(&number(9, 9), &number(9, 9)), [0; 32]);
    }

    /// 10,000 draws in a row, each seed the hash of the one before: each account's wins lie within three sigma of its
    /// share, whatever its place and its stake.
    #[test]
    fn wins_follow_the_shares() {
        let stakers = [
            ("alice", 1),
            ("bob", 2),
            ("carol", 7),
            ("dave", 10),
            ("eve", 5),
        ];
        let (draws, total) = (10_000_i64, 25_i64);
        let mut wins = [0_i64; 5];
        let mut seed = BlockHash::GENESIS.hex();
        for _ in 0..draws {
            let winner = draw(stakers.into_iter(), &seed).expect("somebody has a stake");
            wins[winner.staker] += 1;
            seed = BlockHash(hash_of(&seed)).hex();
        }
        for ((name, stake), wins) in stakers.iter().zip(wins) {
            // |wins - n p| <= 3 sqrt(n p (1 - p)), squared and in whole numbers.
            let off = wins * total - draws * stake;
            let square = draws * stake * (total - stake);
            assert!(off * off <= 9 * square, "{name} has won {wins} of {draws}");
        }
    }

    #[test]
    fn nobody_wins_without_a_ticket() {
        assert_eq!(draw([("a", 0), ("b", -5)].into_iter(), "seed"), None);
    }
}
