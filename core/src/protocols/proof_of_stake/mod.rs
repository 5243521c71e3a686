//! Proof of stake: a lottery that everybody can check.
//!
//! # The algorithm
//!
//! Accounts hold money and stakes. Whoever wants to pay signs a transaction, and nodes tell each other of it until all
//! have it: everybody who hears of a new one that is signed puts it into the *pool* and tells everybody. When a pool holds
//! enough (two, if nothing is said), its node *draws*: the last block and the stakes say which account may *forge* the next
//! block. Each staked coin is one ticket, so that the chance of an account is its share of all stakes; see [`lottery`].
//! Nobody is asked, and everybody with the same chain draws the same winner.
//!
//! Only the winner's node makes the block. It takes from its pool what is covered, in order, each transaction judged when
//! those before it are executed; signs; puts the block on its chain, and tells everybody. Who hears of a block judges it:
//! it must be the next one, name the block below, be signed by the account that was drawn, and hold only transactions that
//! are signed, new and covered. Then it is executed and told to everybody, and what no account covers any more leaves the
//! pool. A block of another number is no next block: from higher ones a node sees that it is behind, and asks.
//!
//! A block is final at once: there is one winner, and it signs one block. Where the winner is away nobody can take its
//! place, and everybody waits. With `redraw` everybody draws again after a while: the seed of each further draw is the hash
//! of the one before, and the block says which draw it is of, so that anybody can check that its forger won *that* draw.
//! That the winners of the earlier draws were silent nobody can check. So two blocks may be made of one height, one on
//! either side of a cut, and the price of going on without the winner is agreement. That is why it is off.
//!
//! # Being level
//!
//! Nodes that are up at step 0 are connected. Whoever boots later begins with nothing, and asks each of the others once
//! for what it lacks. Now and then every node tells all others how far it is and how much waits at it (`discovery`);
//! whoever is behind asks for the chain, and whoever is level but has another pool asks for that. Of a chain that comes in
//! every block is judged before any is taken.
//!
//! # Nothing at stake
//!
//! To sign two blocks costs a forger nothing. With `double-sign` it does, and tells each half of the others of another one.
//! Whoever sees both keeps them as *evidence* and shows them to everybody: two signatures of one key, on blocks that stand
//! on the same one, which no honest node makes. Of two last blocks on the same one that with the lower hash stays, so that
//! all come to the same chain again. The source, as this system, punishes nobody.
//!
//! # Source
//!
//! The program `rafrasenberg/proof-of-stake-blockchain` as described in `systems/proof-of-stake.md`, with its required
//! behaviour. Ed25519: RFC 8032.
//!
//! # Caveats
//!
//! - The chain is in memory only, as in the source: a node that comes up begins at genesis. Beside its key it keeps the
//!   blocks that it signed, for a key that forgot them would sign again; where nobody has the chain any more those blocks
//!   are offered again when their turn comes.
//! - The seed of a draw is public before the draw: a forger may try which block makes it win the next one too.
//! - A stake counts at once, cannot be taken back, and earns nothing.

mod about;
mod blocks;
mod body;
mod card;
mod disk;
mod forge;
mod health;
mod hostile;
pub mod lottery;
mod message;
mod pool;
mod properties;
mod rules;
mod scenes;
mod state;
mod suggest;
mod sync;
mod terms;
mod vectors;
mod view;
mod watch;
mod words;

use std::collections::{BTreeSet, VecDeque};

use crate::about::About;
use crate::action::{Damage, Refusal};
use crate::disk::Journaled;
use crate::ledger::{Account, Balances, BlockHash, BlockRef, Chain, Numbers, SignedEntry};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::refusal;
use crate::rule::Rule;
use crate::units::{NodeId, RequestId};
use crate::view::{DrawView, Glance, NodeView, Rank};

pub use about::{ABOUT, open};
pub use blocks::{Evidence, Fault, judge, uncovered};
pub use disk::{Disk, Write};
pub use message::{Message, Timer};
pub use pool::Pool;
pub use scenes::SCENES;
pub use state::{Flaw, State};
pub use vectors::vectors;
pub use watch::{ForgerIsWinner, SignaturesValid};

/// So many refused transactions a node remembers, to say why.
const REFUSED_KEPT: usize = 100;
/// So much evidence a node keeps: more than anybody reads.
const EVIDENCE_KEPT: usize = 100;
/// The most draws above one block: each hashes all tickets anew.
const REDRAWS_MAX: u32 = 1000;

