//! The model of three nodes of piChain for stateright: the very nodes that the page runs, and every schedule of what they
//! say to each other from a moment at which two branches, or an attempt, are under way. Time is not in it: any message
//! may arrive next, or never, in any order; patience and attempts end as often as a budget allows. Acks of commits are
//! left out, as they move genesis only.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stateright::{Model, Property};
use synod_core::about::Value;
use synod_core::action::{On, Setting};
use synod_core::disk::Journaled;
use synod_core::ledger::{Chain, Transaction, Way};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::protocols::pichain::{ABOUT, Message, PiChain, Timer, Write};
use synod_core::record::Fingerprint;
use synod_core::settings::Settings;
use synod_core::units::{Address, NodeId, RequestId, Span, Time};

const NODES: u16 = 3;

/// A message in flight.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Flight {
    from: NodeId,
    to: NodeId,
    message: Message,
}

/// How often something may still happen, at all nodes together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Budget {
    patience: u8,
    attempts: u8,
    crashes: u8,
}

/// A moment of the nodes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    nodes: Vec<Arc<PiChain>>,
    flights: BTreeMap<u64, (Arc<Flight>, u8)>,
    /// Whether patience, and whether an attempt, is pending at each node.
    timers: Vec<[bool; 2]>,
    budget: Budget,
    /// Whether a head moved to another branch in the last step.
    switched: bool,
}

/// What may happen next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A message arrives.
    Deliver(u64),
    /// A timer fires.
    Fire(NodeId, Timer),
    /// A node crashes and comes back.
    Crash(NodeId),
}

/// Three nodes.
pub struct Builders {
    settings: Settings,
    /// At which nodes a note is entered at first.
    askers: Vec<NodeId>,
    budget: Budget,
    /// How many rounds of messages arrive at everybody before anything else may happen.
    settled: usize,
}

fn facts(settings: &Settings, id: NodeId, recovering: bool) -> Facts<'_> {
    Facts {
        id,
        nodes: NODES,
        settings,
        seed: 0,
        now: Time::ZERO,
        recovering,
    }
}

impl Builders {
    fn run(
        &self,
        state: &mut State,
        id: NodeId,
        handler: impl FnOnce(&mut PiChain, &mut Context<PiChain>),
    ) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = facts(&self.settings, id, true);
        let node = Arc::make_mut(&mut state.nodes[id.index()]);
        handler(node, &mut Context::new(facts, &mut draws, &mut effects));
        perform(state, id, effects);
    }

    fn boot(&self, state: &mut State, id: NodeId, disk: Journaled<Write>, recovering: bool) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = facts(&self.settings, id, recovering);
        let mut cx = Context::new(facts, &mut draws, &mut effects);
        let node = Arc::new(PiChain::start(disk, &mut cx));
        match state.nodes.get_mut(id.index()) {
            Some(place) => *place = node,
            None => state.nodes.push(node),
        }
        state.timers[id.index()] = [false; 2];
        perform(state, id, effects);
    }

    fn deliver(&self, state: &mut State, digest: u64) -> Option<()> {
        let (flight, count) = state.flights.remove(&digest)?;
        if count > 1 {
            state.flights.insert(digest, (flight.clone(), count - 1));
        }
        let message = flight.message.clone();
        self.run(state, flight.to, |node, cx| {
            node.on_message(flight.from, message, cx);
        });
        Some(())
    }

    fn fire(&self, state: &mut State, id: NodeId, timer: Timer) {
        state.timers[id.index()][place(timer)] = false;
        self.run(state, id, |node, cx| node.on_timer(timer, cx));
    }
}

/// The place of a timer among those that may fire.
fn place(timer: Timer) -> usize {
    usize::from(timer == Timer::Attempt)
}

fn perform(state: &mut State, from: NodeId, effects: Vec<Effect<PiChain>>) {
    let timers = &mut state.timers[from.index()];
    for effect in effects {
        match effect {
            Effect::Send(_, Message::AckCommit { .. }) => {}
            Effect::Send(Address::Node(to), message) => {
                let flight = Flight { from, to, message };
                let mut digest = Fingerprint::default();
                flight.hash(&mut digest);
                let fresh = || (Arc::new(flight), 0);
                state.flights.entry(digest.finish()).or_insert_with(fresh).1 += 1;
            }
            Effect::Set(timer, _) | Effect::Add(timer, _) => timers[place(timer)] = true,
            Effect::Cancel(timer) => timers[place(timer)] = false,
            Effect::Rule(rule) => state.switched |= rule.id == "B4",
            _ => {}
        }
    }
}

fn chains(state: &State) -> impl Iterator<Item = &Chain> {
    state.nodes.iter().map(|node| node.committed())
}

fn head_is_above(node: &PiChain) -> bool {
    let disk = node.disk();
    let base = disk.tree.tip();
    disk.head == base || disk.tree.way(disk.head, base) == Way::Above
}

