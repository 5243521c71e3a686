//! What proof of stake promises, what is worth seeing in it, and how its source breaks that.

use super::{ProofOfStake, rules, watch};
use crate::about::{Expectation, PropertySpec, QuirkSpec};
use crate::property::{Agreement, ChainIntegrity, Checker, ExactlyOnce};
use crate::protocols::specs::{property, quirk};

const ALWAYS: Expectation = Expectation::Always;
const SOMETIMES: Expectation = Expectation::Sometimes;

/// All of them, in the order of the lamps.
pub const PROPERTIES: &[PropertySpec] = &[
    property(
        "agreement",
        "Agreement",
        ALWAYS,
        "No two nodes commit different blocks at one height.",
        "proof of stake, defect V3; failure behaviour: no forks unless a forger signs twice",
    ),
    property(
        "chain-integrity",
        "Chain integrity",
        ALWAYS,
        "Every committed block is the hash of its content and names the one below.",
        "proof of stake, rules: hash",
    ),
    property(
        "exactly-once",
        "Exactly once",
        ALWAYS,
        "No transaction is on a chain twice.",
        "proof of stake, defects V1 and V2",
    ),
    property(
        "no-coin-created",
        "No coin created",
        ALWAYS,
        "Balances and stakes together are what they were at genesis; what the exchange gives it owes.",
        "proof of stake, rules: execute",
    ),
    property(
        "no-overspending",
        "No overspending",
        ALWAYS,
        "No account but the exchange is ever below zero, and no stake is.",
        "proof of stake, defects V4, V5 and V12",
    ),
    property(
        "signatures-valid",
        "Signatures valid",
        ALWAYS,
        "Every transaction on a chain is signed with the key of who pays, and every block with that of its forger.",
        "proof of stake, defect V2",
    ),
    property(
        "forger-is-winner",
        "Forger is winner",
        ALWAYS,
        "Every block is forged by whoever won the draw above the block below.",
        "proof of stake, rules: lottery",
    ),
    property(
        "replay-valid",
        "Replay valid",
        ALWAYS,
        "What a node says of balances and stakes is what its chain leads to, from genesis on.",
        "proof of stake, rules: execute",
    ),
    property(
        "forger-away",
        "Forger away",
        SOMETIMES,
        "A node waits for a forger that is down or cut off.",
        "proof of stake, failure behaviour: forger offline",
    ),
    property(
        "late-joiner",
        "Late joiner",
        SOMETIMES,
        "A node that came up later takes the chain of the others.",
        "proof of stake, failure behaviour: late joiner",
    ),
    property(
        "stake-changes-draw",
        "Stake changes draw",
        SOMETIMES,
        "A stake in a block makes somebody win the next draw who would not have won it before.",
        "proof of stake, subtle points 8",
    ),
    property(
        "redraw",
        "Redraw",
        SOMETIMES,
        "A block is forged by the winner of a later draw.",
        "proof of stake, failure behaviour: redraw",
    ),
    property(
        "covered-committed",
        "Covered committed",
        Expectation::Eventually,
        "In calm, no node holds as many covered transactions as a block needs, and all nodes have the same chain.",
        "proof of stake, defects V6 and V7",
    ),
];

/// The checkers, in the order of the properties.
pub fn checkers() -> Vec<Box<dyn Checker<ProofOfStake>>> {
    let adopt = super::ABOUT.rule(&rules::ADOPT);
    vec![
        Box::new(Agreement::default()),
        Box::new(ChainIntegrity::default()),
        Box::new(ExactlyOnce::default()),
        Box::new(watch::Conserved::default()),
        Box::new(watch::NoOverspending::default()),
        Box::new(watch::SignaturesValid::default()),
        Box::new(watch::ForgerIsWinner::default()),
        Box::new(watch::ReplayValid::default()),
        Box::new(watch::ForgerAway),
        Box::new(watch::LateJoiner::new(adopt)),
        Box::new(watch::StakeChangesDraw::default()),
        Box::new(watch::LaterDraw::default()),
        Box::new(watch::CoveredCommitted),
    ]
}

/// Defects of the source.
pub const QUIRKS: &[QuirkSpec] = &[
    quirk(
        "V1",
        "height-not-checked",
        "A block is judged as the one of its own number, whichever comes next: a copy is taken again.",
    ),
    quirk(
        "V2",
        "inner-not-checked",
        "The transactions of a block are not looked at: changed ones pass, and so do those that are in a block already.",
    ),
    quirk(
        "V3",
        "chain-unchecked",
        "Of a longer chain the blocks above the own height are put on top, whatever they are.",
    ),
    quirk(
        "V4",
        "coverage-not-cumulative",
        "Every transaction is covered by what accounts held before the block, whatever the others in it take.",
    ),
    quirk(
        "V5",
        "any-amount",
        "Amounts below 1 are taken: a negative one moves money backwards.",
    ),
    quirk(
        "V6",
        "no-pool-sync",
        "Nobody asks for the pool of another: what a forger missed it never hears of.",
    ),
    quirk(
        "V7",
        "uncovered-kept",
        "What is not covered leaves the pool of the forger only.",
    ),
    quirk(
        "V8",
        "request-storm",
        "Every block that is not the next one, be it a copy, makes a node ask everybody for their chains.",
    ),
    quirk(
        "V12",
        "stake-below-zero",
        "Stakes of amounts below 1 are taken: a stake may fall below zero, and all stakes to none.",
    ),
];
