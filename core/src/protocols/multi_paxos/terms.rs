//! Words of Multi-Paxos' captions and rules, as its glossary explains them.

use crate::glossary::Term;

/// All of them.
pub const ALL: &[Term] = &[
    term(
        &["ballot", "ballots"],
        "A number with the server that took it: 3·n2 is the third, of n2. The higher one wins.",
    ),
    term(
        &["nominee", "nominated", "nominates", "nomination"],
        "A server that a client has asked to lead. It still needs the promises of a majority.",
    ),
    term(
        &["promise", "promises", "promised"],
        "A server that promises a ballot takes part in no lower one any more, in no slot. It writes that to its disk.",
    ),
    term(
        &["majority", "quorum"],
        "More than half of all servers, also of those that are down. Two majorities always share a server.",
    ),
    term(
        &["accepts", "accepted"],
        "A server accepts a block by writing it to its disk and telling everybody. Accepted is not yet decided.",
    ),
    term(
        &["slot", "slots"],
        "A place in the order of all requests. Each slot gets one block.",
    ),
    term(
        &["tentative"],
        "Accepted here, but not known to be decided. It has no effect, and may yet be replaced.",
    ),
    term(
        &["decided"],
        "A majority has accepted the block: it can never change again, and takes effect.",
    ),
    term(
        &["block", "blocks"],
        "One request with a nonce, pointing to the block below.",
    ),
    term(
        &["nonce"],
        "Ten letters that make the last decimal digit of a hash 0, 1 or 2. Finding them takes a few tries.",
    ),
    term(
        &["pointer", "pointers"],
        "The last ten digits of a hash over the block below: whoever changes that one is found out.",
    ),
    term(
        &["outbox"],
        "Where messages wait before they leave. It is memory: a crash empties it.",
    ),
    term(
        &["table"],
        "The last request of every client with its answer. It follows from the decided slots.",
    ),
    term(
        &["tip"],
        "The last block of a chain, by the first digits of its hash.",
    ),
    term(
        &["genesis"],
        "The beginning of every chain: an empty store, and each account with its first balance.",
    ),
];

const fn term(words: &'static [&'static str], sentence: &'static str) -> Term {
    Term { words, sentence }
}
