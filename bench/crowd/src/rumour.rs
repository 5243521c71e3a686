//! A rumour: every message that arrives is sent on, mostly to somebody near, and carries the highest head that its
//! sender knows. Now and then somebody makes a higher one. So there are always as many messages in flight as at the
//! start, and heads spread over the crowd, meet and overtake each other as in a network of miners.
//!
//! Caveats: a head is a number and a maker, not a block; nothing is decided, kept or promised. Where a tree of blocks is
//! asked for it is there from the start and does not grow (see [`crate::wood`]): every second node stands on its last fork.

use synod_core::about::{About, Depth, KindSpec, OptionSpec, Scope, Tone, Unit, Value, common};
use synod_core::action::{On, Setting};
use synod_core::ledger::{BlockHash, Chain};
use synod_core::node::{Context, Facts, Kind, NoTimer, Node, Request};
use synod_core::phrase;
use synod_core::phrase::{Allegiance, Phrase};
use synod_core::rule::Rule;
use synod_core::script::default_setup;
use synod_core::timeline::{Parts, Timeline};
use synod_core::units::{NODES_MAX, NodeId, Span};
use synod_core::view::{Glance, NodeView, Rank};

use crate::wood::wood;

/// Place of `messages`.
const MESSAGES: usize = common::COUNT;
/// Place of `blocks`.
const BLOCKS: usize = common::COUNT + 1;
/// A node sends to as many behind it and before it in the ring.
const NEAR: u64 = 6;
/// One message of so many goes anywhere.
const FAR: u64 = 24;
/// Of a tree of blocks, so many at the end of a chain are not final.
const SETTLED: u64 = 12;
/// A node makes a head of its own once in so many messages that the whole crowd hears.
const PATIENCE: u64 = 8;

static ADOPTS: Rule = Rule {
    id: "R1",
    sentence: "A node keeps its head unless it hears of a higher one.",
    citation: "",
};

static ABOUT: About = About {
    tagline: "the highest head wins",
    prose: &["Everybody passes on the highest head that it knows."],
    nodes: (2, NODES_MAX),
    kinds: &[
        KindSpec {
            name: "rumour",
            tone: Tone::Gossip,
            sentence: "Somebody passes a head on.",
        },
        KindSpec {
            name: "news",
            tone: Tone::Offer,
            sentence: "Somebody passes on a head of its own.",
        },
    ],
    options: &[
        common::latency(Span::millis(600), Span::millis(1400)),
        common::loss(),
        common::duplication(),
        common::order("free"),
        common::balance(0),
        common::confirmations(1),
        common::calm_span(),
        OptionSpec {
            name: "messages",
            scope: Scope::Nodes,
            unit: Unit::Whole(0, 1000),
            default: Value::Whole(1),
            header: true,
            sentence: "How many messages a node starts with.",
        },
        OptionSpec {
            name: "blocks",
            scope: Scope::Nodes,
            unit: Unit::Whole(0, 50_000),
            default: Value::Whole(0),
            header: true,
            sentence: "How many blocks the tree has that everybody knows.",
        },
    ],
    depth: Depth::Transactions,
    rules: &[&ADOPTS],
    accepts: &[],
    ..About::plain("rumour", "Rumour")
};

/// The highest head that somebody knows: the higher one wins, and of two that are as high the one heard first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Head {
    height: u32,
    maker: u16,
}

impl Head {
    fn hash(self) -> BlockHash {
        let mut bytes = [0; 32];
        let mixed = (u64::from(self.height) << 16 | u64::from(self.maker))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = mixed.rotate_left(8 * place as u32) as u8;
        }
        BlockHash(bytes)
    }

    fn allegiance(self) -> Option<Allegiance> {
        (self.height > 0).then(|| Allegiance::Head {
            letter: ((self.height + u32::from(self.maker)) % 26) as u8,
            hash: self.hash(),
        })
    }
}

/// What is passed on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Word {
    head: Head,
    fresh: bool,
}

impl Kind for Word {
    fn index(&self) -> usize {
        usize::from(self.fresh)
    }
    fn allegiance(&self) -> Option<Allegiance> {
        self.head.allegiance()
    }
}

