//! The world: nodes, bus and agenda at one moment. [`World::advance`] handles events, [`World::apply`] does what
//! the outside asks, and both tell a [`Trace`] what happened.
//!
//! A world is a value. Each node lives behind an `Arc` and is stepped through `Arc::make_mut`, so that a clone is
//! a few pointers and shares every node that has not moved since.
//!
//! ```
//! use synod_core::action::Action;
//! use synod_core::protocols::benmo::{ABOUT, Benmo};
//! use synod_core::script::default_setup;
//! use synod_core::units::{NodeId, Time};
//! use synod_core::world::{Taken, Trace, World};
//!
//! let mut trace = Trace::default();
//! let mut world: World<Benmo> = World::new(default_setup(&ABOUT), &mut trace);
//! let before = world.clone();
//! world.apply(&Action::Crash(NodeId::new(1).into()), &mut trace).expect("n1 is up");
//! assert!(world.node(NodeId::new(1)).is_none() && before.node(NodeId::new(1)).is_some());
//! assert_ne!(world.fingerprint(), before.fingerprint());
//! assert!(matches!(world.advance(Time(1_000_000), &mut trace), Taken::Nothing), "nothing is due");
//! ```

mod act;
mod bus;
mod desk;
mod host;
mod links;
mod look;
mod messages;
mod requests;
mod trace;

use std::sync::Arc;

use crate::action::Action;
use crate::agenda::{Agenda, Due};
use crate::client::{Alarm as Ring, Client, Manners};
use crate::network::Network;
use crate::node::{Context, Effect, Facts, Kind, Name, Node, Request};
use crate::record::{Fingerprint, Loss, Record, What, pack};
use crate::settings::Settings;
use crate::simulation::Setup;
use crate::units::{Address, Moment, NodeId, Step, Time};
use crate::view::State;

use bus::{Envelope, Flying, allegiance};
use desk::Desk;
use host::{Clock, Host, Life};

pub use requests::Requests;
pub(crate) use trace::{ALWAYS, bits};
pub use trace::{Body, Trace};

/// What became of the next event of the agenda.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It was handled: a step.
    Step,
    /// It was a scheduled action, or waits at a paused node now: no step.
    Aside,
    /// None was due.
    Nothing,
}

/// Something that is due at a time.
#[derive(Clone, Debug)]
enum Event<N: Node> {
    /// A message arrives.
    Arrive(Envelope<N::Message>),
    /// An alarm fires.
    Fire(NodeId, N::Timer),
    /// A request that waited at a paused node is handled.
    Ask(NodeId, Box<Request>),
    /// An alarm of a client rings.
    Ring(Address, Ring),
    /// A scheduled action happens.
    Later(Box<Action>),
}

impl<N: Node> Event<N> {
    /// For whom it is.
    fn node(&self) -> Option<NodeId> {
        match self {
            Self::Arrive(envelope) => envelope.to.node(),
            Self::Fire(id, _) | Self::Ask(id, _) => Some(*id),
            Self::Ring(who, _) => who.node(),
            Self::Later(_) => None,
        }
    }
}

/// Nodes, bus and agenda at one moment.
#[derive(Clone)]
pub struct World<N: Node> {
    setup: Arc<Setup>,
    settings: Arc<Settings>,
    step: Step,
    time: Time,
    /// When the latest step was handled.
    step_time: Time,
    /// Events taken from the agenda.
    taken: u64,
    /// Steps handled at the present instant.
    instant: u32,
    hosts: Vec<Arc<Host<N>>>,
    desks: Vec<Arc<Desk>>,
    /// How many nodes are up and not paused.
    up: u16,
    network: Network,
    agenda: Agenda<Event<N>>,
    /// Messages under way: flying, held or waiting at a paused node.
    in_flight: u32,
    requests: Arc<Requests>,
    /// Messages put on the bus so far: the id of the latest.
    messages: u32,
    /// The same by kind.
    kinds: Vec<u32>,
    /// Records made so far: the place of the next.
    records: u32,
    /// Messages held.
    held: u32,
    fingerprint: Fingerprint,
    /// What the running handler asked for; empty between handlers, kept for its memory.
    effects: Vec<Effect<N>>,
}

