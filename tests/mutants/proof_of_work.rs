//! A miner that cheats: it wraps a right one and cheats with what it is told, what it says, or what it keeps.

use std::sync::Arc;

use synod_core::about::About;
use synod_core::action::{Damage, Refusal};
use synod_core::ledger::{Balances, Block, Chain, Work};
use synod_core::node::{Context, Facts, Node, Request};
use synod_core::property::Checker;
use synod_core::protocols::proof_of_work::{
    ABOUT, AdoptedChainsValid, Branch, Disk, Message, Miner, NoCoinCreated, NoMessageNowhere,
    NoOverspending, OnceOnOwnChain, OwnChainValid, ProofOfWork, Timer,
};
use synod_core::units::NodeId;
use synod_core::view::{Answer, Glance, Neighbour, NodeView};

use super::{Blind, wrap};

/// Seeds tried for each.
const SEEDS: u64 = 200;

/// How a miner cheats.
const TAKES_ANY_CHAIN: u8 = 1;
const SPARES_THE_WORK: u8 = 2;
const SWALLOWS_MESSAGES: u8 = 3;
const FORGETS_ITS_POOL: u8 = 4;

/// The cheats, and the property that catches each first.
pub fn table() -> [(&'static str, Option<&'static str>); 4] {
    [
        ("takes-any-chain", caught::<TAKES_ANY_CHAIN>()),
        ("spares-the-work", caught::<SPARES_THE_WORK>()),
        ("swallows-messages", caught::<SWALLOWS_MESSAGES>()),
        ("forgets-its-pool", caught::<FORGETS_ITS_POOL>()),
    ]
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Cheat<const HOW: u8>(ProofOfWork);

impl<const HOW: u8> Miner for Cheat<HOW> {
    fn miner(&self) -> &ProofOfWork {
        &self.0
    }
}

/// A chain whose last block cost nothing.
fn cheap(chain: &Branch) -> Arc<Branch> {
    let mut blocks = chain.chain().clone();
    if let Some(last) = chain.last() {
        let work = last.work.map(|work| Work { nonce: 0, ..work });
        let work = work.expect("every block cost work");
        let (height, previous, entries) = (last.height, last.previous, last.entries.clone());
        let block = Block::worked(height, previous, last.creator, entries, work);
        blocks.replace(height, Arc::new(block));
    }
    Arc::new(Branch::raw(blocks))
}

impl<const HOW: u8> Cheat<HOW> {
    /// Runs the right miner, and hands on what it asks for.
    fn within<T>(cx: &mut Context<Self>, run: impl FnOnce(&mut Context<ProofOfWork>) -> T) -> T {
        let change = |_, message| match message {
            Message::Chain { chain } if HOW == TAKES_ANY_CHAIN => Message::Chain {
                chain: cheap(&chain),
            },
            other => other,
        };
        let facts = cx.facts();
        wrap::seeing(facts, cx, run, change)
    }

    /// Starts again from a disk, which nobody looks at.
    fn again(&mut self, disk: Disk, cx: &mut Context<Self>) {
        self.0 = Self::within(cx, |cx| ProofOfWork::start(disk, cx));
    }
}

impl<const HOW: u8> Node for Cheat<HOW> {
    type Message = Message;
    type Timer = Timer;
    type Disk = Disk;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Disk, cx: &mut Context<Self>) -> Self {
        Self(Self::within(cx, |cx| ProofOfWork::start(disk, cx)))
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        if let (TAKES_ANY_CHAIN, Message::Chain { chain }) = (HOW, &message)
            && chain.height() > self.0.own().height()
        {
            let mut disk = self.0.disk().clone();
            disk.write(chain.clone(), cx.now.micros());
            return self.again(disk, cx);
        }
        Self::within(cx, |cx| self.0.on_message(from, message, cx));
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        let before = self.0.own().height();
        Self::within(cx, |cx| self.0.on_timer(timer, cx));
        let found = timer == Timer::Mine && self.0.own().height() > before;
        if found && HOW == SPARES_THE_WORK {
            let mut disk = self.0.disk().clone();
            disk.write(cheap(self.0.own()), cx.now.micros());
            self.again(disk, cx);
        } else if HOW == FORGETS_ITS_POOL && timer == Timer::Backup {
            self.again(self.0.disk().clone(), cx);
        }
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        if HOW == SWALLOWS_MESSAGES {
            return cx.reply(request.id, Answer::Pending, "Message added!");
        }
        Self::within(cx, |cx| self.0.on_request(request, cx));
    }

    fn disk(&self) -> &Disk {
        self.0.disk()
    }

    fn disk_mut(&mut self) -> &mut Disk {
        self.0.disk_mut()
    }

    fn committed(&self) -> &Chain {
        self.0.committed()
    }

    fn balances(&self) -> Option<&Balances> {
        self.0.balances()
    }

    fn neighbours(&self) -> &[Neighbour] {
        self.0.neighbours()
    }

    fn glance(&self) -> Glance {
        self.0.glance()
    }

    fn view(&self, facts: &Facts) -> NodeView {
        self.0.view(facts)
    }

    fn corrupt(disk: &mut Disk, damage: Damage) -> Result<(), Refusal> {
        ProofOfWork::corrupt(disk, damage)
    }
}

/// The checkers of what must always hold, in the order of the properties.
fn checkers<const HOW: u8>() -> Vec<Box<dyn Checker<Cheat<HOW>>>> {
    let of = |id: &str| -> Box<dyn Checker<Cheat<HOW>>> {
        match id {
            "adopted-chains-valid" => Box::new(AdoptedChainsValid::default()),
            "chain-integrity" => Box::new(OwnChainValid::default()),
            "exactly-once" => Box::new(OnceOnOwnChain::default()),
            "no-message-nowhere" => Box::new(NoMessageNowhere::default()),
            "no-coin-created" => Box::new(NoCoinCreated::default()),
            "no-overspending" => Box::new(NoOverspending::default()),
            _ => Box::new(Blind),
        }
    };
    ABOUT.properties.iter().map(|spec| of(spec.id)).collect()
}

/// The first property that a cheat breaks, in the storms from seed 0 on.
pub fn caught<const HOW: u8>() -> Option<&'static str> {
    wrap::caught::<Cheat<HOW>>(&ABOUT, SEEDS, checkers)
}