/// One node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ProofOfStake {
    /// Who it is.
    id: NodeId,
    disk: Journaled<Write>,
    chain: Chain,
    /// What follows from the chain.
    state: State,
    /// What waits for a block.
    pool: Pool,
    /// What was refused or dropped last, the oldest first.
    refused: VecDeque<(SignedEntry, Flaw)>,
    /// What it has dropped: copies that are still under way do not come in again.
    dropped: Numbers,
    /// Its own requests that are in no block yet.
    own: BTreeSet<RequestId>,
    /// Which draw above the last block it is at.
    attempt: u32,
    /// Who won that draw.
    forger: Option<Account>,
    /// The node of that account.
    awaited: Option<NodeId>,
    /// Whether the pool holds enough and another one is to forge.
    waits: bool,
    /// Whether it will draw again after a while.
    redraws: bool,
    /// The greatest height that it has asked somebody for since it last told how far it is.
    asked: u64,
    /// The pools that it has asked for since then.
    asked_pools: BTreeSet<u64>,
    /// What it has seen somebody sign twice.
    evidence: Vec<Evidence>,
    /// The block that it refused last, and why.
    fault: Option<(BlockHash, Fault)>,
}

type Cx<'a, 'b> = &'a mut Context<'b, ProofOfStake>;

impl Node for ProofOfStake {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<Write>;

    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let mut node = Self {
            id: cx.id,
            disk,
            chain: Chain::default(),
            state: State::opening(cx),
            pool: Pool::default(),
            refused: VecDeque::new(),
            dropped: Numbers::default(),
            own: BTreeSet::new(),
            attempt: 0,
            forger: None,
            awaited: None,
            waits: false,
            redraws: false,
            asked: 0,
            asked_pools: BTreeSet::new(),
            evidence: Vec::new(),
            fault: None,
        };
        node.find_forger(cx);
        node.wake(cx);
        node
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        match message {
            Message::Discovery {
                height,
                tip,
                pool,
                digest,
            } => self.on_discovery(from, (height, tip), (pool, digest), cx),
            Message::Transaction { signed } => self.on_transaction(signed, cx),
            Message::Block { block } => self.on_block(from, block, cx),
            Message::AskChain { height, tip } => self.on_ask_chain(from, height, tip, cx),
            Message::Chain { blocks } => self.on_chain(blocks, cx),
            Message::AskPool => self.on_ask_pool(from, cx),
            Message::Pool { transactions } => self.on_pool(transactions, cx),
        }
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        match timer {
            Timer::Discovery => self.discover(cx),
            Timer::Redraw => self.redraw(cx),
        }
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        self.submit(request, cx);
    }

    fn disk(&self) -> &Journaled<Write> {
        &self.disk
    }

    fn disk_mut(&mut self) -> &mut Journaled<Write> {
        &mut self.disk
    }

    fn committed(&self) -> &Chain {
        &self.chain
    }

    fn balances(&self) -> Option<&Balances> {
        Some(self.state.balances())
    }

    fn stake(&self, account: &Account) -> Option<i64> {
        Some(self.state.stake(account))
    }

    fn glance(&self) -> Glance {
        view::glance(self)
    }

    fn view(&self, facts: &Facts) -> NodeView {
        view::view(self, facts)
    }

    fn draw(&self, height: u64, facts: &Facts) -> Option<DrawView> {
        view::draw(self, height, facts)
    }

    fn caption(&self, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        words::caption(self, rule, facts)
    }

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        match damage {
            Damage::Tail(writes) => disk.forget(writes),
            Damage::Block(height) => {
                Err(refusal!("no block of height {0} is on this disk", height))
            }
        }
    }
}

impl ProofOfStake {
    /// The last block of its chain.
    fn tip(&self) -> BlockRef {
        BlockRef {
            height: self.chain.height(),
            hash: self.chain.tip(),
        }
    }

    /// What follows from its chain.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What waits at it.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// How many of those that wait are covered, each when those before it are executed.
    pub fn covered(&self, facts: &Facts) -> usize {
        self.sift(facts).taken.len()
    }

    /// Whom it waits for, if its pool holds enough for a block.
    pub fn awaits(&self) -> Option<NodeId> {
        self.awaited.filter(|_| self.waits)
    }

    /// What it has seen somebody sign twice.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}