impl<N: Node> World<N> {
    /// Boots the nodes in order at time 0; absent ones stay down.
    pub fn new(setup: Setup, trace: &mut Trace) -> Self {
        let host = Host {
            life: Life::Down(N::Disk::default()),
            alarms: vec![],
            draws: 0,
            asked: 0,
            waiting: 0,
            console: None,
            clock: Clock::TRUE,
        };
        let client = |manners: Manners| Client::outside(setup.nodes, manners.nominates);
        let desk = Desk::new(N::CLIENTS.map(client));
        let mut fingerprint = Fingerprint::default();
        fingerprint.digest(N::ABOUT.id);
        fingerprint.digest(&(setup.nodes, setup.clients, setup.seed));
        setup
            .absent
            .iter()
            .for_each(|id| fingerprint.fold(u64::from(id.number())));
        fingerprint.digest(setup.settings.lines(N::ABOUT).as_str());
        let mut world = Self {
            settings: Arc::new(setup.settings.clone()),
            step: 0,
            time: Time::ZERO,
            step_time: Time::ZERO,
            taken: 0,
            instant: 0,
            hosts: std::iter::repeat_n(Arc::new(host), usize::from(setup.nodes)).collect(),
            desks: std::iter::repeat_n(Arc::new(desk), usize::from(setup.clients)).collect(),
            up: 0,
            network: Network::default(),
            in_flight: 0,
            agenda: Agenda::default(),
            requests: Arc::default(),
            messages: 0,
            kinds: vec![0; N::ABOUT.kinds.len()],
            records: 0,
            held: 0,
            fingerprint,
            effects: Vec::new(),
            setup: Arc::new(setup),
        };
        for id in (1..=world.setup.nodes).map(NodeId::new) {
            if !world.setup.absent.contains(&id) {
                world.boot(id, N::Disk::default(), false, None, trace);
            }
        }
        world
    }

    /// The present moment.
    pub fn moment(&self) -> Moment {
        Moment {
            step: self.step,
            time: self.time,
        }
    }

    /// When the latest step was handled.
    pub fn step_time(&self) -> Time {
        self.step_time
    }

    /// The fingerprint of the path to this moment.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    /// When the next event is due.
    pub fn next_due(&self) -> Option<Time> {
        self.agenda.next_due()
    }

    /// How many events were taken from the agenda: steps, and what is none.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// How many steps were handled at the present instant.
    pub fn at_this_instant(&self) -> u32 {
        self.instant
    }

    /// Takes the next event if it is due at or before a time, and handles it.
    pub fn advance(&mut self, until: Time, trace: &mut Trace) -> Taken {
        let Some((due, event)) = self.agenda.take(until) else {
            return Taken::Nothing;
        };
        self.taken += 1;
        if due.time > self.time {
            (self.time, self.instant) = (due.time, 0);
        }
        match event {
            Event::Later(action) => {
                // What is refused when its time has come simply does not happen.
                let _ = self.apply(&action, trace);
                return Taken::Aside;
            }
            event if self.is_paused(&event) => {
                self.park(due, event);
                return Taken::Aside;
            }
            event => self.step(due, event, trace),
        }
        Taken::Step
    }

    fn step(&mut self, due: Due, event: Event<N>, trace: &mut Trace) {
        self.step += 1;
        self.instant += 1;
        self.step_time = self.time;
        self.fingerprint.fold(self.time.0);
        self.handle(due, event, trace);
    }

    /// Moves the clock on to a time at or before which nothing is due.
    pub fn wait_until(&mut self, time: Time) {
        if time > self.time {
            (self.time, self.instant) = (time, 0);
        }
    }

    /// Whether an event is for a paused node.
    fn is_paused(&self, event: &Event<N>) -> bool {
        event
            .node()
            .is_some_and(|id| self.hosts[id.index()].state() == State::Paused)
    }

    /// At a paused node, whatever is due waits in order.
    fn park(&mut self, due: Due, mut event: Event<N>) {
        if let Event::Arrive(envelope) = &mut event {
            envelope.flying = Flying::Waiting;
        }
        let Some(id) = event.node() else { return };
        let slot = self.agenda.keep(due.time, event);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        // Of several alarms of one name, each is known by where it lies.
        if let Some(alarm) = host.alarms.iter_mut().find(|alarm| alarm.due == due) {
            alarm.due.slot = slot;
        }
        if let Life::Paused(_, waiting) = &mut host.life {
            waiting.push(slot);
        }
    }

    fn handle(&mut self, due: Due, event: Event<N>, trace: &mut Trace) {
        match event {
            Event::Arrive(envelope) => self.arrive(envelope, trace),
            Event::Fire(id, timer) => {
                let host = Arc::make_mut(&mut self.hosts[id.index()]);
                let place = host.alarms.iter().position(|alarm| alarm.due == due);
                let alarm = host
                    .alarms
                    .remove(place.expect("a timer that fires was pending"));
                self.fold_event(id.into(), 1 + timer.index() as u64, 0);
                let record = self
                    .record(What::Fired)
                    .at(id)
                    .because(alarm.cause)
                    .detail(timer.index() as u32);
                let cause = self.note(record, trace);
                self.run(id, Some(cause), trace, |node, cx| node.on_timer(timer, cx));
            }
            Event::Ask(id, request) => {
                Arc::make_mut(&mut self.hosts[id.index()]).waiting -= 1;
                self.fold_event(id.into(), 0x8000, u64::from(request.id.number));
                self.ask(id.into(), *request, None, trace);
            }
            Event::Ring(who, alarm) => self.rings(who, alarm, trace),
            Event::Later(_) => unreachable!("scheduled actions are no steps"),
        }
    }

