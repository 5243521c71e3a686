//! The rules of Benmo, each as one sentence with its source. `PMS` is Lamport, "Paxos Made Simple" (2001);
//! `BM` the program `Benmo.py` of artem-j/Benmo at 7fe4dbf, as described in `systems/benmo.md` 4a to 4h;
//! `4i` the required rule set of that file.

use crate::rule::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $sentence:literal, $citation:literal;)*) => {
        $(#[doc = $sentence] pub static $name: Rule = Rule { id: $id, sentence: $sentence, citation: $citation };)*
        /// All of them, in the order of a round.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    ENTER = "L1", "A transfer waits in the log of the node that it debits.", "BM 4d, 4i.1";
    REJECT = "L2", "A transfer that its owner cannot cover, or that is none, never enters a log.", "BM 4d, 4i.5, 4i.11";
    PAUSE = "L3", "A node with a log waits a random pause before it leads, so that leaders seldom meet.", "BM 4c, 4i.7";
    PREPARE = "P1", "A proposer chooses a ballot above all it has heard of and asks everybody to promise it.", "PMS 2.2 phase 1a";
    PROMISE = "P2", "An acceptor promises a ballot unless it has promised a higher one, and says what it accepted.", "PMS 2.2 phase 1b";
    REFUSE = "P3", "Silence means refusal: a higher ballot was promised here.", "PMS 2.2, 4i.13";
    COUNT = "P4", "Promises are counted until a strict majority has given one.", "PMS 2.2";
    PROPOSE = "P5", "With a majority of promises and nothing accepted, a proposer proposes its own log as one block.", "PMS 2.2 phase 2a, BM 4d";
    FINISH = "P6", "If a promise names an accepted block, the one of the highest ballot must be finished first.", "PMS 2.2 phase 2a, 4i.3";
    ACCEPT = "P7", "An acceptor accepts a block unless it has promised a higher ballot.", "PMS 2.2 phase 2b, 4i.2";
    TALLY = "P8", "Accepts are counted until a strict majority has accepted.", "PMS 2.2";
    DECIDE = "P9", "A block that a majority has accepted is decided; everybody is told.", "PMS 2.3, 4i.12";
    APPLY = "L4", "A decided block is appended, its transfers change the balances and leave the log.", "BM 4d, 4i.1";
    GIVE_UP = "R1", "A round that found no majority in time ends; its leader pauses and tries again.", "4i.13";
    YIELD = "R2", "A leader that promises a higher ballot, or learns a decision, ends its round.", "4i.13";
    ASK = "C1", "A node that comes up, or hears of a deeper chain, asks everybody for what it lacks.", "4i.12";
    HELP = "C2", "Whoever is behind is answered with the blocks that it lacks.", "4i.2, 4i.12";
    CATCH_UP = "C3", "Missing blocks are appended in order, as if they had been decided here.", "4i.1, 4i.12";
}
