//! Draws of proof of stake, one after the other, each seed the hash of the one before.

use synod_core::ledger::{BlockHash, public_key};
use synod_core::protocols::proof_of_stake::lottery::{draw, hash_of};
use synod_core::units::NodeId;

use crate::Work;

/// Stakers of the load, and what each has staked.
const STAKERS: u16 = 20;
const STAKE: i64 = 50;
/// The hash of the source's genesis block: the seed of the first draw in `systems/proof-of-stake.md`, A.4.
const GENESIS: &str = "93ebc01e04eedaa5cf074f4a6136bb5846c1ed618d4d953df96fc71c2b438194";

/// Who wins so many draws.
fn winners(stakers: &[(String, i64)], draws: u32) -> Vec<usize> {
    let mut seed = GENESIS.to_owned();
    let one = |_| {
        let stakers = stakers.iter().map(|(key, stake)| (key.as_str(), *stake));
        let winner = draw(stakers, &seed).expect("somebody has a stake");
        seed = BlockHash(hash_of(&seed)).hex();
        winner.staker
    };
    (0..draws).map(one).collect()
}

/// So many draws among twenty accounts that have staked fifty each.
pub fn play(draws: u32) -> Work {
    let key = |number| public_key(0, &NodeId::new(number).into()).pem();
    let stakers: Vec<_> = (1..=STAKERS).map(|it| (key(it), STAKE)).collect();
    let fold = |print: u64, winner: usize| print.wrapping_mul(31).wrapping_add(winner as u64);
    Work {
        events: draws.into(),
        records: 0,
        fingerprint: winners(&stakers, draws).into_iter().fold(0, fold),
    }
}

/// How often alice, bob and carol, with stakes of 1, 2 and 7, win 3,000 draws; and who wins the first eight.
pub fn of_source() -> ([usize; 3], Vec<usize>) {
    let stakers = [("alice", 1), ("bob", 2), ("carol", 7)];
    let stakers = stakers.map(|(name, stake)| (name.to_owned(), stake));
    let all = winners(&stakers, 3000);
    let count = |staker| all.iter().filter(|it| **it == staker).count();
    (std::array::from_fn(count), all[..8].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `systems/proof-of-stake.md`, A.4.
    #[test]
    fn winners_are_those_of_the_source() {
        assert_eq!(
            of_source(),
            ([307, 641, 2052], vec![2, 2, 1, 2, 2, 1, 1, 0])
        );
    }
}
