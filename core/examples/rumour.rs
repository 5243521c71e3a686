//! A whole system in one file: whoever is told a note tells everybody, and whoever hears it writes it into a block of
//! its own. It agrees on nothing, and the laboratory shows how: two notes that cross end in different orders.
//!
//! `cargo run -p synod-core --example rumour`

use std::sync::Arc;

use synod_core::about::{About, Expectation, KindSpec, PropertySpec, Tone};
use synod_core::action::Action;
use synod_core::ledger::{Block, Chain, Entry, Transaction, TransactionKind};
use synod_core::node::{Context, Kind, NoTimer, Node, Request};
use synod_core::property::Agreement;
use synod_core::script::default_setup;
use synod_core::simulation::{Advance, Simulation};
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NodeId, Time};
use synod_core::view::Answer;

static ABOUT: About = About {
    kinds: &[KindSpec {
        name: "heard",
        tone: Tone::Gossip,
        sentence: "Somebody was told a note.",
    }],
    properties: &[PropertySpec {
        id: "agreement",
        name: "Agreement",
        expectation: Expectation::Always,
        sentence: "No two nodes write different blocks at one height.",
        citation: "",
    }],
    accepts: &[TransactionKind::Note],
    ..About::plain("rumour", "Rumour")
};

/// What nodes say to each other.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Heard(Entry);

impl Kind for Heard {
    fn index(&self) -> usize {
        0
    }
}

/// A node: its chain is its disk, and it has no memory besides.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Rumour(Chain);

impl Rumour {
    fn write(&mut self, entry: Entry, cx: &mut Context<Self>) {
        let (height, tip) = (self.0.height() + 1, self.0.tip());
        let block = Arc::new(Block::new(height, tip, cx.id, vec![entry]));
        self.0.push(block.clone());
        cx.decide(block, Vec::new());
    }
}

impl Node for Rumour {
    type Message = Heard;
    type Timer = NoTimer;
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
    fn on_timer(&mut self, timer: NoTimer, _: &mut Context<Self>) {
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
    while run.advance(Time(u64::MAX)) == Advance::Stepped {}
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
