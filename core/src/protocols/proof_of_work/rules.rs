//! The rules of proof of work, each as one sentence with its source. `SJ` is the program `blockchain` of Jäger as described in
//! `systems/proof-of-work.md`; `N` Nakamoto (2008); `ES` Eyal and Sirer (2014).

use crate::rule::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $sentence:literal, $citation:literal;)*) => {
        $(#[doc = $sentence] pub static $name: Rule = Rule { id: $id, sentence: $sentence, citation: $citation };)*
        /// All of them, in the order of a first message.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    ADD = "A1", "A message that somebody adds waits in the pool of the miner that took it.", "SJ 3b PUT /add";
    NOTHING = "A2", "An empty message is not taken.", "SJ 3b PUT /add, 400";
    ASK_DATA = "D1", "A miner asks its neighbours what waits at them.", "SJ 3c data sync";
    UNITE = "D2", "What waits elsewhere waits here too, unless it is on the chain.", "SJ 3d mempool";
    BEGIN = "M1", "A miner takes the oldest message that waits and looks for a block on top of its chain.", "SJ 3d mining";
    ABORT = "M2", "When the end of its chain has changed, a miner gives the puzzle up.", "SJ 3f required, S2";
    MINE = "M3", "A miner that has found a nonce appends the block to its own chain.", "SJ 3d mining; N 4";
    ASK_CHAIN = "C1", "A miner asks its neighbours for their chains.", "SJ 3c chain sync";
    KEEP = "C2", "A chain that is not better than its own does not make a miner change its own.", "SJ 3d fork choice";
    REFUSE = "C3", "A better chain that is not valid for a miner is not taken.", "SJ 3d chain validity";
    ADOPT = "C4", "A miner replaces its whole chain by a better one that is valid.", "SJ 3d fork choice; N 5";
    SWITCH = "C5", "With a chain that is replaced a miner leaves the blocks that the new one does not have.", "SJ 3d fork choice";
    RETURN = "C6", "Messages that were only in blocks that are left wait again.", "SJ 3f required, S3";
    FINAL = "F1", "A block is final for whoever waits until enough blocks lie on top of it.", "N 11";
    TAKE_BACK = "F2", "When a final block is left, what was told is taken back.", "SJ required besides";
    GOSSIP = "N1", "A miner asks its neighbours whom they know.", "SJ 3c gossip";
    MEET = "N2", "A miner takes neighbours of neighbours as its own, until it knows three.", "SJ 3d neighbours";
    SILENT = "N3", "A neighbour that has not answered is marked, and asked again the next time.", "SJ 3f required, S1";
    BACK_UP = "B1", "Every half a minute a miner writes its chain to its disk.", "SJ 3c backup";
    UNCHANGED = "B2", "Nothing is written if the hash file says that the chain is the same.", "SJ 3i.9";
    LOAD = "B3", "A miner that starts again has the chain that is on its disk.", "SJ 3a";
    NOTICE = "B4", "A miner that is asked for its chain finds that somebody has damaged it.", "SJ 3f required, S7";
    WITHHOLD = "X1", "A selfish miner keeps a block that it has found to itself.", "ES algorithm 1";
    SHOW = "X2", "A selfish miner shows as many blocks as it needs so that others have worked in vain.", "ES algorithm 1";
    DOUBLE = "X3", "A miner that means to pay twice builds a branch without the payment.", "N 11";
    STRIKE = "X4", "When the payment is final for others and the branch is better, it is shown.", "N 11";
    GIVE_UP = "X5", "A branch that is too far behind is given up.", "N 11";
    SECRET = "X6", "A miner that means to pay twice keeps the other transfer to itself.", "N 11";
}
