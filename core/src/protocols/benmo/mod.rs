//! Benmo: a ledger of transfers, agreed on by single-decree Paxos, one instance for each block.
//!
//! # The algorithm
//!
//! Every node keeps a *log* of its own transfers that wait, and a chain of decided blocks. A node with a log waits
//! a random pause and then leads one round of Paxos to append its whole log as one block to everybody's chain.
//!
//! A round of a leader whose chain has d blocks decides block d + 1. The leader takes a ballot above all it has
//! heard of and asks everybody, itself included, to promise it (`prepare`, `ack`). With a strict majority of
//! promises it offers a block (`accept`, `accepted`): the one that the promises name as accepted in the highest
//! ballot, if any names one, else its log. With a strict majority of accepts the block is decided and everybody is
//! told (`decision`).
//!
//! Why two leaders cannot decide different blocks at one height: a block is decided once a majority accepted it in
//! some ballot b. Any leader of a higher ballot first hears from a majority; the two majorities share a node; that
//! node accepted before it promised, else it would have refused ballot b. So the leader learns of the block, or of
//! one accepted in a ballot between, and by induction every such block is the same.
//!
//! Promise and accepted block belong to one height and survive a crash. A node that is behind may vote for a height
//! that it cannot append yet; it keeps its votes for the heights below, for they may be all that is left of a block
//! whose leader crashed.
//!
//! Silence means refusal. A round ends when its time is up, when its leader learns a decision of its height, or when
//! it promises a higher ballot; then, if its log is not empty, a new pause begins.
//!
//! # Catching up
//!
//! `ask` says how deep a chain is, and `update` answers with the blocks that the asker lacks. A node asks everybody
//! when it comes up, once more a round-timeout later, and every round-timeout while it has heard of a deeper chain
//! or holds an accepted block whose decision it did not hear. A leader keeps telling those from whom it heard no
//! `accepted` how deep its chain is, so that a node that was cut off learns that it is behind. A node that came up
//! keeps telling those that have not answered, for it may have been that leader.
//!
//! # Source
//!
//! Lamport, "Paxos Made Simple" (2001), for the rounds. The program `Benmo.py` of artem-j/Benmo at 7fe4dbf for the
//! ledger, the log, the pause and the order of checks, with the required rule set 4i of its description.
//!
//! # Caveats
//!
//! - One TCP connection a round in the source; here links are FIFO and last.
//! - The source forgets an accepted block in a crash and never catches up by itself; the rule set mends both.
//! - With an empty disk (`restart amnesia`), or one that lost its last writes (`corrupt n2 tail 1`), a node forgets its
//!   promises: Paxos does not survive that, nor does this. A node reads its disk at every step; what it only has in
//!   memory, its round and the balances, damage leaves alone.

mod about;
mod disk;
mod lead;
mod learn;
mod message;
mod rules;
mod scenes;
mod terms;
mod vectors;
mod view;
mod vote;
mod watch;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::about::About;
use crate::action::{Damage, Refusal};
use crate::disk::Journaled;
use crate::ledger::{Account, Balances, Block, Chain, Entry, Transaction};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::rule::Rule;
use crate::units::NodeId;
use crate::view::{Answer, Glance, NodeView, Rank};

pub use super::ballot::Ballot;
pub use about::{ABOUT, LOG_LIMIT, PAUSE, ROUND_TIMEOUT, open};
pub use disk::{Disk, Taken, Vote, Write};
pub use message::{Accepted, Message, Timer};
pub use scenes::SCENES;
pub use vectors::vectors;
pub use watch::PromiseKept;

/// The most blocks in one `update`: a page of a long chain. Whoever still lacks some asks again at once.
const UPDATE_MAX: usize = 100;

/// What a leader is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// It gathers promises.
    Preparing {
        /// Who promised, and what they had accepted.
        acks: Vec<(NodeId, Option<Accepted>)>,
    },
    /// It gathers accepts; when it has a majority it waits for its own decision to arrive.
    Accepting {
        /// The block that it offers.
        block: Arc<Block>,
        /// Who accepted.
        accepted: Vec<NodeId>,
        /// Whether the block is decided.
        decided: bool,
    },
}

/// A round in progress.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Round {
    /// Its ballot.
    pub ballot: Ballot,
    /// The leader's depth when it began.
    pub depth: u64,
    /// How far it is.
    pub phase: Phase,
}

/// What a node is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Its log is empty.
    Idle,
    /// It waits a random pause before it leads.
    Waiting,
    /// It leads a round.
    Leading(Round),
}

/// One node of Benmo.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Benmo {
    disk: Journaled<Write>,
    /// The balances that follow from the chain.
    balances: Balances,
    /// How many blocks they count: all, unless somebody damages the disk while the node runs.
    counted: u64,
    role: Role,
    /// The greatest depth that it has heard of.
    heard: u64,
    /// Who may not know of its last block: after a round that it led, and after a crash.
    stragglers: BTreeSet<NodeId>,
    /// It came up and will ask once more.
    ask_once_more: bool,
    /// Its alarm to ask is pending.
    asking: bool,
    /// Attempts to lead that wait behind the present one: none, but by quirk B5.
    spare_attempts: u32,
}

type Cx<'a, 'b> = &'a mut Context<'b, Benmo>;

