//! What a system says of itself: the names that scripts, pages and lists rely on, and the sentences around them.
//! Everything here is static data; `VOCABULARY` tests compare it with the promised names.
//!
//! ```
//! use synod_core::about::Expectation;
//! use synod_core::protocols::benmo::ABOUT;
//!
//! assert_eq!((ABOUT.id, ABOUT.default_nodes), ("benmo", 5));
//! assert_eq!(ABOUT.kinds[ABOUT.kind("prepare").expect("a kind of Benmo")].name, "prepare");
//! assert_eq!(ABOUT.leading_role().expect("Benmo has leaders").name, "leading");
//! assert_eq!(ABOUT.property("agreement").expect("it is promised").expectation, Expectation::Always);
//! assert_eq!([2, 3].map(|up| (ABOUT.power)(up, 5)), ["cannot decide", "can decide"]);
//! assert!(ABOUT.quirks.iter().any(|quirk| quirk.id == "B1"), "what the source does wrong can be switched on");
//! ```

pub mod common;
mod few;

use std::fmt;

use crate::glossary::Term;
use crate::ledger::{Block, TransactionKind};
use crate::rule::Rule;
use crate::settings::Settings;
use crate::units::{NODES_MAX, NodeId, Ratio, Span};
use crate::view::{Health, LinkView, NodeGlance};

pub use few::{FEW, FewNodes};

/// A system of the catalogue.
#[derive(Debug)]
pub struct About {
    /// Its id in scripts: `benmo`.
    pub id: &'static str,
    /// Its name: `Benmo`.
    pub name: &'static str,
    /// What it is, in three words.
    pub tagline: &'static str,
    /// What it does, a paragraph each.
    pub prose: &'static [&'static str],
    /// Where it comes from.
    pub citation: &'static str,
    /// What is simplified, a sentence each.
    pub leaves_out: &'static [&'static str],
    /// Least and most nodes.
    pub nodes: (u16, u16),
    /// Nodes when the script does not say.
    pub default_nodes: u16,
    /// Clients when the script does not say.
    pub default_clients: u16,
    /// Kinds of message, in the order of [`Kind::index`](crate::node::Kind::index).
    pub kinds: &'static [KindSpec],
    /// Timers, in the order of [`Name::index`](crate::node::Name::index).
    pub timers: &'static [TimerSpec],
    /// Roles of a node that is up.
    pub roles: &'static [RoleSpec],
    /// Options; the first ones are those of [`common`], in its order.
    pub options: &'static [OptionSpec],
    /// Rules, each citable by a handler.
    pub rules: &'static [&'static Rule],
    /// Properties, in the order of the lamps.
    pub properties: &'static [PropertySpec],
    /// Facts that `expect fact` may ask for.
    pub facts: &'static [&'static str],
    /// Named defects of the source that can be switched on.
    pub quirks: &'static [QuirkSpec],
    /// What so many nodes that are up can do, of so many in all, while they reach nobody else; empty for nothing.
    pub power: fn(usize, usize) -> &'static str,
    /// What the roles and states of all nodes together mean, with the links that are not open, where the system can be in
    /// a good and in a bad way.
    pub health: fn(&[NodeGlance], &[LinkView]) -> Option<Health>,
    /// What of a run of so many nodes is simpler than the real thing, in a few words: it stands on the stage.
    pub simpler: fn(&Settings, u16) -> Option<&'static str>,
    /// Transactions that it takes.
    pub accepts: &'static [TransactionKind],
    /// Header lines of its storms: what makes much happen in little time.
    pub weather: &'static [&'static str],
    /// Lines of the calm after a storm: what lets it settle.
    pub calm: &'static [&'static str],
    /// Words of its captions and rules that a newcomer may not know.
    pub terms: &'static [Term],
    /// Whether chains may differ for a while though everybody does what is required.
    pub forks: bool,
    /// What the depth of a block counts, by which its chains are compared.
    pub depth: Depth,
    /// Whether nodes speak to some neighbours only, each to its own: see [`Node::neighbours`](crate::node::Node::neighbours).
    pub gossips: bool,
    /// Whether a lottery over stakes decides who makes blocks: see [`NodeView::lottery`](crate::view::NodeView::lottery).
    pub lottery: bool,
    /// How the source's own page shows blocks, where it has one.
    pub explorer: Option<Explorer>,
    /// What its storms do besides, as lines of script that no honest node or user would enter: of a run with this seed and so
    /// many nodes, by a number that was drawn.
    pub hostile: fn(u64, u64, u64) -> Vec<String>,
}

