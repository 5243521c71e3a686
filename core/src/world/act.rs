//! What the outside may do to a world. Every action is judged first and happens whole, or is refused.

use std::sync::Arc;

use super::{Clock, Envelope, Event, Flying, Life, Trace, World};
use crate::about::Scope;
use crate::action::{Action, Damage, Ends, Handling, On, Refusal, Setting, Target};
use crate::ledger::{Literal, Transaction};
use crate::node::{Kind, Name, Node, Request};
use crate::record::{Loss, Record, What, pack};
use crate::refusal;
use crate::units::{Address, MessageId, NodeId, Ratio, RequestId};
use crate::view::{Answer, State};

type Done = Result<(), Refusal>;

impl<N: Node> World<N> {
    /// Does something now, or refuses it and changes nothing.
    pub fn apply(&mut self, action: &Action, trace: &mut Trace) -> Done {
        // Folded first and taken back on refusal: what the action itself folds (a message sent) comes after it.
        let before = self.fingerprint;
        self.fingerprint.fold(u64::from(self.step));
        self.fingerprint.fold(self.time.0);
        self.fingerprint.digest(action.to_string().as_str());
        let done = self.perform_action(action, trace);
        if done.is_err() {
            self.fingerprint = before;
        }
        done
    }

    fn perform_action(&mut self, action: &Action, trace: &mut Trace) -> Done {
        match action {
            Action::Submit { who, transaction } => self.submit(*who, transaction, trace),
            Action::Crash(who) => self.crash(*who, trace),
            Action::Restart { who, amnesia } => self.restart(*who, *amnesia, trace),
            Action::Pause(id) => self.pause(*id, trace),
            Action::Resume(id) => self.resume(*id, trace),
            Action::Sever { ends, dropping } => self.sever(*ends, *dropping, trace),
            Action::Heal(None) => self.heal_all(trace),
            Action::Heal(Some(ends)) => self.heal(*ends, trace),
            Action::Partition { groups, dropping } => self.partition(groups, *dropping, trace),
            Action::Handle { handling, target } => self.handle_message(*handling, *target, trace),
            Action::Fire { node, timer } => self.fire(*node, timer, trace),
            Action::Skew { node, rate } => self.skew(*node, *rate, trace),
            Action::Corrupt { node, damage } => self.corrupt(*node, *damage, trace),
            Action::Nominate { .. } => Err(refusal!("{0} has no nominations", N::ABOUT.name)),
            Action::Forge {
                kind,
                from,
                to,
                body,
            } => self.forge(kind, *from, *to, body, trace),
            Action::Later { action, after } => {
                self.agenda
                    .schedule(self.time.after(*after), Event::Later(action.clone()));
                self.tell(What::Scheduled, None, trace)
            }
            Action::Set(setting) => self.set(setting, trace),
        }
    }

    fn tell(&mut self, what: What, who: Option<Address>, trace: &mut Trace) -> Done {
        let record = self.record(what);
        self.note(who.map_or(record, |who| record.at(who)), trace);
        Ok(())
    }

    fn exists(&self, who: Address) -> Done {
        let known = match who {
            Address::Node(id) => id.number() <= self.setup.nodes,
            Address::Client(id) => id.number() <= self.setup.clients,
        };
        match (known, who) {
            (true, _) => Ok(()),
            (false, Address::Node(id)) => Err(refusal!("Node {0} does not exist", id)),
            (false, who) => Err(refusal!("Client {0} does not exist", who)),
        }
    }

    fn submit(&mut self, who: Address, transaction: &Transaction, trace: &mut Trace) -> Done {
        self.exists(who)?;
        let Address::Node(id) = who else {
            return Err(refusal!(
                "{0} takes requests at the consoles of its nodes, not from {1}",
                N::ABOUT.name,
                who
            ));
        };
        let state = self.hosts[id.index()].state();
        if state == State::Down {
            return Err(refusal!("{0} is down", id));
        }
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        host.asked += 1;
        let request = Request {
            id: RequestId {
                asker: who,
                number: host.asked,
            },
            transaction: transaction.clone(),
        };
        let moment = self.moment();
        let place =
            Arc::make_mut(&mut self.requests).enter(request.id, transaction.clone(), moment);
        let record = self.record(What::Submitted).at(id).detail(place as u32);
        let cause = self.note(record, trace);
        if state == State::Paused {
            self.ask_later(id, Event::Ask(id, request));
            return Ok(());
        }
        self.run(id, Some(cause), trace, |node, cx| {
            node.on_request(request, cx)
        });
        Ok(())
    }

