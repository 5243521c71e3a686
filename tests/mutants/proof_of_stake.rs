//! A node of proof of stake that cheats: it wraps a right one and cheats with what it keeps, with whose keys it signs, or with
//! how often.

use synod_core::about::{About, Value};
use synod_core::action::{Damage, On, Refusal, Setting};
use synod_core::disk::Journaled;
use synod_core::ledger::{Account, Balances, Chain};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::property::{Agreement, ChainIntegrity, Checker, ExactlyOnce};
use synod_core::protocols::proof_of_stake::{
    ABOUT, ForgerIsWinner, Message, ProofOfStake, SignaturesValid, Timer, Write,
};
use synod_core::script;
use synod_core::session::Session;
use synod_core::storm::{self, Weather};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::NodeId;
use synod_core::view::{Glance, NodeView, Verdict};

use super::Blind;

/// Seeds tried for each.
pub const SEEDS: u64 = 400;

/// How a node cheats.
const FORGETS_SIGNED: u8 = 1;
const OTHER_KEYS: u8 = 2;
const SIGNS_TWICE: u8 = 3;

/// The cheats, and the property that catches each first.
pub fn table() -> [(&'static str, Option<&'static str>); 3] {
    [
        ("forgets-what-it-signed", caught::<FORGETS_SIGNED>(SEEDS)),
        ("signs-with-other-keys", caught::<OTHER_KEYS>(SEEDS)),
        ("signs-two-blocks", caught::<SIGNS_TWICE>(SEEDS)),
    ]
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Cheat<const HOW: u8>(ProofOfStake);

impl<const HOW: u8> Cheat<HOW> {
    /// Runs the right node, and hands on what it asks for.
    fn within<T>(cx: &mut Context<Self>, run: impl FnOnce(&mut Context<ProofOfStake>) -> T) -> T {
        let mut effects = Vec::new();
        // It draws nothing.
        let mut draws = 0;
        let mut settings = cx.settings.clone();
        if HOW == SIGNS_TWICE && cx.id == NodeId::FIRST {
            let option = Setting::Option {
                name: "double-sign",
                value: Value::Word("on"),
                kind: None,
                on: On::All,
            };
            settings.set(&ABOUT, &option);
        }
        let seed = match HOW {
            OTHER_KEYS if cx.id == NodeId::FIRST => cx.seed + 1,
            _ => cx.seed,
        };
        let facts = Facts {
            settings: &settings,
            seed,
            ..cx.facts()
        };
        let result = run(&mut Context::new(facts, &mut draws, &mut effects));
        for effect in effects {
            match effect {
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
        let disk = match HOW {
            FORGETS_SIGNED => Journaled::default(),
            _ => disk,
        };
        Self(Self::within(cx, |cx| ProofOfStake::start(disk, cx)))
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
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

    fn stake(&self, account: &Account) -> Option<i64> {
        self.0.stake(account)
    }

    fn glance(&self) -> Glance {
        self.0.glance()
    }

    fn view(&self, facts: &Facts) -> NodeView {
        self.0.view(facts)
    }

    fn corrupt(disk: &mut Journaled<Write>, damage: Damage) -> Result<(), Refusal> {
        ProofOfStake::corrupt(disk, damage)
    }
}

/// The checkers that read chains alone, in the order of the properties.
fn checkers<const HOW: u8>() -> Vec<Box<dyn Checker<Cheat<HOW>>>> {
    let of = |id: &str| -> Box<dyn Checker<Cheat<HOW>>> {
        match id {
            "agreement" => Box::new(Agreement::default()),
            "chain-integrity" => Box::new(ChainIntegrity::default()),
            "exactly-once" => Box::new(ExactlyOnce::default()),
            "signatures-valid" => Box::new(SignaturesValid::default()),
            "forger-is-winner" => Box::new(ForgerIsWinner::default()),
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