/// How the source's own page shows the blocks of a node.
#[derive(Clone, Copy, Debug)]
pub struct Explorer {
    /// What stands above them.
    pub title: &'static str,
    /// Genesis as the page shows it, if it does; no chain holds it.
    pub genesis: fn() -> Option<Card>,
    /// Any other block as the page shows it.
    pub card: fn(&Block) -> Card,
    /// What the page says where the node does not answer.
    pub unreachable: &'static str,
}

/// A block as a source's page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// Its heading: `Block 3`.
    pub heading: String,
    /// What stands below: labels, empty where the page has none, and texts.
    pub fields: Vec<(&'static str, String)>,
}

/// What the depth of a block counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// The blocks up to it: its height.
    Blocks,
    /// The transactions in it and in all blocks below it.
    Transactions,
}

impl About {
    /// A system of which nothing is said yet: what an author begins with, and changes where it is otherwise.
    pub const fn plain(id: &'static str, name: &'static str) -> Self {
        const IDLE: RoleSpec = RoleSpec {
            name: "idle",
            tone: RoleTone::Follow,
            leads: false,
        };
        const OPTIONS: &[OptionSpec] = &[
            common::latency(Span::millis(20), Span::millis(60)),
            common::loss(),
            common::duplication(),
            common::order("free"),
            common::balance(100),
            common::confirmations(1),
            common::calm_span(),
        ];
        Self {
            id,
            name,
            tagline: "",
            prose: &[],
            citation: "",
            leaves_out: &[],
            nodes: (1, NODES_MAX),
            default_nodes: 5,
            default_clients: 0,
            kinds: &[],
            timers: &[],
            roles: &[IDLE],
            options: OPTIONS,
            rules: &[],
            properties: &[],
            facts: &[],
            quirks: &[],
            power: |_, _| "",
            health: |_, _| None,
            simpler: |_, _| None,
            accepts: &[TransactionKind::Transfer],
            weather: &[],
            calm: &[],
            terms: &[],
            forks: false,
            depth: Depth::Blocks,
            gossips: false,
            lottery: false,
            explorer: None,
            hostile: |_, _, _| Vec::new(),
        }
    }

    /// The place of an option in [`About::options`].
    pub fn option(&self, name: &str) -> Option<usize> {
        self.options.iter().position(|option| option.name == name)
    }

    /// The place of a kind of message.
    pub fn kind(&self, name: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.name == name)
    }

    /// The property of this id.
    pub fn property(&self, id: &str) -> Option<&'static PropertySpec> {
        self.properties.iter().find(|property| property.id == id)
    }

    /// The role of a node that leads, where the system has one.
    pub fn leading_role(&self) -> Option<&'static RoleSpec> {
        self.roles.iter().find(|role| role.leads)
    }

    /// The place of a rule in [`About::rules`].
    pub fn rule(&self, rule: &Rule) -> usize {
        // Nearly always it is the very rule of the list, so that no texts need be compared.
        let itself = |known: &&Rule| std::ptr::eq(*known, rule);
        let by_id = || self.rules.iter().position(|known| known.id == rule.id);
        let place = self.rules.iter().position(itself);
        place
            .or_else(by_id)
            .expect("a handler cites only rules that its system lists")
    }
}

/// What a message does, whatever its protocol: decides its shape on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tone {
    /// Asks for a promise, a vote, blocks.
    Ask,
    /// Agrees.
    Agree,
    /// Refuses.
    Refuse,
    /// Offers a value or block.
    Offer,
    /// Announces a decision.
    Decide,
    /// Repairs a gap.
    Repair,
    /// Spreads news.
    Gossip,
    /// A client's request or its answer.
    Client,
}

/// A kind of message.
#[derive(Debug)]
pub struct KindSpec {
    /// Its name in scripts.
    pub name: &'static str,
    /// What it does.
    pub tone: Tone,
    /// What it says, in one sentence.
    pub sentence: &'static str,
}

