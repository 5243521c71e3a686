//! piChain: a blockchain that commits by Paxos.
//!
//! # The algorithm
//!
//! Nodes put transactions into blocks, and blocks on top of each other; they form a tree. Everybody builds on the deepest
//! block that it knows, its *head*; depth counts transactions, and of equally deep blocks that of the higher node wins.
//! The chain down from a head may still change. What is final is *committed*, and Paxos decides that, on blocks: to commit
//! a block commits all blocks below it, in order.
//!
//! Nobody is elected. A node has one of three levels of *eagerness*, which say how long a transaction waits at it before
//! it makes a block: a quick one has hardly any patience, a medium one waits a round trip, a slow one two and some more.
//! Who makes a block becomes more eager, slow to medium to quick; who sees a deeper block, or one of a quick node, becomes
//! slow. So in the end one node is quick and nobody is medium, and only a quick node runs Paxos. Several quick nodes, or
//! none, harm nothing and mend by themselves.
//!
//! One instance of Paxos decides what is committed next above a *base*, the last committed block. The quick node asks for
//! a ticket (`try`, `try-ok`): the depth of its own block, an attempt's number and its name. With tickets of a strict
//! majority it proposes a block (`propose`, `propose-ack`): the one that the answers name as proposed under the highest
//! ticket, the *compromise*, if any names one, else its own. With a strict majority of those the block is committed and
//! everybody is told (`commit`). Whose own block is the base may propose once without asking, under the lowest ticket.
//!
//! Why two blocks cannot both be decided above one base: a block is decided once a majority took it under some ticket t.
//! Whoever proposes under a higher one first hears from a majority; the two majorities share a node, and that one took the
//! block before it gave the higher ticket, else it would have refused t. So it names the block, or one taken under a
//! ticket between, and by induction every such block is the same. The lowest ticket is that of one node, for one block.
//! What is said of one base counts for no other: everybody names its base, and takes part only if it is its own.
//!
//! # Catching up
//!
//! Messages of Paxos name blocks and do not hold them. Who lacks a block asks everybody (`ask-block`, `blocks`), keeps what
//! needs it, and goes on when it came. Who builds or asks on an old base is told what is committed.
//!
//! # Transactions
//!
//! A transaction waits at every node that heard of it until it is on that node's chain. When a head moves to another
//! branch, what is only on the branch that is left waits again, and everybody is told of it anew.
//!
//! # Source
//!
//! Burchert, Wattenhofer, "piChain: When a Blockchain meets Paxos" (OPODIS 2017); the program `PaxosLogic.py` and
//! `blocktree.py` that is described in `systems/pichain.md`, with its repaired rules R1 to R10.
//!
//! # Caveats
//!
//! - A transaction is known by its request; the source's counter counts it all the same, so blocks have the source's ids.
//! - What waits at a node is in its memory: a crash loses it.
//! - After a quick node is lost two blocks of one node are needed before something is committed again, as in the source.
//! - With an empty disk (`restart amnesia`), or one that lost its last writes, a node forgets its tickets: Paxos does not
//!   survive that, nor does this.

mod about;
mod attempt;
mod blocks;
mod body;
mod commit;
mod disk;
mod eager;
mod lost;
mod message;
mod pool;
mod properties;
mod rules;
mod scenes;
mod serve;
mod state;
mod suggest;
mod terms;
mod vectors;
mod view;
mod watch;
mod words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::about::About;
use crate::action::{Damage, Refusal};
use crate::disk::Journaled;
use crate::ledger::{Balances, Block, BlockRef, Chain, Entry, Literal, Numbers, Transaction};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::refusal;
use crate::rule::Rule;
use crate::units::{NodeId, Ratio, RequestId, Span};
use crate::view::{Answer, Glance, NodeView, Rank};

pub use about::{ABOUT, open};
pub use attempt::{Attempt, Stage};
pub use disk::{Disk, Proposal, Ticket, Write};
pub use eager::Eagerness;
pub use message::{Message, Timer};
pub use scenes::SCENES;
pub use vectors::vectors;
pub use watch::{HeadAboveCommitted, OneValuePerBase};

