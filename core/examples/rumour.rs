//! A whole system in one file: whoever is told a note tells everybody, and whoever hears it writes it into a block of
//! its own. It agrees on nothing, and the laboratory shows how: two notes that cross end in different orders.
//!
//! `cargo run -p synod-core --example rumour`

use std::sync::Arc;

use synod_core::about::{
    About, Expectation, KindSpec, PropertySpec, RoleSpec, RoleTone, Tone, common,
};
use synod_core::action::{Action, Damage, Refusal};
use synod_core::ledger::{Balances, Block, Chain, Entry, Literal, Transaction, TransactionKind};
use synod_core::node::{Context, Facts, Kind, Name, Node, Request};
use synod_core::phrase;
use synod_core::phrase::{Allegiance, Phrase};
use synod_core::property::Agreement;
use synod_core::protocols::benmo;
use synod_core::refusal;
use synod_core::rule::Rule;
use synod_core::script::default_setup;
use synod_core::simulation::Simulation;
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NodeId, Span, Time};
use synod_core::view::{Answer, Field, Glance, NodeView, Rank};

/// What nodes say to each other.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Heard(Entry);

impl Kind for Heard {
    fn index(&self) -> usize {
        0
    }
    fn allegiance(&self) -> Option<Allegiance> {
        None
    }
    fn fields(&self) -> Vec<Field> {
        let text = self.0.transaction.to_string();
        vec![Field {
            name: "note",
            value: Literal::text(text.clone()),
            words: phrase!("{0}", text),
        }]
    }
    fn forge(_: usize, _: &Literal) -> Option<Self> {
        None
    }
}

/// It has no alarms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Never {}

impl Name for Never {
    const ALL: &'static [Self] = &[];
    fn index(self) -> usize {
        match self {}
    }
}

const IDLE: RoleSpec = RoleSpec {
    name: "idle",
    tone: RoleTone::Follow,
    leads: false,
};

static ABOUT: About = About {
    id: "rumour",
    name: "Rumour",
    kinds: &[KindSpec {
        name: "heard",
        tone: Tone::Gossip,
        sentence: "Somebody was told a note.",
    }],
    timers: &[],
    roles: &[IDLE],
    options: &[
        common::latency(Span::millis(10), Span::millis(90)),
        common::loss(),
        common::duplication(),
        common::order("free"),
        common::balance(0),
        common::confirmations(1),
        common::calm_span(),
    ],
    rules: &[],
    properties: &[PropertySpec {
        id: "agreement",
        name: "Agreement",
        expectation: Expectation::Always,
        sentence: "No two nodes write different blocks at one height.",
        citation: "",
    }],
    facts: &[],
    quirks: &[],
    accepts: &[TransactionKind::Note],
    // The rest is prose and bounds; Benmo's will do for an example.
    ..benmo::ABOUT
};

/// A node: its chain is its disk, and it has no memory besides.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Rumour(Chain);

impl Rumour {
    fn write(&mut self, entry: Entry, cx: &mut Context<Self>) {
        let block = Arc::new(Block::new(
            self.0.height() + 1,
            self.0.tip(),
            cx.id,
            vec![entry],
        ));
        self.0.push(block.clone());
        cx.decide(block, Vec::new());
    }
}

impl Node for Rumour {
    type Message = Heard;
    type Timer = Never;
    type Disk = Chain;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Chain, _: &mut Context<Self>) -> Self {
        Self(disk)
    }
    fn on_request(&mut self, request: Request, cx: &mut Context<Self>) {
        let entry = Entry {
            request: request.id,
            transaction: request.transaction,
        };
        self.write(entry.clone(), cx);
        cx.reply(request.id, Answer::Committed, "");
        cx.broadcast(Heard(entry));
    }
    fn on_message(&mut self, _: NodeId, Heard(entry): Heard, cx: &mut Context<Self>) {
        self.write(entry, cx);
    }
    fn on_timer(&mut self, timer: Never, _: &mut Context<Self>) {
        match timer {}
    }
    fn disk(&self) -> &Chain {
        &self.0
    }
    fn disk_mut(&mut self) -> &mut Chain {
        &mut self.0
    }
    fn committed(&self) -> &Chain {
        &self.0
    }
    fn balances(&self) -> Option<&Balances> {
        None
    }
    fn glance(&self) -> Glance {
        let (tip, height) = (self.0.tip(), self.0.height());
        Glance {
            role: &IDLE,
            allegiance: None,
            leader: None,
            tip,
            height,
            committed: height,
            pending: 0,
        }
    }
    fn view(&self, _: &Facts) -> NodeView {
        NodeView {
            goal: phrase!("It waits for something to tell."),
            tally: None,
            facts: Vec::new(),
            chain: self.0.clone(),
            committed: self.0.height(),
            pending: Vec::new(),
            accounts: Vec::new(),
            why_not: Vec::new(),
        }
    }
    fn caption(&self, _: &'static Rule, _: &Facts) -> Option<(Phrase, Rank)> {
        None
    }
    fn corrupt(_: &mut Chain, _: Damage) -> Result<(), Refusal> {
        Err(refusal!("nobody damages a rumour"))
    }
}

fn main() {
    let parts = Parts {
        checkers: vec![Box::new(Agreement::default())],
        suggest: |_, _| None,
    };
    let mut run = Timeline::<Rumour>::new(default_setup(&ABOUT), parts);
    for (node, text) in [(1, "it rains"), (2, "it does not")] {
        let transaction = Transaction::Note { text: text.into() };
        let submit = Action::Submit {
            who: NodeId::new(node).into(),
            transaction,
        };
        run.act(&submit).expect("both nodes are up");
    }
    while run.advance(Time(u64::MAX)) == synod_core::simulation::Advance::Stepped {}
    for lamp in run.lamps() {
        let facts: Vec<String> = lamp.view.facts.iter().map(ToString::to_string).collect();
        println!(
            "{}: {} {}",
            lamp.spec.name,
            lamp.view.verdict.name(),
            facts.join(", but ")
        );
    }
}
