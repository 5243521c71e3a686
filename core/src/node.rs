//! All that the author of a system must read: what a node is, and its window on the world.
//!
//! A node is a value: it can be cloned, compared, printed and stepped. Handlers are atomic, perform no I/O, never
//! fail and never panic, whatever arrives. What survives a crash is the type [`Node::Disk`]: which struct a field
//! lives in is the lesson. No [`Time`] belongs in a node's state; durations do, in timers.
//!
//! ```
//! use synod_core::node::{Context, Effect, Facts, Node};
//! use synod_core::protocols::benmo::{ABOUT, Benmo};
//! use synod_core::script::default_setup;
//! use synod_core::units::{NodeId, Time};
//!
//! let setup = default_setup(&ABOUT);
//! let facts = Facts {
//!     id: NodeId::new(1),
//!     nodes: setup.nodes,
//!     settings: &setup.settings,
//!     seed: 7,
//!     now: Time::ZERO,
//!     recovering: true,
//! };
//! assert_eq!(facts.quorum(), 3);
//!
//! // A handler asks for effects and performs none: a node that comes up asks everybody how far they are.
//! let (mut draws, mut effects) = (0, Vec::new());
//! let node = Benmo::start(Default::default(), &mut Context::new(facts, &mut draws, &mut effects));
//! let sent = effects.iter().filter(|effect| matches!(effect, Effect::Send(..))).count();
//! assert_eq!((sent, node.committed().height()), (4, 0));
//! ```

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use crate::about::{About, Value};
use crate::action::{Damage, Refusal};
use crate::client::{Heard, Manners};
use crate::grind::Search;
use crate::ledger::{Account, Balances, Block, Chain, Literal, Transaction};
use crate::phrase::{Allegiance, Phrase};
use crate::refusal;
use crate::rng::{Purpose, Who, draw, span_between};
use crate::rule::Rule;
use crate::settings::Settings;
use crate::units::{Address, ClientId, NodeId, RequestId, Span, Time};
use crate::view::{Answer, DrawView, Field, Glance, Neighbour, NodeView, Rank};

/// A request that reached a node, from its own console or from a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Request {
    /// Its identity.
    pub id: RequestId,
    /// What is asked.
    pub transaction: Transaction,
}

/// What the world must know of a message.
pub trait Kind: Sized {
    /// The place of its kind in [`About::kinds`].
    fn index(&self) -> usize;
    /// Whose ballot or block it carries, if it carries one.
    fn allegiance(&self) -> Option<Allegiance> {
        None
    }
    /// Its fields, made only when somebody looks.
    fn fields(&self) -> Vec<Field> {
        Vec::new()
    }
    /// The message of this kind with these fields: for `forge`. `None` where they do not fit.
    fn forge(_kind: usize, _body: &Literal) -> Option<Self> {
        None
    }
}

/// What the world must know of a timer.
pub trait Name: Sized + 'static {
    /// The timers, in the order of [`About::timers`].
    const ALL: &'static [Self];
    /// The place of this one.
    fn index(self) -> usize;
}

/// The timers of a system that sets none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NoTimer {}

impl Name for NoTimer {
    const ALL: &'static [Self] = &[];

    fn index(self) -> usize {
        match self {}
    }
}

