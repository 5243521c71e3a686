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
//! - With an empty disk (`restart amnesia`) a node forgets its promises: Paxos does not survive that, nor does this.

mod about;
mod message;
mod rules;
mod view;
mod watch;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::about::About;
use crate::action::{Damage, Refusal};
use crate::ledger::{Account, Applied, Balances, Block, Chain, Entry, Transaction};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::refusal;
use crate::rule::Rule;
use crate::units::{Address, NodeId, RequestId};
use crate::view::{Answer, Glance, NodeView, Rank};

pub use about::{ABOUT, LOG_LIMIT, PAUSE, ROUND_TIMEOUT, open};
pub use message::{Accepted, Ballot, Message, Timer};

/// The most blocks in one `update`: a page of a long chain. Whoever still lacks some asks again at once.
const UPDATE_MAX: usize = 100;

/// What a node has promised and accepted, for the block on top of a chain of this depth.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Vote {
    /// The depth that it is about.
    pub depth: u64,
    /// The highest ballot promised.
    pub promised: Ballot,
    /// The block accepted last, and in which ballot.
    pub accepted: Option<Accepted>,
}

/// What survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// The decided blocks.
    pub chain: Chain,
    /// Its own transfers that are in no decided block yet, oldest first.
    pub log: Vec<Entry>,
    /// The highest ballot that it led or promised.
    pub ballot: Option<Ballot>,
    /// Its votes for blocks that it has not appended yet, one for each height, the one cast last at the end.
    pub votes: Vec<Vote>,
}

/// What a leader is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// It gathers promises.
    Preparing {
        /// Who promised, how deep their chains are, and what they had accepted.
        acks: Vec<(NodeId, u64, Option<Accepted>)>,
    },
    /// It gathers accepts; when it has a majority it waits for its own decision to arrive.
    Accepting {
        /// The block that it offers.
        block: Arc<Block>,
        /// Who accepted.
        accepted: Vec<NodeId>,
        /// Promisers whose chains were shorter, and how deep those were.
        behind: Vec<(NodeId, u64)>,
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
    disk: Disk,
    /// The balances that follow from the chain.
    balances: Balances,
    role: Role,
    /// The greatest depth that it has heard of.
    heard: u64,
    /// Who may not know of its last block: after a round that it led, and after a crash.
    stragglers: BTreeSet<NodeId>,
    /// It came up and will ask once more.
    ask_once_more: bool,
}

type Cx<'a, 'b> = &'a mut Context<'b, Benmo>;

impl Node for Benmo {
    type Message = Message;
    type Timer = Timer;
    type Disk = Disk;

    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Disk, cx: &mut Context<Self>) -> Self {
        let mut balances = Balances::opening(cx.opening_balances());
        for entry in disk.chain.blocks().flat_map(|block| &block.entries) {
            balances.apply(&entry.transaction);
        }
        let heard = disk.chain.height();
        let role = Role::Idle;
        let stragglers = cx.peers().filter(|_| cx.recovering).collect();
        let mut node = Self {
            disk,
            balances,
            role,
            heard,
            stragglers,
            ask_once_more: cx.recovering,
        };
        if !node.disk.log.is_empty() {
            node.wait(cx);
        }
        if cx.recovering {
            node.ask_everybody(cx);
        }
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
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        match timer {
            Timer::Pause => self.lead(cx),
            Timer::Round => {
                cx.rule(&rules::GIVE_UP);
                self.end_round(cx);
            }
            Timer::Ask => self.ask_again(cx),
        }
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        if let Err(reason) = self.judge(&request, cx) {
            cx.rule(&rules::REJECT);
            cx.reply(request.id, Answer::Rejected, reason);
            return;
        }
        cx.rule(&rules::ENTER);
        self.disk.log.push(Entry {
            request: request.id,
            transaction: request.transaction,
        });
        if self.role == Role::Idle {
            self.wait(cx);
        }
    }

    fn disk(&self) -> &Disk {
        &self.disk
    }

    fn disk_mut(&mut self) -> &mut Disk {
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

    fn corrupt(disk: &mut Disk, damage: Damage) -> Result<(), Refusal> {
        let Damage::Block(height) = damage else {
            return Err(refusal!("only a stored block can be damaged"));
        };
        let Some(block) = disk.chain.block(height) else {
            return Err(refusal!("no block of height {0} is on this disk", height));
        };
        let mut damaged = Block::clone(block);
        match damaged
            .entries
            .first_mut()
            .map(|entry| &mut entry.transaction)
        {
            Some(Transaction::Transfer { amount, .. }) => *amount ^= 1,
            _ => damaged.hash.0[0] ^= 1,
        }
        disk.chain.replace(height, Arc::new(damaged));
        Ok(())
    }
}

