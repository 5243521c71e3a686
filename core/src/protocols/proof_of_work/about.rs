//! What proof of work says of itself.

use super::attack::Attack;
use super::properties::{PROPERTIES, QUIRKS, checkers};
use super::suggest::suggest;
use super::{Law, ProofOfWork, explorer, rules, terms};
use crate::about::{
    About, Depth, KindSpec, OptionSpec, RoleSpec, RoleTone, Scope, TimerSpec, Tone, Unit, Value,
    common,
};
use crate::ledger::{Puzzle, TransactionKind};
use crate::node::Facts;
use crate::settings::Settings;
use crate::simulation::{Setup, Simulation};
use crate::timeline::{Parts, Timeline};
use crate::units::Span;

/// Place of `difficulty`.
pub const DIFFICULTY: usize = common::COUNT;
/// Place of `puzzle`.
pub const PUZZLE: usize = common::COUNT + 1;
/// Place of `fork-choice`.
pub const FORK_CHOICE: usize = common::COUNT + 2;
/// Place of `hash-power`.
pub const HASH_POWER: usize = common::COUNT + 3;
/// Place of `mining`.
pub const MINING: usize = common::COUNT + 4;
/// Place of `neighbours`.
pub const NEIGHBOURS: usize = common::COUNT + 5;
/// Place of `gossip-period`.
pub const GOSSIP_PERIOD: usize = common::COUNT + 6;
/// Place of `chain-period`.
pub const CHAIN_PERIOD: usize = common::COUNT + 7;
/// Place of `data-period`.
pub const DATA_PERIOD: usize = common::COUNT + 8;
/// Place of `backup-period`.
pub const BACKUP_PERIOD: usize = common::COUNT + 9;
/// Place of `attack`.
pub const ATTACK: usize = common::COUNT + 10;
/// Place of `empty-blocks`.
pub const EMPTY_BLOCKS: usize = common::COUNT + 11;
/// Place of `block-time`.
pub const BLOCK_TIME: usize = common::COUNT + 12;

/// Up to so many miners really make their attempts, unless it is said otherwise.
const REAL_MAX: u16 = 16;

/// It looks for a block.
pub const MINING_ROLE: RoleSpec = RoleSpec {
    name: "mining",
    tone: RoleTone::Work,
    leads: false,
};
/// It has nothing to look for, or no power.
pub const IDLE: RoleSpec = RoleSpec {
    name: "idle",
    tone: RoleTone::Follow,
    leads: false,
};

const fn kind(name: &'static str, tone: Tone, sentence: &'static str) -> KindSpec {
    KindSpec {
        name,
        tone,
        sentence,
    }
}

const KINDS: &[KindSpec] = &[
    kind(
        "get-neighbours",
        Tone::Ask,
        "A miner asks whom another knows.",
    ),
    kind("neighbours", Tone::Gossip, "Whom a miner knows."),
    kind(
        "get-chain",
        Tone::Ask,
        "A miner asks for the whole chain of another.",
    ),
    kind("chain", Tone::Offer, "The whole chain of a miner."),
    kind("get-data", Tone::Ask, "A miner asks what waits at another."),
    kind("data", Tone::Gossip, "What waits at a miner."),
    kind("add", Tone::Client, "Somebody adds a message."),
    kind("answer", Tone::Client, "What a miner says to that."),
];

const fn period(name: &'static str, seconds: u64, sentence: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        scope: Scope::Nodes,
        unit: Unit::Span(Span::millis(1), Span::MAX),
        default: Value::Span(Span::seconds(seconds)),
        header: false,
        sentence,
    }
}

const fn word(
    name: &'static str,
    scope: Scope,
    words: &'static [&'static str],
    header: bool,
    sentence: &'static str,
) -> OptionSpec {
    OptionSpec {
        name,
        scope,
        unit: Unit::Word(words),
        default: Value::Word(words[0]),
        header,
        sentence,
    }
}

