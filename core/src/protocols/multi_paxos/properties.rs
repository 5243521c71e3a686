//! What Multi-Paxos promises, and the defects of its source that break it.

use super::{MultiPaxos, rules, watch};
use crate::about::{Expectation, PropertySpec, QuirkSpec};
use crate::property::{
    Agreement, Checker, Durability, ExactlyOnce, NoCoinCreated, NoOverspending, TwoLeaders,
};
use crate::protocols::specs::{property, quirk};

const ALWAYS: Expectation = Expectation::Always;
const SOMETIMES: Expectation = Expectation::Sometimes;

/// In the order of the lamps: of several that fail at one step the first is told, so causes stand before effects.
pub const PROPERTIES: &[PropertySpec] = &[
    property(
        "ballots-unique",
        "Ballots unique",
        ALWAYS,
        "No two servers stand or lead with the same ballot.",
        "Multi-Paxos, required rule 1",
    ),
    property(
        "promise-kept",
        "Promise kept",
        ALWAYS,
        "No server falls behind its promise, or forgets what it accepted, not even in a crash.",
        "Lamport, Paxos Made Simple, section 2.2; Multi-Paxos, required rule 2",
    ),
    property(
        "decided-immutable",
        "Decided immutable",
        ALWAYS,
        "A decided slot never changes.",
        "Multi-Paxos, required rule 4",
    ),
    property(
        "agreement",
        "Agreement",
        ALWAYS,
        "No two servers decide different blocks in one slot.",
        "Lamport, Paxos Made Simple, section 2.1",
    ),
    property(
        "chain-integrity",
        "Chain integrity",
        ALWAYS,
        "Every block is the hash of its content, points to the one below and has a nonce that will do.",
        "Multi-Paxos, required rules 5 and 11",
    ),
    property(
        "durability",
        "Durability",
        ALWAYS,
        "What a server has decided it still has after a crash.",
        "Multi-Paxos, required rule 4",
    ),
    property(
        "exactly-once",
        "Exactly once",
        ALWAYS,
        "No request is decided twice.",
        "Multi-Paxos, required rule 6",
    ),
    property(
        "store-is-replay",
        "Store is replay",
        ALWAYS,
        "The store of a server is what its decided slots make of it.",
        "Multi-Paxos, required rule 4",
    ),
    property(
        "linearisable",
        "Linearisable",
        ALWAYS,
        "All that clients were told fits one order of their requests, each within the time it took.",
        "Herlihy and Wing, Linearizability (1990); Multi-Paxos, required rule 10",
    ),
    property(
        "no-coin-created",
        "No coin created",
        ALWAYS,
        "The balances that a server knows add up to what was there at genesis.",
        "Multi-Paxos, required rule 4",
    ),
    property(
        "no-overspending",
        "No overspending",
        ALWAYS,
        "No account is ever below zero.",
        "Multi-Paxos, required rule 4",
    ),
    property(
        "two-leaders",
        "Two leaders",
        SOMETIMES,
        "Two servers hold the leader's role at the same time.",
        "Multi-Paxos, behaviour under failure",
    ),
    property(
        "value-inherited",
        "Value inherited",
        SOMETIMES,
        "A leader offers a block again that another had offered.",
        "Lamport, Paxos Made Simple, section 2.2; Multi-Paxos, required rule 3",
    ),
    property(
        "request-forwarded",
        "Request forwarded",
        SOMETIMES,
        "A server hands a request on to the leader.",
        "Multi-Paxos, rules of the source",
    ),
    property(
        "duplicate-suppressed",
        "Duplicate suppressed",
        SOMETIMES,
        "A repeated request is answered from the table and not ordered again.",
        "Multi-Paxos, required rule 6",
    ),
    property(
        "requests-answered",
        "Requests answered",
        Expectation::Eventually,
        "In calm, every request is answered, and none wanders between servers.",
        "Multi-Paxos, behaviour under failure",
    ),
];

/// The checkers, in the order of the properties.
pub fn checkers() -> Vec<Box<dyn Checker<MultiPaxos>>> {
    vec![
        Box::new(watch::BallotsUnique::default()),
        Box::new(watch::PromiseKept::default()),
        Box::new(watch::DecidedImmutable::default()),
        Box::new(Agreement::default()),
        Box::new(watch::ChainIntegrity::default()),
        Box::new(Durability::default()),
        Box::new(ExactlyOnce::default()),
        Box::new(watch::StoreIsReplay::default()),
        Box::new(watch::Linearisable::default()),
        Box::new(NoCoinCreated::default()),
        Box::new(NoOverspending::default()),
        Box::new(TwoLeaders),
        Box::new(watch::ValueInherited),
        watch::ran(&rules::FORWARD),
        watch::ran(&rules::DUPLICATE),
        Box::new(watch::RequestsAnswered),
    ]
}

/// Defects of the source.
pub const QUIRKS: &[QuirkSpec] = &[
    quirk(
        "X3",
        "foreign-ballot-id",
        "A nominee counts up the ballot that it has adopted and keeps the id of who took it.",
    ),
    quirk(
        "X4",
        "no-catch-up",
        "A server that missed a slot never gets it.",
    ),
    quirk(
        "X5",
        "promise-forgotten",
        "What was promised and accepted is gone after a crash.",
    ),
    quirk(
        "X6",
        "tentative-replayed",
        "After a crash, what is tentative is replayed into the store as if it were decided.",
    ),
    quirk(
        "X7",
        "remembers-one-request",
        "Only the request that was decided last is known again when it is repeated.",
    ),
    quirk(
        "X9",
        "believes-any-leader",
        "Promises are counted whoever gave them in whatever ballot, and whoever says that it leads is believed.",
    ),
    quirk(
        "X10",
        "decided-overwritten",
        "Accepting does not count as promising, and a decided slot is overwritten.",
    ),
    quirk(
        "X11",
        "inherited-rebuilt",
        "Only the request of an accepted block is inherited; the block is built anew.",
    ),
    quirk(
        "X13",
        "hint-to-itself",
        "A server that does not lead may take itself for the leader, and hand requests on to itself.",
    ),
    quirk(
        "stale-local-read",
        "stale-local-read",
        "A server answers a read from its own store at once, however old that is.",
    ),
];
