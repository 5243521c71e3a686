//! The model of three miners, two of which know each other, for stateright: the very nodes that the page runs, and every schedule of what they find, ask and
//! answer. Time is not in it: any message may arrive next, or never, in any order; a nonce may be found at any time; jobs
//! come round as often as a budget allows. Gossip and backups are left out, as they change no chain.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stateright::{Model, Property};
use synod_core::about::{FewNodes, Value};
use synod_core::action::{On, Setting};
use synod_core::ledger::Transaction;
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::protocols::proof_of_work::{ABOUT, Branch, Disk, Message, ProofOfWork, Timer};
use synod_core::record::Fingerprint;
use synod_core::settings::Settings;
use synod_core::units::{Address, NodeId, RequestId, Time};

const NODES: u16 = 3;

/// A message in flight.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Flight {
    from: NodeId,
    to: NodeId,
    message: Message,
}

/// How often something may still happen, at all miners together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Budget {
    chains: u8,
    data: u8,
    crashes: u8,
}

/// A moment of the miners.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    nodes: Vec<Arc<ProofOfWork>>,
    flights: BTreeMap<u64, (Arc<Flight>, u8)>,
    /// Whether each of them makes attempts.
    mining: Vec<bool>,
    budget: Budget,
    /// Whether a message came back in the last step.
    returned: bool,
}

/// What may happen next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A message arrives.
    Deliver(u64),
    /// A nonce is found, or a job comes round.
    Fire(NodeId, Timer),
    /// A miner crashes and comes back.
    Crash(NodeId),
}

/// Three miners: n1 and n2 know each other, n3 knows n1.
pub struct Miners {
    settings: Settings,
    /// What is entered at first, and where.
    requests: Vec<Request>,
    budget: Budget,
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

impl Miners {
    fn run(
        &self,
        state: &mut State,
        id: NodeId,
        handler: impl FnOnce(&mut ProofOfWork, &mut Context<ProofOfWork>),
    ) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = facts(&self.settings, id, true);
        let node = Arc::make_mut(&mut state.nodes[id.index()]);
        handler(node, &mut Context::new(facts, &mut draws, &mut effects));
        perform(state, id, effects);
    }

    fn boot(&self, state: &mut State, id: NodeId, disk: Disk, recovering: bool) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = facts(&self.settings, id, recovering);
        let mut cx = Context::new(facts, &mut draws, &mut effects);
        let node = Arc::new(ProofOfWork::start(disk, &mut cx));
        match state.nodes.get_mut(id.index()) {
            Some(place) => *place = node,
            None => state.nodes.push(node),
        }
        state.mining[id.index()] = false;
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
}

fn perform(state: &mut State, from: NodeId, effects: Vec<Effect<ProofOfWork>>) {
    for effect in effects {
        match effect {
            Effect::Send(Address::Node(to), message) => {
                let flight = Flight { from, to, message };
                let mut digest = Fingerprint::default();
                flight.hash(&mut digest);
                let fresh = || (Arc::new(flight), 0);
                state.flights.entry(digest.finish()).or_insert_with(fresh).1 += 1;
            }
            Effect::Set(Timer::Mine, _) => state.mining[from.index()] = true,
            Effect::Cancel(Timer::Mine) => state.mining[from.index()] = false,
            Effect::Rule(rule) => state.returned |= rule.id == "C6",
            _ => {}
        }
    }
}

fn own(state: &State) -> impl Iterator<Item = &Branch> {
    state.nodes.iter().map(|node| &**node.own())
}

fn once(branch: &Branch) -> bool {
    let entries = || branch.chain().blocks().flat_map(|block| &block.entries);
    let count = |request| entries().filter(|it| it.request == request).count();
    entries().all(|entry| count(entry.request) == 1)
}

fn request(asker: u16, number: u32) -> Request {
    Request {
        id: RequestId {
            asker: Address::Node(NodeId::new(asker)),
            number,
        },
        transaction: Transaction::Note {
            text: format!("{number} of n{asker}").into(),
        },
    }
}

fn ids() -> impl Iterator<Item = NodeId> {
    (1..=NODES).map(NodeId::new)
}

