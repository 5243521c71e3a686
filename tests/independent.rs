//! Independent eyes: what a run exports is recomputed by another implementation, Node's crypto.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use synod_core::export;
use synod_core::session::{Played, Session};
use synod_core::units::NodeId;
use synod_tests::scenarios;

/// What `hashes.mjs` says of the nodes of a run.
fn judged(nodes: &str) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/independent/hashes.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node is installed, 20 or later");
    let mut input = node.stdin.take().expect("it is piped");
    input.write_all(nodes.as_bytes()).expect("it reads");
    drop(input);
    node.wait_with_output().expect("it ends")
}

fn exported(session: &Session) -> String {
    let run = session.view();
    let ids = (1..=run.setup().nodes).map(NodeId::new);
    let nodes: Vec<_> = ids.filter_map(|id| export::node_view(run, id)).collect();
    serde_json::to_string(&nodes).expect("rows are plain data")
}

#[test]
fn node_recomputes_every_hash_of_every_scenario() {
    let mut blocks = 0;
    for (name, text) in scenarios::all() {
        let mut session = Session::load(&text).expect("a scenario parses");
        // What must not agree is a damaged block, and one that a defect put where it does not belong.
        let is_broken = text.contains("corrupt ") || text.contains("violated chain-integrity");
        if session.run_to_end() != Played::Reached || is_broken {
            continue;
        }
        let output = judged(&exported(&session));
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{name}: {said}");
        blocks += said
            .split(' ')
            .next()
            .and_then(|count| count.parse::<u32>().ok())
            .unwrap_or(0);
    }
    assert!(blocks >= 100, "only {blocks} blocks were looked at");
}

#[test]
fn node_notices_a_flipped_bit() {
    let text = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 10\nuntil 30s\ncorrupt n2 block 1\n";
    let mut session = Session::load(text).expect("it parses");
    assert_eq!(session.run_to_end(), Played::Reached);
    let output = judged(&exported(&session));
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("n2, block 1: it says"));
}