/// How many messages may wait for blocks: more than everybody sends while a few blocks are on their way. The oldest goes.
const WAITING_MAX: usize = 256;
/// So many blocks below genesis those beside the chain are kept, for whoever looks.
const ABANDONED_KEPT: u64 = 1000;

/// What waits for a block that is not here.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Waiting {
    /// A message, with who sent it.
    Message(NodeId, Message),
    /// Its own attempt: the block that is to be proposed.
    Proposal,
}

/// One node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PiChain {
    disk: Journaled<Write>,
    eagerness: Eagerness,
    /// The accounts, as the committed blocks leave them.
    balances: Balances,
    /// The requests that are committed.
    ordered: Numbers,
    /// The blocks of its chain that are not committed, the lowest first.
    ahead: VecDeque<Arc<Block>>,
    /// Their requests.
    ahead_requests: Numbers,
    /// The head and the last committed block that it counts with: those of the disk, unless somebody damages that.
    counted: (BlockRef, BlockRef),
    /// Transactions that are not on its chain, the oldest first.
    queue: VecDeque<Entry>,
    queued: Numbers,
    /// What it has seen since it came up; only defects of the source ask.
    known: Numbers,
    /// Its own requests that are not committed.
    own: Numbers,
    /// The transaction that its patience is about.
    front: Option<RequestId>,
    /// The factor of a slow node's patience, drawn once.
    factor: Ratio,
    /// The last round trip to each node.
    trips: BTreeMap<NodeId, Span>,
    /// Whether it measures round trips.
    pings: bool,
    /// Whom it takes for the quick node.
    quick: Option<NodeId>,
    /// The last block that it made, until it is committed or lost.
    mine: Option<BlockRef>,
    /// Whether it may propose without asking: the base is its own block.
    ticket: bool,
    attempt: Option<Attempt>,
    /// The votes by which its last attempt went on or ended.
    majority: Vec<NodeId>,
    /// How many attempts have failed above this base.
    tries: u32,
    /// What waits for blocks, the oldest first.
    waiting: VecDeque<Waiting>,
    /// The blocks that it has asked for since they were last lacking.
    asked: BTreeSet<BlockRef>,
    /// Whether it has left blocks of its own since it last committed.
    strayed: bool,
    /// Whether something came that may be waited for; false between handlers.
    fresh: bool,
    /// Whether what waited is being handled; false between handlers.
    resuming: bool,
    /// How far each node has said that it committed.
    acked: Vec<u64>,
}

type Cx<'a, 'b> = &'a mut Context<'b, PiChain>;

impl Node for PiChain {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<Write>;

    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let mut node = Self {
            disk,
            eagerness: Eagerness::Slow,
            balances: Balances::default(),
            ordered: Numbers::default(),
            ahead: VecDeque::new(),
            ahead_requests: Numbers::default(),
            counted: (BlockRef::GENESIS, BlockRef::GENESIS),
            queue: VecDeque::new(),
            queued: Numbers::default(),
            known: Numbers::default(),
            own: Numbers::default(),
            front: None,
            factor: Ratio(0),
            trips: BTreeMap::new(),
            pings: false,
            quick: None,
            mine: None,
            ticket: false,
            attempt: None,
            majority: Vec::new(),
            tries: 0,
            waiting: VecDeque::new(),
            asked: BTreeSet::new(),
            strayed: false,
            fresh: false,
            resuming: false,
            acked: vec![0; usize::from(cx.nodes)],
        };
        node.rebuild(cx);
        node.wake(cx);
        node
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        self.recount(cx);
        self.handle(from, message, cx);
        self.resume(cx);
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        self.recount(cx);
        match timer {
            Timer::Patience => self.lose_patience(cx),
            Timer::Attempt => self.on_attempt_timeout(cx),
            Timer::Ping => self.ping(cx),
        }
        self.resume(cx);
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        self.recount(cx);
        self.measure(cx);
        if let Transaction::Get { key } = &request.transaction {
            cx.rule(&rules::READ);
            let value = state::read(self.committed(), key);
            return cx.reply(request.id, Answer::Committed, value);
        }
        self.submit(request, cx);
        self.resume(cx);
    }

    fn disk(&self) -> &Journaled<Write> {
        &self.disk
    }

    fn disk_mut(&mut self) -> &mut Journaled<Write> {
        &mut self.disk
    }

    fn committed(&self) -> &Chain {
        &self.disk.tree.settled
    }

    fn balances(&self) -> Option<&Balances> {
        Some(&self.balances)
    }

    fn value(&self, key: &Literal) -> Option<Option<Literal>> {
        Some(state::value(self.committed(), key).cloned())
    }

    fn glance(&self) -> Glance {
        view::glance(self)
    }

    fn leads(&self) -> bool {
        self.eagerness == Eagerness::Quick
    }

    fn view(&self, facts: &Facts) -> NodeView {
        view::view(self, facts)
    }

    fn caption(&self, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        words::caption(self, rule, facts)
    }

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        match damage {
            Damage::Tail(writes) => disk.forget(writes),
            Damage::Block(height) => {
                let settled = disk.tree.settled.block(height).cloned();
                let path = || disk.tree.path(disk.head);
                let above = || path().into_iter().find(|block| block.height == height);
                let Some(block) = settled.or_else(above) else {
                    return Err(refusal!("no block of height {0} is on this disk", height));
                };
                let flipped = block.flipped();
                disk.damage(Write::Spoil(block.at(), Arc::new(flipped)));
                Ok(())
            }
        }
    }
}