/// One node of a system. What a reader of a protocol must see has no default.
pub trait Node: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// What nodes say to each other.
    type Message: Clone + Eq + Hash + Debug + Kind + Send + Sync;
    /// Names of alarms; setting a name again replaces the pending alarm.
    type Timer: Copy + Ord + Hash + Debug + Name + Send + Sync;
    /// What survives a crash: any type, or a [`Journaled`](crate::disk::Journaled) one that can forget its last writes.
    type Disk: Clone + Eq + Hash + Debug + Default + Send + Sync;

    /// What the system says of itself.
    const ABOUT: &'static About;

    /// Boots a node: with an empty disk the first time, with its own disk after a crash.
    fn start(disk: Self::Disk, cx: &mut Context<Self>) -> Self;
    /// A message arrives.
    fn on_message(&mut self, from: NodeId, message: Self::Message, cx: &mut Context<Self>);
    /// An alarm fires.
    fn on_timer(&mut self, timer: Self::Timer, cx: &mut Context<Self>);
    /// A request is entered at the node's own console. Where the system has clients the console is one of them, and says
    /// what it wants by message.
    fn on_request(&mut self, request: Request, cx: &mut Context<Self>);
    /// A message of a client arrives: no use of it, by default.
    fn on_client(&mut self, _from: ClientId, _message: Self::Message, _cx: &mut Context<Self>) {}

    /// How its clients behave, where the system has some: see [`crate::client`].
    const CLIENTS: Option<Manners> = None;
    /// What a client says to a server that it wants to lead.
    fn nomination(_number: u32) -> Option<Self::Message> {
        None
    }
    /// What a client says to a server from which it wants something.
    fn asking(_request: Request) -> Option<Self::Message> {
        None
    }
    /// What a message means to a client; nothing where it is for servers. One that means something is handed to the
    /// client, also where it arrives at the console of a node.
    fn heard(_message: &Self::Message) -> Option<Heard> {
        None
    }

    /// Whether a node comes up with this disk, or why it does not and stays down.
    fn admits(_disk: &Self::Disk, _facts: &Facts) -> Result<(), Refusal> {
        Ok(())
    }
    /// Its disk was damaged while it runs: what it keeps of that in memory as well is the damaged one from now on.
    fn damaged(&mut self, _facts: &Facts) {}
    /// What would survive a crash now.
    fn disk(&self) -> &Self::Disk;
    /// The same, to be damaged by [`Node::corrupt`] while the node runs.
    fn disk_mut(&mut self) -> &mut Self::Disk;
    /// The final blocks. Checkers read this, so that a node cannot silence them by not announcing a decision.
    fn committed(&self) -> &Chain;
    /// The balances that follow from the final blocks, where it keeps them.
    fn balances(&self) -> Option<&Balances> {
        None
    }
    /// The stake of an account that follows from the final blocks; `None` where the system keeps no stakes.
    fn stake(&self, _account: &Account) -> Option<i64> {
        None
    }
    /// What stands under a key in what follows from the final blocks, as `Some(None)` for nothing; `None` where the
    /// system keeps no keys.
    fn value(&self, _key: &Literal) -> Option<Option<Literal>> {
        None
    }
    /// What it searches for and would go on with at its next alarm, where its work is a search: a page may have that searched
    /// ahead elsewhere, see [`crate::grind`]. Nothing depends on whether anybody does.
    fn search(&self, _facts: &Facts) -> Option<Search> {
        None
    }
    /// To whom it speaks, where [`About::gossips`]: the only links that are drawn.
    fn neighbours(&self) -> &[Neighbour] {
        &[]
    }
    /// What it shows at a glance: by default the first role and the final blocks.
    fn glance(&self) -> Glance {
        let chain = self.committed();
        Glance {
            role: &Self::ABOUT.roles[0],
            allegiance: None,
            leader: None,
            tip: chain.tip(),
            height: chain.height(),
            committed: chain.height(),
            pending: 0,
        }
    }
    /// Whether it has the leader's role: what its glance says, asked at every step.
    fn leads(&self) -> bool {
        self.glance().role.leads
    }
    /// Everything it knows, made only when somebody looks: by default the final blocks.
    fn view(&self, _facts: &Facts) -> NodeView {
        NodeView::of(self.committed())
    }
    /// The draw that decided, or decides, who makes the block at this height of its chain: nothing where no lottery does.
    fn draw(&self, _height: u64, _facts: &Facts) -> Option<DrawView> {
        None
    }
    /// What just happened here, in a sentence: the rule that ran, and how much it matters.
    fn caption(&self, _rule: &'static Rule, _facts: &Facts) -> Option<(Phrase, Rank)> {
        None
    }
    /// Damages a disk.
    fn corrupt(_disk: &mut Self::Disk, _damage: Damage) -> Result<(), Refusal> {
        let name = Self::ABOUT.name;
        Err(refusal!("{0} keeps nothing that can be damaged so", name))
    }
}

/// What a node may know of the world without asking anybody.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Who it is.
    pub id: NodeId,
    /// How many nodes the cluster has.
    pub nodes: u16,
    /// The options in force.
    pub settings: &'a Settings,
    /// The seed of the run.
    pub seed: u64,
    /// What its own clock says.
    pub now: Time,
    /// Whether it was up or down before this boot: false only at the first boot at time 0.
    pub recovering: bool,
}

impl Facts<'_> {
    /// How many of the cluster make a strict majority.
    pub fn quorum(&self) -> usize {
        usize::from(self.nodes) / 2 + 1
    }

    /// All nodes, ascending.
    pub fn everyone(&self) -> impl Iterator<Item = NodeId> + use<> {
        (1..=self.nodes).map(NodeId::new)
    }

    /// Whether the cluster has this node.
    pub fn has(&self, id: NodeId) -> bool {
        id.number() <= self.nodes
    }

    /// The value of a whole-number option, by its place in [`About::options`].
    pub fn whole(&self, option: usize) -> i64 {
        match self.settings.of_node(option, self.id) {
            Value::Whole(number) => number,
            other => panic!("option {option} is {other}, not a whole number"),
        }
    }

    /// The value of an option that is a span.
    pub fn span(&self, option: usize) -> Span {
        match self.settings.of_node(option, self.id) {
            Value::Span(span) => span,
            other => panic!("option {option} is {other}, not a span"),
        }
    }

    /// The value of an option that is a range of spans.
    pub fn range(&self, option: usize) -> (Span, Span) {
        match self.settings.of_node(option, self.id) {
            Value::Range(from, to) => (from, to),
            other => panic!("option {option} is {other}, not a range"),
        }
    }

    /// The value of an option of any kind.
    pub fn value(&self, option: usize) -> Value {
        self.settings.of_node(option, self.id)
    }

    /// What the accounts of the nodes hold at genesis, `n1` first.
    pub fn opening_balances(&self) -> Vec<i64> {
        let balance = |id| match self.settings.of_node(crate::about::common::BALANCE, id) {
            Value::Whole(amount) => amount,
            other => panic!("a balance is {other}, not a whole number"),
        };
        self.everyone().map(balance).collect()
    }

    /// The same, shared by all who ask.
    pub fn opening(&self) -> Arc<Balances> {
        let balances = || Balances::opening(self.opening_balances());
        self.settings.opening(balances)
    }

    /// Whether a quirk of the source is switched on.
    pub fn quirk(&self, phrase: &str) -> bool {
        self.settings.quirk(phrase)
    }
}

