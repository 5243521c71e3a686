//! A node of proof of stake that cheats: it wraps a right one and cheats with what it keeps, with whose keys it signs, or with
//! how often.

use synod_core::about::{About, Value};
use synod_core::action::{Damage, On, Refusal, Setting};
use synod_core::disk::Journaled;
use synod_core::ledger::{Account, Balances, Chain};
use synod_core::node::{Context, Facts, Node, Request};
use synod_core::property::{Agreement, ChainIntegrity, Checker, ExactlyOnce};
use synod_core::protocols::proof_of_stake::{
    ABOUT, ForgerIsWinner, Message, ProofOfStake, SignaturesValid, Timer, Write,
};
use synod_core::units::NodeId;
use synod_core::view::{Glance, NodeView};

use super::{Blind, wrap};

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
        wrap::seeing(facts, cx, run, |_, message| message)
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
    wrap::caught::<Cheat<HOW>>(&ABOUT, seeds, checkers)
}