    fn ask_later(&mut self, id: NodeId, event: Event<N::Timer>) {
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        if let Life::Paused(_, waiting) = &mut host.life {
            waiting.push(event);
            host.waiting += 1;
        }
    }

    fn crash(&mut self, who: Address, trace: &mut Trace) -> Done {
        self.exists(who)?;
        if self.state_of(who) == State::Down {
            return Err(refusal!("{0} is down", who));
        }
        let id = match who {
            Address::Client(id) => {
                Arc::make_mut(&mut self.clients_down)[id.index()] = true;
                return self.tell(What::Crashed, Some(who), trace);
            }
            Address::Node(id) => id,
        };
        let record = self.record(What::Crashed).at(who);
        let cause = self.note(record, trace);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let alarms = std::mem::take(&mut host.alarms);
        if let Life::Paused(_, waiting) = &host.life {
            let asks = waiting
                .iter()
                .filter(|event| matches!(event, Event::Ask(..)));
            host.waiting -= asks.count() as u32;
        }
        let disk = match &host.life {
            Life::Up(node) | Life::Paused(node, _) => node.disk().clone(),
            Life::Down(disk) => disk.clone(),
        };
        let life = std::mem::replace(&mut host.life, Life::Down(disk));
        alarms
            .iter()
            .for_each(|alarm| drop(self.agenda.cancel(alarm.due)));
        if let Life::Paused(_, waiting) = life {
            self.lose_waiting(&waiting, cause, trace);
        }
        for request in self.requests.pending_of(who) {
            self.answer(request, Answer::Unknown, String::new(), Some(cause), trace);
        }
        trace.moved = Some(id);
        Ok(())
    }

    /// What had arrived at a paused node and was not handled goes with its memory.
    fn lose_waiting(&mut self, waiting: &[Event<N::Timer>], cause: u32, trace: &mut Trace) {
        for event in waiting {
            let Event::Arrive(id) = event else { continue };
            if let Some(envelope) = self.flights.remove(id) {
                let record = self
                    .record(What::Lost)
                    .at(envelope.to)
                    .about(*id)
                    .because(Some(cause))
                    .detail(Loss::Down as u32);
                self.note(record, trace);
            }
        }
    }

    fn restart(&mut self, who: Address, amnesia: bool, trace: &mut Trace) -> Done {
        self.exists(who)?;
        if self.state_of(who) != State::Down {
            return Err(refusal!("{0} is up", who));
        }
        let record = self
            .record(What::Restarted)
            .at(who)
            .detail(u32::from(amnesia));
        let cause = self.note(record, trace);
        match who {
            Address::Client(id) => Arc::make_mut(&mut self.clients_down)[id.index()] = false,
            Address::Node(id) => {
                let disk = match &self.hosts[id.index()].life {
                    Life::Down(disk) if !amnesia => disk.clone(),
                    _ => N::Disk::default(),
                };
                self.boot(id, disk, true, Some(cause), trace);
            }
        }
        Ok(())
    }

    fn pause(&mut self, id: NodeId, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        let state = self.hosts[id.index()].state();
        if state != State::Up {
            return Err(refusal!("{0} is {1}", id, state.name()));
        }
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        if let Life::Up(node) = &host.life {
            host.life = Life::Paused(node.clone(), Vec::new());
        }
        self.tell(What::Paused, Some(id.into()), trace)
    }

    fn resume(&mut self, id: NodeId, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        let state = self.hosts[id.index()].state();
        if state != State::Paused {
            return Err(refusal!("{0} is {1}", id, state.name()));
        }
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let Life::Paused(node, waiting) = &host.life else {
            unreachable!("its state is paused")
        };
        let (node, waiting) = (node.clone(), waiting.clone());
        host.life = Life::Up(node);
        // What waited is handled now, in the order of arrival, by whatever runs next. It goes ahead of what is due
        // now, as it was due before: else a link would not keep its order.
        for event in waiting.into_iter().rev() {
            let due = self.agenda.schedule_ahead(self.time, event.clone());
            match event {
                Event::Arrive(message) => {
                    self.flights
                        .get_mut(&message)
                        .expect("a waiting message is kept")
                        .flying = Flying::Due(due);
                }
                Event::Fire(id, timer) => self.move_alarm(id, timer, due),
                Event::Ask(..) | Event::Later(_) => {}
            }
        }
        self.tell(What::Resumed, Some(id.into()), trace)
    }

