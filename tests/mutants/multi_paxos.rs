//! A server of Multi-Paxos that cheats: it wraps a right one and cheats with what it is told, what it says, or what it
//! keeps.

use synod_core::about::About;
use synod_core::action::{Damage, Refusal};
use synod_core::client::{Heard, Manners};
use synod_core::disk::Journaled;
use synod_core::ledger::{Balances, Chain, Literal};
use synod_core::node::{Context, Facts, Node, Request};
use synod_core::property::{
    Agreement, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated, NoOverspending,
    TwoLeaders,
};
use synod_core::protocols::multi_paxos::{
    ABOUT, Disk, Linearisable, Message, MultiPaxos, PromiseKept, Timer, Write,
};
use synod_core::units::{ClientId, NodeId};
use synod_core::view::{Glance, NodeView};

use super::{Blind, SEEDS, wrap};

/// How a server cheats.
pub const FORGETS_PROMISES: u8 = 1;
const FORGETS_ACCEPTED: u8 = 2;
const COUNTS_TWICE: u8 = 3;
const OBEYS_ANYBODY: u8 = 4;
const CHANGES_ANSWERS: u8 = 5;

/// The cheats, and the property that catches each first.
pub fn table() -> [(&'static str, Option<&'static str>); 5] {
    [
        ("forgets-promises-in-a-crash", caught::<FORGETS_PROMISES>()),
        ("forgets-accepted-in-a-crash", caught::<FORGETS_ACCEPTED>()),
        ("counts-every-accept-twice", caught::<COUNTS_TWICE>()),
        ("promises-whatever-is-asked", caught::<OBEYS_ANYBODY>()),
        ("answers-what-it-likes", caught::<CHANGES_ANSWERS>()),
    ]
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Cheat<const HOW: u8>(MultiPaxos);

impl<const HOW: u8> Cheat<HOW> {
    /// Runs the right server, and hands on what it asks for.
    fn within<T>(cx: &mut Context<Self>, run: impl FnOnce(&mut Context<MultiPaxos>) -> T) -> T {
        let change = |_, mut message| {
            if let Message::Answer { text, .. } = &mut message
                && HOW == CHANGES_ANSWERS
                && text == "1"
            {
                "2".clone_into(text);
            }
            message
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
    const CLIENTS: Option<Manners> = MultiPaxos::CLIENTS;

    fn start(disk: Journaled<Write>, cx: &mut Context<Self>) -> Self {
        let mut read = Disk::clone(&disk);
        match HOW {
            FORGETS_PROMISES => read.promised = None,
            FORGETS_ACCEPTED => read.votes.clear(),
            _ => {}
        }
        let disk = Journaled::holding(read);
        Self(Self::within(cx, |cx| MultiPaxos::start(disk, cx)))
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        if let (OBEYS_ANYBODY, Message::Prepare { ballot, depth }) = (HOW, &message) {
            let (ballot, depth, accepted) = (*ballot, *depth, Vec::new());
            let promise = Message::Promise {
                ballot,
                depth,
                accepted,
            };
            return cx.send(from, promise);
        }
        if let (COUNTS_TWICE, Message::Accepted { .. }) = (HOW, &message) {
            let other = NodeId::new(from.number() % cx.nodes + 1);
            let again = message.clone();
            Self::within(cx, |cx| self.0.on_message(other, again, cx));
        }
        Self::within(cx, |cx| self.0.on_message(from, message, cx));
    }

    fn on_client(&mut self, from: ClientId, message: Message, cx: &mut Context<Self>) {
        Self::within(cx, |cx| self.0.on_client(from, message, cx));
    }

    fn on_timer(&mut self, timer: Timer, cx: &mut Context<Self>) {
        Self::within(cx, |cx| self.0.on_timer(timer, cx));
    }

    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        Self::within(cx, |cx| self.0.on_request(request, cx));
    }

    fn nomination(number: u32) -> Option<Message> {
        MultiPaxos::nomination(number)
    }

    fn asking(request: Request) -> Option<Message> {
        MultiPaxos::asking(request)
    }

    fn heard(message: &Message) -> Option<Heard> {
        MultiPaxos::heard(message)
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
        MultiPaxos::corrupt(disk, damage)
    }
}

/// The checkers that read disks, chains and answers alone, in the order of the properties.
fn checkers<const HOW: u8>() -> Vec<Box<dyn Checker<Cheat<HOW>>>> {
    let of = |id: &str| -> Box<dyn Checker<Cheat<HOW>>> {
        match id {
            "promise-kept" => Box::new(PromiseKept::default()),
            "agreement" => Box::new(Agreement::default()),
            "chain-integrity" => Box::new(ChainIntegrity::default()),
            "durability" => Box::new(Durability::default()),
            "exactly-once" => Box::new(ExactlyOnce::default()),
            "linearisable" => Box::new(Linearisable::default()),
            "no-coin-created" => Box::new(NoCoinCreated::default()),
            "no-overspending" => Box::new(NoOverspending::default()),
            "two-leaders" => Box::new(TwoLeaders),
            _ => Box::new(Blind),
        }
    };
    ABOUT.properties.iter().map(|spec| of(spec.id)).collect()
}

/// The first property that a cheat breaks, in the storms from seed 0 on.
pub fn caught<const HOW: u8>() -> Option<&'static str> {
    wrap::caught::<Cheat<HOW>>(&ABOUT, SEEDS, checkers)
}
