//! What may be seen of a world: the views of `view`, and the answers to predicates.

use super::{Desk, Envelope, Event, Flying, Life, Requests, Trace, World, allegiance, facts};
use crate::about::TimerSpec;
use crate::action::Action;
use crate::agenda::{Due, Slot};
use crate::client::Phase;
use crate::grind::Search;
use crate::ledger::{Account, Chain, Literal};
use crate::network::{Cuts, Network};
use crate::node::{Context, Facts, Kind, Name, Node};
use crate::order;
use crate::settings::Settings;
use crate::simulation::Setup;
use crate::units::{Address, ClientId, MessageId, NodeId, Time};
use crate::view::{
    ClientView, DrawView, Fate, Flight, LinkState, LinkView, MessageView, Neighbour, NodeDetail,
    NodeGlance, PendingView, State, Storage, TimerView, Vote,
};

/// Alarms as they may be drawn, the next one first, with what the system says of each.
fn timer_views<N: Node>(
    mut alarms: Vec<(usize, Time, Due)>,
) -> impl Iterator<Item = (&'static TimerSpec, TimerView)> {
    order::by_key(&mut alarms, |(.., due)| *due);
    alarms.into_iter().map(|(place, set, due)| {
        let spec = &N::ABOUT.timers[place];
        let (name, words, due) = (spec.name, spec.words, due.time);
        (
            spec,
            TimerView {
                name,
                words,
                set,
                due,
            },
        )
    })
}

impl<N: Node> World<N> {
    /// The actions that are scheduled, with their times.
    pub fn scheduled(&self) -> impl Iterator<Item = (Time, &Action)> {
        let events = self.agenda.iter();
        events.filter_map(|(_, time, event)| match event {
            Event::Later(action) => Some((time, &**action)),
            _ => None,
        })
    }

    /// What the run is made from.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The options in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The links.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The requests.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }

    /// Messages of a kind put on the bus since step 0, by the kind's place.
    pub fn sent(&self, kind: usize) -> u32 {
        self.kinds[kind]
    }

    /// Messages put on the bus so far.
    pub fn messages(&self) -> u32 {
        self.messages
    }

