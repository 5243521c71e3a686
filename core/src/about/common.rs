//! The options that every system has, and their places in [`About::options`](super::About::options).

use super::{OptionSpec, Ratio, Scope, Span, Unit, Value};

/// Place of `latency`.
pub const LATENCY: usize = 0;
/// Place of `loss`.
pub const LOSS: usize = 1;
/// Place of `duplication`.
pub const DUPLICATION: usize = 2;
/// Place of `order`.
pub const ORDER: usize = 3;
/// Place of `balance`.
pub const BALANCE: usize = 4;
/// Place of `confirmations`.
pub const CONFIRMATIONS: usize = 5;
/// Place of `calm-span`.
pub const CALM_SPAN: usize = 6;
/// How many there are: the place of a system's first own option.
pub const COUNT: usize = 7;

/// The most that an account may hold at genesis: a thousand of them stay below 2^53.
pub const BALANCE_MAX: i64 = 1_000_000_000_000;

/// How long a message flies.
pub const fn latency(from: Span, to: Span) -> OptionSpec {
    OptionSpec {
        name: "latency",
        scope: Scope::Network,
        unit: Unit::Range(Span::ZERO, Span::MAX),
        default: Value::Range(from, to),
        header: false,
        sentence: "How long a message flies; drawn for each message.",
    }
}

/// The share of messages that the bus loses.
pub const fn loss() -> OptionSpec {
    share("loss", "The share of messages that are lost on their way.")
}

/// The share of messages that arrive twice.
pub const fn duplication() -> OptionSpec {
    share("duplication", "The share of messages that arrive twice.")
}

const fn share(name: &'static str, sentence: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        scope: Scope::Network,
        unit: Unit::Ratio(Ratio::percent(0), Ratio::percent(100)),
        default: Value::Ratio(Ratio::percent(0)),
        header: false,
        sentence,
    }
}

/// Whether a link keeps the order of its messages.
pub const fn order(word: &'static str) -> OptionSpec {
    OptionSpec {
        name: "order",
        scope: Scope::Network,
        unit: Unit::Word(&["fifo", "free"]),
        default: Value::Word(word),
        header: false,
        sentence: "Whether a link delivers in the order of sending, or lets messages overtake.",
    }
}

/// What the account of each node holds at genesis.
pub const fn balance(amount: i64) -> OptionSpec {
    OptionSpec {
        name: "balance",
        scope: Scope::Nodes,
        unit: Unit::Whole(0, BALANCE_MAX),
        default: Value::Whole(amount),
        header: true,
        sentence: "What the account of each node holds at genesis.",
    }
}

/// How deep a block must lie before a client calls it final, in a system where what is decided never changes.
pub const fn no_confirmations() -> OptionSpec {
    OptionSpec {
        sentence: "What is decided here is final at once: however many blocks its asker waits for, one is enough.",
        ..confirmations(1)
    }
}

/// How deep a block must lie before a client calls it final.
pub const fn confirmations(count: i64) -> OptionSpec {
    OptionSpec {
        name: "confirmations",
        scope: Scope::Clients,
        unit: Unit::Whole(1, 1000),
        default: Value::Whole(count),
        header: false,
        sentence: "How many blocks deep a request must lie before its asker calls it committed.",
    }
}

/// How long a calm period must last before `Eventually` is judged.
pub const fn calm_span() -> OptionSpec {
    OptionSpec {
        name: "calm-span",
        scope: Scope::Run,
        unit: Unit::Span(Span::ZERO, Span::MAX),
        default: Value::Span(Span::seconds(60)),
        header: false,
        sentence: "How long nothing must be severed, held, paused, down or lossy before what must come true is judged.",
    }
}