/// A node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Gossip {
    disk: Chain,
    head: Head,
    /// How many blocks there are that it knows.
    blocks: u32,
}

impl Gossip {
    fn pass(&self, fresh: bool, cx: &mut Context<Self>) {
        let nodes = u64::from(cx.nodes);
        let anywhere = cx.draw((Span(1), Span(FAR))) == Span(1) || nodes <= 2 * NEAR + 1;
        let reach = if anywhere { nodes - 1 } else { 2 * NEAR };
        let ahead = cx.draw((Span(1), Span(reach))).micros();
        // Near are those behind it in the ring and those before it.
        let ahead = if !anywhere && ahead > NEAR {
            nodes - (ahead - NEAR)
        } else {
            ahead
        };
        let place = (cx.id.index() as u64 + ahead) % nodes;
        let head = self.head;
        cx.send(NodeId::at(place as usize), Word { head, fresh });
    }
}

impl Node for Gossip {
    type Message = Word;
    type Timer = NoTimer;
    type Disk = Chain;
    const ABOUT: &'static About = &ABOUT;

    fn start(disk: Chain, cx: &mut Context<Self>) -> Self {
        let head = Head::default();
        let blocks = cx.whole(BLOCKS) as u32;
        let mut node = Self { disk, head, blocks };
        if blocks > 0 {
            let wood = wood(blocks);
            let own = match cx.id.number() % 2 {
                1 => &wood.chain,
                _ => &wood.other,
            };
            node.disk = own.clone();
        }
        for _ in 0..cx.whole(MESSAGES) {
            node.pass(false, cx);
        }
        node
    }

    fn on_message(&mut self, _: NodeId, word: Word, cx: &mut Context<Self>) {
        if word.head.height > self.head.height {
            self.head = word.head;
            cx.rule(&ADOPTS);
        }
        let odds = Span(PATIENCE * u64::from(cx.nodes));
        let fresh = cx.draw((Span(1), odds)) == Span(1);
        if fresh {
            self.head = Head {
                height: self.head.height + 1,
                maker: cx.id.number(),
            };
        }
        self.pass(fresh, cx);
    }

    fn on_timer(&mut self, timer: NoTimer, _: &mut Context<Self>) {
        match timer {}
    }
    fn on_request(&mut self, _: Request, _: &mut Context<Self>) {}
    fn disk(&self) -> &Chain {
        &self.disk
    }
    fn disk_mut(&mut self) -> &mut Chain {
        &mut self.disk
    }
    fn committed(&self) -> &Chain {
        &self.disk
    }

    fn glance(&self) -> Glance {
        if self.blocks > 0 {
            let (tip, height) = (self.disk.tip(), self.disk.height());
            let letter = u8::from(self.disk.tip() != wood(self.blocks).chain.tip());
            return Glance {
                role: &ABOUT.roles[0],
                allegiance: Some(Allegiance::Head { letter, hash: tip }),
                leader: None,
                tip,
                height,
                committed: height.saturating_sub(SETTLED),
                pending: 0,
            };
        }
        Glance {
            role: &ABOUT.roles[0],
            allegiance: self.head.allegiance(),
            leader: None,
            tip: if self.head.height == 0 {
                BlockHash::GENESIS
            } else {
                self.head.hash()
            },
            height: self.head.height.into(),
            committed: 0,
            pending: 0,
        }
    }

    fn view(&self, _: &Facts) -> NodeView {
        let mut view = NodeView::of(&self.disk);
        if self.blocks > 0 {
            let own = |height: u64, hash| self.disk.block(height).is_some_and(|it| it.hash == hash);
            let aside = wood(self.blocks);
            let aside = aside.aside.iter();
            view.aside = aside
                .filter(|it| !own(it.block.height, it.block.hash))
                .cloned()
                .collect();
            view.committed = self.disk.height().saturating_sub(SETTLED);
        }
        view
    }

    fn caption(&self, _: &'static Rule, facts: &Facts) -> Option<(Phrase, Rank)> {
        let head = self.head.allegiance()?;
        Some((phrase!("{0} follows {1} now.", facts.id, head), Rank::Fork))
    }
}

