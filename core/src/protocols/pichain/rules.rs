//! The rules of piChain, each as one sentence with its source. `BW` is Burchert and Wattenhofer, "piChain: When a
//! Blockchain meets Paxos" (2017); `PI` the program as described in `systems/pichain.md` 1a to 1f; `R1` to `R10` the
//! repaired rules of that file.

use crate::rule::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $sentence:literal, $citation:literal;)*) => {
        $(#[doc = $sentence] pub static $name: Rule = Rule { id: $id, sentence: $sentence, citation: $citation };)*
        /// All of them, in the order of a first transaction.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    SUBMIT = "T1", "A node tells everybody of a transaction that is entered at it.", "PI 1b TXN";
    QUEUE = "T2", "A transaction waits at every node that hears of it; the first one in a queue sets the node's patience.", "PI 1d, R8";
    READ = "T3", "A read is answered at once from what the node itself has committed.", "PI 1e";
    MAKE = "B1", "Whoever loses patience makes a block of all that waits, on top of its head, and becomes more eager.", "PI 1d timer fires, BW";
    FOLLOW = "B2", "A deeper block becomes the head; of equally deep ones that of the higher node.", "PI 1d block order";
    DEMOTE = "B3", "Who sees a deeper block than its head, or one of a quick node, becomes slow and loses its ticket.", "PI 1d receiving a block, R9";
    SWITCH = "B4", "The head moves to another branch; the blocks above the fork are left.", "PI 1d moving the head";
    ORPHAN = "B5", "What was only on the branch that is left waits again, and everybody is told of it anew.", "R8";
    STALE = "B6", "Whose block leaves the chain below what is committed is told what is committed.", "R9";
    TRY = "A1", "A quick node asks everybody for a ticket: the depth of its own block.", "PI 1d client, R1, R3";
    GRANT = "A2", "A node gives a ticket if it has given none as high, and names what it has taken; it writes that down first.", "PI 1d server on TRY, R3";
    SILENT = "A3", "Who has given a higher ticket says nothing. Silence means no.", "PI 1b";
    COUNT = "A4", "Answers to the attempt that runs are counted, one of each node.", "R5";
    COMPROMISE = "A5", "If an answer names a block as taken, that one is proposed, under the highest ticket if several do.", "PI 1d client on TRY_OK, R2";
    PROPOSE = "A6", "With tickets of a majority the quick node proposes a block.", "PI 1d, BW";
    TICKET = "A7", "Whose own block was committed last may propose once without asking, under the lowest ticket.", "R4";
    TAKE = "A8", "A node takes a block unless it has given a higher ticket; it writes that down first.", "PI 1d server on PROPOSE, R3";
    DECIDE = "A9", "A block that a strict majority has taken is decided; everybody is told.", "PI 1d client on PROPOSE_ACK, R5";
    TIMEOUT = "A10", "An attempt that no majority answers in time is given up; if it is still worth it, it begins again with a higher ticket.", "R6";
    COMMIT = "C1", "A decided block is committed, with all blocks below it, in order.", "PI 1d commit";
    ALIGN = "C2", "Who hears of an attempt above a later base commits that base first.", "R1";
    BEHIND = "C3", "Who begins an attempt above an older base is told what is committed.", "R1";
    REJOIN = "C4", "A node that has left a branch with blocks of its own commits on the one that won.", "PI 1f rejoin";
    PRUNE = "C5", "What every node has committed is the new genesis; nobody needs the blocks below it.", "PI 1d genesis change";
    ASK = "C6", "Who lacks a block asks everybody for it, and keeps what needs it until it comes.", "PI 1b RQB, R7";
    HELP = "C7", "Whoever has a block that is asked for sends it, with some of those below.", "PI 1b RSB";
    RECOVER = "C8", "Blocks that were lacking have come; what waited for them goes on.", "R7";
}
