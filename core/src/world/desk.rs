//! Clients as the world keeps them, outside the cluster and at the consoles of nodes: their alarms, and what they wish.

use std::sync::Arc;

use super::act::Done;
use super::{Event, Life, Trace, World};
use crate::about::Value;
use crate::agenda::{Due, Slot};
use crate::client::{Alarm, Client, Wish};
use crate::ledger::Transaction;
use crate::node::{Node, Request};
use crate::record::What;
use crate::refusal;
use crate::units::{Address, ClientId, NodeId, RequestId, Time};
use crate::view::{Answer, NominationView, State};

/// A pending alarm of a client.
#[derive(Clone, Copy, Debug)]
pub struct Ringing {
    pub alarm: Alarm,
    pub set: Time,
    pub due: Due,
    /// The record of what set it.
    pub cause: Option<u32>,
}

/// A client and what the world keeps about it.
#[derive(Clone, Debug)]
pub struct Desk {
    pub up: bool,
    /// Nothing where the system has no clients.
    pub client: Option<Client>,
    pub alarms: Vec<Ringing>,
    /// Requests entered here so far.
    pub asked: u32,
    /// Which life this is, from 1: a crash ends one.
    pub session: u32,
    /// The last nomination of this session.
    pub nomination: Option<NominationView>,
}

impl Desk {
    pub fn new(client: Option<Client>) -> Self {
        Self {
            up: true,
            client,
            alarms: Vec::new(),
            asked: 0,
            session: 1,
            nomination: None,
        }
    }

    /// About how many bytes a copy takes: what waits to be asked is copied with it.
    pub fn weight(&self) -> usize {
        let waits = self
            .client
            .as_ref()
            .map_or(0, |client| client.queue().len());
        size_of::<Self>() + waits * size_of::<Request>()
    }
}

impl<N: Node> World<N> {
    /// The desk of a client, or of a node's console where somebody has asked there.
    pub(super) fn desk(&self, who: Address) -> Option<&Desk> {
        match who {
            Address::Client(id) => self.desks.get(id.index()).map(|desk| &**desk),
            Address::Node(id) => self.hosts.get(id.index())?.console.as_deref(),
        }
    }

    fn desk_mut(&mut self, who: Address) -> Option<&mut Desk> {
        match who {
            Address::Client(id) => self.desks.get_mut(id.index()).map(Arc::make_mut),
            Address::Node(id) => {
                let host = Arc::make_mut(self.hosts.get_mut(id.index())?);
                host.console.as_deref_mut()
            }
        }
    }

    /// A client, or the console of a node.
    pub fn client(&self, who: Address) -> Option<&Client> {
        self.desk(who)?.client.as_ref()
    }

    /// Lets a client do something, then does what it wishes.
    pub(super) fn attend<T>(
        &mut self,
        who: Address,
        cause: Option<u32>,
        trace: &mut Trace,
        handler: impl FnOnce(&mut Client, &mut Vec<Wish>) -> T,
    ) -> Option<T> {
        let mut wishes = Vec::new();
        let client = self.desk_mut(who)?.client.as_mut()?;
        let result = handler(client, &mut wishes);
        for wish in wishes {
            self.grant(who, wish, cause, trace);
        }
        Some(result)
    }

    fn grant(&mut self, who: Address, wish: Wish, cause: Option<u32>, trace: &mut Trace) {
        match wish {
            Wish::Nominate(server, number) => {
                let asked = self.time;
                if let Some(desk) = self.desk_mut(who) {
                    let ended = None;
                    desk.nomination = Some(NominationView {
                        server,
                        asked,
                        ended,
                    });
                }
                if let Some(body) = N::nomination(number) {
                    self.put(who, server.into(), body, cause, trace);
                }
            }
            Wish::Ask(server, request) => {
                if let Some(body) = N::asking(request) {
                    self.put(who, server.into(), body, cause, trace);
                }
            }
            Wish::Set(alarm) => self.set_ringing(who, alarm, cause),
            Wish::Cancel(alarm) => self.cancel_ringing(who, alarm),
            Wish::Nominated(outcome) => {
                let ended = Some((self.time, outcome));
                let desk = self.desk_mut(who);
                if let Some(last) = desk.and_then(|desk| desk.nomination.as_mut()) {
                    last.ended = ended;
                }
            }
            Wish::Answered(request, answer, text) => {
                self.answer(request, answer, text, cause, trace);
            }
        }
    }

