//! Test vectors of proof of work: what A.2 of its description has, and a run from end to end.

use super::explorer::GENESIS;
use crate::grind::{Puzzle, grind};
use crate::ledger::BlockHash;
use crate::ledger::work::{Printed, header, header_hash, original_digest, seconds};
use crate::units::NodeId;
use crate::vectors::{Vector, played};

/// How many proofs of each difficulty are there, from genesis on.
const PROOFS: &[(u16, usize)] = &[(1, 8), (2, 6), (3, 5), (4, 4), (5, 2)];

/// A first note: its block.
const FIRST_NOTE: &str =
    "protocol proof-of-work\nset difficulty 8\nsubmit n1 note \"a\"\nuntil 10s\n";

/// A sequence of proofs from genesis on.
fn proofs(difficulty: u16, count: usize) -> Vec<u64> {
    let mut proofs: Vec<u64> = Vec::new();
    while proofs.len() < count {
        let quest = Puzzle::Digits {
            previous: proofs.last().copied(),
            zeros: difficulty,
        };
        let found = grind(&quest, 0, u32::MAX);
        proofs.push(found.expect("some proof will do"));
    }
    proofs
}

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (difficulty, count) in PROOFS {
        let found = proofs(*difficulty, *count);
        let told: Vec<String> = found.iter().map(u64::to_string).collect();
        let input = format!("difficulty {difficulty}");
        vectors.push(Vector::new("proofs", input, told.join(", ")));
    }
    for (above, proof) in [(None, 1), (None, 1_406_000), (Some(1_406_000), 423_135)] {
        let input = above.map_or("None".into(), |above: u64| above.to_string());
        let digest = BlockHash(original_digest(above, proof));
        let input = format!("{input}{proof}");
        vectors.push(Vector::new("proof-hash", input, digest.hex()));
    }
    let (a, d, zeros) = ("a".repeat(64), "d".repeat(32), "0".repeat(32));
    let printed = [
        Printed {
            index: 1,
            time: &seconds(500_000),
            proof: Some(1_406_000),
            previous: Some(&a),
            id: &d,
            message: "hello",
        },
        Printed {
            index: 0,
            time: &seconds(0),
            proof: None,
            previous: None,
            id: &zeros,
            message: GENESIS,
        },
    ];
    for block in printed {
        let text = block.text();
        vectors.push(Vector::new(
            "block-hash",
            text.as_str(),
            BlockHash::of(&text).hex(),
        ));
    }
    vectors.extend(of_run());
    vectors
}

/// A block that was mined in a run, from its text to its header to its hash.
fn of_run() -> Vec<Vector> {
    let run = played(FIRST_NOTE);
    let detail = run.view().node(NodeId::FIRST).expect("n1 exists");
    let block = detail.view.chain.block(1).expect("it is mined by then");
    let work = block.work.expect("it cost work");
    let bytes = header(block.previous, &block.content(), &work);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let content = BlockHash(block.content());
    let nothing = "protocol proof-of-work\n";
    let print = played(nothing).view().fingerprint();
    vec![
        Vector::new("content", block.preimage(), content.hex()),
        Vector::new("header", digits, header_hash(&bytes).hex()),
        Vector::new("fingerprint-at-0", nothing, format_args!("{print:016x}")),
    ]
}
