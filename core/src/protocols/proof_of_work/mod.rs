//! Proof of work: miners that ask each other for their chains, and follow the longest.
//!
//! # The algorithm
//!
//! Every miner has a chain of its own and a pool of messages that are not on it. It takes the oldest one, makes a block of it
//! on top of its chain, and looks for a *nonce*: a number with which the hash of the block's header begins with enough zero
//! bits. Nobody knows a better way than to try one nonce after another, so that a block costs work; anybody sees at once that
//! it was done. Who finds a nonce appends the block. The puzzle is given up when the chain has changed by then.
//!
//! Nobody is told of a new block. At regular times a miner asks its neighbours for their whole chains. It keeps its own, or
//! replaces all of it by one that is longer and valid. Two miners may find a block at about the same time: the chain *forks*,
//! and everybody keeps the block that it had first. Whoever finds the next one makes its branch longer, and the others follow
//! it: they *reorganise*. What was only in the blocks that they leave goes back into the pool.
//!
//! So nothing is ever decided. A block is *final* for somebody who waits until enough blocks lie on top of it
//! (`confirmations`): a branch that would replace it costs as much work as they did. Nakamoto's argument is that whoever has
//! less than half of all power catches up with a chance that falls exponentially with the number of blocks. It can happen
//! all the same, and after a partition it does: then what was final is taken back, and who was told learns it.
//!
//! # Validity
//!
//! A chain is valid for a miner if every block names the one below by its hash, is later than that, and has as many zeros as
//! the miner's *own* difficulty asks for. Who demands less follows those who demand more, and not the other way round.
//!
//! # Gossip
//!
//! A miner knows up to three neighbours. It asks them for theirs, for what waits in their pools, and for their chains.
//! A question and its answer are two messages; who does not answer is marked, and asked again the next time.
//!
//! # Disk
//!
//! The chain is written when it is replaced and every half a minute, with its hash; the file before that is kept under its
//! date. What a miner found since is in its memory alone. A miner does not start with a chain that is not valid.
//!
//! # Attacks
//!
//! A miner may keep its blocks to itself (`attack withhold`): I. Eyal, E. G. Sirer, "Majority is not enough: Bitcoin mining is
//! vulnerable" (2014), algorithm 1. It may also pay, and mine a branch without the payment (`attack double-spend`): S.
//! Nakamoto, "Bitcoin: a peer-to-peer electronic cash system" (2008), section 11.
//!
//! # Source
//!
//! The program `blockchain` of Jäger, described in `systems/proof-of-work.md`, with what that file requires besides; the
//! puzzle `header` follows Nakamoto's. `puzzle original` is the program's own.
//!
//! # Caveats
//!
//! - Time stands in blocks only, as their creators' clocks had it.
//! - The nonce that will do is known when the attempts are begun; the alarm is set for the moment at which it is reached.
//! - A selfish miner that crashes forgets what it has hidden: it shows all of the chain on its disk.
//! - A miner with a damaged chain counts it as far as it is valid when it compares it with others.

mod about;
mod attack;
mod body;
mod branch;
mod census;
mod chain;
mod charts;
mod disk;
mod explorer;
mod message;
mod mine;
mod poll;
mod pool;
mod properties;
mod rules;
mod scenes;
mod suggest;
mod terms;
mod vectors;
mod view;
mod watch;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::about::About;
use crate::action::{Damage, Refusal};
use crate::ledger::{Balances, Block, Chain, Entry, Memo};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::refusal;
use crate::rule::Rule;
use crate::units::{ClientId, RequestId};
use crate::view::{Answer, Glance, Neighbour, NodeView, Rank};

pub use about::{ABOUT, open};
pub use attack::Plan;
pub use branch::{Branch, Law};
pub use chain::Reorganisation;
pub use disk::{BACKUPS_KEPT, Backup, Disk};
pub use message::{Message, Timer};
pub use mine::Search;
pub use pool::Pool;
pub use scenes::SCENES;
pub use vectors::vectors;
pub use watch::{
    AdoptedChainsValid, Miner, NoCoinCreated, NoMessageNowhere, NoOverspending, OnceOnOwnChain,
    OwnChainValid,
};

use poll::{JOBS, Job};

