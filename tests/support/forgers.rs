//! The model of three nodes of proof of stake for stateright: the very nodes that the page runs, and every schedule of what
//! they say to each other from a moment at which transactions are under way. Time is not in it: any message may arrive next,
//! or never, in any order; nodes may crash and come back, and tell how far they are, as often as a budget allows.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stateright::{Model, Property};
use synod_core::about::Value;
use synod_core::action::{On, Setting};
use synod_core::disk::Journaled;
use synod_core::ledger::{Account, Chain, Transaction};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::protocols::proof_of_stake::{ABOUT, Message, ProofOfStake, Timer, Write};
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

/// How often something may still happen, at all nodes together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Budget {
    discoveries: u8,
    crashes: u8,
}

/// A moment of the nodes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    nodes: Vec<Arc<ProofOfStake>>,
    flights: BTreeMap<u64, (Arc<Flight>, u8)>,
    budget: Budget,
    /// Whether a node offered again what it had signed in the last step.
    again: bool,
    /// Whether something that nobody covers left a pool in the last step.
    dropped: bool,
}

/// What may happen next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A message arrives.
    Deliver(u64),
    /// A node tells how far it is.
    Discover(NodeId),
    /// A node crashes and comes back.
    Crash(NodeId),
}

/// Three nodes.
pub struct Forgers {
    settings: Settings,
    /// What was entered before, and where: all of that has arrived everywhere.
    before: Vec<(NodeId, Transaction)>,
    /// What is entered at first, and where.
    asked: Vec<(NodeId, Transaction)>,
    budget: Budget,
}

