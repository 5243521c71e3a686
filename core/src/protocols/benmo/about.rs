//! What Benmo says of itself.

use super::{Benmo, rules, watch};
use crate::about::{
    About, Depth, Expectation, KindSpec, OptionSpec, PropertySpec, QuirkSpec, RoleSpec, RoleTone,
    Scope, Tone, Unit, Value, common,
};
use crate::ledger::TransactionKind;
use crate::phrase;
use crate::property::{
    Agreement, AllDecided, ChainIntegrity, Checker, Durability, NoCoinCreated, NoEmptyBlock,
    NoOverspending, TwoLeaders,
};
use crate::protocols::specs::{kind, property, quirk, role, timer};
use crate::simulation::{Setup, Simulation};
use crate::timeline::{Parts, Timeline};
use crate::units::{NodeId, Span};
use crate::view::{Lamp, State, Suggestion, Verdict};
use crate::world::World;

/// Place of `pause`.
pub const PAUSE: usize = common::COUNT;
/// Place of `log-limit`.
pub const LOG_LIMIT: usize = common::COUNT + 1;
/// Place of `round-timeout`.
pub const ROUND_TIMEOUT: usize = common::COUNT + 2;

/// Its log is empty.
pub const IDLE: RoleSpec = role("idle", RoleTone::Follow, false);
/// It pauses before it leads.
pub const WAITING: RoleSpec = role("waiting", RoleTone::Follow, false);
/// It leads a round.
pub const LEADING: RoleSpec = role("leading", RoleTone::Lead, true);

const KINDS: &[KindSpec] = &[
    kind(
        "prepare",
        Tone::Ask,
        "The leader asks for a promise to take part in no lower ballot.",
    ),
    kind(
        "ack",
        Tone::Agree,
        "An acceptor promises, and says what it has accepted.",
    ),
    kind("accept", Tone::Offer, "The leader asks to accept a block."),
    kind(
        "accepted",
        Tone::Agree,
        "An acceptor has accepted the block.",
    ),
    kind(
        "decision",
        Tone::Decide,
        "The leader announces the block that is decided.",
    ),
    kind(
        "ask",
        Tone::Ask,
        "A node says how deep its chain is and asks for what it lacks.",
    ),
    kind(
        "update",
        Tone::Repair,
        "The blocks that the receiver lacks.",
    ),
];

const OPTIONS: &[OptionSpec] = &[
    common::latency(Span::seconds(2), Span::seconds(2)),
    common::loss(),
    common::duplication(),
    common::order("fifo"),
    common::balance(100),
    common::no_confirmations(),
    common::calm_span(),
    OptionSpec {
        name: "pause",
        scope: Scope::Nodes,
        unit: Unit::Range(Span::ZERO, Span::MAX),
        default: Value::Range(Span::seconds(20), Span::seconds(60)),
        header: false,
        sentence: "How long a node with a log waits before it leads a round; drawn each time.",
    },
    OptionSpec {
        name: "log-limit",
        scope: Scope::Nodes,
        unit: Unit::Whole(1, 1000),
        default: Value::Whole(10),
        header: false,
        sentence: "How many transfers may wait in a node's log.",
    },
    OptionSpec {
        name: "round-timeout",
        scope: Scope::Nodes,
        unit: Unit::Span(Span(1), Span::MAX),
        default: Value::Span(Span::seconds(10)),
        header: false,
        sentence: "After how long a leader gives its round up, and a node that is behind asks again.",
    },
];

const fn always(
    id: &'static str,
    name: &'static str,
    sentence: &'static str,
    citation: &'static str,
) -> PropertySpec {
    property(id, name, Expectation::Always, sentence, citation)
}

const fn sometimes(
    id: &'static str,
    name: &'static str,
    sentence: &'static str,
    citation: &'static str,
) -> PropertySpec {
    property(id, name, Expectation::Sometimes, sentence, citation)
}

