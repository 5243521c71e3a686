//! What piChain says of itself.

use super::properties::{PROPERTIES, QUIRKS, checkers};
use super::suggest::suggest;
use super::{PiChain, rules, terms};
use crate::about::{
    About, Depth, KindSpec, OptionSpec, RoleSpec, RoleTone, Scope, TimerSpec, Tone, Unit, Value,
    common,
};
use crate::ledger::TransactionKind;
use crate::phrase;
use crate::simulation::{Setup, Simulation};
use crate::timeline::{Parts, Timeline};
use crate::units::{NodeId, Ratio, Span};
use crate::view::{Health, LinkView, NodeGlance, State};

/// Place of `eagerness`.
pub const EAGERNESS: usize = common::COUNT;
/// Place of `patience-factor`.
pub const PATIENCE_FACTOR: usize = common::COUNT + 1;
/// Place of `accumulation`.
pub const ACCUMULATION: usize = common::COUNT + 2;
/// Place of `commit-allowance`.
pub const COMMIT_ALLOWANCE: usize = common::COUNT + 3;
/// Place of `rtt`.
pub const RTT: usize = common::COUNT + 4;
/// Place of `block-limit`.
pub const BLOCK_LIMIT: usize = common::COUNT + 5;
/// Place of `recovery-blocks`.
pub const RECOVERY_BLOCKS: usize = common::COUNT + 6;

/// It waits two round trips and some more before it makes a block.
pub const SLOW: RoleSpec = role("slow", 1, false);
/// It waits one round trip.
pub const MEDIUM: RoleSpec = role("medium", 2, false);
/// It only gathers for a moment, and has its blocks committed.
pub const QUICK: RoleSpec = role("quick", 3, true);

const fn role(name: &'static str, chevrons: u8, leads: bool) -> RoleSpec {
    RoleSpec {
        name,
        tone: RoleTone::Eager(chevrons),
        leads,
    }
}

const fn kind(name: &'static str, tone: Tone, sentence: &'static str) -> KindSpec {
    KindSpec {
        name,
        tone,
        sentence,
    }
}

const KINDS: &[KindSpec] = &[
    kind(
        "transaction",
        Tone::Gossip,
        "A transaction that is to be put into a block.",
    ),
    kind(
        "block",
        Tone::Gossip,
        "A new block, with who made it and how eager they are now.",
    ),
    kind("try", Tone::Ask, "A quick node asks for a ticket."),
    kind(
        "try-ok",
        Tone::Agree,
        "A ticket is given, and what was taken is named.",
    ),
    kind("propose", Tone::Offer, "A quick node asks to take a block."),
    kind("propose-ack", Tone::Agree, "A node has taken the block."),
    kind(
        "commit",
        Tone::Decide,
        "A block is committed, with all below it.",
    ),
    kind(
        "ask-block",
        Tone::Ask,
        "A node asks for a block that it lacks.",
    ),
    kind(
        "blocks",
        Tone::Repair,
        "The block that was asked for, and some below it.",
    ),
    kind("ack-commit", Tone::Gossip, "A node has committed a block."),
    kind("ping", Tone::Ask, "A node measures a round trip."),
    kind("pong", Tone::Agree, "The round trip ends."),
];

const fn span(name: &'static str, millis: u64, sentence: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        scope: Scope::Nodes,
        unit: Unit::Span(Span::ZERO, Span::MAX),
        default: Value::Span(Span::millis(millis)),
        header: false,
        sentence,
    }
}

const fn count(
    name: &'static str,
    least: i64,
    most: i64,
    default: i64,
    sentence: &'static str,
) -> OptionSpec {
    OptionSpec {
        name,
        scope: Scope::Nodes,
        unit: Unit::Whole(least, most),
        default: Value::Whole(default),
        header: false,
        sentence,
    }
}