impl Forgers {
    fn facts(&self, id: NodeId, recovering: bool) -> Facts<'_> {
        Facts {
            id,
            nodes: NODES,
            settings: &self.settings,
            seed: 0,
            now: Time::ZERO,
            recovering,
        }
    }

    fn run(
        &self,
        state: &mut State,
        id: NodeId,
        handler: impl FnOnce(&mut ProofOfStake, &mut Context<ProofOfStake>),
    ) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = self.facts(id, true);
        let node = Arc::make_mut(&mut state.nodes[id.index()]);
        handler(node, &mut Context::new(facts, &mut draws, &mut effects));
        perform(state, id, effects);
    }

    fn boot(&self, state: &mut State, id: NodeId, disk: Journaled<Write>, recovering: bool) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = self.facts(id, recovering);
        let mut cx = Context::new(facts, &mut draws, &mut effects);
        let node = Arc::new(ProofOfStake::start(disk, &mut cx));
        match state.nodes.get_mut(id.index()) {
            Some(place) => *place = node,
            None => state.nodes.push(node),
        }
        perform(state, id, effects);
    }

    fn enter(
        &self,
        state: &mut State,
        asked: &[(NodeId, Transaction)],
        numbers: &mut BTreeMap<NodeId, u32>,
    ) {
        for (id, transaction) in asked.iter().cloned() {
            let number = numbers.entry(id).or_default();
            *number += 1;
            let request = Request {
                id: RequestId {
                    asker: Address::Node(id),
                    number: *number,
                },
                transaction,
            };
            self.run(state, id, |node, cx| node.on_request(request, cx));
        }
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

fn perform(state: &mut State, from: NodeId, effects: Vec<Effect<ProofOfStake>>) {
    for effect in effects {
        match effect {
            Effect::Send(Address::Node(to), message) => {
                let flight = Flight { from, to, message };
                let mut digest = Fingerprint::default();
                flight.hash(&mut digest);
                let fresh = || (Arc::new(flight), 0);
                state.flights.entry(digest.finish()).or_insert_with(fresh).1 += 1;
            }
            Effect::Rule(rule) => {
                state.again |= rule.id == "F2";
                state.dropped |= rule.id == "D1";
            }
            _ => {}
        }
    }
}

fn chains(state: &State) -> impl Iterator<Item = &Chain> {
    state.nodes.iter().map(|node| node.committed())
}

fn once(chain: &Chain) -> bool {
    let entries = || chain.blocks().flat_map(|block| &block.entries);
    let count = |request| entries().filter(|it| it.request == request).count();
    entries().all(|entry| count(entry.request) == 1)
}

fn is_solvent(node: &ProofOfStake) -> bool {
    let exchange = Account::named("exchange");
    let mut balances = node.state().balances().iter();
    balances.all(|(account, balance)| balance >= 0 || account == exchange)
}

fn ids() -> impl Iterator<Item = NodeId> {
    (1..=NODES).map(NodeId::new)
}

impl Model for Forgers {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            nodes: Vec::new(),
            flights: BTreeMap::new(),
            budget: self.budget,
            again: false,
            dropped: false,
        };
        ids().for_each(|id| self.boot(&mut state, id, Journaled::default(), false));
        let mut numbers = BTreeMap::new();
        self.enter(&mut state, &self.before, &mut numbers);
        while let Some(digest) = state.flights.keys().next().copied() {
            self.deliver(&mut state, digest);
        }
        self.enter(&mut state, &self.asked, &mut numbers);
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        actions.extend(state.flights.keys().map(|digest| Step::Deliver(*digest)));
        for id in ids() {
            if state.budget.discoveries > 0 {
                actions.push(Step::Discover(id));
            }
            if state.budget.crashes > 0 {
                actions.push(Step::Crash(id));
            }
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        (state.again, state.dropped) = (false, false);
        match step {
            Step::Deliver(digest) => self.deliver(&mut state, digest)?,
            Step::Discover(id) => {
                state.budget.discoveries -= 1;
                self.run(&mut state, id, |node, cx| {
                    node.on_timer(Timer::Discovery, cx);
                });
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
            Property::always("exactly-once", |_, state| chains(state).all(once)),
            Property::always("no-overspending", |_, state: &State| {
                state.nodes.iter().all(|node| is_solvent(node))
            }),
            Property::sometimes("committed", |_, state| {
                chains(state).any(|chain| chain.height() > 1)
            }),
            Property::sometimes("everywhere", |_, state| {
                chains(state).all(|chain| chain.height() > 1)
            }),
            Property::sometimes("dropped", |_, state: &State| state.dropped),
            Property::sometimes("signed-again", |_, state: &State| state.again),
        ]
    }
}

fn forgers(
    quirk: Option<&'static str>,
    before: Vec<(NodeId, Transaction)>,
    asked: Vec<(NodeId, Transaction)>,
    budget: Budget,
) -> Forgers {
    let mut settings = Settings::defaults(&ABOUT);
    if let Some(phrase) = quirk {
        settings.set(&ABOUT, &Setting::Quirk { phrase, on: true });
    }
    let option = Setting::Option {
        name: "pool-threshold",
        value: Value::Whole(2),
        kind: None,
        on: On::All,
    };
    settings.set(&ABOUT, &option);
    Forgers {
        settings,
        before,
        asked,
        budget,
    }
}

fn faucet(account: u16, amount: i64) -> Transaction {
    let account = NodeId::new(account).into();
    Transaction::Faucet { account, amount }
}

fn transfer(from: u16, to: u16, amount: i64) -> Transaction {
    let (from, to) = (NodeId::new(from).into(), NodeId::new(to).into());
    Transaction::Transfer { from, to, amount }
}

/// Two payments of everything that n2 has, one of n3, and a node that tells how far it is.
pub fn spenders(quirk: Option<&'static str>) -> Forgers {
    let (n1, n2, n3) = (NodeId::new(1), NodeId::new(2), NodeId::new(3));
    let before = vec![(n1, faucet(2, 10)), (n1, faucet(3, 1))];
    let asked = vec![
        (n2, transfer(2, 3, 10)),
        (n2, transfer(2, 1, 10)),
        (n3, transfer(3, 1, 1)),
    ];
    let budget = Budget {
        discoveries: 1,
        crashes: 0,
    };
    forgers(quirk, before, asked, budget)
}

/// A forger that crashes while its block is under way, and hears of other transactions than before.
pub fn forgetful(quirk: Option<&'static str>) -> Forgers {
    let (n1, n2, n3) = (NodeId::new(1), NodeId::new(2), NodeId::new(3));
    let asked = vec![
        (n1, faucet(2, 10)),
        (n1, faucet(3, 1)),
        (n2, faucet(2, 5)),
        (n3, faucet(3, 5)),
    ];
    let budget = Budget {
        discoveries: 1,
        crashes: 1,
    };
    forgers(quirk, Vec::new(), asked, budget)
}