const PROPERTIES: &[PropertySpec] = &[
    always(
        "agreement",
        "Agreement",
        "No two nodes decide different blocks at one height.",
        "Lamport, Paxos Made Simple, section 2.1",
    ),
    always(
        "chain-integrity",
        "Chain integrity",
        "Every block is the hash of its content and names the one below.",
        "The project that Benmo was written for: hash pointers",
    ),
    always(
        "durability",
        "Durability",
        "What a node has decided it still has after a crash.",
        "Benmo, required rule 2",
    ),
    always(
        "no-coin-created",
        "No coin created",
        "The balances that a node knows add up to what was there at genesis.",
        "Benmo, required rule 6",
    ),
    always(
        "no-overspending",
        "No overspending",
        "No account is ever below zero.",
        "Benmo, required rule 5",
    ),
    always(
        "exactly-once",
        "Exactly once",
        "No transfer is on a chain twice, and none leaves a log but into the chain.",
        "Benmo, required rules 1 and 4",
    ),
    always(
        "one-leader-per-ballot",
        "One leader per ballot",
        "No two nodes lead the same ballot.",
        "Lamport, Paxos Made Simple, section 2.2",
    ),
    always(
        "promise-kept",
        "Promise kept",
        "No node falls behind its promise, not even in a crash.",
        "Lamport, Paxos Made Simple, section 2.2; Benmo, required rule 2",
    ),
    always(
        "no-empty-block",
        "No empty block",
        "Every decided block orders something.",
        "Benmo, behaviour under failure",
    ),
    sometimes(
        "duel",
        "Duel",
        "Two nodes lead at the same time.",
        "Benmo, required rule 7",
    ),
    sometimes(
        "finished-for-another",
        "Finished for another",
        "A leader finishes a block that another had proposed.",
        "Lamport, Paxos Made Simple, section 2.2; Benmo, required rule 3",
    ),
    sometimes(
        "catch-up",
        "Catch-up",
        "A node that was behind appends blocks that it had missed.",
        "Benmo, required rule 12",
    ),
    PropertySpec {
        id: "all-decided",
        name: "All decided",
        expectation: Expectation::Eventually,
        sentence: "In calm, every transfer is decided and all nodes have the same chain.",
        citation: "Benmo, behaviour under failure",
    },
];

const QUIRKS: &[QuirkSpec] = &[
    quirk(
        "B1",
        "accept-ignores-promise",
        "A block is accepted unless one was accepted in a higher ballot; the promise is not asked.",
    ),
    quirk(
        "B2",
        "accepted-without-depth",
        "What was accepted bears no depth: after catching up it counts for the next block.",
    ),
    quirk(
        "B3",
        "shared-log",
        "The proposal is the log itself: what comes in during a round is wiped with it.",
    ),
    quirk(
        "B4",
        "clears-equal-log-only",
        "The log is cleared only if it is exactly the decided block.",
    ),
    quirk(
        "B5",
        "many-attempts",
        "Every transfer that enters during a pause begins an attempt to lead of its own.",
    ),
    quirk(
        "B9",
        "pending-not-counted",
        "What waits in the log is not counted when a transfer is judged.",
    ),
];

/// What Benmo says of itself.
pub static ABOUT: About = About {
    id: "benmo",
    name: "Benmo",
    tagline: "transfers by Paxos",
    prose: &[
        "Each node keeps a log of its own transfers. After a random pause it leads one round of Paxos to append its whole log as one block to everybody's chain.",
        "A round asks for promises, then for accepts; a strict majority of each decides. Promise and accepted block are on disk, so a crash breaks no promise.",
        "A node that missed blocks asks for them and is answered by whoever has them.",
    ],
    citation: "Lamport, Paxos Made Simple (2001); Benmo.py of artem-j/Benmo at 7fe4dbf, with the required rule set of its description",
    leaves_out: &[
        "Connections: the source opens one for each round; here links last and keep their order.",
        "The size of messages: the source cuts them at 1024 bytes.",
        "The speed of disks: a write takes no time.",
    ],
    nodes: (1, 50),
    default_nodes: 5,
    default_clients: 0,
    kinds: KINDS,
    timers: &[
        timer("pause", "leads in", false),
        timer("round", "gives up in", false),
        timer("ask", "asks in", true),
    ],
    roles: &[IDLE, WAITING, LEADING],
    options: OPTIONS,
    rules: rules::ALL,
    properties: PROPERTIES,
    facts: &["ballot", "promised", "accepted"],
    quirks: QUIRKS,
    power: |up, nodes| match up > nodes / 2 {
        true => "can decide",
        false => "cannot decide",
    },
    health: |_, _| None,
    simpler: |_, _| None,
    accepts: &[TransactionKind::Transfer],
    weather: &["set pause 1s..5s"],
    calm: &["set pause 5s..15s"],
    terms: super::terms::ALL,
    forks: false,
    depth: Depth::Blocks,
    gossips: false,
    lottery: false,
    explorer: None,
    hostile: |_, _, _| Vec::new(),
};