impl PiChain {
    /// Does what a message asks. What a node sends to itself is handled at once and comes here too.
    fn handle(&mut self, from: NodeId, message: Message, cx: Cx) {
        match message {
            Message::Transaction { entry } => self.receive(entry, cx),
            Message::Block { block } => self.on_block(from, block, cx),
            Message::Try {
                base,
                ticket,
                block,
            } => self.on_try(from, base, ticket, block, cx),
            Message::TryOk {
                base,
                ticket,
                proposed,
            } => self.on_try_ok(from, base, ticket, proposed, cx),
            Message::Propose {
                base,
                ticket,
                block,
            } => self.on_propose(from, base, ticket, block, cx),
            Message::ProposeAck { base, ticket } => self.on_propose_ack(from, base, ticket, cx),
            Message::Commit { block } => self.on_commit(from, block, cx),
            Message::AskBlock { block } => self.on_ask_block(from, block, cx),
            Message::Blocks { blocks } => self.on_blocks(blocks, cx),
            Message::AckCommit { block } => self.on_ack(from, block, cx),
            Message::Ping { sent } => cx.send(from, Message::Pong { sent }),
            Message::Pong { sent } => self.on_pong(from, sent, cx),
        }
    }

    /// Says something to a node; to itself at once, not over the bus.
    fn tell(&mut self, to: NodeId, message: Message, cx: Cx) {
        if to == cx.id {
            self.handle(to, message, cx);
        } else {
            cx.send(to, message);
        }
    }

    /// The last committed block: the base of the instance that it takes part in.
    fn base(&self) -> BlockRef {
        self.disk.tree.tip()
    }

    /// Its head.
    fn head(&self) -> BlockRef {
        self.disk.head
    }

    /// The attempt that it runs.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempt.as_ref()
    }

    /// The votes that it counts, and those by which its last attempt went on or ended.
    pub fn votes(&self) -> [&[NodeId]; 2] {
        let running = self.attempt.as_ref().map_or(&[][..], |it| &it.votes);
        [running, &self.majority]
    }

    /// How eager it is.
    pub fn eagerness(&self) -> Eagerness {
        self.eagerness
    }

    /// Whether a transaction waits at it, or is on its chain.
    pub fn keeps(&self, request: RequestId) -> bool {
        self.queued.has(request) || self.has_on_chain(request)
    }

    /// Whether a transaction is committed here.
    pub fn has_committed(&self, request: RequestId) -> bool {
        self.ordered.has(request)
    }

    /// How many transactions wait at it.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    fn has_on_chain(&self, request: RequestId) -> bool {
        self.ahead_requests.has(request) || self.ordered.has(request)
    }
}