/// One miner.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ProofOfWork {
    disk: Disk,
    /// The chain that it follows and builds on.
    own: Arc<Branch>,
    /// How many blocks of it are final.
    finals: u64,
    /// The accounts after them.
    books: Arc<Balances>,
    /// The same blocks as a chain, where somebody wants it.
    prefix: Memo<Chain>,
    /// Messages that are not on its chain.
    pool: Pool,
    /// Its own messages that are not final.
    open: BTreeSet<RequestId>,
    /// Whom it knows.
    neighbours: Vec<Neighbour>,
    /// For each job, who has not answered it yet, by place.
    asked: [u8; JOBS],
    /// The block that it looks for.
    search: Option<Box<Search>>,
    /// How many blocks it has found since it came up.
    mined: u64,
    /// The last time that it left blocks.
    last: Option<Arc<Reorganisation>>,
    /// What it is up to, if it is not honest.
    plan: Option<Box<Plan>>,
}

type Cx<'a, 'b> = &'a mut Context<'b, ProofOfWork>;

impl Node for ProofOfWork {
    type Message = Message;
    type Timer = Timer;
    type Disk = Disk;

    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Disk, cx: &mut Context<Self>) -> Self {
        let mut node = Self {
            own: Arc::default(),
            disk,
            finals: 0,
            books: cx.opening(),
            prefix: Memo::default(),
            pool: Pool::default(),
            open: BTreeSet::new(),
            neighbours: Vec::new(),
            asked: [0; JOBS],
            search: None,
            mined: 0,
            last: None,
            plan: None,
        };
        node.load(cx);
        node.begin_to_ask(cx);
        cx.set(Timer::Backup, cx.span(about::BACKUP_PERIOD));
        node.go_on(cx);
        node
    }

    fn on_message(&mut self, from: crate::units::NodeId, message: Message, cx: &mut Context<Self>) {
        let job = match message {
            Message::Neighbours { .. } => Some(Job::Gossip),
            Message::Chain { .. } => Some(Job::Chain),
            Message::Data { .. } => Some(Job::Data),
            _ => None,
        };
        self.hear(from, job);
        match message {
            Message::Neighbours { neighbours } => self.on_neighbours(neighbours, cx),
            Message::Chain { chain } => self.on_offer(&chain, cx),
            Message::Data { data } => self.on_data(&data, cx),
            Message::Answer { .. } => {}
            asks => self.serve(from.into(), asks, cx),
        }
        self.go_on(cx);
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        match timer {
            Timer::Gossip => self.ask(Job::Gossip, cx),
            Timer::Chain => self.ask(Job::Chain, cx),
            Timer::Data => self.ask(Job::Data, cx),
            Timer::Backup => self.back_up(cx),
            Timer::Mine => self.on_attempts(cx),
        }
        self.go_on(cx);
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        let entry = Entry {
            request: request.id,
            transaction: request.transaction,
        };
        let (answer, text) = self.add(entry, cx);
        if answer == Answer::Pending {
            self.open.insert(request.id);
        }
        cx.reply(request.id, answer, text);
        self.go_on(cx);
    }

    fn on_client(&mut self, from: ClientId, message: Message, cx: &mut Context<Self>) {
        self.serve(from.into(), message, cx);
        self.go_on(cx);
    }

    fn admits(disk: &Disk, facts: &Facts) -> Result<(), Refusal> {
        let (law, difficulty) = (about::law(facts), about::difficulty(facts));
        let file = disk.file().map(|file| file.judged(law));
        match file.is_none_or(|file| file.is_valid(difficulty)) {
            true => Ok(()),
            false => Err(refusal!("Local chain is not valid!")),
        }
    }

    fn damaged(&mut self, facts: &Facts) {
        let law = about::law(facts);
        if let Some(file) = self.disk.file() {
            let judged = file.judged(law);
            self.disk.judge(judged);
        }
        if let Some((at, block)) = self.disk.take_spoiled() {
            let is_own = self
                .own
                .block(at.height)
                .is_some_and(|it| it.hash == at.hash);
            if is_own {
                let chain = disk::replaced(self.own.chain(), at.height, &block);
                self.own = Arc::new(Branch::of(chain.blocks(), law));
                self.prefix = Memo::default();
                self.count(facts);
            }
        }
    }

    fn disk(&self) -> &Disk {
        &self.disk
    }

    fn disk_mut(&mut self) -> &mut Disk {
        &mut self.disk
    }

    fn committed(&self) -> &Chain {
        self.prefix.get_or(|| {
            let mut chain = self.own.chain().clone();
            chain.truncate(self.finals);
            chain
        })
    }

    fn balances(&self) -> Option<&Balances> {
        Some(&self.books)
    }

    fn search(&self, facts: &Facts) -> Option<crate::grind::Search> {
        self.goes_on(facts)
    }

    fn neighbours(&self) -> &[Neighbour] {
        &self.neighbours
    }

    fn glance(&self) -> Glance {
        view::glance(self)
    }

    fn view(&self, facts: &Facts) -> NodeView {
        view::view(self, facts)
    }

    fn caption(&self, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        words::caption(self, rule, facts)
    }

    fn corrupt(disk: &mut Disk, damage: Damage) -> Result<(), Refusal> {
        match damage {
            Damage::Tail(writes) => disk.forget(writes),
            Damage::Block(height) => disk.spoil(height),
        }
    }
}