    fn arrive(&mut self, envelope: Envelope<N::Message>, trace: &mut Trace) {
        self.in_flight -= 1;
        let (to, message) = (envelope.to, envelope.id);
        trace.left(message, &envelope.body);
        self.fold_event(
            to,
            0x4000 + envelope.body.index() as u64,
            u64::from(message.0),
        );
        let down = self.state_of(to) == State::Down;
        let what = if down { What::Lost } else { What::Delivered };
        let detail = if down { Loss::Down as u32 } else { 0 };
        let record = self
            .record(what)
            .at(to)
            .about(message)
            .because(Some(envelope.record))
            .detail(detail);
        let cause = self.note(record, trace);
        if down {
            return;
        }
        match (N::heard(&envelope.body), to, envelope.from) {
            (Some(heard), ..) => {
                let from = envelope.from;
                let hear =
                    |client: &mut Client, wishes: &mut Vec<_>| client.hear(from, heard, wishes);
                self.attend(to, Some(cause), trace, hear);
            }
            (None, Address::Node(id), Address::Node(from)) => {
                let body = envelope.body;
                self.run(id, Some(cause), trace, |node, cx| {
                    node.on_message(from, body, cx)
                });
            }
            (None, Address::Node(id), Address::Client(from)) => {
                let body = envelope.body;
                self.run(id, Some(cause), trace, |node, cx| {
                    node.on_client(from, body, cx)
                });
            }
            // Somebody forged it: a client has no use for what servers say to each other.
            (None, Address::Client(_), _) => {}
        }
    }

    fn fold_event(&mut self, who: Address, kind: u64, message: u64) {
        self.fingerprint.fold((u64::from(pack(who)) << 32) | kind);
        self.fingerprint.fold(message);
    }

    /// Runs a handler of a node that is up, then what it asked for.
    fn run(
        &mut self,
        id: NodeId,
        cause: Option<u32>,
        trace: &mut Trace,
        handler: impl FnOnce(&mut N, &mut Context<N>),
    ) {
        let mut effects = std::mem::take(&mut self.effects);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let mut draws = host.draws;
        let facts = facts(
            &self.setup,
            &self.settings,
            id,
            host.clock.says(self.time),
            true,
        );
        if let Life::Up(node) = &mut host.life {
            handler(node, &mut Context::new(facts, &mut draws, &mut effects));
        }
        host.draws = draws;
        trace.moved = Some(id);
        self.perform(id, effects, cause, trace);
    }

    fn boot(
        &mut self,
        id: NodeId,
        disk: N::Disk,
        recovering: bool,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        let mut effects = std::mem::take(&mut self.effects);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let mut draws = host.draws;
        let facts = facts(
            &self.setup,
            &self.settings,
            id,
            host.clock.says(self.time),
            recovering,
        );
        let node = N::start(disk, &mut Context::new(facts, &mut draws, &mut effects));
        host.draws = draws;
        self.begin(id, Life::Up(node));
        trace.moved = Some(id);
        self.perform(id, effects, cause, trace);
    }

    fn perform(
        &mut self,
        id: NodeId,
        mut effects: Vec<Effect<N>>,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        for effect in effects.drain(..) {
            match effect {
                Effect::Send(to, body) if self.exists(to).is_ok() => {
                    self.put(id.into(), to, body, cause, trace)
                }
                // A node may name whomever a forged message told it of; nobody is there.
                Effect::Send(..) => {}
                Effect::Set(timer, after) => self.set_alarm(id, timer, after, cause),
                Effect::Add(timer, after) => self.add_alarm(id, timer, after, cause),
                Effect::Cancel(timer) => self.cancel_alarm(id, timer),
                Effect::Reply(request, answer, text) => {
                    self.answer(request, answer, text, cause, trace);
                    if self.requests.has_witness(request) {
                        Arc::make_mut(&mut self.requests).testify(request, None);
                    }
                }
                Effect::Decide(block, rejected) => {
                    self.decided(id, &block, &rejected, cause, trace)
                }
                Effect::Retract(block) => self.retracted(id, &block, cause, trace),
                Effect::Rule(rule) => {
                    let record = self
                        .record(What::Rule)
                        .at(id)
                        .because(cause)
                        .detail(N::ABOUT.rule(rule) as u32);
                    self.note(record, trace);
                }
            }
        }
        self.effects = effects;
    }

    fn record(&self, what: What) -> Record {
        Record::new(what, self.step, self.time)
    }

    fn note(&mut self, record: Record, trace: &mut Trace) -> u32 {
        trace.push(record);
        self.records += 1;
        self.records - 1
    }

    /// Notes what a checker found.
    pub(crate) fn note_verdict(&mut self, what: What, property: usize, trace: &mut Trace) {
        let cause = self.records.checked_sub(1);
        let record = self.record(what).because(cause).detail(property as u32);
        self.note(record, trace);
    }
}

fn facts<'a>(
    setup: &Setup,
    settings: &'a Settings,
    id: NodeId,
    now: Time,
    recovering: bool,
) -> Facts<'a> {
    Facts {
        id,
        nodes: setup.nodes,
        settings,
        seed: setup.seed,
        now,
        recovering,
    }
}
