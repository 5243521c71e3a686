//! What the outside may do to the messages that are under way: find the one that is meant, then drop, duplicate,
//! hold, release, delay or deliver it.

use super::act::Done;
use super::{Envelope, Event, Flying, Trace, World};
use crate::action::{Handling, Refusal, Target};
use crate::agenda::{Agenda, Due};
use crate::node::{Kind, Node};
use crate::record::{Loss, What};
use crate::refusal;
use crate::units::{Address, MessageId};

impl<N: Node> World<N> {
    pub(super) fn handle_message(
        &mut self,
        handling: Handling,
        target: Target,
        trace: &mut Trace,
    ) -> Done {
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

    /// Gives a message another due time, held or not.
    fn reschedule(
        &mut self,
        id: MessageId,
        place: impl FnOnce(&mut Agenda<Event<N::Timer>>, Event<N::Timer>) -> Due,
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

    pub(super) fn flying_on(&self, crosses: impl Fn((Address, Address)) -> bool) -> Vec<MessageId> {
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

    pub(super) fn lose(&mut self, messages: &[MessageId], loss: Loss, trace: &mut Trace) {
        for id in messages {
            let envelope = self
                .flights
                .remove(id)
                .expect("a message to be lost is in flight");
            trace.left(*id, &envelope.body);
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
}
