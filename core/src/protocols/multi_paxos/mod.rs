//! Multi-Paxos: a key-value store and accounts, one request a slot, under a leader whom clients nominate.
//!
//! # The algorithm
//!
//! Slots follow one another; each orders one request. A client that wants something first *nominates* a server. The
//! nominee takes a ballot above all it has heard of and asks everybody, itself included, to promise it (`prepare`,
//! `promise`). A promise holds for all slots that are not decided, and names what was accepted in each. With promises
//! of a strict majority the nominee leads (`i-am-leader`), and skips this phase from now on.
//!
//! A leader takes one request at a time. It puts it into a block on top of its decided slots and asks everybody to accept
//! it (`accept`); whoever does tells everybody (`accepted`), and each server decides for itself once a strict majority
//! has. The decided slots make the store, the balances and the table of answers, in their order and by nothing else; the
//! leader answers the client (`answer`). What is accepted and not decided is *tentative* and has no effect.
//!
//! Why two leaders cannot have different blocks decided in one slot: a block is decided once a majority accepted it in
//! some ballot b. Any leader of a higher ballot first hears from a majority; the two majorities share a server, and that
//! one accepted before it promised, else it would have refused b. So either its promise names the block, or it has the
//! slot decided and refuses, as the nominee lacks a slot. The leader offers the very block again that is named in the
//! highest ballot, before all else, so by induction every block decided in the slot is the same, nonce and pointer
//! included.
//!
//! Why a request is ordered once: a leader offers a request of its own in a slot only when it has decided all slots
//! before it, and not if the table says that it was answered.
//!
//! # Clients
//!
//! A client asks one server at a time and repeats a request under its id: see [`crate::client`]. A server that does not
//! lead hands a request on to the leader that it knows. Where it knows none it holds it for an election's time, then sends
//! it back, so that the client asks elsewhere. `get` is ordered like everything else.
//!
//! # The outbox
//!
//! What a server sends waits in its outbox first, two seconds as in the source. The outbox is memory: what waits there
//! when the server crashes is never sent. With `set outbox 0s` messages leave at once.
//!
//! # Catching up
//!
//! Every message of an election or a slot says how many slots its sender has decided. Whoever has fewer asks for the
//! others (`fetch`, `blocks`). Where no such message is to be expected servers ask each other: one that comes up asks
//! everybody, one that led whoever did not take part, one that accepted whether that was decided, all of them every
//! accept-timeout until they are level. Then nothing is sent any more.
//!
//! # Source
//!
//! Lamport, "Paxos Made Simple" (2001), sections 2 and 3. The program `server.py` and `client.py` of the Paxos block
//! chain that is described in `systems/multi-paxos.md`, with the required rule set 2i.
//!
//! # Caveats
//!
//! - The source's transfers of text over UDP, and what broke on them (X1, X2, X8, X14), are not there to be broken.
//! - A nominee that promises a higher ballot gives up at once; the source's waits for `I am leader`.
//! - A server that came up takes whom it promised last for the leader; the first hint only if it has promised nothing.
//! - With an empty disk (`restart amnesia`), or one that lost its last writes (`corrupt n2 tail 1`), a server forgets its
//!   promises: Paxos does not survive that, nor does this.

mod about;
mod body;
mod disk;
mod elect;
mod learn;
mod level;
mod message;
mod outbox;
mod properties;
mod replicate;
mod rules;
mod scenes;
mod seal;
mod serve;
mod store;
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
use crate::client::{Heard, Manners};
use crate::disk::Journaled;
use crate::ledger::{Balances, Block, BlockHash, Chain, Literal};
use crate::node::{Context, Facts, Node, Request};
use crate::phrase::Phrase;
use crate::rule::Rule;
use crate::units::{Address, ClientId, NodeId};
use crate::view::{Glance, NodeView, Rank};

pub use super::ballot::Ballot;
pub use about::{
    ABOUT, ACCEPT_TIMEOUT, ANSWER_TIMEOUT, ELECTION_TIMEOUT, FIRST_HINT, NOMINATE_TIMEOUT, OUTBOX,
    open,
};
pub use disk::{Disk, Vote, Write};
pub use message::{Message, Timer};
pub use scenes::SCENES;
pub use store::{NO_KEY, Reply, SUCCESS, State, TEXTS};
pub use vectors::vectors;
pub use watch::{Linearisable, PromiseKept};

/// The most blocks in one `blocks`: a page of a long chain. Whoever still lacks some asks again at once.
const BLOCKS_MAX: usize = 100;

/// Messages that leave the outbox together, in order.
type Batch = Vec<(Address, Message)>;

/// An election that a nominee holds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Election {
    /// Its ballot.
    pub ballot: Ballot,
    /// Which clients asked for it, with the numbers of their nominations.
    pub nominators: Vec<(Address, u32)>,
    /// Who promised, in the order of arrival.
    pub promises: Vec<NodeId>,
    /// Who refused.
    pub refused: BTreeSet<NodeId>,
    /// The highest ballot above its own that those have promised, if that is why.
    pub higher: Option<Ballot>,
    /// What the promises name, by height: of each slot what was accepted in the highest ballot.
    pub inherited: BTreeMap<u64, Vote>,
}

/// What a leader has to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lead {
    /// Its ballot.
    pub ballot: Ballot,
    /// What it must offer again, by height.
    pub inherited: BTreeMap<u64, Vote>,
    /// The block that it offers now.
    pub offer: Option<Arc<Block>>,
}

/// What a server is doing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// It votes, and hands requests on.
    Follower,
    /// It was nominated.
    Candidate(Election),
    /// It leads.
    Leader(Lead),
}

/// Who has accepted a block, as far as a server has heard.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Count {
    /// In which ballot.
    pub ballot: Ballot,
    /// Which block.
    pub hash: BlockHash,
    /// Who.
    pub voters: BTreeSet<NodeId>,
}