/// The checkers, in the order of the properties.
fn checkers() -> Vec<Box<dyn Checker<Benmo>>> {
    vec![
        Box::new(Agreement::default()),
        Box::new(ChainIntegrity::default()),
        Box::new(Durability::default()),
        Box::new(NoCoinCreated::default()),
        Box::new(NoOverspending::default()),
        Box::new(watch::ExactlyOnce::default()),
        Box::new(watch::OneLeaderPerBallot::default()),
        Box::new(watch::PromiseKept::default()),
        Box::new(NoEmptyBlock::default()),
        Box::new(TwoLeaders),
        watch::ran(&rules::FINISH),
        watch::ran(&rules::CATCH_UP),
        Box::new(AllDecided),
    ]
}

/// A run that stands at step 0.
pub fn open(setup: Setup) -> Box<dyn Simulation> {
    Box::new(Timeline::<Benmo>::new(
        setup,
        Parts {
            checkers: checkers(),
            suggest,
        },
    ))
}

/// What would show something that was not seen yet.
fn suggest(world: &World<Benmo>, lamps: &[Lamp]) -> Option<Suggestion> {
    let waiting = |id: &str| {
        lamps
            .iter()
            .any(|lamp| lamp.spec.id == id && lamp.view.verdict == Verdict::Waiting)
    };
    let down = world
        .ids()
        .find(|id| world.state_of((*id).into()) == State::Down);
    let up: Vec<NodeId> = world
        .ids()
        .filter(|id| world.state_of((*id).into()) == State::Up)
        .collect();
    let leader = up.iter().copied().find(|id| world.glance(*id).leading());
    let idle = up
        .iter()
        .rev()
        .copied()
        .find(|id| world.glance(*id).glance.pending == 0);
    let highest = up
        .iter()
        .map(|id| world.glance(*id).glance.height)
        .max()
        .unwrap_or(0);
    let try_it = |key, phrase, line: String| {
        Some(Suggestion {
            phrase,
            lines: vec![line],
            key,
        })
    };
    if let Some(id) = down
        && world.glance(id).glance.height < highest
    {
        return try_it(
            "restart",
            phrase!("Restart {0} and watch it catch up.", id),
            format!("restart {id}"),
        );
    }
    if !world.network().is_whole() {
        return try_it(
            "heal",
            phrase!("Heal the network and see who catches up."),
            "heal".into(),
        );
    }
    match (leader, idle) {
        (Some(leader), Some(idle)) if waiting("duel") => {
            let line = format!("submit {idle} transfer {idle} {leader} 5");
            try_it(
                "duel",
                phrase!("Let {0} send 5 as well: two may lead at once.", idle),
                line,
            )
        }
        (Some(leader), Some(idle)) if waiting("catch-up") && down.is_none() && idle != leader => {
            try_it(
                "miss",
                phrase!("Crash {0} now: it will miss the block.", idle),
                format!("crash {idle}"),
            )
        }
        (Some(leader), _) if waiting("finished-for-another") => try_it(
            "finish",
            phrase!("Crash the leader {0} before it can decide.", leader),
            format!("crash {leader}"),
        ),
        (None, Some(idle))
            if up.iter().all(|id| world.glance(*id).glance.pending == 0)
                && world.setup().nodes > 1 =>
        {
            let to = up.iter().copied().find(|id| *id != idle)?;
            let line = format!("submit {idle} transfer {idle} {to} 10");
            try_it(
                "transfer",
                phrase!("Send 10 from {0} to {1}.", idle, to),
                line,
            )
        }
        _ => None,
    }
}
