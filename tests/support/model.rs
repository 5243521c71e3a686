//! The model of a small Benmo cluster for stateright: the very nodes that the page runs, and every schedule of them.
//!
//! A state is the nodes, the disks of those that are down, the multiset of messages in flight, the pending timers as
//! sets, and what is left of each budget. Time is not in it: any pending timer may fire and any message may arrive
//! next, or never. What is bounded is how often each thing may happen, so that the space is finite.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use stateright::{Model, Property};
use synod_core::action::Setting;
use synod_core::disk::Journaled;
use synod_core::ledger::{Account, Transaction};
use synod_core::node::{Context, Effect, Facts, Node, Request};
use synod_core::protocols::benmo::{ABOUT, Benmo, Disk, Message, Timer, Write};
use synod_core::record::Fingerprint;
use synod_core::rule::Rule;
use synod_core::settings::Settings;
use synod_core::units::{Address, NodeId, RequestId, Time};

/// How often each thing may happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Budget {
    /// Rounds begun, by each node.
    rounds: Vec<u8>,
    /// Rounds given up, by all.
    give_ups: u8,
    /// Alarms to ask, of all.
    asks: u8,
    /// Crashes, of all.
    crashes: u8,
}

/// A message in flight.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Flight {
    from: NodeId,
    to: NodeId,
    message: Message,
}

impl Flight {
    /// Its place among the others: any fixed order makes a multiset of a list.
    fn digest(&self) -> u64 {
        let mut digest = Fingerprint::default();
        self.hash(&mut digest);
        digest.finish()
    }
}

/// A node that is up, or the disk of one that is down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Host {
    Up(Benmo),
    Down(Journaled<Write>),
}

/// A moment of a cluster.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    hosts: Vec<Host>,
    timers: Vec<BTreeSet<Timer>>,
    flights: BTreeMap<u64, (Flight, u8)>,
    /// Requests not entered yet, the next one last.
    requests: Vec<Request>,
    budget: Budget,
    /// The rules of the last step, for what is worth seeing.
    ran: Vec<&'static str>,
    /// Whether somebody's promise fell in the last step.
    fell: bool,
}

/// What may happen next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The next request is entered.
    Submit,
    /// A message arrives.
    Deliver(u64),
    /// A timer fires.
    Fire(NodeId, Timer),
    /// A node crashes.
    Crash(NodeId),
    /// A node that is down comes back.
    Restart(NodeId),
}

/// A cluster of three.
pub struct Cluster {
    settings: Settings,
    requests: Vec<Request>,
    budget: Budget,
}

const NODES: u16 = 3;

impl Cluster {
    fn new(quirk: Option<&'static str>, transfers: &[(u16, u16, i64)], budget: Budget) -> Self {
        let mut settings = Settings::defaults(&ABOUT);
        if let Some(phrase) = quirk {
            settings.set(&ABOUT, &Setting::Quirk { phrase, on: true });
        }
        let mut counts = BTreeMap::new();
        let mut request = |(from, to, amount): &(u16, u16, i64)| {
            let (from, to) = (NodeId::new(*from), NodeId::new(*to));
            let number = counts.entry(from).or_insert(0);
            *number += 1;
            let id = RequestId {
                asker: Address::Node(from),
                number: *number,
            };
            let (from, to) = (Account::Node(from), Account::Node(to));
            Request {
                id,
                transaction: Transaction::Transfer {
                    from,
                    to,
                    amount: *amount,
                },
            }
        };
        let mut requests: Vec<Request> = transfers.iter().map(&mut request).collect();
        requests.reverse();
        Self {
            settings,
            requests,
            budget,
        }
    }

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

    /// Runs a handler and does what it asks.
    fn run(
        &self,
        state: &mut State,
        id: NodeId,
        handler: impl FnOnce(&mut Benmo, &mut Context<Benmo>),
    ) {
        let (mut draws, mut effects) = (0, Vec::new());
        let Host::Up(node) = &mut state.hosts[id.index()] else {
            return;
        };
        handler(
            node,
            &mut Context::new(self.facts(id, true), &mut draws, &mut effects),
        );
        perform(state, id, effects);
    }