const OPTIONS: &[OptionSpec] = &[
    common::latency(Span::millis(50), Span::millis(50)),
    common::loss(),
    common::duplication(),
    common::order("free"),
    common::balance(100),
    common::confirmations(6),
    common::calm_span(),
    OptionSpec {
        name: "difficulty",
        scope: Scope::Nodes,
        unit: Unit::WholeOr(1, 40, "by-puzzle"),
        default: Value::Word("by-puzzle"),
        header: true,
        sentence: "How many zeros a miner asks of every block: 15 leading bits where nothing is said, 4 trailing hex digits with the puzzle of the source.",
    },
    word(
        "puzzle",
        Scope::Run,
        &["header", "original"],
        true,
        "What is hashed: a header with the content and the block below, or the proof before and the new one, as in the source.",
    ),
    word(
        "fork-choice",
        Scope::Run,
        &["length", "work"],
        true,
        "Which chain is better: the longer one, or the one with more work.",
    ),
    OptionSpec {
        name: "hash-power",
        scope: Scope::Nodes,
        unit: Unit::Whole(0, 1_000_000_000),
        default: Value::Whole(1000),
        header: false,
        sentence: "How many attempts a miner makes in a virtual second; with 0 it never mines.",
    },
    word(
        "mining",
        Scope::Run,
        &["by-size", "real", "sampled"],
        true,
        "Whether all attempts are made, or their number is drawn and only 8 zero bits are really looked for: real up to 16 miners, where nothing is said.",
    ),
    OptionSpec {
        name: "neighbours",
        scope: Scope::Nodes,
        unit: Unit::Nodes(&["ring", "drawn"]),
        default: Value::Word("ring"),
        header: false,
        sentence: "Whom a miner knows when it starts: the next one in the ring, that one and two that it draws, or those named.",
    },
    period(
        "gossip-period",
        20,
        "How often a miner asks its neighbours whom they know.",
    ),
    period(
        "chain-period",
        10,
        "How often a miner asks its neighbours for their chains.",
    ),
    period(
        "data-period",
        5,
        "How often a miner asks its neighbours what waits at them.",
    ),
    period(
        "backup-period",
        30,
        "How often a miner writes its chain to its disk.",
    ),
    word(
        "attack",
        Scope::Nodes,
        &["none", "withhold", "double-spend"],
        false,
        "What a miner does that is not honest: keep its blocks to itself, or undo a payment from its own account.",
    ),
    word(
        "empty-blocks",
        Scope::Nodes,
        &["off", "on"],
        false,
        "Whether a miner also looks for blocks when nothing waits.",
    ),
    OptionSpec {
        name: "block-time",
        scope: Scope::Run,
        unit: Unit::SpanOr(Span::millis(1), Span::MAX, "off"),
        default: Value::Word("off"),
        header: true,
        sentence: "How far apart blocks should be: every 8 blocks the difficulty moves by one if they are twice as fast or slow.",
    },
];

const fn timer(name: &'static str, words: &'static str, quiet: bool) -> TimerSpec {
    TimerSpec { name, words, quiet }
}

/// What proof of work says of itself.
pub static ABOUT: About = About {
    id: "proof-of-work",
    name: "Proof of work",
    tagline: "the longest chain wins",
    prose: &[
        "Every miner looks for blocks by itself. A block costs work: attempts until a hash has enough zeros.",
        "Nobody is told of a block. Miners ask their neighbours for whole chains, and replace their own by one that is longer and valid.",
        "So chains fork, and nothing is ever decided. A block is final for whoever waits until enough others lie on top of it.",
        "A partition stops nobody. Both sides go on, and when it ends one of them takes back what it had called final.",
    ],
    citation: "Nakamoto, Bitcoin: a peer-to-peer electronic cash system (2008); the program blockchain of se-jaeger at b5d2ffb, with the required rules of its description; Eyal, Sirer, Majority is not enough (2014)",
    leaves_out: &[
        "Attempts, where mining is sampled, as it is above 16 miners: how many it takes is drawn, and only 8 zero bits are really looked for.",
        "Rewards: a block brings its miner nothing. Charts count blocks instead.",
        "Signatures: whoever enters a transfer may take from any account.",
        "Stopping in order: miners are killed here, so that the file which the source writes then is not.",
        "Merkle trees: a header has the hash of the whole text of its block.",
        "The date of genesis: all miners share one, which no chain holds.",
        "Connections: a question to a miner that is down is lost, and so is the time until the next one.",
        "The log file of the source: the event log stands for it.",
    ],
    nodes: (1, 1000),
    default_nodes: 3,
    default_clients: 0,
    kinds: KINDS,
    timers: &[
        timer("gossip", "asks for neighbours in", true),
        timer("chain", "asks in", false),
        timer("data", "asks for messages in", true),
        timer("backup", "writes to disk in", true),
        timer("mine", "goes on mining in", true),
    ],
    roles: &[MINING_ROLE, IDLE],
    options: OPTIONS,
    rules: rules::ALL,
    properties: PROPERTIES,
    facts: &[
        "neighbours",
        "difficulty",
        "pool",
        "attempts",
        "search",
        "work",
        "final",
        "mined",
        "reorganisation",
        "hidden",
        "valid",
        "file",
        "hash-file",
        "backups",
    ],
    quirks: QUIRKS,
    power: |_, _| "goes on mining",
    health: |_, _| None,
    simpler,
    accepts: &[TransactionKind::Note, TransactionKind::Transfer],
    // Blocks come as often as faults do, and are final soon, so that much is taken back.
    weather: &[
        "set difficulty 4",
        "set hash-power 3",
        "set confirmations 2",
    ],
    calm: CALM,
    terms: terms::ALL,
    forks: true,
    depth: Depth::Blocks,
    gossips: true,
    explorer: Some(explorer::EXPLORER),
    lottery: false,
    hostile: |_, _, _| Vec::new(),
};