    fn sever(&mut self, ends: Ends, dropping: bool, trace: &mut Trace) -> Done {
        self.exists(ends.from)?;
        self.exists(ends.to)?;
        let lost = if dropping {
            self.flying_on(|way| ends.directions().any(|cut| cut == way))
        } else {
            Vec::new()
        };
        if lost.is_empty() && ends.directions().all(|way| self.network.is_cut(way)) {
            return Err(refusal!("already severed"));
        }
        for way in ends.directions() {
            self.cut(way, trace);
        }
        self.lose(&lost, Loss::Cut, trace);
        Ok(())
    }

    fn cut(&mut self, way: (Address, Address), trace: &mut Trace) {
        let time = self.time;
        if Arc::make_mut(&mut self.network).cut(way, time) {
            let record = self
                .record(What::Severed)
                .at(way.0)
                .detail(u32::from(pack(way.1)));
            self.note(record, trace);
        }
    }

    fn open(&mut self, way: (Address, Address), trace: &mut Trace) {
        if self.network.is_cut(way) {
            Arc::make_mut(&mut self.network).open(way);
            let record = self
                .record(What::Healed)
                .at(way.0)
                .detail(u32::from(pack(way.1)));
            self.note(record, trace);
        }
    }

    fn heal(&mut self, ends: Ends, trace: &mut Trace) -> Done {
        self.exists(ends.from)?;
        self.exists(ends.to)?;
        if !ends.directions().any(|way| self.network.is_cut(way)) {
            return Err(refusal!("has not been severed"));
        }
        for way in ends.directions() {
            self.open(way, trace);
        }
        Ok(())
    }

    fn heal_all(&mut self, trace: &mut Trace) -> Done {
        let ways: Vec<_> = self.network.cuts().map(|(way, _)| way).collect();
        for way in ways {
            self.open(way, trace);
        }
        Ok(())
    }

    fn partition(&mut self, groups: &[Vec<Address>], dropping: bool, trace: &mut Trace) -> Done {
        for who in groups.iter().flatten() {
            self.exists(*who)?;
        }
        // The group of a node: its place in the list, or the last one of those not listed. Clients that are not
        // listed belong to none and keep their links.
        let group = |who: Address| match groups.iter().position(|group| group.contains(&who)) {
            None if who.node().is_some() => Some(groups.len()),
            place => place,
        };
        let everybody = self.everybody();
        for from in &everybody {
            for to in everybody.iter().filter(|to| *to != from) {
                match (group(*from), group(*to)) {
                    (Some(one), Some(other)) if one != other => self.cut((*from, *to), trace),
                    (Some(_), Some(_)) => self.open((*from, *to), trace),
                    _ => {}
                }
            }
        }
        if dropping {
            let crossing = |(from, to): (Address, Address)| matches!((group(from), group(to)), (Some(one), Some(other)) if one != other);
            let lost = self.flying_on(crossing);
            self.lose(&lost, Loss::Cut, trace);
        }
        Ok(())
    }

    fn flying_on(&self, crosses: impl Fn((Address, Address)) -> bool) -> Vec<MessageId> {
        let on_it = |envelope: &Envelope<N::Message>| {
            !matches!(envelope.flying, Flying::Waiting(_))
                && crosses((envelope.from, envelope.to.into()))
        };
        self.flights
            .iter()
            .filter(|(_, envelope)| on_it(envelope))
            .map(|(id, _)| *id)
            .collect()
    }

    fn lose(&mut self, messages: &[MessageId], loss: Loss, trace: &mut Trace) {
        for id in messages {
            let envelope = self
                .flights
                .remove(id)
                .expect("a message to be lost is in flight");
            match envelope.flying {
                Flying::Due(due) => drop(self.agenda.cancel(due)),
                Flying::Held(..) => self.held -= 1,
                Flying::Waiting(_) => unreachable!("a waiting message has arrived"),
            }
            let record = self.record(What::Lost).at(envelope.to).about(*id);
            let record = record.because(Some(envelope.record)).detail(loss as u32);
            self.note(record, trace);
        }
    }