/// One server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MultiPaxos {
    disk: Journaled<Write>,
    /// What follows from the decided slots.
    state: State,
    /// How many slots it counts: all, unless somebody damages the disk while the server runs.
    counted: u64,
    role: Role,
    /// Whom it takes for the leader.
    hint: Option<NodeId>,
    /// The greatest number of a ballot that it was told of.
    heard: u64,
    /// Requests that wait, the next one first.
    queue: VecDeque<Request>,
    /// Accepts of slots that are not decided here, by height.
    counts: BTreeMap<u64, Vec<Count>>,
    /// Blocks that a majority has accepted on top of slots that it lacks, by height.
    chosen: BTreeMap<u64, Arc<Block>>,
    /// Whether it asked for what it lacks since it last learned something.
    asked: bool,
    /// Servers that it asks until they are level with it, with how many slots each has said to have decided; nothing where
    /// it has said nothing since that matters.
    others: BTreeMap<NodeId, Option<u64>>,
    /// Whether it has accepted a block since it last asked what became of such.
    in_doubt: bool,
    /// Whether its alarm to ask is pending.
    asking: bool,
    /// Batches that wait, the oldest first; each has an alarm.
    outbox: VecDeque<Batch>,
    /// What the running handler sends; empty between handlers.
    draft: Batch,
}

type Cx<'a, 'b> = &'a mut Context<'b, MultiPaxos>;

impl Node for MultiPaxos {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<Write>;

    const ABOUT: &'static About = &ABOUT;

    const CLIENTS: Option<Manners> = Some(Manners {
        nominates: true,
        timers: [4, 5],
        timeouts: [NOMINATE_TIMEOUT, ANSWER_TIMEOUT],
    });

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let mut node = Self {
            disk,
            state: State::default(),
            counted: 0,
            role: Role::Follower,
            hint: None,
            heard: 0,
            queue: VecDeque::new(),
            counts: BTreeMap::new(),
            chosen: BTreeMap::new(),
            asked: false,
            others: BTreeMap::new(),
            in_doubt: false,
            asking: false,
            outbox: VecDeque::new(),
            draft: Vec::new(),
        };
        node.boot(cx);
        node.finish(cx);
        node
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        self.recount(cx);
        match message {
            Message::Leader { nomination } => self.on_leader(from.into(), nomination, cx),
            Message::Prepare { ballot, depth } => self.on_prepare(from, ballot, depth, cx),
            Message::Promise {
                ballot,
                depth,
                accepted,
            } => self.on_promise(from, ballot, depth, accepted, cx),
            Message::Refuse {
                ballot,
                promised,
                depth,
            } => self.on_refuse(from, ballot, promised, depth, cx),
            Message::IAmLeader { ballot } => self.on_i_am_leader(from, ballot, cx),
            Message::Request { request } => self.on_asked(request, cx),
            Message::Accept { ballot, block } => self.on_accept(from, ballot, block, cx),
            Message::Accepted {
                ballot,
                depth,
                block,
            } => self.on_accepted(from, ballot, depth, block, cx),
            Message::Fetch { depth } => self.on_fetch(from, depth, cx),
            Message::Blocks { depth, blocks } => self.on_blocks(from, depth, blocks, cx),
            // These are for clients, and the console is one.
            Message::Answer { .. } | Message::Nomination { .. } => {}
        }
        self.finish(cx);
    }

    fn on_client(&mut self, from: ClientId, message: Message, cx: &mut Context<Self>) {
        self.recount(cx);
        match message {
            Message::Leader { nomination } => self.on_leader(from.into(), nomination, cx),
            Message::Request { request } => self.on_asked(request, cx),
            // No client says anything else; somebody forged it.
            _ => {}
        }
        self.finish(cx);
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        self.recount(cx);
        match timer {
            Timer::Outbox => self.send_oldest(cx),
            Timer::Election => self.on_election_timeout(cx),
            Timer::Accept => self.on_accept_timeout(cx),
            Timer::Ask => self.on_ask(cx),
        }
        self.finish(cx);
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        self.recount(cx);
        self.on_asked(request, cx);
        self.finish(cx);
    }

    fn nomination(number: u32) -> Option<Message> {
        Some(Message::Leader { nomination: number })
    }

    fn asking(request: Request) -> Option<Message> {
        Some(Message::Request { request })
    }

    fn heard(message: &Message) -> Option<Heard> {
        message.heard()
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
        Some(self.state.balances())
    }

    fn value(&self, key: &Literal) -> Option<Option<Literal>> {
        Some(self.state.value(key).cloned())
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

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        disk.suffer(damage, |disk| &disk.chain, Write::Spoil)
    }
}

impl MultiPaxos {
    /// Ends every handler.
    fn finish(&mut self, cx: Cx) {
        self.keep_asking(cx);
        self.flush(cx);
    }

    /// How many slots it has decided: the index of the first that it has not, counted from 0.
    fn depth(&self) -> u64 {
        self.disk.chain.height()
    }

    /// What follows from the decided slots, as it knows it.
    fn state(&self) -> &State {
        &self.state
    }

    /// The block that it offers, if it leads and offers one.
    fn offer(&self) -> Option<&Arc<Block>> {
        match &self.role {
            Role::Leader(lead) => lead.offer.as_ref(),
            Role::Follower | Role::Candidate(_) => None,
        }
    }

    /// Whether requests wait here, to be ordered or to be handed on.
    fn keeps_requests(&self) -> bool {
        let in_outbox =
            |(_, message): &(Address, Message)| matches!(message, Message::Request { .. });
        !self.queue.is_empty() || self.outbox.iter().flatten().any(in_outbox)
    }
}
