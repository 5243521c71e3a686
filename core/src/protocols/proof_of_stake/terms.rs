//! Words of proof of stake's captions and rules, as its glossary explains them.

use crate::glossary::Term;

/// All of them.
pub const ALL: &[Term] = &[
    term(
        &["stake", "stakes", "staked"],
        "Money that an account has put at stake: each coin is one ticket of the lottery. It cannot be spent any more.",
    ),
    term(
        &["lottery"],
        "What decides who may forge the next block. It follows from the last block and the stakes, so everybody draws it alone.",
    ),
    term(
        &["draw", "draws", "drawn"],
        "To work out the winner of the lottery. Everybody with the same chain comes to the same one.",
    ),
    term(
        &["ticket", "tickets"],
        "A number made from a key and the last block. The ticket that lies nearest to the reference point wins.",
    ),
    term(
        &["forge", "forges", "forging", "forged"],
        "To make the next block and sign it. Only the winner of the draw may.",
    ),
    term(
        &["forger"],
        "Whoever makes a block, or is drawn to make the next one.",
    ),
    term(
        &["validates", "validate"],
        "To check a block: number, predecessor, forger, signatures, and that everything in it is covered.",
    ),
    term(
        &["pool", "pools"],
        "Transactions that wait for a block at a node. When there are enough, a block is forged.",
    ),
    term(
        &["covered", "cover", "covers"],
        "The account that pays holds enough, once what comes before is done.",
    ),
    term(
        &["key", "keys"],
        "Two numbers that belong to an account. With the private one it signs; with the public one anybody checks that.",
    ),
    term(
        &["signs", "signed", "sign", "signature"],
        "A mark on a text that only a private key can make and that fits no other text.",
    ),
    term(
        &["genesis"],
        "The block below all others, and the account that has the first stake. Its blocks are forged at n1.",
    ),
    term(
        &["exchange"],
        "The account that money comes from. It owes what it gives, so it holds less than nothing.",
    ),
    term(
        &["faucet"],
        "Money from the exchange, for whoever asks: a plaything, not a rule of the system.",
    ),
    term(
        &["evidence"],
        "Two blocks of one height under one key. No honest forger signs both, and everybody can check it.",
    ),
    term(&["height"], "How many blocks there are up to a block."),
    term(
        &["block", "blocks"],
        "Transactions in order, on top of another block.",
    ),
    term(
        &["tip"],
        "The last block of a chain, by the first digits of its hash.",
    ),
];

const fn term(words: &'static [&'static str], sentence: &'static str) -> Term {
    Term { words, sentence }
}