const OPTIONS: &[OptionSpec] = &[
    common::latency(Span::millis(50), Span::millis(50)),
    common::loss(),
    common::duplication(),
    common::order("fifo"),
    common::balance(100),
    common::confirmations(1),
    common::calm_span(),
    OptionSpec {
        name: "eagerness",
        scope: Scope::Nodes,
        unit: Unit::Word(&["quick", "medium", "slow", "first-quick"]),
        default: Value::Word("first-quick"),
        header: true,
        sentence: "How eager a node is that has committed nothing yet. Where nothing is said, n1 is quick and all others are slow.",
    },
    OptionSpec {
        name: "patience-factor",
        scope: Scope::Nodes,
        unit: Unit::RatioOr(Ratio::percent(0), Ratio::percent(1000), "drawn"),
        default: Value::Word("drawn"),
        header: false,
        sentence: "How many round trips more a slow node waits: drawn by each when it comes up, from none to half as many as there are nodes.",
    },
    span(
        "accumulation",
        100,
        "How long everybody gathers transactions before making a block, besides their patience.",
    ),
    span(
        "commit-allowance",
        2000,
        "How long an attempt may take besides two round trips.",
    ),
    OptionSpec {
        name: "rtt",
        scope: Scope::Nodes,
        unit: Unit::SpanOr(Span(1), Span::MAX, "measured"),
        default: Value::Word("measured"),
        header: false,
        sentence: "The round trip that patience counts with: measured by pings, or given.",
    },
    count(
        "block-limit",
        1,
        7500,
        7500,
        "How many transactions fit a block.",
    ),
    count(
        "recovery-blocks",
        0,
        1000,
        5,
        "How many blocks below the one that was asked for are sent with it.",
    ),
];

const fn timer(name: &'static str, words: &'static str, quiet: bool) -> TimerSpec {
    TimerSpec { name, words, quiet }
}

/// What piChain says of itself.
pub static ABOUT: About = About {
    id: "pichain",
    name: "piChain",
    tagline: "a blockchain with Paxos",
    prose: &[
        "Nodes put transactions into blocks, and blocks on top of each other. Everybody builds on the deepest block that it knows; for a while the tree may have several branches.",
        "A quick node commits: with Paxos, whose tickets are the depths of blocks. What is committed is on every branch from then on.",
        "Nobody is elected. Who makes a block becomes more eager, who sees a deeper one becomes slow, until one node is quick.",
        "Who was cut off comes back to the committed chain, and what it had put into blocks of its own waits for the next one.",
    ],
    citation: "Burchert, Wattenhofer, piChain: When a Blockchain meets Paxos (OPODIS 2017); PaxosLogic.py and blocktree.py of florianmorath/piChain at df49802, with the repaired rules of its description",
    leaves_out: &[
        "Connections: the source makes and mends them; here links last and keep their order.",
        "The size of messages: the source takes at most ten megabytes.",
        "Identities of transactions: requests are known by who asked and the number of it.",
        "The speed of disks: a write takes no time.",
        "Pruned blocks: what every node has committed may be forgotten; here the committed chain stays, to be looked at.",
    ],
    nodes: (1, 50),
    default_nodes: 3,
    default_clients: 0,
    kinds: KINDS,
    timers: &[
        timer("patience", "builds in", false),
        timer("attempt", "gives up in", false),
        timer("ping", "pings in", true),
    ],
    roles: &[SLOW, MEDIUM, QUICK],
    options: OPTIONS,
    rules: rules::ALL,
    properties: PROPERTIES,
    facts: &[
        "ticket",
        "genesis",
        "depth",
        "eagerness",
        "head",
        "committed",
        "commands",
        "given",
        "taken",
        "majority",
        "counter",
        "queue",
        "factor",
        "waiting",
        "quick",
        "round-trip",
    ],
    quirks: QUIRKS,
    power: |up, nodes| match up > nodes / 2 {
        true => "can commit",
        false => "can build, but not commit",
    },
    health,
    simpler: |_, _| None,
    accepts: &[
        TransactionKind::Note,
        TransactionKind::Put,
        TransactionKind::Get,
        TransactionKind::Delete,
        TransactionKind::Transfer,
    ],
    // A pong that waited at a paused node would make its receiver patient for minutes.
    weather: &["set rtt 600ms", "set recovery-blocks 0", "set loss 8%"],
    calm: CALM,
    terms: terms::ALL,
    forks: true,
    depth: Depth::Transactions,
    gossips: false,
    lottery: false,
    explorer: None,
    hostile: |_, _, _| Vec::new(),
};

/// After a storm nobody may be quick, and then two blocks of one node are needed before anything is committed; a node that
/// missed a commit hears of it with the next attempt. So there is some more to commit, wherever a majority is up; at
/// moments at which nobody pings. With one latency nobody loses patience while the block of the quick one is under way;
/// with patience far apart no two who are slow create their blocks at the same time, again and again.
const CALM: &[&str] = &[
    "set latency 100ms",
    "set patience-factor 0% on n1",
    "set patience-factor 150% on n2",
    "set patience-factor 300% on n3",
    "set patience-factor 450% on n4",
    "set patience-factor 600% on n5",
    "set patience-factor 750% on n6",
    "set patience-factor 900% on n7",
    "set rtt measured",
    "later submit n1 note \"calm 1\" after 60s",
    "later submit n2 note \"calm 2\" after 81s",
    "later submit n3 note \"calm 3\" after 102s",
    "later submit n4 note \"calm 4\" after 123s",
    "later submit n1 note \"calm 5\" after 144s",
    "later submit n2 note \"calm 6\" after 165s",
    "later submit n3 note \"calm 7\" after 186s",
    "later submit n4 note \"calm 8\" after 207s",
];

