//! What the outside may do to a world. Every action is judged first and happens whole, or is refused.
//! Those on links and on messages are in `links.rs` and `messages.rs`.

use std::sync::Arc;

use super::{Clock, Event, Flying, Life, Trace, World};
use crate::about::Scope;
use crate::action::{Action, Damage, On, Refusal, Setting};
use crate::agenda::Slot;
use crate::ledger::Literal;
use crate::node::{Kind, Name, Node};
use crate::record::{Loss, Record, What};
use crate::refusal;
use crate::units::{Address, NodeId, Ratio};
use crate::view::State;

/// Nothing, or why an action did not happen.
pub type Done = Result<(), Refusal>;

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
            Action::Fire { who, timer } => self.fire(*who, timer, trace),
            Action::Skew { node, rate } => self.skew(*node, *rate, trace),
            Action::Corrupt { node, damage } => self.corrupt(*node, *damage, trace),
            Action::Nominate { client, node } => self.nominate(*client, *node, trace),
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

    pub(super) fn exists(&self, who: Address) -> Done {
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

    fn crash(&mut self, who: Address, trace: &mut Trace) -> Done {
        self.exists(who)?;
        if self.state_of(who) == State::Down {
            return Err(refusal!("{0} is down", who));
        }
        let id = match who {
            Address::Client(id) => {
                self.client_goes(id, false);
                let record = self.record(What::Crashed).at(who);
                let cause = self.note(record, trace);
                self.end_session(who, cause, trace);
                return Ok(());
            }
            Address::Node(id) => id,
        };
        let record = self.record(What::Crashed).at(who);
        let cause = self.note(record, trace);
        let had = self.committed(id);
        let host = Arc::make_mut(&mut self.hosts[id.index()]);
        let alarms = std::mem::take(&mut host.alarms);
        let disk = match &host.life {
            Life::Up(node) | Life::Paused(node, _) => node.disk().clone(),
            Life::Down(disk) => disk.clone(),
        };
        let life = self.begin(id, Life::Down(disk));
        alarms
            .iter()
            .for_each(|alarm| drop(self.agenda.cancel(alarm.due)));
        if let Life::Paused(_, waiting) = life {
            self.lose_waiting(&waiting, cause, trace);
        }
        self.lose_asked(id, cause, trace);
        self.end_session(who, cause, trace);
        self.lose_finals(id, &had, cause, trace);
        trace.moved = Some(id);
        Ok(())
    }

    /// What a node was asked while it was paused and, resumed, had not come to yet goes as well.
    fn lose_asked(&mut self, id: NodeId, cause: u32, trace: &mut Trace) {
        if self.hosts[id.index()].waiting > 0 {
            let is_asked = |event: &Event<N>| matches!(event, Event::Ask(who, _) if *who == id);
            let events = self.agenda.iter();
            let asked = events.filter_map(|(slot, _, event)| is_asked(event).then_some(slot));
            let asked: Vec<Slot> = asked.collect();
            self.lose_waiting(&asked, cause, trace);
        }
    }

    /// What had arrived at a paused node and was not handled goes with its memory.
    fn lose_waiting(&mut self, waiting: &[Slot], cause: u32, trace: &mut Trace) {
        for slot in waiting {
            match self.agenda.remove(*slot) {
                Some(Event::Arrive(envelope)) => {
                    self.in_flight -= 1;
                    trace.left(envelope.id, &envelope.body);
                    let record = self.record(What::Lost).at(envelope.to).about(envelope.id);
                    let record = record.because(Some(cause)).detail(Loss::Down as u32);
                    self.note(record, trace);
                }
                Some(Event::Ask(id, _)) => {
                    Arc::make_mut(&mut self.hosts[id.index()]).waiting -= 1;
                }
                _ => {}
            }
        }
    }

    fn restart(&mut self, who: Address, amnesia: bool, trace: &mut Trace) -> Done {
        self.exists(who)?;
        if self.state_of(who) != State::Down {
            return Err(refusal!("{0} is up", who));
        }
        if let (Address::Node(id), false) = (who, amnesia) {
            N::admits(self.disk(id), &self.facts(id))?;
        }
        let record = self
            .record(What::Restarted)
            .at(who)
            .detail(u32::from(amnesia));
        let cause = self.note(record, trace);
        match who {
            Address::Client(id) => self.client_goes(id, true),
            Address::Node(id) => {
                let had = self.committed(id);
                let disk = match &self.hosts[id.index()].life {
                    Life::Down(disk) if !amnesia => disk.clone(),
                    _ => N::Disk::default(),
                };
                self.boot(id, disk, true, Some(cause), trace);
                self.lose_finals(id, &had, cause, trace);
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
        if let Some(node) = self.node(id).cloned() {
            self.begin(id, Life::Paused(node, Vec::new()));
        }
        self.tell(What::Paused, Some(id.into()), trace)
    }

    fn resume(&mut self, id: NodeId, trace: &mut Trace) -> Done {
        self.exists(id.into())?;
        let state = self.hosts[id.index()].state();
        if state != State::Paused {
            return Err(refusal!("{0} is {1}", id, state.name()));
        }
        let Life::Paused(node, waiting) = &self.hosts[id.index()].life else {
            unreachable!("its state is paused")
        };
        let (node, waiting) = (node.clone(), waiting.clone());
        self.begin(id, Life::Up(node));
        // What waited is handled now, in the order of arrival, by whatever runs next. It goes ahead of what is due
        // now, as it was due before: else a link would not keep its order.
        for slot in waiting.into_iter().rev() {
            let due = self.agenda.make_due_ahead(slot, self.time);
            match self.agenda.get_mut(slot) {
                Some(Event::Arrive(envelope)) => envelope.flying = Flying::Due,
                Some(Event::Fire(id, _)) => {
                    let id = *id;
                    self.move_alarm(id, slot, due);
                }
                Some(Event::Ring(who, alarm)) => {
                    let (who, alarm) = (*who, *alarm);
                    self.move_ringing(who, alarm, due);
                }
                _ => {}
            }
        }
        self.tell(What::Resumed, Some(id.into()), trace)
    }

    fn fire(&mut self, who: Address, timer: &'static str, trace: &mut Trace) -> Done {
        self.exists(who)?;
        let specs = &mut N::ABOUT.timers.iter();
        let place = specs.position(|spec| spec.name == timer);
        let place = place.expect("a parsed action names a timer");
        let hurried = match who {
            Address::Node(id) if self.hurry_alarm(id, place).is_some() => Some(()),
            _ => self.hurry_ringing(who, place),
        };
        if hurried.is_none() {
            return Err(refusal!("no timer {0} is pending at {1}", timer, who));
        }
        let record = self.record(What::Hurried).at(who).detail(place as u32);
        self.note(record, trace);
        Ok(())
    }

    /// Makes the next alarm of this timer due now; `None` if none is pending.
    fn hurry_alarm(&mut self, id: NodeId, place: usize) -> Option<()> {
        let alarms = self.hosts[id.index()].alarms.iter();
        let named = alarms.filter(|alarm| alarm.timer.index() == place);
        let alarm = *named.min_by_key(|alarm| alarm.due)?;
        // The alarm of a paused node may wait already; then it stays in its place.
        if self.agenda.cancel(alarm.due).is_some() {
            let event = Event::Fire(id, alarm.timer);
            let due = self.agenda.schedule_ahead(self.time, event);
            self.move_alarm(id, alarm.due.slot, due);
        }
        Some(())
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
            Life::Up(node) | Life::Paused(node, _) => {
                N::corrupt(node.disk_mut(), damage)?;
                node.damaged(&self.facts(id));
            }
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
        if to.node().is_none() && N::CLIENTS.is_none() {
            return Err(refusal!("{0} takes no {1}", to, kind));
        }
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
