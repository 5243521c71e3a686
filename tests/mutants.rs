//! Mutants: wrong variants of each system, each of which some property must catch in storms. The table of which property
//! catches which is kept in `mutants.txt`; `SYNOD_WRITE_MUTANTS=1` writes it anew.
//!
//! The quirks of the source are wrong on purpose inside the protocol. The others are wrong from outside: a node that
//! wraps a right one and cheats with what it is told, what it says, or what it keeps.

#[path = "mutants/multi_paxos.rs"]
mod multi_paxos;
#[path = "mutants/pichain.rs"]
mod pichain;
#[path = "mutants/proof_of_stake.rs"]
mod proof_of_stake;
#[path = "mutants/proof_of_work.rs"]
mod proof_of_work;
#[path = "mutants/wrap.rs"]
mod wrap;

use std::fmt::Write;

use synod_core::about::About;
use synod_core::action::{Damage, Refusal};
use synod_core::disk::Journaled;
use synod_core::ledger::{Balances, Chain};
use synod_core::node::{Context, Facts, Node, Request};
use synod_core::phrase::Phrase;
use synod_core::property::{
    Agreement, AllDecided, ChainIntegrity, Checker, Durability, ExactlyOnce, NoCoinCreated,
    NoEmptyBlock, NoOverspending, RuleRan, TwoLeaders,
};
use synod_core::protocols::CATALOG;
use synod_core::protocols::benmo::{
    ABOUT, Ballot, Benmo, Disk, Message, PromiseKept, Timer, Write as DiskWrite,
};
use synod_core::rule::Rule;
use synod_core::storm::{self, Weather};
use synod_core::units::NodeId;
use synod_core::view::{Glance, NodeView, Rank};
use synod_core::world::{Trace, World};

/// Seeds tried for each mutant.
const SEEDS: u64 = 400;
/// Seeds tried for each quirk: some need a rare coincidence.
const QUIRK_SEEDS: u64 = 4000;

/// Quirks that break nothing that is promised: a scenario shows them.
const SHOWN: [&str; 5] = [
    "first-node-quick",
    "own-neighbour",
    "content-unprotected",
    "uncovered-kept",
    "request-storm",
];

/// How a node cheats.
const FORGETS_PROMISES: u8 = 1;
const FORGETS_ACCEPTED: u8 = 2;
const COUNTS_TWICE: u8 = 3;
const ENTERS_TWICE: u8 = 4;
const OBEYS_ANYBODY: u8 = 5;

const CHEATS: [(u8, &str); 5] = [
    (FORGETS_PROMISES, "forgets-promises-in-a-crash"),
    (FORGETS_ACCEPTED, "forgets-accepted-in-a-crash"),
    (COUNTS_TWICE, "counts-every-accept-twice"),
    (ENTERS_TWICE, "enters-every-request-twice"),
    (OBEYS_ANYBODY, "promises-whatever-is-asked"),
];

/// A node of Benmo that cheats.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Cheat<const HOW: u8>(Benmo);

impl<const HOW: u8> Cheat<HOW> {
    /// Runs the right node, and hands on what it asks for.
    fn within<T>(cx: &mut Context<Self>, run: impl FnOnce(&mut Context<Benmo>) -> T) -> T {
        wrap::within(cx, run)
    }
}

impl<const HOW: u8> Node for Cheat<HOW> {
    type Message = Message;
    type Timer = Timer;
    type Disk = Journaled<DiskWrite>;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Journaled<DiskWrite>, cx: &mut Context<Self>) -> Self {
        let mut read = Disk::clone(&disk);
        match HOW {
            FORGETS_PROMISES => read.votes.clear(),
            FORGETS_ACCEPTED => read.votes.iter_mut().for_each(|vote| vote.accepted = None),
            _ => {}
        }
        Self(Self::within(cx, |cx| {
            Benmo::start(Journaled::holding(read), cx)
        }))
    }

    fn on_message(&mut self, from: NodeId, message: Message, cx: &mut Context<Self>) {
        if let (OBEYS_ANYBODY, Message::Prepare { ballot, depth }) = (HOW, &message) {
            let depth = *depth.min(&self.0.committed().height());
            let ballot: Ballot = *ballot;
            return cx.send(
                from,
                Message::Ack {
                    ballot,
                    depth,
                    accepted: None,
                },
            );
        }
        if let (COUNTS_TWICE, Message::Accepted { .. }) = (HOW, &message) {
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
        if HOW == ENTERS_TWICE {
            let again = request.clone();
            Self::within(cx, |cx| self.0.on_request(again, cx));
        }
        Self::within(cx, |cx| self.0.on_request(request, cx));
    }

    fn disk(&self) -> &Journaled<DiskWrite> {
        self.0.disk()
    }

    fn disk_mut(&mut self) -> &mut Journaled<DiskWrite> {
        self.0.disk_mut()
    }

    fn committed(&self) -> &Chain {
        self.0.committed()
    }

    fn balances(&self) -> Option<&Balances> {
        self.0.balances()
    }

    fn glance(&self) -> Glance {
        self.0.glance()
    }

    fn view(&self, facts: &Facts) -> NodeView {
        self.0.view(facts)
    }

    fn caption(&self, rule: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        self.0.caption(rule, facts)
    }

    fn corrupt(disk: &mut Journaled<DiskWrite>, damage: Damage) -> Result<(), Refusal> {
        Benmo::corrupt(disk, damage)
    }
}

