//! What Multi-Paxos says of itself.

use super::properties::{PROPERTIES, QUIRKS, checkers};
use super::suggest::suggest;
use super::{MultiPaxos, rules, terms};
use crate::about::{
    About, Depth, KindSpec, OptionSpec, RoleSpec, RoleTone, Scope, Tone, Unit, Value, common,
};
use crate::ledger::TransactionKind;
use crate::protocols::specs::{kind, role, timer};
use crate::simulation::{Setup, Simulation};
use crate::timeline::{Parts, Timeline};
use crate::units::{NodeId, Span};

/// Place of `outbox`.
pub const OUTBOX: usize = common::COUNT;
/// Place of `election-timeout`.
pub const ELECTION_TIMEOUT: usize = common::COUNT + 1;
/// Place of `accept-timeout`.
pub const ACCEPT_TIMEOUT: usize = common::COUNT + 2;
/// Place of `nominate-timeout`.
pub const NOMINATE_TIMEOUT: usize = common::COUNT + 3;
/// Place of `answer-timeout`.
pub const ANSWER_TIMEOUT: usize = common::COUNT + 4;
/// Place of `first-hint`.
pub const FIRST_HINT: usize = common::COUNT + 5;

/// It votes, and hands requests on.
pub const FOLLOWER: RoleSpec = role("follower", RoleTone::Follow, false);
/// It was nominated.
pub const CANDIDATE: RoleSpec = role("candidate", RoleTone::Stand, false);
/// It leads.
pub const LEADER: RoleSpec = role("leader", RoleTone::Lead, true);

const KINDS: &[KindSpec] = &[
    kind(
        "leader",
        Tone::Client,
        "A client wants the receiver to lead.",
    ),
    kind(
        "prepare",
        Tone::Ask,
        "A nominee asks for a promise to take part in no lower ballot.",
    ),
    kind(
        "promise",
        Tone::Agree,
        "A server promises, and says what it has accepted.",
    ),
    kind(
        "refuse",
        Tone::Refuse,
        "A server says no: it has promised a higher ballot, or decided more slots.",
    ),
    kind("i-am-leader", Tone::Gossip, "A server leads from now on."),
    kind(
        "request",
        Tone::Client,
        "A client asks for something, or a server hands that on.",
    ),
    kind("accept", Tone::Offer, "The leader asks to accept a block."),
    kind("accepted", Tone::Agree, "A server has accepted a block."),
    kind("answer", Tone::Client, "A client is answered."),
    kind(
        "nomination",
        Tone::Client,
        "A client is told whether its nominee leads.",
    ),
    kind(
        "fetch",
        Tone::Ask,
        "A server asks for decided slots that it lacks.",
    ),
    kind(
        "blocks",
        Tone::Repair,
        "Decided blocks that the receiver lacks.",
    ),
];

const fn patience(
    name: &'static str,
    scope: Scope,
    seconds: u64,
    sentence: &'static str,
) -> OptionSpec {
    OptionSpec {
        name,
        scope,
        unit: Unit::Span(Span(1), Span::MAX),
        default: Value::Span(Span::seconds(seconds)),
        header: false,
        sentence,
    }
}

const OPTIONS: &[OptionSpec] = &[
    common::latency(Span::ZERO, Span::ZERO),
    common::loss(),
    common::duplication(),
    common::order("free"),
    common::balance(100),
    common::no_confirmations(),
    common::calm_span(),
    OptionSpec {
        name: "outbox",
        scope: Scope::Nodes,
        unit: Unit::Range(Span::ZERO, Span::MAX),
        default: Value::Range(Span::seconds(2), Span::seconds(2)),
        header: false,
        sentence: "How long what a server sends waits in its memory before it leaves; drawn each time.",
    },
    patience(
        "election-timeout",
        Scope::Nodes,
        6,
        "How long a nominee waits for a majority of promises, and others hold what waits for a leader.",
    ),
    patience(
        "accept-timeout",
        Scope::Nodes,
        6,
        "How long a leader waits for a majority of accepts before it leads no more.",
    ),
    patience(
        "nominate-timeout",
        Scope::Clients,
        10,
        "How long a client waits for the result of a nomination.",
    ),
    patience(
        "answer-timeout",
        Scope::Clients,
        12,
        "How long a client waits for an answer before it goes to the next server.",
    ),
    OptionSpec {
        name: "first-hint",
        scope: Scope::Nodes,
        unit: Unit::Node,
        default: Value::Node(Some(NodeId::FIRST)),
        header: false,
        sentence: "Whom a server takes for the leader before it has heard of any.",
    },
];

/// What Multi-Paxos says of itself.
pub static ABOUT: About = About {
    id: "multi-paxos",
    name: "Multi-Paxos",
    tagline: "a store by a stable leader",
    prose: &[
        "Clients nominate a server. It asks everybody for a promise once; with a majority of promises it leads, and orders one request after another.",
        "Each request gets a slot: a block with a nonce, on top of the slot before it. A block that a majority has accepted is decided and never changes.",
        "Whoever leads next first offers again what was accepted and not decided. A table of the last answers keeps repeated requests from being ordered twice.",
        "What a server sends waits in its outbox, in memory, for two seconds. A crash takes the outbox with it.",
    ],
    citation: "Lamport, Paxos Made Simple (2001), sections 2 and 3; server.py and client.py of the Paxos block chain, with the required rule set of its description",
    leaves_out: &[
        "Text over UDP: what broke when values held a dash, or were evaluated on receipt.",
        "Threads: a server handles one message after another.",
        "Snapshots: a server that comes up replays all decided slots.",
        "The speed of disks: a write takes no time.",
    ],
    nodes: (1, 50),
    default_nodes: 3,
    default_clients: 1,
    kinds: KINDS,
    timers: &[
        timer("outbox", "sends in", true),
        timer("election", "gives up in", false),
        timer("accept", "steps down in", false),
        timer("ask", "asks again in", true),
        timer("nominate", "gives up in", true),
        timer("answer", "gives up in", true),
    ],
    roles: &[FOLLOWER, CANDIDATE, LEADER],
    options: OPTIONS,
    rules: rules::ALL,
    properties: PROPERTIES,
    facts: &["ballot", "hint", "tentative"],
    quirks: QUIRKS,
    power: |up, nodes| match up > nodes / 2 {
        true => "can decide",
        false => "no quorum",
    },
    health: |_, _| None,
    simpler: |_, _| None,
    accepts: &[
        TransactionKind::Put,
        TransactionKind::Get,
        TransactionKind::Transfer,
    ],
    weather: &[
        "set outbox 10ms..50ms",
        "set election-timeout 2s",
        "set accept-timeout 2s",
        "set nominate-timeout 3s",
        "set answer-timeout 4s",
    ],
    calm: &[],
    terms: terms::ALL,
    forks: false,
    depth: Depth::Blocks,
    gossips: false,
    lottery: false,
    explorer: None,
    hostile: |_, _, _| Vec::new(),
};

/// A run that stands at step 0.
pub fn open(setup: Setup) -> Box<dyn Simulation> {
    let checkers = checkers();
    Box::new(Timeline::<MultiPaxos>::new(
        setup,
        Parts { checkers, suggest },
    ))
}
