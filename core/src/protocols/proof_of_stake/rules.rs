//! The rules of proof of stake, each as one sentence with its source: `PS` the program as described in
//! `systems/proof-of-stake.md`, `required` what that file asks for besides.

use crate::rule::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $sentence:literal, $citation:literal;)*) => {
        $(#[doc = $sentence] pub static $name: Rule = Rule { id: $id, sentence: $sentence, citation: $citation };)*
        /// All of them, in the order of a first transaction.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    SIGN = "T1", "A console signs a transaction with the key of the account that pays.", "PS 5d signature";
    REFUSE = "T2", "A transaction with a wrong amount, account or signature comes into no pool.", "PS 5d pool, V5; required";
    POOL = "T3", "A new transaction that is signed comes into the pool, and everybody is told. Whether it is covered is not asked yet.", "PS 5d pool";
    WAIT = "L1", "A pool holds enough. Its node draws, and waits for the block of the winner.", "PS 5d lottery, 5f";
    DRAWN = "L2", "A pool holds enough. Its node draws, and has won: it may forge the next block.", "PS 5d lottery";
    REDRAW = "L3", "The winner was silent for too long: everybody draws again, from the hash of the seed.", "required, redraw";
    FORGE = "F1", "The winner puts what is covered into a block, in order, and signs it.", "PS 5d forge, V4";
    AGAIN = "F2", "Whoever has signed a block here before and lost its chain offers the same block again.", "required, restart";
    TWICE = "F3", "A forger that cheats signs two blocks of one height and tells each half of the others of another one.", "required, double-sign";
    ACCEPT = "B1", "A block that comes next and is right is executed, and everybody is told.", "PS 5d receive block, V1, V2";
    REFUSE_BLOCK = "B2", "A block with a wrong predecessor, forger, signature or transaction is refused.", "PS 5d receive block, V2";
    EVIDENCE = "B3", "Two blocks under one key that stand on the same one are kept, and shown to everybody.", "required, double-sign";
    DROP = "D1", "What accounts do not cover after a block leaves the pool, at every node, with the reason.", "PS 5f uncovered transaction, V7";
    DISCOVER = "C1", "Now and then a node tells everybody its height and how much waits at it.", "PS 5b DISCOVERY; required";
    ASK = "C2", "Whoever is behind, or has just come up, asks for the chain.", "PS 5b BLOCKCHAINREQUEST, V8; required";
    HELP = "C3", "Whoever is asked sends the blocks that the asker lacks.", "PS 5b BLOCKCHAIN";
    ADOPT = "C4", "A longer chain is taken if every block of it is right.", "PS 5d receive blockchain, V3";
    REFUSE_CHAIN = "C5", "A chain with a block that is wrong is refused as a whole.", "PS 5d receive blockchain, V3";
    SWITCH = "C6", "Of two chains from the same key's blocks the longer one stays, of equal ones that with the lower last hash.", "required, double-sign";
    ASK_POOL = "C7", "Whoever has just come up, or has another pool than somebody of the same height, asks for that pool.", "PS 5f, V6; required";
    HELP_POOL = "C8", "Whoever is asked sends what waits.", "required, pool sync";
    SYNC = "C9", "What waited elsewhere comes into the pool.", "required, pool sync";
}