/// In the place of Benmo's own checkers, which read Benmo's rounds.
struct Blind;

impl<N: Node> Checker<N> for Blind {
    fn observe(&mut self, _: &World<N>, _: &Trace) -> synod_core::property::Finding {
        synod_core::property::Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(Self)
    }
}

/// The shared checkers, in the order of Benmo's properties.
fn checkers<N: Node<Disk = Journaled<DiskWrite>>>() -> Vec<Box<dyn Checker<N>>> {
    let shared = |id: &str| -> Box<dyn Checker<N>> {
        match id {
            "agreement" => Box::new(Agreement::default()),
            "chain-integrity" => Box::new(ChainIntegrity::default()),
            "durability" => Box::new(Durability::default()),
            "no-coin-created" => Box::new(NoCoinCreated::default()),
            "no-overspending" => Box::new(NoOverspending::default()),
            "exactly-once" => Box::new(ExactlyOnce::default()),
            "no-empty-block" => Box::new(NoEmptyBlock::default()),
            "promise-kept" => Box::new(PromiseKept::default()),
            "duel" => Box::new(TwoLeaders),
            "finished-for-another" | "catch-up" => Box::new(RuleRan(0)),
            "all-decided" => Box::new(AllDecided),
            _ => Box::new(Blind),
        }
    };
    ABOUT
        .properties
        .iter()
        .map(|spec| shared(spec.id))
        .collect()
}

/// The first property that a cheat breaks, in the storms from seed 0 on.
fn caught<const HOW: u8>() -> Option<&'static str> {
    wrap::caught::<Cheat<HOW>>(&ABOUT, SEEDS, checkers)
}

fn caught_quirk(about: &About, phrase: &str) -> Option<&'static str> {
    let storm = |seed| storm::script(about, seed, Weather::Hostile, Some(phrase));
    (0..QUIRK_SEEDS)
        .map(storm)
        .filter_map(|text| storm::play(&text))
        .map(|broken| broken.property)
        .next()
}

/// The mutants with the properties that catch them, a line each.
fn table() -> String {
    let mut table = String::from("# mutant: the property that a storm breaks first\n");
    for entry in CATALOG {
        for quirk in entry
            .about
            .quirks
            .iter()
            .filter(|quirk| !SHOWN.contains(&quirk.phrase))
        {
            let property = caught_quirk(entry.about, quirk.phrase).unwrap_or("nothing");
            let _ = writeln!(table, "{} {}: {property}", quirk.id, quirk.phrase);
        }
    }
    let cheats = [
        caught::<FORGETS_PROMISES>(),
        caught::<FORGETS_ACCEPTED>(),
        caught::<COUNTS_TWICE>(),
        caught::<ENTERS_TWICE>(),
        caught::<OBEYS_ANYBODY>(),
    ];
    for ((_, name), property) in CHEATS.iter().zip(cheats) {
        let _ = writeln!(table, "{name}: {}", property.unwrap_or("nothing"));
    }
    for (name, property) in multi_paxos::table() {
        let _ = writeln!(table, "server {name}: {}", property.unwrap_or("nothing"));
    }
    for (name, property) in pichain::table() {
        let _ = writeln!(table, "builder {name}: {}", property.unwrap_or("nothing"));
    }
    for (name, property) in proof_of_work::table() {
        let _ = writeln!(table, "miner {name}: {}", property.unwrap_or("nothing"));
    }
    for (name, property) in proof_of_stake::table() {
        let _ = writeln!(table, "forger {name}: {}", property.unwrap_or("nothing"));
    }
    table
}

#[test]
fn every_mutant_is_caught_by_the_property_that_the_table_names() {
    let table = table();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/mutants.txt");
    if std::env::var("SYNOD_WRITE_MUTANTS").is_ok() {
        std::fs::write(file, &table).expect("the table can be written");
    }
    let kept = std::fs::read_to_string(file).expect("the table is kept");
    assert_eq!(
        table, kept,
        "the table is stale: SYNOD_WRITE_MUTANTS=1 writes it anew"
    );
    assert!(
        !table.contains(": nothing\n"),
        "a mutant is caught by nothing:\n{table}"
    );
}

#[test]
fn the_right_node_in_the_same_wrapping_breaks_nothing() {
    let what = (
        caught::<0>(),
        multi_paxos::caught::<0>(),
        pichain::caught::<0>(SEEDS),
        proof_of_work::caught::<0>(),
        proof_of_stake::caught::<0>(proof_of_stake::SEEDS),
    );
    let right = (None, None, None, None, None);
    assert_eq!(what, right, "the wrapping itself is wrong");
}