impl Model for Miners {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            nodes: Vec::new(),
            flights: BTreeMap::new(),
            mining: vec![false; usize::from(NODES)],
            budget: self.budget,
            returned: false,
        };
        ids().for_each(|id| self.boot(&mut state, id, Disk::default(), false));
        for request in &self.requests {
            let asker = request.id.asker.node().expect("a node asks");
            self.run(&mut state, asker, |node, cx| {
                node.on_request(request.clone(), cx);
            });
        }
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        actions.extend(state.flights.keys().map(|digest| Step::Deliver(*digest)));
        for id in ids() {
            if state.mining[id.index()] {
                actions.push(Step::Fire(id, Timer::Mine));
            }
            if state.budget.chains > 0 {
                actions.push(Step::Fire(id, Timer::Chain));
            }
            if state.budget.data > 0 {
                actions.push(Step::Fire(id, Timer::Data));
            }
            if state.budget.crashes > 0 {
                actions.push(Step::Crash(id));
            }
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        state.returned = false;
        match step {
            Step::Deliver(digest) => self.deliver(&mut state, digest)?,
            Step::Fire(id, timer) => {
                match timer {
                    Timer::Chain => state.budget.chains -= 1,
                    Timer::Data => state.budget.data -= 1,
                    _ => state.mining[id.index()] = false,
                }
                self.run(&mut state, id, |node, cx| node.on_timer(timer, cx));
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
            Property::always("chain-integrity", |_, state| {
                own(state).all(|it| it.is_valid(1))
            }),
            Property::always("exactly-once", |_, state| own(state).all(once)),
            Property::always("no-message-nowhere", |model: &Self, state: &State| {
                let kept = |it: &Request| state.nodes.iter().any(|node| node.keeps(it.id));
                let crashed = state.budget.crashes < model.budget.crashes;
                crashed || model.requests.iter().all(kept)
            }),
            Property::sometimes("fork", |_, state| {
                let differs = |one: &Branch| {
                    let same = |it: &Branch| it.height() == one.height() && it.at() != one.at();
                    own(state).any(same)
                };
                own(state).any(differs)
            }),
            Property::sometimes("orphan-returned", |_, state: &State| state.returned),
        ]
    }
}

fn miners(quirk: Option<&'static str>, requests: Vec<Request>, budget: Budget) -> Miners {
    let mut settings = Settings::defaults(&ABOUT);
    if let Some(phrase) = quirk {
        settings.set(&ABOUT, &Setting::Quirk { phrase, on: true });
    }
    let mut set = |name, value, on| {
        let kind = None;
        let option = Setting::Option {
            name,
            value,
            kind,
            on,
        };
        settings.set(&ABOUT, &option);
    };
    set("difficulty", Value::Whole(1), On::All);
    set("confirmations", Value::Whole(1), On::All);
    for (id, known) in [(1, 2), (2, 1), (3, 1)] {
        let mut others = FewNodes::default();
        others.push(NodeId::new(known));
        let on = On::Nodes(vec![NodeId::new(id)]);
        set("neighbours", Value::Nodes(others), on);
    }
    Miners {
        settings,
        requests,
        budget,
    }
}

/// One miner with two messages and another with one: of blocks at the same height one is left, and its message comes back.
pub fn rivals(quirk: Option<&'static str>) -> Miners {
    let budget = Budget {
        chains: 3,
        data: 2,
        crashes: 0,
    };
    let requests = vec![request(1, 1), request(1, 2), request(2, 1)];
    miners(quirk, requests, budget)
}

/// The same, and a crash.
pub fn crash(quirk: Option<&'static str>) -> Miners {
    let budget = Budget {
        chains: 2,
        data: 2,
        crashes: 1,
    };
    let requests = vec![request(1, 1), request(1, 2), request(2, 1)];
    miners(quirk, requests, budget)
}

/// One message that two miners know.
pub fn shared(quirk: Option<&'static str>) -> Miners {
    let budget = Budget {
        chains: 3,
        data: 2,
        crashes: 1,
    };
    miners(quirk, vec![request(2, 1)], budget)
}
