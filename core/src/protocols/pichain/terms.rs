//! Words of piChain's captions and rules, as its glossary explains them.

use crate::glossary::Term;

/// All of them.
pub const ALL: &[Term] = &[
    term(
        &["eager", "eagerness"],
        "How soon a node makes a block: slow, medium or quick. Each gives itself its level.",
    ),
    term(
        &["quick"],
        "A quick node hardly waits before it makes a block, and has it committed. In a healthy cluster there is one.",
    ),
    term(
        &["medium"],
        "A medium node waits a round trip before it makes a block; that makes it quick.",
    ),
    term(
        &["slow"],
        "A slow node waits two round trips and some more before it makes a block; that makes it medium.",
    ),
    term(
        &["patience"],
        "How long the first transaction of a queue waits before its node makes a block.",
    ),
    term(
        &["transaction", "transactions"],
        "A note, a put, a delete or a transfer that is to be ordered.",
    ),
    term(
        &["block", "blocks"],
        "Transactions in order, on top of another block.",
    ),
    term(
        &["head", "heads"],
        "The block that a node builds on: the deepest that it knows. It may change until it is committed.",
    ),
    term(
        &["depth", "deeper", "deepest"],
        "How many transactions there are up to a block. Of two branches the deeper one wins, not the one with more blocks.",
    ),
    term(&["height"], "How many blocks there are up to a block."),
    term(
        &["branch", "branches"],
        "Blocks on top of each other beside another such row. Only one of them can be committed.",
    ),
    term(&["fork"], "The block at which two branches part."),
    term(
        &["base"],
        "The block that was committed last. Each instance of Paxos decides what comes above one base.",
    ),
    term(
        &["ticket", "tickets"],
        "The right to propose: the depth of one's own block, the attempt and one's name. A higher one makes the lower ones void.",
    ),
    term(
        &["taken", "takes"],
        "A node has written down that it agrees to a block under a ticket. Once a majority has, the block is decided.",
    ),
    term(
        &["compromise"],
        "A block that was taken before and is proposed again in the place of one's own.",
    ),
    term(
        &["majority"],
        "More than half of all nodes, also of those that are down. Two majorities always share a node.",
    ),
    term(
        &["decided"],
        "A majority has taken the block. No other one can be committed above the same base.",
    ),
    term(
        &["committed", "commits"],
        "Final: it never changes again, and it has taken effect, with all blocks below.",
    ),
    term(
        &["genesis"],
        "What every chain begins with. Once all nodes have committed a block, that one is the new genesis.",
    ),
    term(
        &["tip"],
        "The last block of a chain, by the first digits of its hash.",
    ),
];

const fn term(words: &'static [&'static str], sentence: &'static str) -> Term {
    Term { words, sentence }
}