    fn set_ringing(&mut self, who: Address, alarm: Alarm, cause: Option<u32>) {
        self.cancel_ringing(who, alarm);
        let Some(manners) = N::CLIENTS else { return };
        let option = manners.timeouts[alarm as usize];
        let value = match who {
            Address::Client(id) => self.settings.of_client(option, id),
            Address::Node(_) => self.settings.of_run(option),
        };
        let Value::Span(span) = value else {
            panic!("the patience of a client is {value}, not a span");
        };
        // A console goes by the clock of its node.
        let takes = match who {
            Address::Node(id) => self.hosts[id.index()].clock.takes(span),
            Address::Client(_) => span,
        };
        let (set, event) = (self.time, Event::Ring(who, alarm));
        let due = self.agenda.schedule(set.after(takes), event);
        let ringing = Ringing {
            alarm,
            set,
            due,
            cause,
        };
        if let Some(desk) = self.desk_mut(who) {
            desk.alarms.push(ringing);
        }
    }

    fn cancel_ringing(&mut self, who: Address, alarm: Alarm) {
        let Some(desk) = self.desk_mut(who) else {
            return;
        };
        let place = desk.alarms.iter().position(|it| it.alarm == alarm);
        if let Some(place) = place {
            let due = desk.alarms.remove(place).due;
            self.agenda.cancel(due);
        }
    }

    /// An alarm of a client rings: a step.
    pub(super) fn rings(&mut self, who: Address, alarm: Alarm, trace: &mut Trace) {
        let desk = self
            .desk_mut(who)
            .expect("an alarm rings for who has set it");
        let place = desk.alarms.iter().position(|it| it.alarm == alarm);
        let ringing = desk
            .alarms
            .remove(place.expect("an alarm that rings was set"));
        let timer = N::CLIENTS.map_or(0, |manners| manners.timers[alarm as usize]);
        self.fold_event(who, 1 + timer as u64, 0);
        let record = self
            .record(What::Fired)
            .at(who)
            .because(ringing.cause)
            .detail(timer as u32);
        let cause = self.note(record, trace);
        self.attend(who, Some(cause), trace, |client, wishes| {
            client.ring(alarm, wishes)
        });
    }

    /// An alarm that waited at a paused node, whose console it is of, is due.
    pub(super) fn move_ringing(&mut self, who: Address, alarm: Alarm, due: Due) {
        let desk = self.desk_mut(who).expect("its alarm waits");
        let ringing = desk.alarms.iter_mut().find(|it| it.alarm == alarm);
        ringing.expect("a waiting alarm was set").due = due;
    }

    /// Makes an alarm of a client due now; `None` if no client has such alarms, or none is set there.
    pub(super) fn hurry_ringing(&mut self, who: Address, timer: usize) -> Option<()> {
        let timers = N::CLIENTS?.timers;
        let alarm = Alarm::ALL[timers.iter().position(|known| *known == timer)?];
        let alarms = &self.desk(who)?.alarms;
        let due = alarms.iter().find(|it| it.alarm == alarm)?.due;
        // That of a paused node's console may wait already; then it stays in its place.
        if self.agenda.cancel(due).is_some() {
            let event = Event::Ring(who, alarm);
            let due = self.agenda.schedule_ahead(self.time, event);
            self.move_ringing(who, alarm, due);
        }
        Some(())
    }

    pub(super) fn submit(
        &mut self,
        who: Address,
        transaction: &Transaction,
        trace: &mut Trace,
    ) -> Done {
        self.exists(who)?;
        if who.node().is_none() && N::CLIENTS.is_none() {
            return Err(refusal!(
                "{0} takes requests at the consoles of its nodes, not from {1}",
                N::ABOUT.name,
                who
            ));
        }
        let state = self.state_of(who);
        if state == State::Down {
            return Err(refusal!("{0} is down", who));
        }
        let asked = match who {
            Address::Client(id) => &mut Arc::make_mut(&mut self.desks[id.index()]).asked,
            Address::Node(id) => &mut Arc::make_mut(&mut self.hosts[id.index()]).asked,
        };
        *asked += 1;
        let id = RequestId {
            asker: who,
            number: *asked,
        };
        let request = Request {
            id,
            transaction: transaction.clone(),
        };
        let moment = self.moment();
        let place = Arc::make_mut(&mut self.requests).enter(id, transaction.clone(), moment);
        let record = self.record(What::Submitted).at(who).detail(place as u32);
        let cause = self.note(record, trace);
        match who {
            Address::Node(id) if state == State::Paused => self.ask_later(id, request),
            _ => self.ask(who, request, Some(cause), trace),
        }
        Ok(())
    }