    fn boot(&self, state: &mut State, id: NodeId, disk: Journaled<Write>, recovering: bool) {
        let (mut draws, mut effects) = (0, Vec::new());
        let mut cx = Context::new(self.facts(id, recovering), &mut draws, &mut effects);
        state.hosts[id.index()] = Host::Up(Benmo::start(disk, &mut cx));
        perform(state, id, effects);
    }
}

fn perform(state: &mut State, id: NodeId, effects: Vec<Effect<Benmo>>) {
    for effect in effects {
        match effect {
            Effect::Send(Address::Node(to), message) => {
                let flight = Flight {
                    from: id,
                    to,
                    message,
                };
                state
                    .flights
                    .entry(flight.digest())
                    .or_insert((flight, 0))
                    .1 += 1;
            }
            Effect::Set(timer, _) | Effect::Add(timer, _) => {
                state.timers[id.index()].insert(timer);
            }
            Effect::Cancel(timer) => drop(state.timers[id.index()].remove(&timer)),
            Effect::Rule(rule) => note(&mut state.ran, rule),
            // Benmo has no clients.
            Effect::Send(..) | Effect::Reply(..) | Effect::Decide(..) | Effect::Retract(..) => {}
        }
    }
}

/// Only what a property asks for is kept, or states that are alike would differ.
fn note(ran: &mut Vec<&'static str>, rule: &'static Rule) {
    if matches!(rule.id, "P6" | "C3") && !ran.contains(&rule.id) {
        ran.push(rule.id);
    }
}

fn up(state: &State) -> impl Iterator<Item = &Benmo> {
    state.hosts.iter().filter_map(|host| match host {
        Host::Up(node) => Some(node),
        Host::Down(_) => None,
    })
}

fn chains(state: &State) -> impl Iterator<Item = &synod_core::ledger::Chain> {
    state.hosts.iter().map(|host| match host {
        Host::Up(node) => node.committed(),
        Host::Down(disk) => &disk.chain,
    })
}

fn agree(state: &State) -> bool {
    chains(state).all(|one| {
        chains(state).all(|other| {
            let shared = one.height().min(other.height());
            one.blocks()
                .zip(other.blocks())
                .take(shared as usize)
                .all(|(left, right)| left.hash == right.hash)
        })
    })
}

fn once(state: &State) -> bool {
    chains(state).all(|chain| {
        let mut seen = BTreeSet::new();
        chain
            .blocks()
            .flat_map(|block| &block.entries)
            .all(|entry| seen.insert(entry.request))
    })
}

fn disk(host: &Host) -> &Disk {
    match host {
        Host::Up(node) => node.disk(),
        Host::Down(disk) => disk,
    }
}

/// Every transfer that was entered is in exactly one of its owner's log and its chain (4i.1).
fn kept(model: &Cluster, state: &State) -> bool {
    let entered = model
        .requests
        .iter()
        .filter(|request| !state.requests.contains(request));
    entered.into_iter().all(|request| {
        let owner = request.id.asker.node().expect("a node asked");
        let disk = disk(&state.hosts[owner.index()]);
        let here = |entry: &synod_core::ledger::Entry| entry.request == request.id;
        let ordered = disk
            .chain
            .blocks()
            .any(|block| block.entries.iter().any(here));
        ordered != disk.log.iter().any(here)
    })
}

/// No node's promise for a height that it has not appended is lower than before.
fn fell(before: &State, after: &State) -> bool {
    let hosts = before.hosts.iter().zip(&after.hosts);
    hosts.into_iter().any(|(before, after)| {
        let now = disk(after);
        let open = disk(before)
            .votes
            .iter()
            .filter(|vote| vote.depth >= now.chain.height());
        let lower = |vote: &synod_core::protocols::benmo::Vote| {
            let same = now.votes.iter().find(|other| other.depth == vote.depth);
            same.is_none_or(|other| other.promised < vote.promised)
        };
        open.into_iter().any(lower)
    })
}

fn nobody_owes(state: &State) -> bool {
    let mut balances = up(state).filter_map(Node::balances);
    balances.all(|balances| balances.iter().all(|(_, balance)| balance >= 0))
}

fn leaders(state: &State) -> usize {
    up(state).filter(|node| node.glance().role.leads).count()
}

