//! What proof of stake says of itself.

use super::health::health;
use super::properties::{PROPERTIES, QUIRKS, checkers};
use super::suggest::suggest;
use super::{ProofOfStake, card, hostile, rules, terms};
use crate::about::{
    About, Depth, Explorer, KindSpec, OptionSpec, RoleSpec, RoleTone, Scope, Tone, Unit, Value,
    common,
};
use crate::ledger::TransactionKind;
use crate::protocols::specs::{kind, role, timer};
use crate::simulation::{Setup, Simulation};
use crate::timeline::{Parts, Timeline};
use crate::units::Span;

/// Place of `pool-threshold`.
pub const POOL_THRESHOLD: usize = common::COUNT;
/// Place of `discovery-period`.
pub const DISCOVERY_PERIOD: usize = common::COUNT + 1;
/// Place of `redraw`.
pub const REDRAW: usize = common::COUNT + 2;
/// Place of `double-sign`.
pub const DOUBLE_SIGN: usize = common::COUNT + 3;

/// Its account is drawn: it may make the next block.
pub const FORGING: RoleSpec = role("forging", RoleTone::Work, true);
/// Another one is drawn, and nothing is to be forged yet.
pub const VALIDATING: RoleSpec = role("validating", RoleTone::Follow, false);
/// Its pool holds enough, and it waits for the block of the one who is drawn.
pub const WAITING: RoleSpec = role("waiting", RoleTone::Wait, false);

const KINDS: &[KindSpec] = &[
    kind(
        "discovery",
        Tone::Gossip,
        "A node tells how far it is, and how much waits at it.",
    ),
    kind(
        "transaction",
        Tone::Gossip,
        "A signed transaction that is new to its sender.",
    ),
    kind(
        "block",
        Tone::Decide,
        "A block that is new to its sender, or evidence.",
    ),
    kind(
        "ask-chain",
        Tone::Ask,
        "A node asks for the blocks that it lacks.",
    ),
    kind("chain", Tone::Repair, "The blocks that the asker lacks."),
    kind("ask-pool", Tone::Ask, "A node asks what waits for a block."),
    kind("pool", Tone::Repair, "The transactions that wait."),
];

const OPTIONS: &[OptionSpec] = &[
    common::latency(Span::millis(50), Span::millis(50)),
    common::loss(),
    common::duplication(),
    common::order("fifo"),
    common::balance(0),
    common::no_confirmations(),
    common::calm_span(),
    OptionSpec {
        name: "pool-threshold",
        scope: Scope::Nodes,
        unit: Unit::Whole(1, 1000),
        default: Value::Whole(2),
        header: false,
        sentence: "How many transactions must wait before a block is forged.",
    },
    OptionSpec {
        name: "discovery-period",
        scope: Scope::Nodes,
        unit: Unit::Span(Span::millis(1), Span::MAX),
        default: Value::Span(Span::seconds(10)),
        header: false,
        sentence: "How often a node tells all others how far it is.",
    },
    OptionSpec {
        name: "redraw",
        scope: Scope::Nodes,
        unit: Unit::SpanOr(Span::millis(1), Span::MAX, "off"),
        default: Value::Word("off"),
        header: false,
        sentence: "How long everybody waits for the forger before they draw another one. Off, they wait for ever; on, both sides of a cut may go on, each with a chain of its own.",
    },
    OptionSpec {
        name: "double-sign",
        scope: Scope::Nodes,
        unit: Unit::Word(&["on", "off"]),
        default: Value::Word("off"),
        header: false,
        sentence: "Whether a node that forges cheats: it signs two blocks of one height and tells each half of the others of another one.",
    },
];

/// What proof of stake says of itself.
pub static ABOUT: About = About {
    id: "proof-of-stake",
    name: "Proof of stake",
    tagline: "a lottery over stakes",
    prose: &[
        "Nodes tell each other of signed transactions. When two wait, everybody draws a lottery that follows from the last block and the stakes; only the winner forges the next block.",
        "Each staked coin is one ticket, so whoever has staked more wins more often. Nobody is asked who has won: everybody works it out, and checks it of every block.",
        "A block is final at once. If the winner is asleep, all wait for it; nobody else's block would be accepted.",
        "To sign two blocks of one height costs a forger nothing. But it leaves evidence: two signatures of one key.",
    ],
    citation: "rafrasenberg/proof-of-stake-blockchain at afe7ec4, after a course of L. Hubl, with the required rules of its description; Ed25519: RFC 8032",
    leaves_out: &[
        "RSA: the source signs with RSA keys of 2048 bits; here keys and signatures are Ed25519, which are short, fast and the same in every run.",
        "Fractions: the source hashes times as fractions of seconds; here they are whole milliseconds, and amounts are whole numbers.",
        "Identities of transactions: the source draws them at random; here a request is known by who asked and the number of it.",
        "Secrets: the keys of a run follow from its seed, and any console signs for any account. Private keys are never shown or sent.",
        "Connections: the source makes and mends them and tells of addresses; here everybody knows everybody, and links last.",
        "Rewards, fees, punishment and a way to take a stake back: the source has none either.",
        "A disk: the source keeps nothing but keys. Here a node keeps the blocks that it signed besides, so that it signs no others.",
    ],
    nodes: (1, 200),
    default_nodes: 3,
    default_clients: 0,
    kinds: KINDS,
    timers: &[
        timer("discovery", "tells how far it is in", true),
        timer("redraw", "draws again in", false),
    ],
    roles: &[FORGING, VALIDATING, WAITING],
    options: OPTIONS,
    rules: rules::ALL,
    properties: PROPERTIES,
    facts: &[
        "forger", "pool", "attempt", "stakes", "refused", "evidence", "signed",
    ],
    quirks: QUIRKS,
    power: |_, _| "can forge only if the one who is drawn is here",
    health,
    simpler: |_, _| None,
    accepts: &[
        TransactionKind::Transfer,
        TransactionKind::Faucet,
        TransactionKind::Stake,
    ],
    weather: &["set balance 60", "set discovery-period 3s"],
    calm: CALM,
    terms: terms::ALL,
    forks: false,
    depth: Depth::Blocks,
    gossips: false,
    lottery: true,
    explorer: Some(Explorer {
        title: "Proof of stake",
        genesis: card::genesis,
        card: card::of,
        unreachable: "The node does not answer.",
    }),
    hostile: hostile::lines,
};

/// After a storm a few transactions may wait, too few for a block: so each one is enough, and some more come.
const CALM: &[&str] = &[
    "set pool-threshold 1",
    "later submit n1 faucet n1 1 after 60s",
    "later submit n2 faucet n2 1 after 80s",
    "later submit n3 faucet n3 1 after 100s",
];

/// A run that stands at step 0.
pub fn open(setup: Setup) -> Box<dyn Simulation> {
    let checkers = checkers();
    Box::new(Timeline::<ProofOfStake>::new(
        setup,
        Parts { checkers, suggest },
    ))
}
