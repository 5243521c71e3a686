//! What the outside may do to the messages that are under way: find the one that is meant, then drop, duplicate,
//! hold, release, delay or deliver it.

use super::act::Done;
use super::{Envelope, Event, Flying, Trace, World};
use crate::action::{Handling, Refusal, Target};
use crate::agenda::Slot;
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
        let slot = self.find(target, handling)?;
        let (id, to, record) = {
            let envelope = self.flight(slot);
            (envelope.id, envelope.to, envelope.record)
        };
        let what = match handling {
            Handling::Drop => {
                self.lose(&[slot], Loss::Dropped, trace);
                return Ok(());
            }
            Handling::Duplicate => return self.duplicate(slot, trace),
            Handling::Hold => self.hold(slot)?,
            Handling::Release => self.release(slot)?,
            Handling::Delay(span) => {
                let Some(due) = self.agenda.due(slot) else {
                    return Err(refusal!("{0} is held", id));
                };
                self.agenda.make_due(slot, due.time.after(span));
                What::Delayed
            }
            Handling::Deliver => {
                self.fly(slot);
                self.agenda.make_due_ahead(slot, self.time);
                What::Hastened
            }
        };
        let record = self.record(what).at(to).about(id).because(Some(record));
        self.note(record, trace);
        Ok(())
    }

    fn flight(&mut self, slot: Slot) -> &mut Envelope<N::Message> {
        match self.agenda.get_mut(slot) {
            Some(Event::Arrive(envelope)) => envelope,
            _ => unreachable!("a message was found there"),
        }
    }

    /// The message that a target means: of those in flight, the oldest for which the handling makes sense.
    fn find(&self, target: Target, handling: Handling) -> Result<Slot, Refusal> {
        let (kind, from, to) = match target {
            Target::Id(id) => return self.find_id(id),
            Target::Oldest { kind, from, to } => (kind, from, to),
        };
        let fits = |envelope: &Envelope<N::Message>| {
            let held = matches!(envelope.flying, Flying::Held(_));
            N::ABOUT.kinds[envelope.body.index()].name == kind
                && envelope.from == from
                && envelope.to == to
                && envelope.flying != Flying::Waiting
                && match handling {
                    Handling::Release => held,
                    // A held message has no due time to be put off.
                    Handling::Hold | Handling::Delay(_) => !held,
                    Handling::Drop | Handling::Duplicate | Handling::Deliver => true,
                }
        };
        let messages = self.under_way();
        let found = messages.iter().find(|(.., envelope)| fits(envelope));
        let state = if handling == Handling::Release {
            "held"
        } else {
            "in flight"
        };
        found
            .map(|(slot, ..)| *slot)
            .ok_or_else(|| refusal!("no {0} from {1} to {2} is {3}", kind, from, to, state))
    }

    fn find_id(&self, id: MessageId) -> Result<Slot, Refusal> {
        let messages = self.under_way();
        let found = messages.iter().find(|(.., envelope)| envelope.id == id);
        match found {
            Some((_, _, envelope)) if envelope.flying == Flying::Waiting => Err(refusal!(
                "{0} has arrived at {1}, which is paused",
                id,
                envelope.to
            )),
            Some((slot, ..)) => Ok(*slot),
            None => Err(refusal!("{0} is not in flight", id)),
        }
    }

    /// Lets a message fly, held or not.
    fn fly(&mut self, slot: Slot) {
        let before = std::mem::replace(&mut self.flight(slot).flying, Flying::Due);
        self.held -= u32::from(before != Flying::Due);
    }

    fn hold(&mut self, slot: Slot) -> Result<What, Refusal> {
        let now = self.time;
        let envelope = self.flight(slot);
        if envelope.flying != Flying::Due {
            return Err(refusal!("{0} is held", envelope.id));
        }
        envelope.flying = Flying::Held(now);
        self.agenda.suspend(slot);
        self.held += 1;
        Ok(What::Held)
    }

    fn release(&mut self, slot: Slot) -> Result<What, Refusal> {
        let envelope = self.flight(slot);
        let Flying::Held(since) = envelope.flying else {
            return Err(refusal!("{0} is not held", envelope.id));
        };
        self.fly(slot);
        let left = self.agenda.time(slot).since(since);
        self.agenda.make_due(slot, self.time.after(left));
        Ok(What::Released)
    }

    fn duplicate(&mut self, slot: Slot, trace: &mut Trace) -> Done {
        let original = self.flight(slot).clone();
        let (id, from, to) = ((original.id, original.record), original.from, original.to);
        let time = self.agenda.time(slot);
        match self.agenda.due(slot) {
            Some(due) => self.put_copy(id, due, from, to, original.body, trace),
            None => {
                let (way, body) = ((from, to), original.body.clone());
                let copy = self.number_message(way, &body, time, Some(id.1), true, trace);
                let copy = Envelope {
                    flying: original.flying,
                    sent: original.sent,
                    ..self.envelope(copy, from, to, body, true)
                };
                self.held += 1;
                self.agenda.keep(time, Event::Arrive(copy));
            }
        }
        Ok(())
    }

    pub(super) fn flying_on(&self, crosses: impl Fn((Address, Address)) -> bool) -> Vec<Slot> {
        let on_it = |envelope: &Envelope<N::Message>| {
            envelope.flying != Flying::Waiting && crosses((envelope.from, envelope.to))
        };
        let messages = self.under_way().into_iter();
        messages
            .filter(|(.., envelope)| on_it(envelope))
            .map(|(slot, ..)| slot)
            .collect()
    }

    pub(super) fn lose(&mut self, messages: &[Slot], loss: Loss, trace: &mut Trace) {
        for slot in messages {
            let Some(Event::Arrive(envelope)) = self.agenda.remove(*slot) else {
                unreachable!("a message to be lost is under way");
            };
            self.in_flight -= 1;
            trace.left(envelope.id, &envelope.body);
            self.held -= u32::from(envelope.flying != Flying::Due);
            let record = self.record(What::Lost).at(envelope.to).about(envelope.id);
            let record = record.because(Some(envelope.record)).detail(loss as u32);
            self.note(record, trace);
        }
    }
}