impl ProofOfWork {
    /// Reads its chain file; the first time there is none, and one without blocks is written.
    fn load(&mut self, cx: Cx) {
        let law = about::law(cx);
        match self.disk.file() {
            Some(file) => self.own = file.judged(law),
            None => self.disk.write(self.own.clone(), cx.now.micros()),
        }
        self.disk.judge(self.own.clone());
        let deep = about::confirmations(cx) - 1;
        self.finals = self.own.height().saturating_sub(deep);
        self.count(cx);
        let asker = cx.id.into();
        let above = self.own.above(self.finals);
        let requests = above.flat_map(|block| &block.entries).map(|it| it.request);
        self.open.extend(requests.filter(|it| it.asker == asker));
        if cx.recovering {
            self.tell_again(cx);
            cx.rule(&rules::LOAD);
        }
    }

    /// What it had asked for itself and finds final on its disk: it may not have been told before it went down.
    fn tell_again(&self, cx: Cx) {
        let mut books = cx.opening();
        let finals = usize::try_from(self.finals).unwrap_or(usize::MAX);
        let blocks = self.own.chain().blocks().take(finals);
        for entry in blocks.flat_map(|block| &block.entries) {
            let done = chain::pay(&mut books, entry) == crate::ledger::Applied::Done;
            if entry.request.asker == cx.id.into() {
                let answer = if done {
                    Answer::Committed
                } else {
                    Answer::Rejected
                };
                cx.reply(
                    entry.request,
                    answer,
                    if done { "Message added!" } else { "" },
                );
            }
        }
    }

    /// After everything: what is deep enough becomes final, and the next block is looked for.
    fn go_on(&mut self, cx: Cx) {
        self.settle(cx);
        self.scheme(cx);
        self.work(cx);
    }

    /// Writes its chain to the disk, if that does not say the same.
    fn back_up(&mut self, cx: Cx) {
        if self.disk.hash() == self.own.at() {
            cx.rule(&rules::UNCHANGED);
        } else {
            self.disk.write(self.own.clone(), cx.now.micros());
            cx.rule(&rules::BACK_UP);
        }
        cx.set(Timer::Backup, cx.span(about::BACKUP_PERIOD));
    }

    /// The chain that it follows and builds on.
    pub fn own(&self) -> &Arc<Branch> {
        &self.own
    }

    /// How many blocks of its chain are final.
    pub fn finals(&self) -> u64 {
        self.finals
    }

    /// How many blocks it has found since it came up.
    pub fn mined(&self) -> u64 {
        self.mined
    }

    /// Whether a message waits at it, or is on its chain.
    pub fn keeps(&self, request: RequestId) -> bool {
        self.pool.has(request) || self.own.has(request) || self.has_secret(request)
    }

    /// The accounts after what is final.
    pub fn books(&self) -> &Arc<Balances> {
        &self.books
    }

    /// What waits at it.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether it looks for a block.
    pub fn is_mining(&self) -> bool {
        self.search.is_some()
    }

    /// The last time that it left blocks.
    pub fn last(&self) -> Option<&Reorganisation> {
        self.last.as_deref()
    }

    /// The block at the end of its chain.
    pub fn tip(&self) -> Option<&Arc<Block>> {
        self.own.last()
    }
}