impl Model for Cluster {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            hosts: vec![Host::Down(Journaled::default()); usize::from(NODES)],
            timers: vec![BTreeSet::new(); usize::from(NODES)],
            flights: BTreeMap::new(),
            requests: self.requests.clone(),
            budget: self.budget.clone(),
            ran: Vec::new(),
            fell: false,
        };
        for id in (1..=NODES).map(NodeId::new) {
            self.boot(&mut state, id, Journaled::default(), false);
        }
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        if let Some(next) = state.requests.last()
            && matches!(
                state.hosts[next.id.asker.node().expect("a node asks").index()],
                Host::Up(_)
            )
        {
            actions.push(Step::Submit);
        }
        actions.extend(state.flights.keys().map(|digest| Step::Deliver(*digest)));
        for id in (1..=NODES).map(NodeId::new) {
            match &state.hosts[id.index()] {
                Host::Down(_) => actions.push(Step::Restart(id)),
                Host::Up(_) => {
                    let may = |timer: &&Timer| match timer {
                        Timer::Pause => state.budget.rounds[id.index()] > 0,
                        Timer::Round => state.budget.give_ups > 0,
                        Timer::Ask => state.budget.asks > 0,
                    };
                    let timers = state.timers[id.index()].iter().filter(may);
                    actions.extend(timers.map(|timer| Step::Fire(id, *timer)));
                    if state.budget.crashes > 0 {
                        actions.push(Step::Crash(id));
                    }
                }
            }
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        state.ran.clear();
        match step {
            Step::Submit => {
                let request = state.requests.pop()?;
                let id = request.id.asker.node().expect("a node asks");
                self.run(&mut state, id, |node, cx| node.on_request(request, cx));
            }
            Step::Deliver(digest) => {
                let (flight, count) = state.flights.remove(&digest)?;
                if count > 1 {
                    state.flights.insert(digest, (flight.clone(), count - 1));
                }
                self.run(&mut state, flight.to, |node, cx| {
                    node.on_message(flight.from, flight.message, cx)
                });
            }
            Step::Fire(id, timer) => {
                state.timers[id.index()].remove(&timer);
                match timer {
                    Timer::Pause => state.budget.rounds[id.index()] -= 1,
                    Timer::Round => state.budget.give_ups -= 1,
                    Timer::Ask => state.budget.asks -= 1,
                }
                self.run(&mut state, id, |node, cx| node.on_timer(timer, cx));
            }
            Step::Crash(id) => {
                state.budget.crashes -= 1;
                state.timers[id.index()].clear();
                let Host::Up(node) = &state.hosts[id.index()] else {
                    return None;
                };
                state.hosts[id.index()] = Host::Down(node.disk().clone());
            }
            Step::Restart(id) => {
                let Host::Down(disk) = &state.hosts[id.index()] else {
                    return None;
                };
                let disk = disk.clone();
                self.boot(&mut state, id, disk, true);
            }
        }
        state.fell = fell(last, &state);
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("agreement", |_, state| agree(state)),
            Property::always("exactly-once", |model: &Cluster, state| {
                once(state) && kept(model, state)
            }),
            Property::always("promise-kept", |_, state: &State| !state.fell),
            Property::always("no-overspending", |_, state| nobody_owes(state)),
            Property::always("no-empty-block", |_, state| {
                chains(state).all(|chain| chain.blocks().all(|block| !block.entries.is_empty()))
            }),
            Property::sometimes("decided", |_, state| {
                chains(state).any(|chain| chain.height() > 0)
            }),
            Property::sometimes("duel", |_, state| leaders(state) > 1),
            Property::sometimes("finished-for-another", |_, state: &State| {
                state.ran.contains(&"P6")
            }),
            Property::sometimes("catch-up", |_, state: &State| state.ran.contains(&"C3")),
        ]
    }
}

fn budget(rounds: [u8; 3], give_ups: u8, asks: u8, crashes: u8) -> Budget {
    Budget {
        rounds: rounds.into(),
        give_ups,
        asks,
        crashes,
    }
}

/// Two leaders, one of which may finish what the other began.
pub fn duel(quirk: Option<&'static str>) -> Cluster {
    Cluster::new(quirk, &[(1, 2, 10), (2, 3, 10)], budget([1, 1, 0], 0, 0, 0))
}

/// One leader with two transfers, and a node that may miss the first block.
pub fn miss(quirk: Option<&'static str>, amount: i64) -> Cluster {
    let transfers = [(1, 2, amount), (1, 3, amount)];
    Cluster::new(quirk, &transfers, budget([2, 0, 1], 0, 1, 0))
}
