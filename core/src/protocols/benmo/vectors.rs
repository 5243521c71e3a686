//! Benmo's test vectors: what its description works out by hand, and a round from end to end.

use super::{Ballot, Benmo};
use crate::node::{Facts, Node};
use crate::settings::Settings;
use crate::units::{NodeId, Time};
use crate::vectors::{Vector, played};

/// A round that decides one transfer (4f).
const ONE_TRANSFER: &str = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nrun 1m\n";

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let mut vectors: Vec<Vector> = (1..=7).map(quorum).collect();
    // 4d: compared by number first, then by node.
    let mut ballots = [(2, 1), (1, 3), (1, 2), (10, 1)].map(|(number, owner)| Ballot {
        number,
        owner: NodeId::new(owner),
    });
    let said = |ballots: &[Ballot]| {
        let texts: Vec<String> = ballots
            .iter()
            .map(|ballot| ballot.literal().to_string())
            .collect();
        texts.join(" ")
    };
    let mixed = said(&ballots);
    ballots.sort_unstable();
    vectors.push(Vector::new("ballots", mixed, said(&ballots)));

    let run = played(ONE_TRANSFER);
    let detail = run.view().node(NodeId::new(1)).expect("n1 exists");
    let block = detail.view.chain.tip();
    vectors.push(Vector::new("one-transfer-block", ONE_TRANSFER, block));
    let accounts = detail.view.accounts.iter();
    let balances: Vec<String> = accounts
        .map(|account| account.balance.to_string())
        .collect();
    vectors.push(Vector::new(
        "one-transfer-balances",
        ONE_TRANSFER,
        balances.join(" "),
    ));

    let nothing = "protocol benmo\n";
    let print = played(nothing).view().fingerprint();
    vectors.push(Vector::new(
        "fingerprint-at-0",
        nothing,
        format_args!("{print:016x}"),
    ));
    vectors
}

/// A strict majority, as int(5/2)+1 = 3 (4d).
fn quorum(nodes: u16) -> Vector {
    let settings = Settings::defaults(Benmo::ABOUT);
    let facts = Facts {
        id: NodeId::new(1),
        nodes,
        settings: &settings,
        seed: 0,
        now: Time::ZERO,
        recovering: false,
    };
    Vector::new("quorum", nodes.to_string(), facts.quorum())
}
