//! Nodes as they may be drawn: at a glance for every node at every step, and in full when somebody looks.

use std::sync::Arc;

use crate::about::RoleSpec;
use crate::client::{Outcome, Phase};
use crate::ledger::{Account, Block, BlockHash, Chain, Literal};
use crate::phrase;
use crate::phrase::{Allegiance, Phrase};
use crate::units::{NodeId, Ratio, RequestId, Time};
use crate::view::{EvidenceView, LotteryView};

/// Whether a node or client is up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It handles what arrives.
    Up,
    /// It keeps its memory and handles nothing.
    Paused,
    /// It lost its memory; its disk stays.
    Down,
}

impl State {
    /// Its name in scripts and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Paused => "paused",
            Self::Down => "down",
        }
    }
}

/// What a node shows at a glance. Small and `Copy`, made for every node at every step that is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glance {
    /// Its role while it is up.
    pub role: &'static RoleSpec,
    /// Whose ballot or head it follows.
    pub allegiance: Option<Allegiance>,
    /// Whom it believes to lead.
    pub leader: Option<NodeId>,
    /// The hash of the last block of its own chain.
    pub tip: BlockHash,
    /// Blocks above genesis on its own chain.
    pub height: u64,
    /// How many of them are final.
    pub committed: u64,
    /// Its own requests that are not final yet.
    pub pending: u32,
}

/// A node on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeGlance {
    /// Which.
    pub id: NodeId,
    /// Whether it is up.
    pub state: State,
    /// What it shows. Of a node that is down: what its disk alone would show, and no role.
    pub glance: Glance,
    /// The pending timer that fires first, of those that are news on the stage.
    pub timer: Option<TimerView>,
    /// How fast its clock runs; 100 % unless skewed.
    pub rate: Ratio,
}

impl NodeGlance {
    /// The role's name as hooks show it; a node that is down has none.
    pub fn role(&self) -> &'static str {
        if self.state == State::Down {
            "none"
        } else {
            self.glance.role.name
        }
    }

    /// Whether it holds the leader's role now.
    pub fn leading(&self) -> bool {
        self.state != State::Down && self.glance.role.leads
    }
}

/// A pending timer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerView {
    /// Its name.
    pub name: &'static str,
    /// What happens when it fires, before the time: `leads in`.
    pub words: &'static str,
    /// When it was set.
    pub set: Time,
    /// When it fires; of a paused node: when it would have.
    pub due: Time,
}

/// Where a fact is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// In memory: lost in a crash.
    Memory,
    /// On disk: survives a crash.
    Disk,
}

/// Something that a node knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name; those that scripts may ask for stand in [`About::facts`](crate::about::About::facts).
    pub name: &'static str,
    /// Its value as a literal, for scripts and exports.
    pub value: Literal,
    /// Its value as people read it.
    pub words: Phrase,
    /// Where it is kept.
    pub storage: Storage,
}

/// What a voter has said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    /// Nothing yet.
    Asked,
    /// Its answer is on the way and is due then.
    Coming(Time),
    /// Yes.
    Yes,
    /// No.
    No,
}

/// Votes being gathered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    /// What is counted: `promises`.
    pub name: &'static str,
    /// How many make it.
    pub quorum: usize,
    /// Every voter with its vote: those that voted in the order of arrival, then the others by number.
    pub votes: Vec<(NodeId, Vote)>,
    /// The kind of message that carries a vote.
    pub kind: &'static str,
}

impl Tally {
    /// How many said yes.
    pub fn count(&self) -> usize {
        self.votes
            .iter()
            .filter(|(_, vote)| *vote == Vote::Yes)
            .count()
    }
}

/// A request that waits at a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingView {
    /// Which.
    pub request: RequestId,
    /// What is asked, in short: `n1→n2 10`.
    pub text: String,
}

/// What waits at a node to come into a block, whoever asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolView {
    /// Which.
    pub request: RequestId,
    /// What is asked, in short: `n1→n2 10`.
    pub text: String,
    /// What the node knows of it, as a sentence: why it waits, or why it is refused.
    pub known: Phrase,
    /// Whether the node has refused it and keeps it only to say so.
    pub is_refused: bool,
}

/// Somebody to whom a node speaks in a system whose nodes do not all speak to all. A node may keep its list of these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Neighbour {
    /// Who.
    pub id: NodeId,
    /// Whether it has answered when it was last asked, or was not asked yet.
    pub answers: bool,
}