    /// Hands a request to whoever is to see to it: a client, or the node at whose console it was entered.
    pub(super) fn ask(
        &mut self,
        who: Address,
        request: Request,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        match (who, N::CLIENTS) {
            (Address::Node(id), None) => {
                self.run(id, cause, trace, |node, cx| node.on_request(request, cx));
            }
            (_, manners) => {
                if let (Address::Node(id), Some(manners)) = (who, manners) {
                    let servers = self.setup.nodes;
                    let host = Arc::make_mut(&mut self.hosts[id.index()]);
                    let fresh = || Client::console(id, servers, manners.nominates);
                    let fresh = || Box::new(Desk::new(Some(fresh())));
                    host.console.get_or_insert_with(fresh);
                }
                self.attend(who, cause, trace, |client, wishes| {
                    client.enter(request, wishes)
                });
            }
        }
    }

    fn ask_later(&mut self, id: NodeId, request: Request) {
        let event = Event::Ask(id, Box::new(request));
        let slot: Slot = self.agenda.keep(self.time, event);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        if let Life::Paused(_, waiting) = &mut host.life {
            waiting.push(slot);
            host.waiting += 1;
        }
    }

    pub(super) fn nominate(&mut self, id: ClientId, server: NodeId, trace: &mut Trace) -> Done {
        if !N::CLIENTS.is_some_and(|manners| manners.nominates) {
            return Err(refusal!("{0} has no nominations", N::ABOUT.name));
        }
        let who = Address::Client(id);
        self.exists(who)?;
        self.exists(server.into())?;
        if self.state_of(who) == State::Down {
            return Err(refusal!("{0} is down", who));
        }
        let client = self.client(who);
        if client.is_some_and(|client| client.phase() == crate::client::Phase::Nominating) {
            return Err(refusal!("a nomination of {0} is pending", who));
        }
        let record = self.record(What::Nominated).at(who);
        let record = record.detail(u32::from(server.number()));
        let cause = self.note(record, trace);
        self.attend(who, Some(cause), trace, |client, wishes| {
            client.choose(server, wishes)
        });
        Ok(())
    }

    /// A client loses its memory: its queue and its session.
    pub(super) fn end_session(&mut self, who: Address, cause: u32, trace: &mut Trace) {
        if let Some(desk) = self.desk_mut(who) {
            desk.client = desk.client.as_ref().map(Client::reborn);
            desk.session += 1;
            desk.nomination = None;
            let alarms = std::mem::take(&mut desk.alarms);
            for ringing in alarms {
                self.agenda.cancel(ringing.due);
            }
        }
        for request in self.requests.pending_of(who) {
            self.answer(request, Answer::Unknown, String::new(), Some(cause), trace);
            // Whoever asked was never told; the run shows it all the same.
            if let Some(verdict) = self.requests.seen(request) {
                self.answer(request, verdict, String::new(), Some(cause), trace);
            }
        }
    }

    pub(super) fn client_goes(&mut self, id: ClientId, up: bool) {
        Arc::make_mut(&mut self.desks[id.index()]).up = up;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;
    use crate::ledger::Literal;
    use crate::protocols::multi_paxos::MultiPaxos;
    use crate::script::default_setup;

    /// Checkpoints are kept by weight: requests that wait at a client, or at a console, are copied into every one.
    #[test]
    fn what_waits_to_be_asked_weighs() {
        let get = Transaction::Get {
            key: Literal::text("a"),
        };
        let askers = [ClientId::new(1).into(), NodeId::new(2).into()];
        for who in askers {
            let mut trace = Trace::default();
            let mut world = World::<MultiPaxos>::new(default_setup(MultiPaxos::ABOUT), &mut trace);
            let submit = Action::Submit {
                who,
                transaction: get.clone(),
            };
            world.apply(&submit, &mut trace).expect("it takes one");
            let (before, desk) = (world.weight(), world.desk(who).expect("it asks").weight());
            for _ in 0..100 {
                world.apply(&submit, &mut trace).expect("it takes many");
            }
            let now = world.desk(who).expect("it asks").weight();
            assert_eq!(now - desk, 100 * size_of::<Request>());
            // What is remembered of every request weighs too, waiting or not.
            assert!(world.weight() - before >= now - desk + 100 * 64);
        }
    }
}
