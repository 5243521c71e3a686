//! Words of proof of work's captions and rules, as its glossary explains them.

use crate::glossary::Term;

/// All of them.
pub const ALL: &[Term] = &[
    term(
        &["miner", "miners"],
        "A node that looks for blocks. It has a chain and a pool of its own.",
    ),
    term(
        &["mine", "mines", "mining", "mined"],
        "To try one nonce after another until the hash of a block has enough zeros.",
    ),
    term(
        &["block", "blocks"],
        "A message with the hash of the block below and a nonce that somebody found.",
    ),
    term(
        &["nonce"],
        "A number that has no meaning of its own. It is changed until the hash will do.",
    ),
    term(
        &["hash"],
        "A number that follows from a text: any change of the text makes it another one, and nobody can foresee which.",
    ),
    term(
        &["puzzle"],
        "What must be found for a block: a nonce with which its hash will do.",
    ),
    term(
        &["attempt", "attempts"],
        "One nonce that is tried: one hash.",
    ),
    term(
        &["difficulty"],
        "How many zeros a hash must have: bits at its beginning, of which one more is twice as much work, or, with the puzzle of the source, hex digits at its end, of which one more is 16 times as much.",
    ),
    term(
        &["chain", "chains"],
        "Blocks on top of each other, from genesis on.",
    ),
    term(
        &["pool"],
        "Messages that a miner knows and that are not on its chain.",
    ),
    term(
        &["message", "messages"],
        "A note or a transfer that somebody added. One comes into each block.",
    ),
    term(
        &["neighbour", "neighbours"],
        "A miner that another one knows and asks. Three at most.",
    ),
    term(
        &["fork"],
        "Two chains that begin alike and then differ. Both are valid.",
    ),
    term(
        &["branch", "branches"],
        "The blocks of a chain from a fork on.",
    ),
    term(
        &["better"],
        "Longer, or with more work, as the run is set. Of equal chains everybody keeps its own.",
    ),
    term(
        &["valid"],
        "Every block names the one below, is later than that, and has zeros enough for the miner that looks at it.",
    ),
    term(
        &["final"],
        "So many blocks lie on top that nobody expects it to be left. That can happen all the same.",
    ),
    term(
        &["confirmations"],
        "How many blocks there must be, from a block on, before somebody calls it final.",
    ),
    term(
        &["genesis"],
        "What every chain begins with. All miners share it.",
    ),
    term(
        &["tip"],
        "The last block of a chain, by the digits of its hash behind the zeros.",
    ),
    term(
        &["selfish"],
        "A miner that keeps its blocks to itself, so that others work on what is out of date.",
    ),
];

const fn term(words: &'static [&'static str], sentence: &'static str) -> Term {
    Term { words, sentence }
}
