//! PHOLD, the customary load of event simulators, as a system of ours: every message that arrives is sent on to a
//! random neighbour. A node has neither memory nor disk, agrees on nothing and promises nothing, so what is measured
//! is the laboratory: bus, agenda, records, causes, fingerprint, checkpoints.

use synod_core::about::{About, KindSpec, OptionSpec, Scope, Tone, Unit, Value, common};
use synod_core::ledger::Chain;
use synod_core::node::{Context, Kind, NoTimer, Node, Request};
use synod_core::timeline::Timeline;
use synod_core::units::{NODES_MAX, NodeId, Span};

use crate::{setup_of, unwatched};

/// Place of `messages`.
const MESSAGES: usize = common::COUNT;
/// Place of `neighbours`.
const NEIGHBOURS: usize = common::COUNT + 1;

const fn whole(name: &'static str, default: i64, sentence: &'static str) -> OptionSpec {
    OptionSpec {
        name,
        scope: Scope::Nodes,
        unit: Unit::Whole(0, 1000),
        default: Value::Whole(default),
        header: true,
        sentence,
    }
}

static ABOUT: About = About {
    prose: &["Every message that arrives is sent on to a random neighbour."],
    citation: "Fujimoto, Performance of Time Warp under synthetic workloads, 1990.",
    nodes: (2, NODES_MAX),
    kinds: &[KindSpec {
        name: "ball",
        tone: Tone::Gossip,
        sentence: "Somebody passes a message on.",
    }],
    options: &[
        common::latency(Span::millis(10), Span::millis(15)),
        common::loss(),
        common::duplication(),
        common::order("free"),
        common::balance(0),
        common::confirmations(1),
        common::calm_span(),
        whole("messages", 4, "How many messages a node starts with."),
        whole(
            "neighbours",
            1000,
            "To how many of the nodes behind it in the ring a node sends.",
        ),
    ],
    accepts: &[],
    ..About::plain("phold", "PHOLD")
};

/// What nodes send on: as many bytes as the peers of the benchmark send.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ball([u64; 3]);

impl Kind for Ball {
    fn index(&self) -> usize {
        0
    }
}

/// A node. Its chain stays empty: the laboratory asks every node for one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Phold(Chain);

impl Phold {
    fn pass(ball: Ball, cx: &mut Context<Self>) {
        let others = u64::from(cx.nodes) - 1;
        let neighbours = others.min(cx.whole(NEIGHBOURS).unsigned_abs());
        let ahead = cx.draw((Span(1), Span(neighbours))).micros();
        let place = (cx.id.index() as u64 + ahead) % u64::from(cx.nodes);
        cx.send(NodeId::at(place as usize), ball);
    }
}

impl Node for Phold {
    type Message = Ball;
    type Timer = NoTimer;
    type Disk = Chain;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Chain, cx: &mut Context<Self>) -> Self {
        for _ in 0..cx.whole(MESSAGES) {
            Self::pass(Ball([7, 8, 9]), cx);
        }
        Self(disk)
    }
    fn on_request(&mut self, _: Request, _: &mut Context<Self>) {}
    fn on_message(&mut self, _: NodeId, ball: Ball, cx: &mut Context<Self>) {
        Self::pass(ball, cx);
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

/// A network of relays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    /// How many nodes.
    pub nodes: u16,
    /// How many messages each starts with, which is how many a node are in flight from then on.
    pub messages: u16,
    /// To how many others each node sends; to all where there are no more.
    pub neighbours: u16,
}

impl Load {
    /// Five nodes, 20 messages in flight, everybody to everybody.
    pub const SMALL: Self = Self {
        nodes: 5,
        messages: 4,
        neighbours: 1000,
    };
    /// A thousand nodes, 10,000 messages in flight, everybody to everybody.
    pub const LARGE: Self = Self {
        nodes: 1000,
        messages: 10,
        neighbours: 1000,
    };
    /// The same where each node knows eight others, as in networks of that size.
    pub const SPARSE: Self = Self {
        neighbours: 8,
        ..Self::LARGE
    };

    /// A run of it that stands at step 0: the same object that page and command line play.
    pub fn open(self) -> Timeline<Phold> {
        let options = [("messages", self.messages), ("neighbours", self.neighbours)];
        let options = options.map(|(name, count)| (name, Value::Whole(count.into())));
        Timeline::new(setup_of(&ABOUT, self.nodes, &options), unwatched())
    }
}
