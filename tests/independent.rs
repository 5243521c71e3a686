//! Independent eyes: what a run exports is recomputed by another implementation, Node's crypto.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use synod_core::export;
use synod_core::session::{Played, Session};
use synod_core::units::NodeId;
use synod_tests::scenarios;

/// What `hashes.mjs` says of the nodes of a run.
fn judged(nodes: &str) -> Output {
    told("hashes.mjs", nodes)
}

fn told(script: &str, nodes: &str) -> Output {
    let script = format!("{}/independent/{script}", env!("CARGO_MANIFEST_DIR"));
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
        // What must not agree is a damaged block, and what defects put where it does not belong.
        let is_odd = text.contains("corrupt ") || text.contains("violated chain-integrity");
        let is_odd = is_odd || text.contains("set quirk height-not-checked on");
        let is_odd = is_odd || text.contains("set quirk chain-unchecked on");
        if session.run_to_end() != Played::Reached || is_odd {
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

/// Keys, hashes, signatures, lotteries, balances and stakes of every scenario of proof of stake in which nothing is wrong on
/// purpose.
#[test]
fn node_recomputes_signatures_and_lotteries() {
    let (mut runs, mut looked) = (0, [0; 3]);
    for (name, text) in scenarios::all() {
        let is_right = !text.contains("set quirk ") && !text.contains("set balance ");
        if !text.contains("protocol proof-of-stake") || !is_right {
            continue;
        }
        let mut session = Session::load(&text).expect("a scenario parses");
        assert_eq!(session.run_to_end(), Played::Reached, "{name}");
        let seed = session.view().setup().seed;
        let input = format!("{{\"seed\": {seed}, \"nodes\": {}}}", exported(&session));
        let output = told("stakes.mjs", &input);
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{name}: {said}");
        let counts = said.split(' ').filter_map(|word| word.parse::<u32>().ok());
        looked
            .iter_mut()
            .zip(counts)
            .for_each(|(all, one)| *all += one);
        runs += 1;
    }
    let [blocks, signatures, draws] = looked;
    assert!(runs >= 25, "only {runs} runs were looked at");
    assert!(
        blocks >= 100 && signatures >= 300 && draws >= 100,
        "{looked:?}"
    );
}

#[test]
fn node_notices_another_signature_and_another_forger() {
    let text = "protocol proof-of-stake\nsubmit n1 faucet n1 5\nsubmit n1 faucet n2 5\nuntil 1s\n";
    let mut session = Session::load(text).expect("it parses");
    assert_eq!(session.run_to_end(), Played::Reached);
    let right = format!("{{\"seed\": 0, \"nodes\": {}}}", exported(&session));
    assert!(told("stakes.mjs", &right).status.success());
    let run = session.view().node(NodeId::FIRST).expect("n1 is there");
    let block = run.view.chain.block(1).expect("it is forged");
    let forged = block.forged.as_ref().expect("it is signed");
    let slip = &forged.slips[0].signature.to_string();
    for (what, other, complaint) in [
        (&forged.signature.to_string(), "0".repeat(128), "wrong"),
        (slip, "0".repeat(128), "payload"),
        (
            &forged.key.to_string(),
            forged.slips[0].sender.to_string(),
            "payload",
        ),
        (&"\"genesis\"".to_owned(), "\"n1\"".to_owned(), "is drawn"),
        (
            &"\"seed\": 0".to_owned(),
            "\"seed\": 1".to_owned(),
            "is not the key",
        ),
    ] {
        let output = told("stakes.mjs", &right.replace(what.as_str(), &other));
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(
            !output.status.success() && said.contains(complaint),
            "{what}: {said}"
        );
    }
}