/// The last blocks of a chain are never final by themselves, so that some more messages are added; and an equal fork waits for
/// the next block.
const CALM: &[&str] = &[
    "later submit n1 note \"calm 1\" after 60s",
    "later submit n2 note \"calm 2\" after 150s",
    "later submit n3 note \"calm 3\" after 240s",
    "later submit n1 note \"calm 4\" after 330s",
];

/// A run that stands at step 0.
pub fn open(setup: Setup) -> Box<dyn Simulation> {
    let checkers = checkers();
    Box::new(Timeline::<ProofOfWork>::new(
        setup,
        Parts { checkers, suggest },
    ))
}

/// The difficulty that a miner asks for.
pub fn difficulty(facts: &Facts) -> u32 {
    match (facts.value(DIFFICULTY), law(facts).puzzle) {
        (Value::Whole(number), _) => u32::try_from(number).unwrap_or(1),
        (_, Puzzle::Header) => 15,
        (_, Puzzle::Original) => 4,
    }
}

/// What all miners of the run judge chains by.
pub fn law(facts: &Facts) -> Law {
    let settings = facts.settings;
    // S7: the puzzle of the source.
    let is_original =
        settings.of_run(PUZZLE) == Value::Word("original") || facts.quirk("content-unprotected");
    Law {
        puzzle: if is_original {
            Puzzle::Original
        } else {
            Puzzle::Header
        },
        sampled: is_sampled(settings, facts.nodes),
        block_time: match settings.of_run(BLOCK_TIME) {
            Value::Span(span) => Some(span),
            _ => None,
        },
    }
}

/// Whether the number of attempts is drawn.
fn is_sampled(settings: &Settings, nodes: u16) -> bool {
    match settings.of_run(MINING) {
        Value::Word("real") => false,
        Value::Word("sampled") => true,
        _ => nodes > REAL_MAX,
    }
}

/// Attempts that are drawn are named.
fn simpler(settings: &Settings, nodes: u16) -> Option<&'static str> {
    is_sampled(settings, nodes).then_some("mining is sampled: times are drawn, hashes are small")
}

/// Attempts a virtual second.
pub fn hash_power(facts: &Facts) -> u64 {
    u64::try_from(facts.whole(HASH_POWER)).unwrap_or(0)
}

/// Whether chains are compared by work, not by length.
pub fn by_work(facts: &Facts) -> bool {
    facts.settings.of_run(FORK_CHOICE) == Value::Word("work")
}

/// How many blocks, itself included, must lie on a block for those who ask at the miner's console.
pub fn confirmations(facts: &Facts) -> u64 {
    match facts.settings.of_run(common::CONFIRMATIONS) {
        Value::Whole(number) => u64::try_from(number).unwrap_or(1).max(1),
        _ => 1,
    }
}

/// Whether a miner looks for blocks though nothing waits.
pub fn mines_empty(facts: &Facts) -> bool {
    facts.value(EMPTY_BLOCKS) == Value::Word("on")
}

/// What a miner is up to.
pub fn attack(facts: &Facts) -> Attack {
    match facts.value(ATTACK) {
        Value::Word("withhold") => Attack::Withhold,
        Value::Word("double-spend") => Attack::DoubleSpend,
        _ => Attack::None,
    }
}