/// The table of the source's tests: how many are quick and medium, what is wrong with that, and how it mends.
fn health(nodes: &[NodeGlance], _: &[LinkView]) -> Option<Health> {
    let of = |role: &'static RoleSpec| {
        let up = nodes.iter().filter(|node| node.state != State::Down);
        up.filter(|node| node.glance.role == role)
            .map(|node| node.id)
            .collect::<Vec<NodeId>>()
    };
    let (quick, medium) = (of(&QUICK), of(&MEDIUM));
    let phrase = match (quick.as_slice(), medium.as_slice()) {
        ([], []) => phrase!(
            "Nobody is quick. The deepest of the next blocks makes its node medium, the one after that quick."
        ),
        ([], [only]) => phrase!(
            "Nobody is quick. {0} is medium: its next block makes it quick.",
            *only
        ),
        ([], several) => phrase!(
            "Nobody is quick, {0} are medium. Their blocks will make each other slow.",
            several.len()
        ),
        ([only], []) => phrase!("{0} is quick, and nobody is medium.", *only),
        ([only], [one]) => phrase!(
            "{0} is quick. Its next block makes {1}, which is medium, slow.",
            *only,
            *one
        ),
        ([only], several) => phrase!(
            "{0} is quick. Its next block makes the {1} medium ones slow.",
            *only,
            several.len()
        ),
        (several, _) => phrase!(
            "{0} are quick. Their blocks will make each other slow.",
            several.len()
        ),
    };
    Some(Health {
        is_good: quick.len() == 1 && medium.is_empty(),
        case: format!("q={}, m={}", quick.len(), medium.len()),
        phrase,
    })
}

/// A run that stands at step 0.
pub fn open(setup: Setup) -> Box<dyn Simulation> {
    let checkers = checkers();
    Box::new(Timeline::<PiChain>::new(setup, Parts { checkers, suggest }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::BlockHash;
    use crate::view::Glance;

    fn of(roles: &[(&'static RoleSpec, State)]) -> Health {
        let node = |(place, (role, state)): (usize, &(&'static RoleSpec, State))| NodeGlance {
            id: NodeId::at(place),
            state: *state,
            timer: None,
            rate: Ratio::percent(100),
            glance: Glance {
                role,
                allegiance: None,
                leader: None,
                tip: BlockHash::GENESIS,
                height: 0,
                committed: 0,
                pending: 0,
            },
        };
        let nodes: Vec<NodeGlance> = roles.iter().enumerate().map(node).collect();
        health(&nodes, &[]).expect("piChain says it")
    }

    /// The five unhealthy cases of the source's tests, and the healthy one. Who is down has no eagerness.
    #[test]
    fn health_names_the_case() {
        let up = |roles: &[&'static RoleSpec]| {
            let up: Vec<_> = roles.iter().map(|role| (*role, State::Up)).collect();
            of(&up)
        };
        let (q, m, s) = (&QUICK, &MEDIUM, &SLOW);
        for (roles, case, text) in [
            (vec![s, m, s], "q=0, m=1", "n2 is medium"),
            (vec![q, m, s], "q=1, m=1", "makes n2, which is medium, slow"),
            (vec![q, m, m], "q=1, m=2", "makes the 2 medium ones slow"),
            (vec![s, s, s], "q=0, m=0", "Nobody is quick."),
            (vec![q, s, q], "q=2, m=0", "2 are quick"),
            (vec![q, m, q], "q=2, m=1", "2 are quick"),
            (vec![m, m, s], "q=0, m=2", "2 are medium"),
        ] {
            let health = up(&roles);
            assert_eq!((health.is_good, health.case.as_str()), (false, case));
            let said = health.phrase.to_string();
            assert!(said.contains(text), "{case}: {said}");
        }
        let well = of(&[(q, State::Up), (q, State::Down), (s, State::Paused)]);
        assert_eq!((well.is_good, well.case.as_str()), (true, "q=1, m=0"));
        assert_eq!(
            well.phrase.to_string(),
            "n1 is quick, and nobody is medium."
        );
    }
}
