//! The bus: the messages that are under way, and how one gets on it. What the network does to a message is drawn
//! here, once, when it is sent.

use std::sync::Arc;

use super::{Event, Trace, World};
use crate::agenda::Due;
use crate::node::{Kind, Node};
use crate::phrase::Allegiance;
use crate::record::{MessageRow, What, pack};
use crate::units::{Address, MessageId, NodeId, Span, Time};
use crate::view::FlightState;

/// Whether a message flies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flying {
    /// It is due.
    Due(Due),
    /// It is held since a time, with this much of its flight left.
    Held(Time, Span),
    /// It arrived at a paused node and waits there.
    Waiting(Due),
}

/// A message on the bus.
#[derive(Clone, Debug)]
pub struct Envelope<M> {
    pub from: Address,
    pub to: NodeId,
    pub body: M,
    pub sent: Time,
    pub flying: Flying,
    /// The record of its sending.
    pub record: u32,
    pub copy: bool,
}

impl<M> Envelope<M> {
    pub fn due(&self) -> Time {
        match self.flying {
            Flying::Due(due) | Flying::Waiting(due) => due.time,
            Flying::Held(since, left) => since.after(left),
        }
    }

    pub fn state(&self) -> FlightState {
        match self.flying {
            Flying::Due(_) | Flying::Waiting(_) => FlightState::Flying,
            Flying::Held(since, _) => FlightState::Held(since),
        }
    }
}

impl<N: Node> World<N> {
    /// Puts a message on the bus.
    pub(super) fn put(
        &mut self,
        from: Address,
        to: NodeId,
        body: N::Message,
        cause: Option<u32>,
        trace: &mut Trace,
    ) {
        let way = (from, Address::Node(to));
        let kind = body.index();
        let network = Arc::make_mut(&mut self.network);
        let route = network.route(self.setup.seed, &self.settings, kind, way, self.time);
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
        let due = self.agenda.schedule(route.due, Event::Arrive(id.0));
        let copy = route.twice.then(|| body.clone());
        let flying = Flying::Due(due);
        self.flights.insert(
            id.0,
            Envelope {
                from,
                to,
                body,
                sent: self.time,
                flying,
                record: id.1,
                copy: false,
            },
        );
        if let Some(body) = copy {
            self.put_copy(id, due, from, to, body, trace);
        }
    }

    /// Puts a copy of a message on the bus, due directly after it.
    pub(super) fn put_copy(
        &mut self,
        original: (MessageId, u32),
        due: Due,
        from: Address,
        to: NodeId,
        body: N::Message,
        trace: &mut Trace,
    ) {
        let id = self.number_message(
            (from, to.into()),
            &body,
            due.time,
            Some(original.1),
            true,
            trace,
        );
        let due = self.agenda.schedule_after(due, Event::Arrive(id.0));
        let flying = Flying::Due(due);
        self.flights.insert(
            id.0,
            Envelope {
                from,
                to,
                body,
                sent: self.time,
                flying,
                record: id.1,
                copy: true,
            },
        );
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
        trace.messages.push(MessageRow::new(
            kind, way, self.time, due, self.step, record,
        ));
        (id, record)
    }
}

/// Whose ballot or block a message carries.
pub fn allegiance<M: Kind>(body: &M) -> Option<Allegiance> {
    body.allegiance()
}