impl Node for Benmo {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<Write>;

    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let balances = count(&disk.chain, cx);
        let heard = disk.chain.height();
        let role = Role::Idle;
        let mut stragglers = BTreeSet::new();
        stragglers.extend(cx.peers().filter(|_| cx.recovering));
        let mut node = Self {
            disk,
            balances,
            counted: heard,
            role,
            heard,
            stragglers,
            ask_once_more: cx.recovering,
            asking: false,
            spare_attempts: 0,
        };
        if !node.disk.log.is_empty() {
            node.wait(cx);
        }
        if cx.recovering {
            node.ask_everybody(cx);
        }
        node.keep_asking(cx);
        node
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        match message {
            Message::Prepare { ballot, depth } => self.on_prepare(from, ballot, depth, cx),
            Message::Ack {
                ballot,
                depth,
                accepted,
            } => self.on_ack(from, ballot, depth, accepted, cx),
            Message::Accept {
                ballot,
                depth,
                block,
            } => self.on_accept(from, ballot, depth, block, cx),
            Message::Accepted { ballot, depth } => self.on_accepted(from, ballot, depth, cx),
            Message::Decision { depth, block, .. } => self.on_decision(from, depth, block, cx),
            Message::Ask { depth } => self.on_ask(from, depth, cx),
            Message::Update { depth, blocks } => self.on_update(from, depth, blocks, cx),
        }
        self.keep_asking(cx);
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        match timer {
            Timer::Pause => self.lead(cx),
            Timer::Round => {
                cx.rule(&rules::GIVE_UP);
                self.end_round(cx);
            }
            Timer::Ask => {
                self.asking = false;
                self.ask_again(cx);
                self.keep_asking(cx);
            }
        }
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        if let Err(reason) = self.judge(&request, cx) {
            cx.rule(&rules::REJECT);
            cx.reply(request.id, Answer::Rejected, reason);
            return;
        }
        cx.rule(&rules::ENTER);
        self.disk.write(Write::Enter(Entry {
            request: request.id,
            transaction: request.transaction,
        }));
        match self.role {
            Role::Idle => self.wait(cx),
            Role::Waiting if attempts_pile_up(cx) => self.spare_attempts += 1,
            Role::Waiting | Role::Leading(_) => {}
        }
    }

    fn disk(&self) -> &Journaled<Write> {
        &self.disk
    }

    fn disk_mut(&mut self) -> &mut Journaled<Write> {
        &mut self.disk
    }

    fn committed(&self) -> &Chain {
        &self.disk.chain
    }

    fn balances(&self) -> Option<&Balances> {
        Some(&self.balances)
    }

    fn glance(&self) -> Glance {
        view::glance(self)
    }

    fn view(&self, facts: &Facts) -> NodeView {
        view::view(self, facts)
    }

    fn caption(&self, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        view::caption(self, rule, facts)
    }

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        disk.suffer(damage, |disk| &disk.chain, Write::Spoil)
    }
}

/// Requests: 4d, in its order, then what is required only.
impl Benmo {
    fn judge(&self, request: &Request, cx: &Context<Self>) -> Result<(), String> {
        let Transaction::Transfer { from, to, amount } = &request.transaction else {
            return Err("Benmo orders transfers only".into());
        };
        let exists = |account: &Account| matches!(account, Account::Node(id) if cx.has(*id));
        if *amount > self.available(cx) {
            return Err(format!("Not enough money to transfer {amount}"));
        }
        for account in [from, to] {
            if !exists(account) {
                return Err(format!("Node {account} does not exist"));
            }
        }
        if *from != Account::Node(cx.id) {
            return Err("Cannot transfer another node's funds".into());
        }
        if self.disk.log.len() as i64 >= cx.whole(LOG_LIMIT) {
            return Err("Transaction log is full. Please wait for consensus.".into());
        }
        if *amount < 1 {
            return Err("Amount must be at least 1".into());
        }
        if from == to {
            return Err("Cannot transfer to the same account".into());
        }
        Ok(())
    }

    /// What a node can still spend: its balance less what waits in its log (4i.5).
    fn available(&self, cx: &Context<Self>) -> i64 {
        let me = Account::Node(cx.id);
        let pending = if overspends(cx) {
            0
        } else {
            self.pending_of(&me)
        };
        self.balances.get(&me).unwrap_or(0) - pending
    }

    /// What the log would take from an account.
    fn pending_of(&self, account: &Account) -> i64 {
        let debit = |entry: &Entry| match &entry.transaction {
            Transaction::Transfer { from, amount, .. } if from == account => *amount,
            _ => 0,
        };
        self.disk.log.iter().map(debit).sum()
    }

    fn depth(&self) -> u64 {
        self.disk.chain.height()
    }
}

/// The balances that follow from a chain.
fn count(chain: &Chain, cx: &Context<Benmo>) -> Balances {
    let mut balances = Balances::opening(cx.opening_balances());
    for entry in chain.blocks().flat_map(|block| &block.entries) {
        if overspends(cx) {
            balances.force(&entry.transaction);
        } else {
            balances.apply(&entry.transaction);
        }
    }
    balances
}

/// B5: every transfer begins an attempt of its own unless a round is in progress, and leads it with an empty log too.
fn attempts_pile_up(cx: &Context<Benmo>) -> bool {
    cx.quirk("many-attempts")
}

/// B9: what waits in the log is not counted, and whatever was ordered is paid.
fn overspends(cx: &Context<Benmo>) -> bool {
    cx.quirk("pending-not-counted")
}
