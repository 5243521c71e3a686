//! The model of three servers of Multi-Paxos for stateright: the very nodes that the page runs, and every schedule of
//! what they say to each other from a moment at which it matters. Messages leave at once, time is not in it: any message
//! may arrive next, or never. What clients are told is left out.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use stateright::{Model, Property};
use synod_core::about::Value;
use synod_core::action::{On, Setting};
use synod_core::disk::Journaled;
use synod_core::ledger::{Chain, Literal, Transaction};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::protocols::multi_paxos::{
    ABOUT, Ballot, Message, MultiPaxos, State as Store, Write,
};
use synod_core::record::Fingerprint;
use synod_core::settings::Settings;
use synod_core::units::{Address, ClientId, NodeId, RequestId, Span, Time};

const NODES: u16 = 3;

/// A message in flight.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Flight {
    from: NodeId,
    to: NodeId,
    message: Message,
}

/// A server that is up, or the disk of one that is down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Host {
    Up(Box<MultiPaxos>),
    Down(Journaled<Write>),
}

/// A moment of the servers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    hosts: Vec<Host>,
    flights: BTreeMap<u64, (Flight, u8)>,
    /// Servers that are to be nominated, the next one last.
    nominees: Vec<NodeId>,
    crashes: u8,
    /// Whether somebody's promise fell in the last step.
    fell: bool,
    /// Whether somebody's decided slot changed in the last step.
    changed: bool,
    /// Whether a leader offered what another had offered.
    inherited: bool,
}

/// What may happen next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A client nominates the next server, and asks it for something.
    Nominate,
    /// A message arrives.
    Deliver(u64),
    /// A server crashes and comes back.
    Crash(NodeId),
}

/// Three servers.
pub struct Servers {
    settings: Settings,
    nominees: Vec<NodeId>,
    crashes: u8,
    /// What has happened before anything else may.
    past: Vec<Chapter>,
}

/// Who was nominated, how many rounds of messages arrived then, and which of them were held up until later.
type Chapter = (u16, usize, fn(&Flight) -> bool);

impl Servers {
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
        handler: impl FnOnce(&mut MultiPaxos, &mut Context<MultiPaxos>),
    ) {
        let (mut draws, mut effects) = (0, Vec::new());
        if let Host::Up(node) = &mut state.hosts[id.index()] {
            let facts = self.facts(id, true);
            handler(node, &mut Context::new(facts, &mut draws, &mut effects));
        }
        perform(state, id, effects);
    }

    fn boot(&self, state: &mut State, id: NodeId, disk: Journaled<Write>, recovering: bool) {
        let (mut draws, mut effects) = (0, Vec::new());
        let facts = self.facts(id, recovering);
        let mut cx = Context::new(facts, &mut draws, &mut effects);
        state.hosts[id.index()] = Host::Up(Box::new(MultiPaxos::start(disk, &mut cx)));
        perform(state, id, effects);
    }

    fn nominate_next(&self, state: &mut State) -> Option<()> {
        let id = state.nominees.pop()?;
        let number = u32::try_from(state.nominees.len()).ok()? + 1;
        self.nominate(state, id, number);
        Some(())
    }

    fn nominate(&self, state: &mut State, id: NodeId, number: u32) {
        let client = ClientId::new(id.number());
        let request = Request {
            id: RequestId {
                asker: Address::Client(client),
                number: 1,
            },
            transaction: Transaction::Put {
                key: Literal::text("k"),
                value: Literal::Whole(i64::from(id.number())),
            },
        };
        self.run(state, id, |node, cx| {
            node.on_client(client, Message::Leader { nomination: number }, cx);
            node.on_client(client, Message::Request { request }, cx);
        });
    }

    fn deliver(&self, state: &mut State, digest: u64) -> Option<()> {
        let (flight, count) = state.flights.remove(&digest)?;
        if count > 1 {
            let rest = (flight.clone(), count - 1);
            state.flights.insert(digest, rest);
        }
        self.run(state, flight.to, |node, cx| {
            node.on_message(flight.from, flight.message, cx);
        });
        Some(())
    }
}

fn perform(state: &mut State, from: NodeId, effects: Vec<Effect<MultiPaxos>>) {
    for effect in effects {
        match effect {
            Effect::Send(Address::Node(to), message) => {
                let flight = Flight { from, to, message };
                let mut digest = Fingerprint::default();
                flight.hash(&mut digest);
                let fresh = || (flight, 0);
                state.flights.entry(digest.finish()).or_insert_with(fresh).1 += 1;
            }
            Effect::Rule(rule) => state.inherited |= rule.id == "P2",
            _ => {}
        }
    }
}

fn disks(state: &State) -> impl Iterator<Item = &Journaled<Write>> {
    state.hosts.iter().map(|host| match host {
        Host::Up(node) => node.disk(),
        Host::Down(disk) => disk,
    })
}

fn chains(state: &State) -> impl Iterator<Item = &Chain> {
    disks(state).map(|disk| &disk.chain)
}

fn up(state: &State) -> impl Iterator<Item = (NodeId, &MultiPaxos)> {
    let hosts = (1..).map(NodeId::new).zip(&state.hosts);
    hosts.filter_map(|(id, host)| match host {
        Host::Up(node) => Some((id, &**node)),
        Host::Down(_) => None,
    })
}

/// Whoever took a ballot owns it.
fn own_ballots(state: &State) -> bool {
    let taken = |disk: &Journaled<Write>| disk.taken.map(|Ballot { owner, .. }| owner);
    let mut all = (1..).map(NodeId::new).zip(disks(state).map(taken));
    all.all(|(id, owner)| owner.is_none_or(|owner| owner == id))
}