fn once(chain: &Chain) -> bool {
    let entries = || chain.blocks().flat_map(|block| &block.entries);
    let count = |request| entries().filter(|it| it.request == request).count();
    entries().all(|entry| count(entry.request) == 1)
}

fn request(asker: NodeId) -> Request {
    Request {
        id: RequestId {
            asker: Address::Node(asker),
            number: 1,
        },
        transaction: Transaction::Note {
            text: asker.to_string().into(),
        },
    }
}

fn ids() -> impl Iterator<Item = NodeId> {
    (1..=NODES).map(NodeId::new)
}

impl Model for Builders {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            nodes: Vec::new(),
            flights: BTreeMap::new(),
            timers: vec![[false; 2]; usize::from(NODES)],
            budget: self.budget,
            switched: false,
        };
        ids().for_each(|id| self.boot(&mut state, id, Journaled::default(), false));
        for id in &self.askers {
            self.run(&mut state, *id, |node, cx| {
                node.on_request(request(*id), cx);
            });
            self.fire(&mut state, *id, Timer::Patience);
        }
        // Round by round, as if all took the same time.
        for _ in 0..self.settled {
            let now: Vec<u64> = state.flights.keys().copied().collect();
            for digest in now {
                self.deliver(&mut state, digest);
            }
        }
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        actions.extend(state.flights.keys().map(|digest| Step::Deliver(*digest)));
        for id in ids() {
            let [patience, attempt] = state.timers[id.index()];
            if patience && state.budget.patience > 0 {
                actions.push(Step::Fire(id, Timer::Patience));
            }
            if attempt && state.budget.attempts > 0 {
                actions.push(Step::Fire(id, Timer::Attempt));
            }
            if state.budget.crashes > 0 {
                actions.push(Step::Crash(id));
            }
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        state.switched = false;
        match step {
            Step::Deliver(digest) => self.deliver(&mut state, digest)?,
            Step::Fire(id, timer) => {
                match timer {
                    Timer::Patience => state.budget.patience -= 1,
                    Timer::Attempt | Timer::Ping => state.budget.attempts -= 1,
                }
                self.fire(&mut state, id, timer);
            }
            Step::Crash(id) => {
                state.budget.crashes -= 1;
                let disk = state.nodes[id.index()].disk().clone();
                self.boot(&mut state, id, disk, true);
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("agreement", |_, state| {
                let same = |one: &Chain| chains(state).all(|it| one.first_change(it).is_none());
                chains(state).all(same)
            }),
            Property::always("head-above-committed", |_, state: &State| {
                state.nodes.iter().all(|node| head_is_above(node))
            }),
            Property::always("exactly-once", |_, state| chains(state).all(once)),
            // More than that nothing is lost: not only a message carries it, a node keeps it (R8).
            Property::always("always-kept", |model: &Self, state: &State| {
                let is_kept = |id: &NodeId| {
                    let request = request(*id).id;
                    state.nodes.iter().any(|node| node.keeps(request))
                };
                let crashed = state.budget.crashes < model.budget.crashes;
                crashed || model.askers.iter().all(is_kept)
            }),
            Property::sometimes("committed", |_, state| {
                chains(state).any(|chain| chain.height() > 0)
            }),
            Property::sometimes("fork-switch", |_, state: &State| state.switched),
        ]
    }
}

fn builders(
    quirk: Option<&'static str>,
    quick: &[u16],
    budget: Budget,
    settled: usize,
) -> Builders {
    let mut settings = Settings::defaults(&ABOUT);
    if let Some(phrase) = quirk {
        settings.set(&ABOUT, &Setting::Quirk { phrase, on: true });
    }
    let quick: Vec<NodeId> = quick.iter().map(|id| NodeId::new(*id)).collect();
    for (name, value, on) in [
        ("rtt", Value::Span(Span::millis(100)), On::All),
        ("eagerness", Value::Word("slow"), On::All),
        ("eagerness", Value::Word("quick"), On::Nodes(quick.clone())),
    ] {
        let kind = None;
        let option = Setting::Option {
            name,
            value,
            kind,
            on,
        };
        settings.set(&ABOUT, &option);
    }
    Builders {
        settings,
        askers: quick,
        budget,
        settled,
    }
}

/// Two quick nodes, each with a block of its own, and one attempt that may be given up.
pub fn rivals(quirk: Option<&'static str>) -> Builders {
    let budget = Budget {
        patience: 0,
        attempts: 1,
        crashes: 0,
    };
    builders(quirk, &[1, 2], budget, 0)
}

/// One quick node whose block and attempt are under way, and a crash.
pub fn crash(quirk: Option<&'static str>) -> Builders {
    let budget = Budget {
        patience: 2,
        attempts: 2,
        crashes: 1,
    };
    builders(quirk, &[1], budget, 1)
}
