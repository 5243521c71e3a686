//! The properties of proof of work, their checkers, and the defects of its source.

use super::census::Census;
use super::{ProofOfWork, rules, watch};
use crate::about::{Expectation, PropertySpec, QuirkSpec};
use crate::property::{Checker, RuleRan};

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

/// The properties, in the order of the lamps.
pub const PROPERTIES: &[PropertySpec] = &[
    property(
        "adopted-chains-valid",
        "Adopted chains valid",
        ALWAYS,
        "What a miner takes from others is valid under its own difficulty.",
        "proof of work, 3d: fork choice",
    ),
    property(
        "chain-integrity",
        "Chain integrity",
        ALWAYS,
        "The chain of a miner is valid under its own difficulty.",
        "proof of work, 3d: chain validity",
    ),
    property(
        "exactly-once",
        "Exactly once",
        ALWAYS,
        "No message is twice on the chain of a miner.",
        "proof of work, 3d: mining",
    ),
    property(
        "no-message-nowhere",
        "No message nowhere",
        ALWAYS,
        "A message that was taken waits at some miner or is on its chain, unless a crash took it.",
        "proof of work, 3f: fork lost, required",
    ),
    property(
        "no-coin-created",
        "No coin created",
        ALWAYS,
        "The balances that a miner knows add up to what was there at genesis.",
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
        "fork",
        "Fork",
        SOMETIMES,
        "Two miners have different blocks at one height.",
        "proof of work, 3f: equal-length fork",
    ),
    property(
        "reorganisation",
        "Reorganisation",
        SOMETIMES,
        "A miner leaves two blocks or more for a better branch.",
        "proof of work, 3d: fork choice",
    ),
    property(
        "orphan-returned",
        "Orphan returned",
        SOMETIMES,
        "A message comes back into a pool, as its block was left.",
        "proof of work, 3f: fork lost, required",
    ),
    property(
        "one-height",
        "One height",
        Expectation::Eventually,
        "In calm, and when nothing is left to mine, all chains are equally long.",
        "proof of work, required besides",
    ),
    property(
        "common-prefix",
        "Common prefix",
        Expectation::Statistical,
        "How many blocks at once honest miners have left for a better branch, and how often.",
        "Garay, Kiayias, Leonardos, The Bitcoin backbone protocol (2015): common prefix",
    ),
];

/// The checkers, in the order of the properties.
pub fn checkers() -> Vec<Box<dyn Checker<ProofOfWork>>> {
    vec![
        Box::new(watch::AdoptedChainsValid::default()),
        Box::new(watch::OwnChainValid::default()),
        Box::new(watch::OnceOnOwnChain::default()),
        Box::new(watch::NoMessageNowhere::default()),
        Box::new(watch::NoCoinCreated::default()),
        Box::new(watch::NoOverspending::default()),
        Box::new(watch::Forked::default()),
        Box::new(watch::Reorganised::default()),
        Box::new(RuleRan(super::ABOUT.rule(&rules::RETURN))),
        Box::new(watch::OneHeight),
        Box::new(Census::default()),
    ]
}

const fn quirk(id: &'static str, phrase: &'static str, sentence: &'static str) -> QuirkSpec {
    QuirkSpec {
        id,
        phrase,
        sentence,
    }
}

/// Defects of the source. S7 is the source's puzzle, and so has a second name: `set puzzle original`.
pub const QUIRKS: &[QuirkSpec] = &[
    quirk(
        "S1",
        "sync-dies",
        "A job that finds a neighbour which does not answer ends for good, towards all neighbours.",
    ),
    quirk(
        "S2",
        "stale-tip",
        "Who solves a puzzle does not look whether the chain has changed, and appends the block all the same.",
    ),
    quirk(
        "S3",
        "lost-on-adoption",
        "Messages that were only in blocks that are left do not wait again.",
    ),
    quirk(
        "S4",
        "duplicate-mined",
        "Whether a message is on the chain already is looked up when it is begun with, and never again.",
    ),
    quirk(
        "S6",
        "own-neighbour",
        "A miner takes itself for a neighbour when another names it.",
    ),
    quirk(
        "S7",
        "content-unprotected",
        "The puzzle of the source, as `set puzzle original`: it does not cover what a block says.",
    ),
];