/// Requests: 4d, in its order, then what is required only.
impl Benmo {
    fn judge(&self, request: &Request, cx: &Context<Self>) -> Result<(), String> {
        let Transaction::Transfer { from, to, amount } = &request.transaction else {
            return Err("Benmo orders transfers only".into());
        };
        let exists = |account: &Account| matches!(account, Account::Node(id) if cx.has(*id));
        if *amount > self.available(cx.id) {
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
    fn available(&self, id: NodeId) -> i64 {
        let own = self.balances.get(&Account::Node(id)).unwrap_or(0);
        own - self.pending_of(&Account::Node(id))
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

/// Leading.
impl Benmo {
    fn wait(&mut self, cx: Cx) {
        cx.rule(&rules::PAUSE);
        self.role = Role::Waiting;
        let pause = cx.draw(cx.range(PAUSE));
        cx.set(Timer::Pause, pause);
    }

    fn lead(&mut self, cx: Cx) {
        cx.rule(&rules::PREPARE);
        let number = self
            .disk
            .ballot
            .map_or(0, |ballot| ballot.number)
            .saturating_add(1);
        let ballot = Ballot {
            number,
            owner: cx.id,
        };
        self.disk.ballot = Some(ballot);
        let depth = self.depth();
        self.role = Role::Leading(Round {
            ballot,
            depth,
            phase: Phase::Preparing { acks: Vec::new() },
        });
        cx.set(Timer::Round, cx.span(ROUND_TIMEOUT));
        cx.send_to_all(Message::Prepare { ballot, depth });
    }

    fn on_ack(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        depth: u64,
        accepted: Option<Accepted>,
        cx: Cx,
    ) {
        let quorum = cx.quorum();
        match &mut self.role {
            Role::Leading(round) if round.ballot == ballot => match &mut round.phase {
                Phase::Preparing { acks } if acks.iter().all(|(id, ..)| *id != from) => {
                    cx.rule(&rules::COUNT);
                    acks.push((from, depth, accepted));
                    if acks.len() >= quorum {
                        self.propose(cx);
                    }
                }
                // A promise more than needed, or the same one twice.
                Phase::Preparing { .. } | Phase::Accepting { .. } => {}
            },
            // A promise for a round that has ended.
            Role::Leading(_) | Role::Waiting | Role::Idle => {}
        }
    }

    fn propose(&mut self, cx: Cx) {
        let Role::Leading(Round {
            ballot,
            depth,
            phase: Phase::Preparing { acks },
        }) = &self.role
        else {
            return;
        };
        let (ballot, depth) = (*ballot, *depth);
        // Only the block accepted in the highest ballot can have been decided: whoever was decided in a lower one
        // was learnt by the leader of every higher one.
        let highest = acks
            .iter()
            .filter_map(|(_, _, accepted)| accepted.as_ref())
            .max_by_key(|(ballot, _)| *ballot);
        let behind = acks
            .iter()
            .filter(|(_, theirs, _)| *theirs < depth)
            .map(|(id, theirs, _)| (*id, *theirs));
        let behind = behind.collect();
        let block = match highest {
            Some((_, block)) => {
                cx.rule(if block.creator == cx.id {
                    &rules::PROPOSE
                } else {
                    &rules::FINISH
                });
                block.clone()
            }
            None => {
                cx.rule(&rules::PROPOSE);
                // A snapshot: what enters the log from now on waits for the next block (4i.1). It is not empty:
                // only an appended block takes from the log, and that ends the round.
                Arc::new(Block::new(
                    depth + 1,
                    self.disk.chain.tip(),
                    cx.id,
                    self.disk.log.clone(),
                ))
            }
        };
        let phase = Phase::Accepting {
            block: block.clone(),
            accepted: Vec::new(),
            behind,
            decided: false,
        };
        self.role = Role::Leading(Round {
            ballot,
            depth,
            phase,
        });
        cx.send_to_all(Message::Accept {
            ballot,
            depth,
            block,
        });
    }

    fn on_accepted(&mut self, from: NodeId, ballot: Ballot, depth: u64, cx: Cx) {
        // An answer of an older round, come late, says nothing about the last one.
        if depth >= self.depth() || self.disk.ballot == Some(ballot) {
            self.stragglers.remove(&from);
        }
        self.hear(depth, cx);
        let quorum = cx.quorum();
        let Role::Leading(round) = &mut self.role else {
            return;
        };
        let Phase::Accepting {
            block,
            accepted,
            behind,
            decided,
        } = &mut round.phase
        else {
            return;
        };
        // An accept of another round, or the same one twice.
        if round.ballot != ballot || accepted.contains(&from) {
            return;
        }
        accepted.push(from);
        if *decided {
            return;
        }
        cx.rule(&rules::TALLY);
        if accepted.len() < quorum {
            return;
        }
        *decided = true;
        let (depth, block, behind) = (round.depth, block.clone(), std::mem::take(behind));
        cx.rule(&rules::DECIDE);
        // Its own decision may still be lost; then the round ends and is led again.
        cx.set(Timer::Round, cx.span(ROUND_TIMEOUT));
        for (id, theirs) in behind {
            self.help(id, theirs, cx);
        }
        cx.send_to_all(Message::Decision {
            ballot,
            depth,
            block,
        });
    }

    /// Ends the round in progress, if there is one, and begins a new pause if there is something to propose.
    fn end_round(&mut self, cx: Cx) {
        cx.cancel(Timer::Round);
        self.role = Role::Idle;
        if !self.disk.log.is_empty() {
            self.wait(cx);
        }
    }
}

/// Voting.
impl Benmo {
    /// Whether it may vote at this depth: not below its own chain, where all is decided. Whoever asks from below
    /// is told what it lacks.
    fn may_vote(&mut self, from: NodeId, depth: u64, cx: Cx) -> bool {
        if depth < self.depth() {
            if from != cx.id {
                self.help(from, depth, cx);
            }
            return false;
        }
        self.hear(depth, cx);
        true
    }

    /// Its vote at this depth, if it has one.
    fn vote_at(&self, depth: u64) -> Option<&Vote> {
        self.disk.votes.iter().find(|vote| vote.depth == depth)
    }

    fn on_prepare(&mut self, from: NodeId, ballot: Ballot, depth: u64, cx: Cx) {
        if !self.may_vote(from, depth, cx) {
            return;
        }
        let vote = self.vote_at(depth);
        if vote.is_some_and(|vote| vote.promised > ballot) {
            return cx.rule(&rules::REFUSE);
        }
        cx.rule(&rules::PROMISE);
        let accepted = vote.and_then(|vote| vote.accepted.clone());
        self.promise(
            Vote {
                depth,
                promised: ballot,
                accepted: accepted.clone(),
            },
            cx,
        );
        cx.send(
            from,
            Message::Ack {
                ballot,
                depth: self.depth(),
                accepted,
            },
        );
    }

    fn on_accept(&mut self, from: NodeId, ballot: Ballot, depth: u64, block: Arc<Block>, cx: Cx) {
        if !self.may_vote(from, depth, cx) {
            return;
        }
        if self
            .vote_at(depth)
            .is_some_and(|vote| vote.promised > ballot)
        {
            return cx.rule(&rules::REFUSE);
        }
        // A block that cannot follow here was forged; no leader offers one.
        let follows = depth > self.depth() || self.disk.chain.fits(&block);
        if block.height != depth + 1 || !follows {
            return;
        }
        cx.rule(&rules::ACCEPT);
        self.promise(
            Vote {
                depth,
                promised: ballot,
                accepted: Some((ballot, block)),
            },
            cx,
        );
        cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT));
        cx.send(
            from,
            Message::Accepted {
                ballot,
                depth: self.depth(),
            },
        );
    }

    fn promise(&mut self, vote: Vote, cx: Cx) {
        let ballot = vote.promised;
        self.disk.votes.retain(|other| other.depth != vote.depth);
        self.disk.votes.push(vote);
        self.disk.ballot = self.disk.ballot.max(Some(ballot));
        if matches!(&self.role, Role::Leading(round) if round.ballot < ballot) {
            cx.rule(&rules::YIELD);
            self.end_round(cx);
        }
    }
}

/// Learning.
impl Benmo {
    fn on_decision(&mut self, from: NodeId, depth: u64, block: Arc<Block>, cx: Cx) {
        if depth == self.depth() && self.disk.chain.fits(&block) {
            return self.append(block, &rules::APPLY, cx);
        }
        // A decision of a height that it has is old news; of one that it cannot append yet: it is behind.
        if depth >= self.depth() && block.height == depth + 1 && from != cx.id {
            self.hear(block.height, cx);
        }
    }

    fn append(&mut self, block: Arc<Block>, rule: &'static Rule, cx: Cx) {
        cx.rule(rule);
        let rejected = self.settle(&block, cx);
        self.disk.log.retain(|entry| {
            block
                .entries
                .iter()
                .all(|done| done.request != entry.request)
        });
        self.disk.chain.push(block.clone());
        let depth = self.depth();
        self.heard = self.heard.max(depth);
        self.disk.votes.retain(|vote| vote.depth >= depth);
        cx.decide(block, rejected);
        self.after_append(cx);
    }

    /// Applies the transfers of a block; the requests that had no effect. Answers those entered here.
    fn settle(&mut self, block: &Block, cx: Cx) -> Vec<RequestId> {
        let mut rejected = Vec::new();
        for entry in &block.entries {
            let mine = entry.request.asker == Address::Node(cx.id);
            match self.balances.apply(&entry.transaction) {
                Applied::Done if mine => cx.reply(entry.request, Answer::Committed, ""),
                Applied::Done => {}
                Applied::Rejected => {
                    rejected.push(entry.request);
                    if mine {
                        cx.reply(
                            entry.request,
                            Answer::Rejected,
                            "Not covered when it was applied",
                        );
                    }
                }
            }
        }
        rejected
    }

    fn after_append(&mut self, cx: Cx) {
        match &self.role {
            Role::Leading(round) if round.depth < self.depth() => {
                if let Phase::Accepting {
                    accepted,
                    decided: true,
                    ..
                } = &round.phase
                {
                    self.stragglers = cx.peers().filter(|id| !accepted.contains(id)).collect();
                } else {
                    cx.rule(&rules::YIELD);
                }
                self.end_round(cx);
            }
            Role::Waiting if self.disk.log.is_empty() => {
                self.role = Role::Idle;
                cx.cancel(Timer::Pause);
            }
            Role::Leading(_) | Role::Waiting | Role::Idle => {}
        }
        if self.must_ask() {
            cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT));
        } else {
            cx.cancel(Timer::Ask);
        }
    }

