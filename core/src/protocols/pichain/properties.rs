//! What piChain promises, what is worth seeing in it, and how its source breaks that.

use super::{PiChain, lost, rules, watch};
use crate::about::{Expectation, PropertySpec, QuirkSpec};
use crate::property::{
    Agreement, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated, NoOverspending,
    RuleRan,
};

const ALWAYS: Expectation = Expectation::Always;
const SOMETIMES: Expectation = Expectation::Sometimes;

const fn property(
    id: &'static str,
    name: &'static str,
    expectation: Expectation,
    sentence: &'static str,
    citation: &'static str,
) -> PropertySpec {
    PropertySpec {
        id,
        name,
        expectation,
        sentence,
        citation,
    }
}

/// All of them, in the order of the lamps.
pub const PROPERTIES: &[PropertySpec] = &[
    property(
        "agreement",
        "Agreement",
        ALWAYS,
        "No two nodes commit different blocks at one height.",
        "piChain, defects P1 and P2; rules R1 and R2",
    ),
    property(
        "chain-integrity",
        "Chain integrity",
        ALWAYS,
        "Every committed block is the hash of its content and names the one below.",
        "piChain, exact rules: blocks",
    ),
    property(
        "durability",
        "Durability",
        ALWAYS,
        "What a node has committed it still has after a crash.",
        "piChain, state on disk",
    ),
    property(
        "exactly-once",
        "Exactly once",
        ALWAYS,
        "No transaction is on a chain twice.",
        "piChain, defect P7; rule R8",
    ),
    property(
        "no-coin-created",
        "No coin created",
        ALWAYS,
        "The balances that a node knows add up to what was there at genesis.",
        "the ledger that all systems share",
    ),
    property(
        "no-overspending",
        "No overspending",
        ALWAYS,
        "No account is ever below zero.",
        "the ledger that all systems share",
    ),
    property(
        "head-above-committed",
        "Head above committed",
        ALWAYS,
        "The head of a node stands on its last committed block.",
        "piChain, exact rules: commit",
    ),
    property(
        "votes-are-sets",
        "Votes are sets",
        ALWAYS,
        "No vote of one node counts twice in an attempt.",
        "piChain, defect P10; rule R5",
    ),
    property(
        "one-value-per-base",
        "One value per base",
        ALWAYS,
        "Above one base no ticket is used for two blocks, and no two attempts end with different ones.",
        "piChain, rules R1 to R4",
    ),
    property(
        "nothing-lost",
        "Nothing lost",
        ALWAYS,
        "A transaction that is not committed waits at some node, or a block or a message may still bring it there, unless a crash took it.",
        "piChain, defect P6; rule R8",
    ),
    property(
        "one-callback-per-block",
        "One callback per block",
        ALWAYS,
        "Every committed block takes effect once at each node, in order.",
        "piChain, exact rules: commit",
    ),
    property(
        "compromise",
        "Compromise",
        SOMETIMES,
        "A node has a block committed that it did not mean to.",
        "piChain, naive mistakes 8",
    ),
    property(
        "fork-switch",
        "Fork switch",
        SOMETIMES,
        "A head moves to another branch.",
        "piChain, exact rules: moving the head",
    ),
    property(
        "ticket-used",
        "Ticket used",
        SOMETIMES,
        "A quick node proposes without asking for a ticket.",
        "piChain, rule R4",
    ),
    property(
        "three-quick",
        "Three quick",
        SOMETIMES,
        "Three nodes are quick at once.",
        "piChain, scenario 10: more than one quick node",
    ),
    property(
        "minority-rejoins",
        "Minority rejoins",
        SOMETIMES,
        "A node that built while it was cut off has left its branch and commits with the others.",
        "piChain, failure behaviour: rejoin",
    ),
    property(
        "all-committed",
        "All committed",
        Expectation::Eventually,
        "In calm, every transaction is committed, and all nodes have the same chain.",
        "piChain, rules R6 to R8",
    ),
];

fn ran(rule: &'static crate::rule::Rule) -> Box<dyn Checker<PiChain>> {
    Box::new(RuleRan(super::ABOUT.rule(rule)))
}

/// The checkers, in the order of the properties.
pub fn checkers() -> Vec<Box<dyn Checker<PiChain>>> {
    vec![
        Box::new(Agreement::default()),
        Box::new(ChainIntegrity::default()),
        Box::new(Durability::default()),
        Box::new(ExactlyOnce::default()),
        Box::new(NoCoinCreated::default()),
        Box::new(NoOverspending::default()),
        Box::new(watch::HeadAboveCommitted::default()),
        Box::new(watch::VotesAreSets),
        Box::new(watch::OneValuePerBase::default()),
        Box::new(lost::NothingLost::default()),
        Box::new(watch::OneCallbackPerBlock::default()),
        ran(&rules::COMPROMISE),
        ran(&rules::SWITCH),
        ran(&rules::TICKET),
        Box::new(watch::ThreeQuick),
        Box::new(watch::MinorityRejoins::default()),
        Box::new(watch::AllCommitted),
    ]
}

const fn quirk(id: &'static str, phrase: &'static str, sentence: &'static str) -> QuirkSpec {
    QuirkSpec {
        id,
        phrase,
        sentence,
    }
}

/// Defects of the source.
pub const QUIRKS: &[QuirkSpec] = &[
    quirk(
        "P1",
        "no-base",
        "A proposal names no base: who has committed more since takes it all the same.",
    ),
    quirk(
        "P2",
        "unknown-vote-ignored",
        "A vote that names a block which the node lacks counts as one that names none.",
    ),
    quirk(
        "P4",
        "same-ticket-again",
        "An attempt that failed asks again with the same ticket; one that had proposed waits for ever.",
    ),
    quirk(
        "P5",
        "waits-for-traffic",
        "What lacks a block is dropped; when the block has come, it takes another message to go on.",
    ),
    quirk(
        "P6",
        "orphan-dropped",
        "Transactions of a branch that is left are only sent around, and whoever has seen them passes them over.",
    ),
    quirk(
        "P7",
        "forgets-known",
        "Known are the transactions seen since a node came up, but for those below genesis; the chain is not asked.",
    ),
    quirk(
        "P8",
        "first-node-quick",
        "n1 is quick whenever it comes up.",
    ),
    quirk(
        "P10",
        "votes-counted",
        "Votes are counted, whoever gave them.",
    ),
];
