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
        &["leader", "leaders", "leads", "lead"],
        "The server that orders requests, once a majority has promised its ballot. It may not know yet that another one does.",
    ),
    term(
        &["hint", "hints"],
        "Whom a server takes for the leader: a belief in its memory, and perhaps an old one. It hands requests on there.",
    ),
    term(
        &["console", "consoles"],
        "Where somebody sits at a server itself. It asks like a client, but only its own server.",
    ),
    term(
        &["inherit", "inherited", "inherits"],
        "What another leader had offered and a promise named: it is offered again in its slot, the very same block.",
    ),
    term(
        &["linearisable", "linearisability"],
        "All answers fit one order in which each request happened at some instant between asking and being answered.",
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
