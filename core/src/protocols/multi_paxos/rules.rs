//! The rules of Multi-Paxos, each as one sentence with its source. `PMS` is Lamport, "Paxos Made Simple" (2001); `PX` the
//! program `server.py` as described in `systems/multi-paxos.md` 2a to 2h; `2i` the required rule set of that file.

use crate::rule::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $sentence:literal, $citation:literal;)*) => {
        $(#[doc = $sentence] pub static $name: Rule = Rule { id: $id, sentence: $sentence, citation: $citation };)*
        /// All of them, in the order of a first request.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    NOMINATED = "N1", "A client asks a server to lead; one that leads already says so at once.", "PX 2d client, 2i.7";
    PREPARE = "E1", "A nominee takes a ballot of its own above all it has heard of and asks everybody to promise it.", "PMS 2.2 phase 1a, 2i.1";
    PROMISE = "E2", "A server promises a ballot unless it has promised a higher one, and says what it has accepted in every slot.", "PMS 2.2 phase 1b, 2i.2";
    REFUSE = "E3", "A server that has promised a higher ballot says no, and which one that is.", "PMS 2.2, 2i.9";
    LAGGING = "E4", "A nominee that lacks decided slots is told how many there are; it cannot lead yet.", "PX 2d, 2i.9";
    COUNT = "E5", "Promises for its own ballot are counted until a strict majority has given one.", "PMS 2.2, 2i.8";
    LEAD = "E6", "With a majority of promises the nominee leads; its client and the other servers are told.", "PX 2d election, 2i.8";
    LOSE = "E7", "A nominee that no majority promises in time, or that promises a higher ballot, has lost.", "PX 2c, 2i.7";
    FOLLOW = "E8", "Servers follow a leader unless they have promised a higher ballot than its own.", "PX 2d election, 2i.8";
    FORWARD = "R1", "A server that does not lead hands requests on to the one that it takes for the leader.", "PX 2d";
    HOLD = "R2", "Where nobody is known to lead, a request waits for a while and is then sent back unanswered.", "PX 2f healed ex-leader";
    QUEUE = "R3", "The leader takes one request at a time; the others wait in its queue.", "PX 2d replication";
    DUPLICATE = "R4", "A request that was decided is answered from the table and not ordered again.", "2i.6";
    OFFER = "P1", "The leader puts the next request into a block of its own and asks everybody to accept it.", "PMS 2.2 phase 2a, 2i.11";
    INHERIT = "P2", "What a promise names as accepted in a slot is offered again there, the very same block, before all else.", "PMS 2.2 phase 2a, 2i.3";
    ACCEPT = "P3", "A server accepts a block unless it has promised a higher ballot; accepting is promising too.", "PMS 2.2 phase 2b, 2i.2";
    IMMUTABLE = "P4", "A decided slot never changes; whoever offers something there is told what is decided.", "2i.4";
    TALLY = "P5", "Every server counts who accepted, each for itself.", "PX 2d";
    DECIDE = "P6", "A block that a strict majority has accepted is decided: it is appended, and takes effect.", "PMS 2.3, 2i.4";
    ANSWER = "P7", "The leader answers the client with the id of its request.", "PX 2d, 2i.7";
    RELINQUISH = "P8", "A leader that hears no majority accept in time leads no more.", "PX 2d replication";
    GIVE_WAY = "P9", "A leader that promises a higher ballot, or is told of one, leads no more.", "PMS 2.2, 2i.2";
    FETCH = "C1", "Whoever hears of decided slots that it lacks asks for them.", "2i.5";
    HELP = "C2", "Whoever lacks decided slots is sent them.", "2i.5";
    CATCH_UP = "C3", "Missing blocks are appended in order once their pointers and nonces are checked.", "2i.5, 2i.11";
    LEVEL = "C4", "Servers ask each other until they are level: after a crash, after a round in which not all took part, and where nobody says what became of a block.", "PX 2f, 2i.5";
}