    /// Messages in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight as usize
    }

    /// The messages under way, in the order of their ids, with their places and when they are due, or were when
    /// they were held.
    pub(super) fn under_way(&self) -> Vec<(Slot, Time, &Envelope<N::Message>)> {
        let pending = self.agenda.iter();
        let mut messages: Vec<_> = pending
            .filter_map(|(slot, time, event)| match event {
                Event::Arrive(envelope) => Some((slot, time, envelope)),
                _ => None,
            })
            .collect();
        order::by_key(&mut messages, |(.., envelope)| envelope.id);
        messages
    }

    /// About how many bytes a clone takes that shares nothing but blocks: what a checkpoint may cost.
    pub fn weight(&self) -> usize {
        let event = size_of::<Event<N>>() + 2 * size_of::<Due>();
        let host = 2 * size_of::<super::Host<N>>();
        // Checkers may remember where each request was seen.
        let requests = 64 * self.requests.count();
        let consoles = self.hosts.iter().filter_map(|host| host.console.as_deref());
        let clients = self.desks.iter().map(|desk| &**desk).chain(consoles);
        let clients: usize = clients.map(Desk::weight).sum();
        self.agenda.len() * event
            + self.hosts.len() * host
            + clients
            + requests
            + self.network.bytes()
    }

    /// Records made so far.
    pub fn records(&self) -> u32 {
        self.records
    }

    /// Everybody: nodes ascending, then clients.
    pub fn everybody(&self) -> Vec<Address> {
        let nodes = self.ids().map(Address::Node);
        nodes
            .chain((1..=self.setup.clients).map(|number| Address::Client(ClientId::new(number))))
            .collect()
    }

    /// The nodes, ascending.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<N> {
        (1..=self.setup.nodes).map(NodeId::new)
    }

    /// A node that is up or paused.
    pub fn node(&self, id: NodeId) -> Option<&N> {
        self.hosts.get(id.index())?.node()
    }

    /// What the next event goes on to search for, if it is an alarm of a node that searches and the answer is not known.
    pub fn awaited(&self) -> Option<Search> {
        let Event::Fire(id, _) = self.agenda.first()? else {
            return None;
        };
        let search = self.node(*id)?.search(&self.facts(*id))?;
        (!search.is_known()).then_some(search)
    }

    /// What each node searches for, where that is its work.
    pub fn searches(&self) -> impl Iterator<Item = (NodeId, Search)> {
        let search = |id| Some((id, self.node(id)?.search(&self.facts(id))?));
        self.ids().filter_map(search)
    }

    /// To whom a node speaks, where nodes do not all speak to all; one that is down speaks to nobody.
    pub fn neighbours(&self, id: NodeId) -> &[Neighbour] {
        self.node(id).map_or(&[], N::neighbours)
    }

    /// A node's disk, whatever its state.
    pub fn disk(&self, id: NodeId) -> &N::Disk {
        match &self.hosts[id.index()].life {
            Life::Up(node) | Life::Paused(node, _) => node.disk(),
            Life::Down(disk) => disk,
        }
    }

    /// Whether somebody who exists is up.
    pub fn state_of(&self, who: Address) -> State {
        match who {
            Address::Node(id) => self.hosts[id.index()].state(),
            Address::Client(id) if !self.desks[id.index()].up => State::Down,
            Address::Client(_) => State::Up,
        }
    }

    /// The facts that a node may know.
    pub fn facts(&self, id: NodeId) -> Facts<'_> {
        facts(
            &self.setup,
            &self.settings,
            id,
            self.hosts[id.index()].clock.says(self.time),
            true,
        )
    }

    /// Whether nothing is severed, held, paused, down or lossy.
    pub fn is_calm(&self) -> bool {
        self.held == 0
            && self.network.is_whole()
            && self.settings.is_lossless()
            && self.up == self.setup.nodes
    }

    /// The node itself, or, where it is down, what its disk alone would make of it.
    fn shadow(&self, id: NodeId) -> std::borrow::Cow<'_, N> {
        if let Some(node) = self.node(id) {
            return std::borrow::Cow::Borrowed(node);
        }
        let (mut draws, mut effects) = (0, Vec::new());
        let mut cx = Context::new(self.facts(id), &mut draws, &mut effects);
        std::borrow::Cow::Owned(N::start(self.disk(id).clone(), &mut cx))
    }

    /// A node on the stage.
    pub fn glance(&self, id: NodeId) -> NodeGlance {
        let host = &self.hosts[id.index()];
        let mut glance = self.shadow(id).glance();
        if let Some(client) = self.client(id.into()) {
            // What was asked at its console waits there until it is answered.
            glance.pending = u32::try_from(client.queue().len()).unwrap_or(u32::MAX);
        }
        NodeGlance {
            id,
            state: host.state(),
            glance,
            timer: self
                .timers(id)
                .find(|(spec, _)| !spec.quiet)
                .map(|(_, timer)| timer),
            rate: host.clock.rate,
        }
    }

    /// A node's pending timers, the next one first, with what the system says of each.
    fn timers(&self, id: NodeId) -> impl Iterator<Item = (&'static TimerSpec, TimerView)> {
        let alarms = self.hosts[id.index()].alarms.iter();
        let own = alarms.map(|alarm| (alarm.timer.index(), alarm.set, alarm.due));
        timer_views::<N>(own.chain(self.ringing(id.into())).collect())
    }

    /// The pending alarms of a client, or of a console: their places among the timers, when they were set, and due.
    fn ringing(&self, who: Address) -> impl Iterator<Item = (usize, Time, Due)> {
        let place = |alarm| N::CLIENTS.map_or(0, |manners| manners.timers[alarm as usize]);
        let alarms = self.desk(who).map_or(&[][..], |desk| &desk.alarms);
        alarms
            .iter()
            .map(move |it| (place(it.alarm), it.set, it.due))
    }

    /// Everything about a client, or about the console of a node where somebody has asked; of nobody else.
    pub fn asker(&self, who: Address) -> Option<ClientView> {
        let desk = self.desk(who)?;
        let client = desk.client.as_ref()?;
        let (server, trusted) = client.leader();
        let pending = client.queue().map(|request| PendingView {
            request: request.id,
            text: request.transaction.brief(),
        });
        let timers = timer_views::<N>(self.ringing(who).collect());
        Some(ClientView {
            state: self.state_of(who),
            doing: match client.phase() {
                Phase::Resting => crate::phrase!("It waits for nothing."),
                Phase::Nominating => crate::phrase!("It has asked {0} to lead.", server),
                Phase::Pausing => crate::phrase!("Nobody could lead. It tries again in a while."),
                Phase::Asking => {
                    crate::phrase!("It has asked {0} and waits for the answer.", server)
                }
            },
            phase: client.phase(),
            nominates: client.nominates(),
            server,
            trusted,
            session: desk.session,
            nomination: desk.nomination.clone(),
            pending: pending.collect(),
            timers: timers.map(|(_, timer)| timer).collect(),
        })
    }

    /// Everything about a node.
    pub fn detail(&self, id: NodeId) -> NodeDetail {
        let glance = self.glance(id);
        let mut view = self.shadow(id).view(&self.facts(id));
        if glance.state == State::Down {
            view.tally = None;
            view.facts.retain(|fact| fact.storage == Storage::Disk);
            view.goal = crate::phrase!("{0} is down. Its disk stays.", id);
            view.why_not.clear();
        }
        if let Some(tally) = &mut view.tally {
            for (voter, vote) in &mut tally.votes {
                if *vote == Vote::Asked
                    && let Some(due) = self.vote_due(*voter, id, tally.kind)
                {
                    *vote = Vote::Coming(due);
                }
            }
        }
        NodeDetail {
            glance,
            view,
            timers: self.timers(id).map(|(_, timer)| timer).collect(),
        }
    }

    /// The draw of the block at this height of a node's chain, as the node itself works it out.
    pub fn draw(&self, id: NodeId, height: u64) -> Option<DrawView> {
        self.shadow(id).draw(height, &self.facts(id))
    }

    fn vote_due(&self, from: NodeId, to: NodeId, kind: &str) -> Option<Time> {
        let carries = |envelope: &Envelope<N::Message>| {
            envelope.from == Address::Node(from)
                && envelope.to == Address::Node(to)
                && N::ABOUT.kinds[envelope.body.index()].name == kind
                && envelope.flying == Flying::Due
        };
        let messages = self.under_way();
        let carrier = messages.iter().find(|(.., envelope)| carries(envelope));
        carrier.map(|(_, due, _)| *due)
    }

    /// The messages in flight, in the order of their ids.
    pub fn flights(&self, out: &mut Vec<Flight>) {
        out.clear();
        out.extend(self.under_way().into_iter().map(|(_, due, envelope)| {
            let spec = &N::ABOUT.kinds[envelope.body.index()];
            Flight {
                id: envelope.id,
                kind: spec.name,
                tone: spec.tone,
                from: envelope.from,
                to: envelope.to,
                sent: envelope.sent,
                due,
                state: envelope.state(),
                allegiance: allegiance(&envelope.body),
                copy: envelope.copy,
            }
        }));
    }

    /// Everything about a message in flight.
    pub fn message(&self, id: MessageId) -> Option<MessageView> {
        let messages = self.under_way();
        let (_, due, envelope) = *messages.iter().find(|(.., envelope)| envelope.id == id)?;
        let spec = &N::ABOUT.kinds[envelope.body.index()];
        Some(MessageView {
            id,
            kind: spec.name,
            tone: spec.tone,
            sentence: spec.sentence,
            from: envelope.from,
            to: envelope.to,
            sent: envelope.sent,
            due,
            fate: Fate::Flying(envelope.state()),
            step: self.step,
            allegiance: allegiance(&envelope.body),
            fields: envelope.body.fields(),
        })
    }

    /// Which ways between two ends are cut, seen from the first.
    pub fn link(&self, from: Address, to: Address) -> LinkState {
        self.network.cuts().link(from, to)
    }

    /// The ways that are cut.
    pub fn cuts(&self) -> &Cuts {
        self.network.cuts()
    }

    /// The links that are not open both ways, each once, smaller end first.
    pub fn links(&self) -> Vec<LinkView> {
        self.cuts().links()
    }

    /// The committed balance of an account, as a node knows it; of one that is down: as its disk says.
    pub fn balance(&self, id: NodeId, account: &Account) -> Option<i64> {
        self.shadow(id).balances()?.get(account)
    }

    /// The stake of an account, as a node knows it; `None` where the system keeps no stakes.
    pub fn stake(&self, id: NodeId, account: &Account) -> Option<i64> {
        self.shadow(id).stake(account)
    }

    /// What stands under a key, as a node knows it: see [`Node::value`].
    pub fn value(&self, id: NodeId, key: &Literal) -> Option<Option<Literal>> {
        self.shadow(id).value(key)
    }

    /// The final blocks of a node, whatever its state.
    pub fn committed(&self, id: NodeId) -> Chain {
        self.shadow(id).committed().clone()
    }

    /// A copy that shares everything and whose events can be handled without touching this one.
    #[must_use]
    pub fn scratch(&self) -> (Self, Trace) {
        (self.clone(), Trace::default())
    }

    /// Whether nobody has asked for something that is neither answered nor lost with whoever asked.
    pub fn is_answered(&self) -> bool {
        let askers = self.everybody().into_iter();
        let mut clients = askers.filter_map(|who| self.client(who));
        clients.all(|client| client.queue().len() == 0)
            && self.hosts.iter().all(|host| host.waiting == 0)
    }

    /// Whether a message of this kind is under way and nobody holds it, by the kind's place.
    pub fn is_under_way(&self, kind: usize) -> bool {
        let flies = |it: &Envelope<N::Message>| {
            it.body.index() == kind && !matches!(it.flying, Flying::Held(_))
        };
        let mut events = self.agenda.iter();
        events.any(|(.., event)| matches!(event, Event::Arrive(it) if flies(it)))
    }

    /// A message under way, also held or waiting at a paused node, of which something is true: the oldest.
    pub fn carrier(&self, is: impl Fn(&N::Message) -> bool) -> Option<MessageId> {
        let messages = self.agenda.iter().filter_map(|(.., event)| match event {
            Event::Arrive(envelope) if is(&envelope.body) => Some(envelope.id),
            _ => None,
        });
        messages.min()
    }

    /// Requests that came to a node while it was paused and were not handled yet.
    pub fn waiting_requests(&self, id: NodeId) -> usize {
        self.hosts[id.index()].waiting as usize
    }
}