    fn is_behind(&self) -> bool {
        self.heard > self.depth()
    }

    /// Whether it holds an accepted block whose decision it has not heard.
    fn is_unsure(&self) -> bool {
        self.disk.votes.iter().any(|vote| vote.accepted.is_some())
    }

    fn must_ask(&self) -> bool {
        self.is_behind() || self.is_unsure() || self.ask_once_more || !self.stragglers.is_empty()
    }

    /// Somebody's chain is this deep.
    fn hear(&mut self, depth: u64, cx: Cx) {
        let knew = self.is_behind();
        self.heard = self.heard.max(depth);
        if self.is_behind() && !knew {
            self.ask_everybody(cx);
        }
    }

    fn ask_everybody(&mut self, cx: Cx) {
        cx.rule(&rules::ASK);
        cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT));
        cx.broadcast(Message::Ask {
            depth: self.depth(),
        });
    }

    fn ask_again(&mut self, cx: Cx) {
        if self.is_behind() || self.is_unsure() || self.ask_once_more {
            self.ask_once_more = false;
            return self.ask_everybody(cx);
        }
        // It is not behind; those who may be are told how deep its chain is.
        for id in self.stragglers.clone() {
            cx.send(
                id,
                Message::Ask {
                    depth: self.depth(),
                },
            );
        }
        if !self.stragglers.is_empty() {
            cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT));
        }
    }

    fn on_ask(&mut self, from: NodeId, depth: u64, cx: Cx) {
        self.hear(depth, cx);
        self.help(from, depth, cx);
    }

    /// Sends somebody whose chain is this deep the blocks that it lacks.
    fn help(&mut self, to: NodeId, depth: u64, cx: Cx) {
        cx.rule(&rules::HELP);
        let blocks = self
            .disk
            .chain
            .from_height(depth.saturating_add(1))
            .take(UPDATE_MAX)
            .cloned()
            .collect();
        cx.send(
            to,
            Message::Update {
                depth: self.depth(),
                blocks,
            },
        );
    }

    fn on_update(&mut self, from: NodeId, depth: u64, blocks: Vec<Arc<Block>>, cx: Cx) {
        let before = self.depth();
        for block in blocks {
            if self.disk.chain.fits(&block) {
                self.append(block, &rules::CATCH_UP, cx);
            }
        }
        if depth >= self.depth() {
            self.stragglers.remove(&from);
        }
        self.heard = self.heard.max(depth);
        if self.is_behind() && self.depth() > before {
            // A page of a longer chain: the next one at once.
            cx.send(
                from,
                Message::Ask {
                    depth: self.depth(),
                },
            );
        } else if self.is_behind() && before == self.depth() {
            cx.set(Timer::Ask, cx.span(ROUND_TIMEOUT));
        }
    }
}