/// A timer.
#[derive(Debug)]
pub struct TimerSpec {
    /// Its name in scripts.
    pub name: &'static str,
    /// What happens when it fires, before the time: `leads in`.
    pub words: &'static str,
    /// Whether it is housekeeping: pending nearly always, and no news on the stage. The inspector shows it.
    pub quiet: bool,
}

/// What a role looks like, whatever its protocol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoleTone {
    /// Follows: no glyph.
    Follow,
    /// Stands for leadership: an open triangle.
    Stand,
    /// Leads: a crown.
    Lead,
    /// Works on a block: a pick.
    Work,
    /// Waits for somebody: an hourglass.
    Wait,
    /// Eagerness of one to three chevrons.
    Eager(u8),
}

/// A role.
#[derive(PartialEq, Eq, Debug)]
pub struct RoleSpec {
    /// Its name in scripts and on the stage.
    pub name: &'static str,
    /// What it looks like.
    pub tone: RoleTone,
    /// Whether this is the role that the vocabulary calls leader.
    pub leads: bool,
}

/// What a property expects of a run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Expectation {
    /// Holds after every step.
    Always,
    /// Is worth seeing once; what makes a safety check mean something.
    Sometimes,
    /// Comes true once the network is calm.
    Eventually,
    /// Is counted, and never judged.
    Statistical,
}

/// A property.
#[derive(Debug)]
pub struct PropertySpec {
    /// Its id in scripts: `agreement`.
    pub id: &'static str,
    /// Its name on a lamp: `Agreement`.
    pub name: &'static str,
    /// What it expects.
    pub expectation: Expectation,
    /// What it means, as one sentence.
    pub sentence: &'static str,
    /// Who promises it.
    pub citation: &'static str,
}

/// A defect of the source that can be switched on.
#[derive(Debug)]
pub struct QuirkSpec {
    /// Its id: `B1`.
    pub id: &'static str,
    /// Its phrase, as printed: `accept-ignores-promise`.
    pub phrase: &'static str,
    /// What it does wrong, as one sentence.
    pub sentence: &'static str,
}

/// The value of an option.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// A length of time.
    Span(Span),
    /// A uniform range of lengths of time, both ends included.
    Range(Span, Span),
    /// A share.
    Ratio(Ratio),
    /// A whole number.
    Whole(i64),
    /// One of the words of the option's unit.
    Word(&'static str),
    /// A node, or none.
    Node(Option<NodeId>),
    /// A few nodes.
    Nodes(FewNodes),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Span(span) => span.fmt(f),
            Self::Range(from, to) if from == to => from.fmt(f),
            Self::Range(from, to) => write!(f, "{from}..{to}"),
            Self::Ratio(ratio) => ratio.fmt(f),
            Self::Whole(number) => number.fmt(f),
            Self::Word(word) => f.write_str(word),
            Self::Node(Some(id)) => id.fmt(f),
            Self::Node(None) => f.write_str("none"),
            Self::Nodes(few) => few.fmt(f),
        }
    }
}

/// What an option's value may be; every bound is included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A length of time.
    Span(Span, Span),
    /// A range of lengths of time, both within these.
    Range(Span, Span),
    /// A length of time, or the word.
    SpanOr(Span, Span, &'static str),
    /// A share between these.
    Ratio(Ratio, Ratio),
    /// A share between these, or the word.
    RatioOr(Ratio, Ratio, &'static str),
    /// A whole number between these.
    Whole(i64, i64),
    /// A whole number between these, or the word.
    WholeOr(i64, i64, &'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A node or `none`.
    Node,
    /// One to [`FEW`] nodes, or one of these words.
    Nodes(&'static [&'static str]),
}

/// Whose option it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// Of the bus: for all messages, one kind, one link, or one kind on one link.
    Network,
    /// Of nodes: for all, or for some.
    Nodes,
    /// Of clients: for all, or for some.
    Clients,
    /// Of the whole run.
    Run,
}

/// An option.
#[derive(Debug)]
pub struct OptionSpec {
    /// Its name in scripts.
    pub name: &'static str,
    /// Whose it is.
    pub scope: Scope,
    /// What it may be.
    pub unit: Unit,
    /// What it is when nothing is said.
    pub default: Value,
    /// Whether it can be set in the header only.
    pub header: bool,
    /// What it does, as one sentence.
    pub sentence: &'static str,
}