/// How large a crowd is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crowd {
    /// How many nodes.
    pub nodes: u16,
    /// How many messages each starts with, which is how many a node are in flight from then on.
    pub messages: u16,
    /// How many blocks everybody knows from the start.
    pub blocks: u16,
    /// How long a message flies, in microseconds.
    pub flight: (u64, u64),
    /// The seed.
    pub seed: u64,
}

impl Crowd {
    /// From an address: `?nodes=1000&messages=5&flight=10-15`. What is not said or cannot be read is as by default.
    pub fn read(search: &str) -> Self {
        let mut crowd = Self {
            nodes: 500,
            messages: 1,
            blocks: 0,
            flight: (600_000, 1_400_000),
            seed: 3,
        };
        let pairs = search.trim_start_matches('?').split('&');
        for (name, value) in pairs.filter_map(|pair| pair.split_once('=')) {
            let number = value.parse::<u16>().ok();
            match (name, number) {
                ("nodes", Some(nodes)) => crowd.nodes = nodes.clamp(2, NODES_MAX),
                ("messages", Some(messages)) => crowd.messages = messages.min(1000),
                ("blocks", Some(blocks)) => crowd.blocks = blocks.min(50_000),
                ("seed", Some(seed)) => crowd.seed = seed.into(),
                ("flight", _) => {
                    let ends = value.split_once('-');
                    let read = ends.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
                    crowd.flight = read.filter(|(a, b)| a <= b).unwrap_or(crowd.flight);
                }
                _ => {}
            }
        }
        crowd
    }

    /// A run of it that stands at step 0.
    pub fn open(self) -> Timeline<Gossip> {
        let mut setup = default_setup(&ABOUT);
        setup.nodes = self.nodes;
        setup.seed = self.seed;
        let (from, to) = self.flight;
        let latency = Value::Range(Span(from), Span(to));
        let messages = Value::Whole(self.messages.into());
        let blocks = Value::Whole(self.blocks.into());
        let values = [
            ("messages", messages),
            ("blocks", blocks),
            ("latency", latency),
        ];
        for (name, value) in values {
            let (kind, on) = (None, On::All);
            let setting = Setting::Option {
                name,
                value,
                kind,
                on,
            };
            setup.settings.set(&ABOUT, &setting);
        }
        let parts = Parts {
            checkers: Vec::new(),
            suggest: |_, _| None,
        };
        Timeline::new(setup, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::simulation::{Advance, Simulation};
    use synod_core::units::Time;

    #[test]
    fn a_crowd_is_read_from_an_address() {
        let crowd = Crowd::read("?nodes=1000&messages=5&flight=10-15&nonsense=1");
        assert_eq!(
            (crowd.nodes, crowd.messages, crowd.flight),
            (1000, 5, (10, 15))
        );
        assert_eq!(Crowd::read("?nodes=x"), Crowd::read(""));
    }

    #[test]
    fn messages_stay_as_many_and_heads_spread() {
        let mut run = Crowd::read("?nodes=100&messages=5").open();
        for _ in 0..20_000 {
            assert_eq!(run.advance(Time(u64::MAX)), Advance::Stepped);
        }
        let (mut flights, mut nodes) = (Vec::new(), Vec::new());
        run.flights(&mut flights);
        run.glances(&mut nodes);
        assert_eq!(flights.len(), 500);
        let heights: Vec<u64> = nodes.iter().map(|node| node.glance.height).collect();
        assert!(heights.iter().all(|height| *height > 1), "{heights:?}");
    }

    #[test]
    fn a_crowd_is_parted_and_says_so_in_one_sentence() {
        use synod_core::session::Session;
        let run = Crowd::read("?nodes=1000&messages=0").open();
        let mut session = Session::over(Box::new(run), Vec::new());
        let side: Vec<String> = (1..=500).map(|number| format!("n{number}")).collect();
        let line = format!("partition {}", side.join(" "));
        session.act(&line).expect("all of them exist");
        let view = session.view();
        assert_eq!(view.links().len(), 500 * 500);
        let caption = view
            .caption()
            .expect("something happened")
            .phrase
            .to_string();
        assert!(
            caption.starts_with("The network is partitioned."),
            "{caption}"
        );
        session.act("heal").expect("there is something to heal");
        assert!(session.view().links().is_empty());
    }
}
