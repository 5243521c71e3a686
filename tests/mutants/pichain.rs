//! A node of piChain that cheats: it wraps a right one and cheats with what it is told, what it says, or what it keeps.

use synod_core::about::About;
use synod_core::action::{Damage, Refusal};
use synod_core::disk::Journaled;
use synod_core::ledger::{Balances, Chain, Literal};
use synod_core::node::{Context, Facts, Node, Request};
use synod_core::property::{
    Agreement, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated, NoOverspending,
};
use synod_core::protocols::pichain::{
    ABOUT, Disk, HeadAboveCommitted, Message, PiChain, Timer, Write,
};
use synod_core::units::NodeId;
use synod_core::view::{Glance, NodeView};

use super::{Blind, wrap};

/// Seeds tried for each: some cheats need a rare coincidence.
const SEEDS: u64 = 4000;

/// How a node cheats.
const FORGETS_VOTES: u8 = 1;
const COUNTS_TWICE: u8 = 2;
const HIDES_TAKEN: u8 = 3;
const TAKES_ANYTHING: u8 = 4;

/// The cheats, and the property that catches each first.
pub fn table() -> [(&'static str, Option<&'static str>); 4] {
    [
        ("forgets-votes-in-a-crash", caught::<FORGETS_VOTES>(SEEDS)),
        ("counts-every-answer-twice", caught::<COUNTS_TWICE>(SEEDS)),
        ("hides-what-it-took", caught::<HIDES_TAKEN>(SEEDS)),
        (
            "takes-whatever-is-proposed",
            caught::<TAKES_ANYTHING>(SEEDS),
        ),
    ]
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Cheat<const HOW: u8>(PiChain);

impl<const HOW: u8> Cheat<HOW> {
    /// Runs the right node, and hands on what it asks for.
    fn within<T>(cx: &mut Context<Self>, run: impl FnOnce(&mut Context<PiChain>) -> T) -> T {
        let change = |_, message| match message {
            Message::TryOk { base, ticket, .. } if HOW == HIDES_TAKEN => Message::TryOk {
                base,
                ticket,
                proposed: None,
            },
            other => other,
        };
        let facts = cx.facts();
        wrap::seeing(facts, cx, run, change)
    }
}

impl<const HOW: u8> Node for Cheat<HOW> {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<Write>;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let mut read = Disk::clone(&disk);
        if HOW == FORGETS_VOTES {
            (read.given, read.taken) = (None, None);
        }
        let disk = Journaled::holding(read);
        Self(Self::within(cx, |cx| PiChain::start(disk, cx)))
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        if let (TAKES_ANYTHING, Message::Propose { base, ticket, .. }) = (HOW, &message) {
            let (base, ticket) = (*base, *ticket);
            return cx.send(from, Message::ProposeAck { base, ticket });
        }
        let is_answer = matches!(message, Message::TryOk { .. } | Message::ProposeAck { .. });
        if HOW == COUNTS_TWICE && is_answer {
            let other = NodeId::new(from.number() % cx.nodes + 1);
            let again = message.clone();
            Self::within(cx, |cx| self.0.on_message(other, again, cx));
        }
        Self::within(cx, |cx| self.0.on_message(from, message, cx));
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        Self::within(cx, |cx| self.0.on_timer(timer, cx));
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        Self::within(cx, |cx| self.0.on_request(request, cx));
    }

    fn disk(&self) -> &Journaled<Write> {
        self.0.disk()
    }

    fn disk_mut(&mut self) -> &mut Journaled<Write> {
        self.0.disk_mut()
    }

    fn committed(&self) -> &Chain {
        self.0.committed()
    }

    fn balances(&self) -> Option<&Balances> {
        self.0.balances()
    }

    fn value(&self, key: &Literal) -> Option<Option<Literal>> {
        self.0.value(key)
    }

    fn glance(&self) -> Glance {
        self.0.glance()
    }

    fn view(&self, facts: &Facts) -> NodeView {
        self.0.view(facts)
    }

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        PiChain::corrupt(disk, damage)
    }
}

/// The checkers that read disks and chains alone, in the order of the properties.
fn checkers<const HOW: u8>() -> Vec<Box<dyn Checker<Cheat<HOW>>>> {
    let of = |id: &str| -> Box<dyn Checker<Cheat<HOW>>> {
        match id {
            "agreement" => Box::new(Agreement::default()),
            "chain-integrity" => Box::new(ChainIntegrity::default()),
            "durability" => Box::new(Durability::default()),
            "exactly-once" => Box::new(ExactlyOnce::default()),
            "no-coin-created" => Box::new(NoCoinCreated::default()),
            "no-overspending" => Box::new(NoOverspending::default()),
            "head-above-committed" => Box::new(HeadAboveCommitted::default()),
            _ => Box::new(Blind),
        }
    };
    ABOUT.properties.iter().map(|spec| of(spec.id)).collect()
}

/// The first property that a cheat breaks, in the storms from seed 0 on.
pub fn caught<const HOW: u8>(seeds: u64) -> Option<&'static str> {
    wrap::caught::<Cheat<HOW>>(&ABOUT, seeds, checkers)
}
