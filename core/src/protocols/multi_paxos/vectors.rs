//! Test vectors of Multi-Paxos: what A.1 of its description works out, and a run from end to end.

use super::{ABOUT, seal};
use crate::ledger::Transaction;
use crate::script;
use crate::units::{NodeId, Span};
use crate::vectors::{Vector, played};

/// Operations with nonces.
const NONCES: &[(&str, &str)] = &[
    ("put a 1", "AAAAAAAAAa"),
    ("put a 1", "AAAAAAAAAb"),
    ("put a 1", "AAAAAAAAAd"),
    ("get a", "AAAAAAAAAa"),
    ("get a", "AAAAAAAAAc"),
    ("put 1 2", "AAAAAAAAAe"),
];

/// A chain of four blocks that the source made.
const CHAIN: &[(&str, &str)] = &[
    ("put a 1", "tfzkjPxYat"),
    ("get a", "GaipSqDIRH"),
    ("get zz", "vEmkiaGeZm"),
    ("put b 2", "YfBBbdyAgV"),
];

/// Literals as Python prints them.
const OPERATIONS: &[&str] = &[
    "put a 1",
    "get a",
    "put 1 2",
    "put \"it's\" -1",
    "put (1) [true, false, none, ()]",
    "put {b: (x, \"y z\"), 10: {}} \"a\\tb\\\\\"",
    "transfer n1 n2 10",
];

/// A change of leader: the second put is asked of one that has crashed.
const LEADER_CRASH: &str =
    "protocol multi-paxos\nsubmit c1 put a 1\nat 12s crash n1\nsubmit c1 put b 2\nuntil 40s\n";

/// A first put.
const FIRST_PUT: &str = "protocol multi-paxos\nsubmit c1 put a 1\nuntil 12s\n";

fn transaction(text: &str) -> Transaction {
    script::transaction(text, &ABOUT).expect("a transaction of this table")
}

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for text in OPERATIONS {
        let operation = seal::operation(&transaction(text));
        vectors.push(Vector::new("operation", *text, operation));
    }
    for (text, nonce) in NONCES {
        let digits = seal::digits(&seal::operation(&transaction(text)), nonce);
        let verdict = if digits % 10 <= 2 { "ok" } else { "no" };
        let output = format!("{} {digits:010} {verdict}", digits % 10);
        vectors.push(Vector::new("nonce", format!("{text} {nonce}"), output));
    }
    let mut below: Option<String> = None;
    for (text, nonce) in CHAIN {
        let operation = seal::operation(&transaction(text));
        let digest = seal::digest(&operation, nonce, below.as_deref());
        let pointer = seal::pointer(&operation, nonce, below.as_deref());
        let stored = below.as_deref().unwrap_or("None");
        vectors.push(Vector::new(
            "pointer",
            format!("{text} {nonce} {stored}"),
            &pointer,
        ));
        vectors.push(Vector::new(
            "digest",
            format!("{text} {nonce} {stored}"),
            digest.hex(),
        ));
        below = Some(pointer);
    }
    let run = played(FIRST_PUT);
    let detail = run.view().node(NodeId::new(1)).expect("n1 exists");
    let block = detail.view.chain.block(1).expect("it is decided");
    vectors.push(Vector::new("first-put-block", block.preimage(), block.hash));
    for (name, text) in [
        ("first-put-takes", FIRST_PUT),
        ("leader-crash-takes", LEADER_CRASH),
    ] {
        let last = played(text).view().requests().into_iter().next_back();
        let last = last.expect("something was asked");
        let answered = last.answered.expect("it was answered").time;
        vectors.push(Vector::new(
            name,
            text,
            Span(answered.0 - last.entered.time.0),
        ));
    }
    let nothing = "protocol multi-paxos\n";
    let print = played(nothing).view().fingerprint();
    let print = format_args!("{print:016x}");
    vectors.push(Vector::new("fingerprint-at-0", nothing, print));
    vectors
}
