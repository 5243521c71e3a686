//! Test vectors of piChain: what A.3 of its description works out, and a run from end to end.

use super::ABOUT;
use super::body::id;
use super::eager::{Eagerness, patience};
use crate::node::Facts;
use crate::script::default_setup;
use crate::units::{NodeId, Ratio, Span, Time};
use crate::vectors::{Vector, played};

/// Creators, counted from 0, and counters.
const IDS: &[(u16, u64)] = &[(0, 1), (1, 1), (2, 1), (0, 2), (4, 3)];
/// Round trips in milliseconds, and factors in percent.
const PATIENCE: &[(Eagerness, u64, u32)] = &[
    (Eagerness::Quick, 100, 0),
    (Eagerness::Medium, 100, 0),
    (Eagerness::Slow, 100, 0),
    (Eagerness::Slow, 100, 150),
    (Eagerness::Quick, 1000, 0),
    (Eagerness::Medium, 1000, 0),
    (Eagerness::Slow, 1000, 0),
    (Eagerness::Slow, 1000, 250),
];

/// A first note: its block, and the time at which n1 commits it.
const FIRST_NOTE: &str = "protocol pichain\nset rtt 100ms\nsubmit n1 note \"a\"\nuntil 400ms\n";

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for (creator, counter) in IDS {
        let input = format!("creator {creator} counter {counter}");
        let id = id(NodeId::new(creator + 1), *counter);
        vectors.push(Vector::new("id", input, id));
    }
    let setup = default_setup(&ABOUT);
    for nodes in 1..=7 {
        let facts = Facts {
            id: NodeId::FIRST,
            nodes,
            settings: &setup.settings,
            seed: 0,
            now: Time::ZERO,
            recovering: false,
        };
        vectors.push(Vector::new(
            "quorum",
            format!("nodes {nodes}"),
            facts.quorum(),
        ));
    }
    for (eagerness, trip, factor) in PATIENCE {
        let gather = Span::millis(100);
        let input = format!("{} rtt {trip}ms factor {factor}%", eagerness.name());
        let span = patience(
            *eagerness,
            Span::millis(*trip),
            Ratio::percent(*factor),
            gather,
        );
        vectors.push(Vector::new("patience", input, span));
    }
    let run = played(FIRST_NOTE);
    let detail = run.view().node(NodeId::FIRST).expect("n1 exists");
    let block = detail.view.chain.block(1).expect("it is committed");
    vectors.push(Vector::new(
        "first-note-block",
        block.preimage(),
        block.hash,
    ));
    // With a round trip that is given nobody sends a ping at step 0.
    let nothing = "protocol pichain\nset rtt 100ms\n";
    let print = played(nothing).view().fingerprint();
    vectors.push(Vector::new(
        "fingerprint-at-0",
        nothing,
        format_args!("{print:016x}"),
    ));
    vectors
}
