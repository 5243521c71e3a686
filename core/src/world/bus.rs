//! The bus: the messages that are under way, and how one gets on it. What the network does to a message is drawn
//! here, once, when it is sent.

use super::{Event, Trace, World};
use crate::agenda::Due;
use crate::journal::Posted;
use crate::node::{Kind, Node};
use crate::phrase::Allegiance;
use crate::record::{What, pack};
use crate::units::{Address, MessageId, Time};
use crate::view::FlightState;

/// Whether a message flies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flying {
    /// It is due.
    Due,
    /// It is held since a time.
    Held(Time),
    /// It arrived at a paused node and waits there.
    Waiting,
}

/// A message on the bus. When it is due, the agenda knows.
#[derive(Clone, Debug)]
pub struct Envelope<M> {
    pub id: MessageId,
    pub from: Address,
    pub to: Address,
    pub body: M,
    pub sent: Time,
    pub flying: Flying,
    /// The record of its sending.
    pub record: u32,
    pub copy: bool,
}

impl<M> Envelope<M> {
    pub fn state(&self) -> FlightState {
        match self.flying {
            Flying::Due | Flying::Waiting => FlightState::Flying,
            Flying::Held(since) => FlightState::Held(since),
        }
    }
}

impl<N: Node> World<N> {
    /// Puts a message on the bus.
    pub(super) fn put(
        &mut self,
        from: Address,
        to: Address,
        body: N::Message,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        let way = (from, to);
        let kind = body.index();
        let (seed, now) = (self.setup.seed, self.time);
        let route = self.network.route(seed, &self.settings, kind, way, now);
        let id = self.number_message(way, &body, route.due, cause, false, trace);
        self.fingerprint
            .fold(route.lost.map_or(0, |loss| 1 + loss as u64));
        if let Some(loss) = route.lost {
            trace.left(id.0, &body);
            let lost = self
                .record(What::Lost)
                .at(way.1)
                .about(id.0)
                .because(Some(id.1))
                .detail(loss as u32);
            self.note(lost, trace);
            return;
        }
        let copy = route.twice.then(|| body.clone());
        let envelope = self.envelope(id, from, to, body, false);
        let due = self.agenda.schedule(route.due, Event::Arrive(envelope));
        if let Some(body) = copy {
            self.put_copy(id, due, from, to, body, trace);
        }
    }

    /// A message that begins to fly.
    #[inline(always)]
    pub(super) fn envelope(
        &mut self,
        (id, record): (MessageId, u32),
        from: Address,
        to: Address,
        body: N::Message,
        copy: bool,
    ) -> Envelope<N::Message> {
        self.in_flight += 1;
        Envelope {
            id,
            from,
            to,
            body,
            sent: self.time,
            flying: Flying::Due,
            record,
            copy,
        }
    }

    /// Puts a copy of a message on the bus, due directly after it.
    pub(super) fn put_copy(
        &mut self,
        original: (MessageId, u32),
        due: Due,
        from: Address,
        to: Address,
        body: N::Message,
        trace: &mut Trace,
    ) {
        let id = self.number_message((from, to), &body, due.time, Some(original.1), true, trace);
        let envelope = self.envelope(id, from, to, body, true);
        self.agenda.schedule_after(due, Event::Arrive(envelope));
    }

    /// Gives a message its id, its row and its record.
    pub(super) fn number_message(
        &mut self,
        way: (Address, Address),
        body: &N::Message,
        due: Time,
        cause: Option<u32>,
        copy: bool,
        trace: &mut Trace,
    ) -> (MessageId, u32) {
        self.messages += 1;
        let (id, kind) = (MessageId(self.messages), body.index());
        self.kinds[kind] += 1;
        self.fingerprint
            .fold((kind as u64) << 40 | u64::from(pack(way.0)) << 16 | u64::from(pack(way.1)));
        self.fingerprint.fold(due.0);
        self.fingerprint.digest(body);
        let what = if copy { What::Duplicated } else { What::Sent };
        let record = self
            .record(what)
            .at(way.0)
            .about(id)
            .because(cause)
            .detail(u32::from(pack(way.1)));
        let record = self.note(record, trace);
        let kind = u8::try_from(kind).expect("a system has few kinds of message");
        trace.messages.push(Posted { due, record, kind });
        (id, record)
    }
}

/// Whose ballot or block a message carries.
pub fn allegiance<M: Kind>(body: &M) -> Option<Allegiance> {
    body.allegiance()
}
