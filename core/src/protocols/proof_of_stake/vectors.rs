//! Test vectors of proof of stake: what A.4 of its description works out, keys, and a first block.

use super::lottery::{draw, hash_of, tickets};
use crate::ledger::{Account, BlockHash, GENESIS_TEXT, public_key};
use crate::units::NodeId;
use crate::vectors::{Vector, played};

/// Two that come from a faucet: the first block.
const FIRST_BLOCK: &str =
    "protocol proof-of-stake\nsubmit n1 faucet n1 100\nsubmit n1 faucet n2 100\nuntil 1s\n";

fn hex(number: [u8; 32]) -> String {
    BlockHash(number).hex()
}

fn winner(stakers: &[(&str, i64)], seed: &str) -> String {
    let won = draw(stakers.iter().copied(), seed).expect("somebody has a stake");
    format!("{} {}", stakers[won.staker].0, won.number)
}

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    let genesis = BlockHash::of(GENESIS_TEXT).hex();
    vectors.push(Vector::new("genesis", GENESIS_TEXT, &genesis));
    vectors.push(Vector::new("hash", "last_hash", hex(hash_of("last_hash"))));
    for (number, ticket) in (1..=2).zip(tickets("john", "last_hash")) {
        let input = format!("key john seed last_hash k {number}");
        vectors.push(Vector::new("ticket", input, hex(ticket)));
    }
    for letter in 'a'..='z' {
        let seed = letter.to_string();
        let won = winner(&[("john", 50), ("jane", 100)], &seed);
        let input = format!("john 50 jane 100 seed {seed}");
        vectors.push(Vector::new("winner", input, won));
    }
    let stakers = [("alice", 1), ("bob", 2), ("carol", 7)];
    let (mut seed, mut names, mut wins) = (genesis, Vec::new(), [0; 3]);
    for place in 0..3000 {
        let won = draw(stakers.into_iter(), &seed).expect("somebody has a stake");
        wins[won.staker] += 1;
        if place < 8 {
            names.push(stakers[won.staker].0);
        }
        seed = hex(hash_of(&seed));
    }
    let input = "alice 1 bob 2 carol 7 from genesis";
    vectors.push(Vector::new("first-winners", input, names.join(" ")));
    let wins = wins.map(|wins| wins.to_string()).join(" ");
    vectors.push(Vector::new("wins-of-3000", input, wins));
    for (seed, name) in [(0, "genesis"), (0, "exchange"), (7, "n2")] {
        let key = public_key(seed, &Account::named(name));
        vectors.push(Vector::new("public-key", format!("{seed} {name}"), key));
        vectors.push(Vector::new("pem", key.to_string(), key.pem()));
    }
    let run = played(FIRST_BLOCK);
    let detail = run.view().node(NodeId::FIRST).expect("n1 exists");
    let block = detail.view.chain.block(1).expect("it is forged");
    let forged = block.forged.as_ref().expect("it is signed");
    vectors.push(Vector::new("first-block", block.preimage(), block.hash));
    let signed = format!("{} {}", forged.key, block.hash);
    vectors.push(Vector::new("signature", signed, forged.signature));
    vectors
}