/// A client, or the console of a node, made only when somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientView {
    /// Whether it is up.
    pub state: State,
    /// What it is doing.
    pub doing: Phrase,
    /// What it waits for.
    pub phase: Phase,
    /// Whether it may be told to nominate a node.
    pub nominates: bool,
    /// Whom it takes for its leader.
    pub server: NodeId,
    /// Whether that one has said that it leads.
    pub trusted: bool,
    /// Which life this is, from 1: a crash ends one, and with it all that it knew.
    pub session: u32,
    /// The last nomination of this session.
    pub nomination: Option<NominationView>,
    /// What it has not been answered, the oldest first: the first one is asked for now.
    pub pending: Vec<PendingView>,
    /// Its pending timers, the next one first.
    pub timers: Vec<TimerView>,
}

/// A nomination by a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NominationView {
    /// Who was asked to lead.
    pub server: NodeId,
    /// When.
    pub asked: Time,
    /// When it came to an end, and how; none while the client waits.
    pub ended: Option<(Time, Outcome)>,
}

/// A slot that is not decided, as a node knows it: what it has accepted there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlotView {
    /// The height of the block.
    pub height: u64,
    /// The block.
    pub hash: BlockHash,
    /// What it orders, in short.
    pub text: String,
    /// In which ballot it was accepted.
    pub ballot: Allegiance,
    /// Who has accepted it there, as far as the node has heard, ascending.
    pub accepted: Vec<NodeId>,
}

/// A block that a node knows and that is not on its own chain: its chain went another way, or never came there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsideView {
    /// The block. Below it lie the blocks it names, on the node's chain or aside as well, as far as the node knows them.
    pub block: Arc<Block>,
    /// What became of its entries, in their order, as far as the node knows: `back in the queue of n2`, `in block 4`.
    pub fates: Vec<Phrase>,
}

/// An account as a node knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountView {
    /// Whose.
    pub account: Account,
    /// What it holds.
    pub balance: i64,
    /// What its own requests that are not final would take from it.
    pub pending: i64,
    /// What is staked for it, where the system has stakes.
    pub stake: Option<u64>,
    /// Its public key in hex digits, where accounts have keys.
    pub key: Option<String>,
    /// Whether it pays whatever it holds: money comes from it.
    pub is_source: bool,
}

impl AccountView {
    /// Of an account without stake and key.
    pub fn of(account: Account, balance: i64, pending: i64) -> Self {
        Self {
            account,
            balance,
            pending,
            stake: None,
            key: None,
            is_source: false,
        }
    }

    /// What may be spent of it; nothing is said of one that pays whatever it holds.
    pub fn spendable(&self) -> Option<i64> {
        let left = self.balance.saturating_sub(self.pending);
        (!self.is_source).then_some(left)
    }
}

/// Everything about a node, made only when somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeView {
    /// What it is doing and what it lacks.
    pub goal: Phrase,
    /// What is worth a line beside it on the stage, in a few words each, in order of importance: `holds a ticket`.
    pub brief: Vec<Phrase>,
    /// The votes that it gathers.
    pub tally: Option<Tally>,
    /// What it knows, in order of importance.
    pub facts: Vec<Fact>,
    /// Its own chain.
    pub chain: Chain,
    /// How many blocks of it are final.
    pub committed: u64,
    /// Requests that wait at it.
    pub pending: Vec<PendingView>,
    /// What waits at it to come into a block, whoever asked, the oldest first; refused ones last.
    pub pool: Vec<PoolView>,
    /// The accounts as it knows them.
    pub accounts: Vec<AccountView>,
    /// Why what it waits for has not happened, as numbered sentences.
    pub why_not: Vec<Phrase>,
    /// What it has accepted and not decided, by height.
    pub tentative: Vec<SlotView>,
    /// Blocks that it knows beside its own chain, by height.
    pub aside: Vec<AsideView>,
    /// Keys with their values, in the order of the canonical texts of the keys.
    pub store: Vec<(Literal, Literal)>,
    /// The lottery that decides who makes blocks, where one does.
    pub lottery: Option<LotteryView>,
    /// What it has seen somebody sign twice, by height.
    pub evidence: Vec<EvidenceView>,
}

impl NodeView {
    /// Of a node of which no more is to be said than its blocks, all of them final.
    pub fn of(chain: &Chain) -> Self {
        Self {
            goal: phrase!("It waits."),
            brief: Vec::new(),
            tally: None,
            facts: Vec::new(),
            chain: chain.clone(),
            committed: chain.height(),
            pending: Vec::new(),
            pool: Vec::new(),
            accounts: Vec::new(),
            why_not: Vec::new(),
            tentative: Vec::new(),
            aside: Vec::new(),
            store: Vec::new(),
            lottery: None,
            evidence: Vec::new(),
        }
    }
}

/// A node with everything about it and around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeDetail {
    /// At a glance.
    pub glance: NodeGlance,
    /// In full. Of a node that is down: what its disk says.
    pub view: NodeView,
    /// All its pending timers, the next one first.
    pub timers: Vec<TimerView>,
}
