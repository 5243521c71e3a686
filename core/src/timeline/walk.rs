//! A scratch world that walks along a branch: how the past is looked at without touching the present.

use std::iter::Peekable;

use super::{Branch, Checkpoint};
use crate::action::Action;
use crate::node::Node;
use crate::record::{Record, What};
use crate::units::{MessageId, Moment, Time};
use crate::world::{Body, Taken, Trace, World};

/// A world of its own on its way along a branch. It stands behind an event or action, and knows what that left.
pub struct Walk<'a, N: Node> {
    pub branch: &'a Branch<N>,
    pub acted: usize,
    pub world: World<N>,
    trace: Trace,
    /// How many records of the branch lie behind.
    pub recorded: usize,
    /// Those that do not.
    ahead: Peekable<Box<dyn Iterator<Item = Record> + 'a>>,
    /// The place of the first record of the latest event or action.
    pub first: usize,
    /// The action, if it was one.
    pub action: Option<&'a Action>,
}

impl<'a, N: Node> Walk<'a, N> {
    /// At a checkpoint.
    pub fn from(branch: &'a Branch<N>, point: &Checkpoint<N>) -> Self {
        let (world, mut trace) = point.present.world.scratch();
        trace.bodies = Some(Vec::new());
        // What booting recorded has no event before it.
        let booted = world.moment() == Moment::default() && point.acted == 0;
        let ahead = branch.journal.records.iter_from(world.records() as usize);
        let ahead: Box<dyn Iterator<Item = Record>> = Box::new(ahead);
        Self {
            ahead: ahead.peekable(),
            branch,
            acted: point.acted,
            recorded: world.records() as usize,
            first: if booted { 0 } else { world.records() as usize },
            world,
            trace,
            action: None,
        }
    }

    /// Goes on until a record has happened. False if it does not lie ahead.
    pub fn reach(&mut self, place: usize) -> bool {
        while self.recorded <= place {
            if !self.go_on() {
                return false;
            }
        }
        self.first <= place
    }

    /// The next event, or the recorded action that comes before it. False if nothing is left.
    pub fn go_on(&mut self) -> bool {
        self.trace.clear();
        self.first = self.recorded;
        self.action = None;
        let went = match self.branch.acts.get(self.acted) {
            Some(next) if next.taken == self.world.taken() => {
                self.world.wait_until(next.moment.time);
                self.acted += 1;
                self.action = Some(&next.action);
                self.world.apply(&next.action, &mut self.trace).is_ok()
            }
            _ => self.world.advance(Time(u64::MAX), &mut self.trace) != Taken::Nothing,
        };
        self.pass(self.trace.records.len());
        // What the checkers found is the branch's to tell: nobody watches this world.
        let found = |record: &Record| matches!(record.what, What::Violated | What::Witnessed);
        while self.ahead.peek().is_some_and(found) {
            self.pass(1);
        }
        went
    }

    fn pass(&mut self, records: usize) {
        self.ahead.by_ref().take(records).for_each(drop);
        self.recorded += records;
    }

    /// What a message says that is in flight, or was until the latest event.
    pub fn body(&self, id: MessageId) -> Option<Body> {
        if let Some(view) = self.world.message(id) {
            return Some(Body {
                id,
                allegiance: view.allegiance,
                fields: view.fields,
            });
        }
        let mut bodies = self.trace.bodies.iter().flatten();
        bodies.find(|body| body.id == id).cloned()
    }
}