    /// The message that a target means: of those in flight, the oldest for which the handling makes sense.
    fn find(&self, target: Target, handling: Handling) -> Result<MessageId, Refusal> {
        let (kind, from, to) = match target {
            Target::Id(id) => return self.find_id(id),
            Target::Oldest { kind, from, to } => (kind, from, to),
        };
        let fits = |envelope: &Envelope<N::Message>| {
            let held = matches!(envelope.flying, Flying::Held(..));
            N::ABOUT.kinds[envelope.body.index()].name == kind
                && envelope.from == from
                && Address::Node(envelope.to) == to
                && !matches!(envelope.flying, Flying::Waiting(_))
                && match handling {
                    Handling::Release => held,
                    // A held message has no due time to be put off.
                    Handling::Hold | Handling::Delay(_) => !held,
                    Handling::Drop | Handling::Duplicate | Handling::Deliver => true,
                }
        };
        let found = self
            .flights
            .iter()
            .find(|(_, envelope)| fits(envelope))
            .map(|(id, _)| *id);
        let state = if handling == Handling::Release {
            "held"
        } else {
            "in flight"
        };
        found.ok_or_else(|| refusal!("no {0} from {1} to {2} is {3}", kind, from, to, state))
    }

    fn find_id(&self, id: MessageId) -> Result<MessageId, Refusal> {
        match self.flights.get(&id).map(|envelope| envelope.flying) {
            Some(Flying::Waiting(_)) => Err(refusal!(
                "{0} has arrived at {1}, which is paused",
                id,
                self.flights[&id].to
            )),
            Some(_) => Ok(id),
            None => Err(refusal!("{0} is not in flight", id)),
        }
    }

    fn handle_message(&mut self, handling: Handling, target: Target, trace: &mut Trace) -> Done {
        let id = self.find(target, handling)?;
        let (to, record) = (self.flights[&id].to, self.flights[&id].record);
        let what = match handling {
            Handling::Drop => {
                self.lose(&[id], Loss::Dropped, trace);
                return Ok(());
            }
            Handling::Duplicate => return self.duplicate(id, trace),
            Handling::Hold => self.hold(id)?,
            Handling::Release => self.release(id)?,
            Handling::Delay(span) => {
                let Flying::Due(due) = self.flights[&id].flying else {
                    return Err(refusal!("{0} is held", id));
                };
                let time = due.time.after(span);
                self.reschedule(id, |agenda, event| agenda.schedule(time, event));
                What::Delayed
            }
            Handling::Deliver => {
                let now = self.time;
                self.reschedule(id, |agenda, event| agenda.schedule_ahead(now, event));
                What::Hastened
            }
        };
        let record = self.record(what).at(to).about(id).because(Some(record));
        self.note(record, trace);
        Ok(())
    }

    /// Gives a message another due time, held or not.
    fn reschedule(
        &mut self,
        id: MessageId,
        place: impl FnOnce(
            &mut crate::agenda::Agenda<Event<N::Timer>>,
            Event<N::Timer>,
        ) -> crate::agenda::Due,
    ) {
        let envelope = self
            .flights
            .get_mut(&id)
            .expect("the message was found in flight");
        match envelope.flying {
            Flying::Due(due) | Flying::Waiting(due) => drop(self.agenda.cancel(due)),
            Flying::Held(..) => self.held -= 1,
        }
        envelope.flying = Flying::Due(place(&mut self.agenda, Event::Arrive(id)));
    }

    fn hold(&mut self, id: MessageId) -> Result<What, Refusal> {
        let now = self.time;
        let envelope = self
            .flights
            .get_mut(&id)
            .expect("the message was found in flight");
        let Flying::Due(due) = envelope.flying else {
            return Err(refusal!("{0} is held", id));
        };
        envelope.flying = Flying::Held(now, due.time.since(now));
        self.agenda.cancel(due);
        self.held += 1;
        Ok(What::Held)
    }

    fn release(&mut self, id: MessageId) -> Result<What, Refusal> {
        let Flying::Held(_, left) = self.flights[&id].flying else {
            return Err(refusal!("{0} is not held", id));
        };
        let time = self.time.after(left);
        self.reschedule(id, |agenda, event| agenda.schedule(time, event));
        Ok(What::Released)
    }

