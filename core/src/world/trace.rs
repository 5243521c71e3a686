//! What a step or an action leaves behind for whoever keeps the past, or tells it.

use crate::node::Kind;
use crate::phrase::Allegiance;
use crate::record::{MessageRow, Record};
use crate::units::{MessageId, NodeId};
use crate::view::Field;

/// What a step or an action left behind for whoever keeps the past.
#[derive(Clone, Default)]
pub struct Trace {
    /// What happened, in order.
    pub records: Vec<Record>,
    /// The messages that were put on the bus, in order.
    pub messages: Vec<MessageRow>,
    /// The node that moved, if exactly one did.
    pub moved: Option<NodeId>,
    /// What the messages said that left the bus: only where somebody asks for it, who tells the past.
    pub bodies: Option<Vec<Body>>,
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

impl Trace {
    /// Forgets everything, keeping the buffers.
    pub fn clear(&mut self) {
        self.records.clear();
        self.messages.clear();
        self.moved = None;
        self.bodies.iter_mut().for_each(Vec::clear);
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
