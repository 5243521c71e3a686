//! Words of Benmo's captions and rules, as its glossary explains them.

use crate::glossary::Term;

/// All of them.
pub const ALL: &[Term] = &[
    term(
        &["ballot", "ballots"],
        "The number of a round, with the node that leads it: 3·n2 is round 3 of n2. The higher one wins.",
    ),
    term(
        &["promise", "promises", "promised"],
        "A node that promises a ballot takes part in no lower one any more. It writes that to its disk.",
    ),
    term(
        &["majority", "quorum"],
        "More than half of all nodes, also of those that are down. Two majorities always share a node.",
    ),
    term(
        &["accepts", "accepted"],
        "A node accepts the block of a ballot by writing it to its disk. Accepted is not yet decided.",
    ),
    term(
        &["decided", "decision"],
        "A majority has accepted the block: it can never change again. Everybody appends it.",
    ),
    term(
        &["proposes", "proposal"],
        "The leader asks everybody to accept one block under its ballot.",
    ),
    term(
        &["block", "blocks"],
        "Some transfers that are decided together. It names the block before it by its hash.",
    ),
    term(
        &["chain"],
        "The decided blocks in order, from genesis on. All nodes are to have the same one.",
    ),
    term(
        &["tip"],
        "The last block of a chain, by the first digits of its hash.",
    ),
    term(
        &["genesis"],
        "The beginning of every chain: each account with its first balance.",
    ),
    term(&["height"], "How many blocks stand in a chain."),
    term(
        &["log"],
        "The transfers that a node was given and that no decided block holds yet.",
    ),
    term(&["proposer"], "A node that leads a round."),
    term(
        &["acceptor"],
        "A node that votes in a round. Every node is one.",
    ),
    term(
        &["round"],
        "One try to decide a block: ask for promises, then ask to accept.",
    ),
];

const fn term(words: &'static [&'static str], sentence: &'static str) -> Term {
    Term { words, sentence }
}
