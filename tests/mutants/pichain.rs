//! A node of piChain that cheats: it wraps a right one and cheats with what it is told, what it says, or what it keeps.

use synod_core::about::About;
use synod_core::action::{Damage, Refusal};
use synod_core::disk::Journaled;
use synod_core::ledger::{Balances, Chain, Literal};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::property::{
    Agreement, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated, NoOverspending,
};
use synod_core::protocols::pichain::{
    ABOUT, Disk, HeadAboveCommitted, Message, PiChain, Timer, Write,
};
use synod_core::script;
use synod_core::session::Session;
use synod_core::storm::{self, Weather};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::NodeId;
use synod_core::view::{Glance, NodeView, Verdict};

use super::Blind;

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
        let mut effects = Vec::new();
        // Draws of its own: a mutant need not be comparable with the right one.
        let mut draws = u32::try_from(cx.now.micros() % 1_000_000).unwrap_or(0);
        let result = run(&mut Context::new(cx.facts(), &mut draws, &mut effects));
        for effect in effects {
            match effect {
                Effect::Send(to, Message::TryOk { base, ticket, .. }) if HOW == HIDES_TAKEN => {
                    let proposed = None;
                    cx.send(
                        to,
                        Message::TryOk {
                            base,
                            ticket,
                            proposed,
                        },
                    );
                }
                Effect::Send(to, message) => cx.send(to, message),
                Effect::Set(timer, after) => cx.set(timer, after),
                Effect::Add(timer, after) => cx.add(timer, after),
                Effect::Cancel(timer) => cx.cancel(timer),
                Effect::Reply(request, answer, text) => cx.reply(request, answer, text),
                Effect::Decide(block, rejected) => cx.decide(block, rejected),
                Effect::Retract(block) => cx.retract(block),
                Effect::Rule(rule) => cx.rule(rule),
            }
        }
        result
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
    (0..seeds).find_map(|seed| {
        let text = storm::script(&ABOUT, seed, Weather::Hostile, None);
        let script = script::parse(&text, &[&ABOUT]).expect("a storm is a script");
        let parts = Parts {
            checkers: checkers(),
            suggest: |_, _| None,
        };
        let run = Timeline::<Cheat<HOW>>::new(script.setup, parts);
        let mut session = Session::over(Box::new(run), script.lines);
        while session.has_upcoming() && session.next_line().is_ok() {}
        let lamps = session.view().lamps().into_iter();
        let failed = lamps.filter(|lamp| lamp.view.verdict == Verdict::Fails);
        failed
            .min_by_key(|lamp| lamp.view.since)
            .map(|lamp| lamp.spec.id)
    })
}