/// The store of every server is what its decided slots make of it.
fn replayed(state: &State) -> bool {
    up(state).all(|(_, node)| {
        let mut store = Store::opening(vec![100; usize::from(NODES)]);
        let entries = node.committed().blocks().flat_map(|block| &block.entries);
        entries.for_each(|entry| drop(store.apply(entry)));
        let key = Literal::text("k");
        node.value(&key) == Some(store.value(&key).cloned())
    })
}

impl Model for Servers {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            hosts: vec![Host::Down(Journaled::default()); usize::from(NODES)],
            flights: BTreeMap::new(),
            nominees: self.nominees.clone(),
            crashes: self.crashes,
            fell: false,
            changed: false,
            inherited: false,
        };
        for id in (1..=NODES).map(NodeId::new) {
            self.boot(&mut state, id, Journaled::default(), false);
        }
        for (number, (id, rounds, is_held)) in (100..).zip(&self.past) {
            self.nominate(&mut state, NodeId::new(*id), number);
            // Round by round, as if all took the same time.
            for _ in 0..*rounds {
                let flies = |(_, (flight, _)): &(&u64, &(Flight, u8))| !is_held(flight);
                let now: Vec<u64> = state
                    .flights
                    .iter()
                    .filter(flies)
                    .map(|(it, _)| *it)
                    .collect();
                for digest in now {
                    self.deliver(&mut state, digest);
                }
            }
        }
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        if !state.nominees.is_empty() {
            actions.push(Step::Nominate);
        }
        actions.extend(state.flights.keys().map(|digest| Step::Deliver(*digest)));
        if state.crashes > 0 {
            actions.extend((1..=NODES).map(|number| Step::Crash(NodeId::new(number))));
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        state.inherited = false;
        match step {
            Step::Nominate => self.nominate_next(&mut state)?,
            Step::Deliver(digest) => self.deliver(&mut state, digest)?,
            Step::Crash(id) => {
                state.crashes -= 1;
                let Host::Up(node) = &state.hosts[id.index()] else {
                    return None;
                };
                let disk = node.disk().clone();
                self.boot(&mut state, id, disk, true);
            }
        }
        let promised = |disk: &Journaled<Write>| disk.promised;
        let before = disks(last).map(promised);
        let fell = before
            .zip(disks(&state).map(promised))
            .any(|(before, after)| after < before);
        state.fell = fell;
        let changed = chains(last)
            .zip(chains(&state))
            .any(|(before, after)| before.first_change(after).is_some());
        state.changed = changed;
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("agreement", |_, state| {
                chains(state).all(|one| {
                    let others = || chains(state);
                    others().all(|other| one.first_change(other).is_none())
                })
            }),
            Property::always("promise-kept", |_, state: &State| !state.fell),
            Property::always("decided-immutable", |_, state: &State| !state.changed),
            Property::always("ballots-unique", |_, state| own_ballots(state)),
            Property::always("store-is-replay", |_, state| replayed(state)),
            Property::sometimes("decided", |_, state| {
                chains(state).any(|chain| chain.height() > 0)
            }),
            Property::sometimes("two-leaders", |_, state| {
                let leads = up(state).filter(|(_, node)| node.glance().role.leads);
                leads.count() > 1
            }),
            Property::sometimes("value-inherited", |_, state: &State| state.inherited),
        ]
    }
}

/// What has happened, nominees to come, and how many crashes.
type Story<'a> = (&'a [Chapter], &'a [u16], u8);

fn servers(quirk: Option<&'static str>, (past, nominees, crashes): Story) -> Servers {
    let mut settings = Settings::defaults(&ABOUT);
    if let Some(phrase) = quirk {
        settings.set(&ABOUT, &Setting::Quirk { phrase, on: true });
    }
    let (kind, on) = (None, On::All);
    let outbox = Setting::Option {
        name: "outbox",
        value: Value::Range(Span::ZERO, Span::ZERO),
        kind,
        on,
    };
    settings.set(&ABOUT, &outbox);
    Servers {
        settings,
        nominees: nominees.iter().rev().map(|id| NodeId::new(*id)).collect(),
        crashes,
        past: past.to_vec(),
    }
}

fn nothing(_: &Flight) -> bool {
    false
}

/// Two nominees from the start.
pub fn rivals(quirk: Option<&'static str>) -> Servers {
    servers(quirk, (&[], &[1, 2], 0))
}

/// `n1` leads and its offer is under way when `n2` is nominated.
pub fn takeover(quirk: Option<&'static str>) -> Servers {
    servers(quirk, (&[(1, 2, nothing)], &[2], 0))
}

/// `n1` leads, its offer is under way, and somebody crashes.
pub fn crash(quirk: Option<&'static str>) -> Servers {
    servers(quirk, (&[(1, 2, nothing)], &[], 1))
}

/// `n1` leads and its offer is under way for long; `n2`, of whom `n1` hears nothing yet, leads too.
pub fn late_offer(quirk: Option<&'static str>) -> Servers {
    let is_held = |flight: &Flight| {
        flight.to == NodeId::new(1) || matches!(flight.message, Message::Accept { .. })
    };
    servers(quirk, (&[(1, 2, nothing), (2, 2, is_held)], &[], 0))
}

/// `n1` alone has decided what it offered to itself and `n2`; then `n2` is nominated.
pub fn decided_alone(quirk: Option<&'static str>) -> Servers {
    let is_held = |flight: &Flight| {
        let far = flight.to == NodeId::new(3);
        far || flight.to == NodeId::new(2) && matches!(flight.message, Message::Accepted { .. })
    };
    servers(quirk, (&[(1, 4, is_held)], &[2], 0))
}