/// Something that a handler asks of the world. Effects happen in the order in which they were asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect<N: Node> {
    /// Put a message on the bus.
    Send(Address, N::Message),
    /// Set an alarm.
    Set(N::Timer, Span),
    /// Set an alarm beside those of the same name.
    Add(N::Timer, Span),
    /// Cancel an alarm.
    Cancel(N::Timer),
    /// Answer a request that was entered at this node's console.
    Reply(RequestId, Answer, String),
    /// Announce that a block is final here, and which requests in it the ledger rejected.
    Decide(Arc<Block>, Vec<RequestId>),
    /// Announce that a block which was final here is not any more.
    Retract(Arc<Block>),
    /// Name the rule that just ran.
    Rule(&'static Rule),
}

/// A handler's window on the world: facts in, effects out.
pub struct Context<'a, N: Node> {
    facts: Facts<'a>,
    draws: &'a mut u32,
    effects: &'a mut Vec<Effect<N>>,
}

impl<'a, N: Node> std::ops::Deref for Context<'a, N> {
    type Target = Facts<'a>;

    fn deref(&self) -> &Facts<'a> {
        &self.facts
    }
}

impl<'a, N: Node> Context<'a, N> {
    /// A window for one handler. `draws` counts the node's draws and belongs to the world: it survives a crash.
    pub fn new(facts: Facts<'a>, draws: &'a mut u32, effects: &'a mut Vec<Effect<N>>) -> Self {
        Self {
            facts,
            draws,
            effects,
        }
    }

    /// The facts alone.
    pub fn facts(&self) -> Facts<'a> {
        self.facts
    }

    /// All other nodes, ascending.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> + use<N> {
        let me = self.facts.id;
        self.facts.everyone().filter(move |id| *id != me)
    }

    /// A span drawn uniformly from a range, both ends included.
    pub fn draw(&mut self, (from, to): (Span, Span)) -> Span {
        span_between(self.draw_bits(), from, to)
    }

    /// A uniform draw of 64 bits.
    pub fn draw_bits(&mut self) -> u64 {
        let drawn = draw(
            self.facts.seed,
            Who::node(self.facts.id),
            *self.draws,
            Purpose::Node,
        );
        *self.draws = self.draws.wrapping_add(1);
        drawn
    }

    /// Sends a message. One to oneself travels the bus too.
    pub fn send(&mut self, to: impl Into<Address>, message: N::Message) {
        self.effects.push(Effect::Send(to.into(), message));
    }

    /// Sends a message to all other nodes, ascending.
    pub fn broadcast(&mut self, message: N::Message) {
        for id in self.peers() {
            self.send(id, message.clone());
        }
    }

    /// Sends a message to all nodes, oneself included, ascending.
    pub fn send_to_all(&mut self, message: N::Message) {
        for id in self.facts.everyone() {
            self.send(id, message.clone());
        }
    }

    /// Sets an alarm, by the node's own clock; a pending one of that name is replaced.
    pub fn set(&mut self, timer: N::Timer, after: Span) {
        self.effects.push(Effect::Set(timer, after));
    }

    /// Sets an alarm, by the node's own clock, beside those of this name that are pending.
    pub fn add(&mut self, timer: N::Timer, after: Span) {
        self.effects.push(Effect::Add(timer, after));
    }

    /// Cancels all alarms of this name that are pending.
    pub fn cancel(&mut self, timer: N::Timer) {
        self.effects.push(Effect::Cancel(timer));
    }

    /// Answers a request.
    pub fn reply(&mut self, request: RequestId, answer: Answer, text: impl Into<String>) {
        self.effects
            .push(Effect::Reply(request, answer, text.into()));
    }

    /// Announces that a block is final here, and which requests in it the ledger rejected: for whoever gave up
    /// waiting for one of them.
    pub fn decide(&mut self, block: Arc<Block>, rejected: Vec<RequestId>) {
        self.effects.push(Effect::Decide(block, rejected));
    }

    /// Announces that a block is not final here any more: whoever was told by this node that what it orders is committed
    /// learns that it is rolled back.
    pub fn retract(&mut self, block: Arc<Block>) {
        self.effects.push(Effect::Retract(block));
    }

    /// Names the rule that is running.
    pub fn rule(&mut self, rule: &'static Rule) {
        self.effects.push(Effect::Rule(rule));
    }
}