    fn duplicate(&mut self, id: MessageId, trace: &mut Trace) -> Done {
        let envelope = self.flights[&id].clone();
        let (from, to) = (envelope.from, envelope.to);
        match envelope.flying {
            Flying::Due(due) | Flying::Waiting(due) => {
                self.put_copy((id, envelope.record), due, from, to, envelope.body, trace);
            }
            Flying::Held(..) => {
                let way = (from, Address::Node(to));
                let due = envelope.due();
                let copy = self.number_message(
                    way,
                    &envelope.body,
                    due,
                    Some(envelope.record),
                    true,
                    trace,
                );
                self.held += 1;
                self.flights.insert(
                    copy.0,
                    Envelope {
                        record: copy.1,
                        copy: true,
                        ..envelope
                    },
                );
            }
        }
        Ok(())
    }

    fn fire(&mut self, id: NodeId, timer: &'static str, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        let index = N::ABOUT.timers.iter().position(|spec| spec.name == timer);
        let timer_of = |alarm: &&super::Alarm<N::Timer>| Some(alarm.timer.index()) == index;
        let host = &self.hosts[id.index()];
        let alarm = host.alarms.iter().find(timer_of).copied();
        let Some(alarm) = alarm else {
            return Err(refusal!("no timer {0} is pending at {1}", timer, id));
        };
        // The alarm of a paused node may wait already; then it stays in its place.
        if self.agenda.cancel(alarm.due).is_some() {
            let due = self
                .agenda
                .schedule_ahead(self.time, Event::Fire(id, alarm.timer));
            self.move_alarm(id, alarm.timer, due);
        }
        let record = self
            .record(What::Hurried)
            .at(id)
            .detail(alarm.timer.index() as u32);
        self.note(record, trace);
        Ok(())
    }

    fn skew(&mut self, id: NodeId, rate: Ratio, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        let now = self.time;
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        host.clock = Clock {
            rate,
            since: now,
            said: host.clock.says(now),
        };
        let record: Record = self.record(What::Skewed).at(id).detail(rate.0);
        self.note(record, trace);
        Ok(())
    }

    fn corrupt(&mut self, id: NodeId, damage: Damage, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        // Judged on a copy, so that a refusal changes nothing.
        let mut life = self.hosts[id.index()].life.clone();
        match &mut life {
            Life::Up(node) | Life::Paused(node, _) => N::corrupt(node.disk_mut(), damage)?,
            Life::Down(disk) => N::corrupt(disk, damage)?,
        }
        Arc::make_mut(&mut self.hosts[id.index()]).life = life;
        trace.moved = Some(id);
        self.tell(What::Corrupted, Some(id.into()), trace)
    }

    fn forge(
        &mut self,
        kind: &'static str,
        from: Address,
        to: Address,
        body: &Literal,
        trace: &mut Trace,
    ) -> Done {
        self.exists(from)?;
        self.exists(to)?;
        let index = N::ABOUT.kind(kind).expect("a parsed action names a kind");
        let Address::Node(to) = to else {
            return Err(refusal!("{0} takes no {1}", to, kind));
        };
        let body = N::Message::forge(index, body).filter(|message| message.index() == index);
        let Some(body) = body else {
            return Err(refusal!(
                "the fields do not fit a message of kind {0}",
                kind
            ));
        };
        self.put(from, to, body, None, trace);
        Ok(())
    }

    fn set(&mut self, setting: &Setting, trace: &mut Trace) -> Done {
        match setting {
            Setting::Quirk { .. } => return Err(refusal!("a quirk can be set in the header only")),
            Setting::Option { name, on, .. } => {
                let spec = &N::ABOUT.options[N::ABOUT
                    .option(name)
                    .expect("a parsed setting names an option")];
                if spec.header {
                    return Err(refusal!("{0} can be set in the header only", *name));
                }
                debug_assert!(
                    crate::settings::scope_takes(spec.scope, on) || spec.scope == Scope::Run
                );
                self.all_exist(on)?;
            }
        }
        Arc::make_mut(&mut self.settings).set(N::ABOUT, setting);
        self.tell(What::Set, None, trace)
    }

    fn all_exist(&self, on: &On) -> Done {
        match on {
            On::All => Ok(()),
            On::Nodes(ids) => ids.iter().try_for_each(|id| self.exists((*id).into())),
            On::Clients(ids) => ids
                .iter()
                .try_for_each(|id| self.exists(Address::Client(*id))),
            On::Link(ends) => self.exists(ends.from).and_then(|()| self.exists(ends.to)),
        }
    }
}
