//! What a step or an action leaves behind for whoever keeps the past, or tells it.

use crate::journal::Posted;
use crate::node::Kind;
use crate::phrase::Allegiance;
use crate::record::{Record, What};
use crate::units::{MessageId, NodeId};
use crate::view::Field;

/// What a step or an action left behind for whoever keeps the past.
#[derive(Clone, Default)]
pub struct Trace {
    /// What happened, in order.
    pub records: Vec<Record>,
    /// The messages that were put on the bus, in order.
    pub messages: Vec<Posted>,
    /// The node that moved, if exactly one did.
    pub moved: Option<NodeId>,
    /// What the messages said that left the bus: only where somebody asks for it, who tells the past.
    pub bodies: Option<Vec<Body>>,
    /// A bit for each [`What`] among the records.
    whats: u32,
}

/// What a message said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Which message.
    pub id: MessageId,
    /// Whose ballot or block it carried.
    pub allegiance: Option<Allegiance>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A bit that stands for nothing in particular.
pub(crate) const ALWAYS: u32 = 1 << 31;

/// A bit for each of these.
pub(crate) fn bits(these: &[What]) -> u32 {
    these.iter().fold(0, |bits, what| bits | 1 << *what as u32)
}

impl Trace {
    /// Forgets everything, keeping the buffers.
    pub fn clear(&mut self) {
        self.records.clear();
        self.messages.clear();
        self.moved = None;
        self.bodies.iter_mut().for_each(Vec::clear);
        self.whats = 0;
    }

    /// Whether nothing but these happened, without a walk over the records.
    pub fn only(&self, these: &[What]) -> bool {
        self.whats & !bits(these) == 0
    }

    /// Whether one of these happened, each a bit as [`bits`] makes them; of [`ALWAYS`] always.
    pub(crate) fn any(&self, these: u32) -> bool {
        (self.whats | ALWAYS) & these != 0
    }

    pub(super) fn push(&mut self, record: Record) {
        self.whats |= 1 << record.what as u32;
        self.records.push(record);
    }

    /// A message leaves the bus.
    pub(super) fn left<M: Kind>(&mut self, id: MessageId, body: &M) {
        if let Some(bodies) = &mut self.bodies {
            let (allegiance, fields) = (body.allegiance(), body.fields());
            bodies.push(Body {
                id,
                allegiance,
                fields,
            });
        }
    }
}
