//! Links: which are cut, and what becomes of a message that is sent. Sees the ends and the kind of a message,
//! never its body.

use std::collections::BTreeMap;

use crate::record::{Loss, pack};
use crate::rng::{Purpose, Who, draw, falls, span_between};
use crate::settings::Settings;
use crate::units::{Address, Span, Time};

/// A directed link.
pub type Way = (Address, Address);

/// What the bus remembers of a directed link that was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Lane {
    /// Messages sent on it: the count of its draws.
    sent: u32,
    /// When the latest due of them is due: nothing of a FIFO link may be due before it.
    last: Time,
}

/// What becomes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Route {
    /// When it arrives, if it does.
    pub due: Time,
    /// Why it does not.
    pub lost: Option<Loss>,
    /// Whether it arrives twice.
    pub twice: bool,
}

/// The links between all nodes and clients. A link that is not listed is open.
#[derive(Clone, Debug, Default)]
pub struct Network {
    cuts: BTreeMap<Way, Time>,
    lanes: BTreeMap<(u16, u16), Lane>,
}

impl Network {
    /// Decides about a message. Every message takes the same draws whatever the settings and cuts, so that
    /// neither changes what becomes of another message.
    pub fn route(
        &mut self,
        seed: u64,
        settings: &Settings,
        kind: usize,
        way: Way,
        now: Time,
    ) -> Route {
        let ends = (pack(way.0), pack(way.1));
        let lane = self.lanes.entry(ends).or_default();
        let who = Who::link(ends.0, ends.1);
        let roll = |purpose| draw(seed, who, lane.sent, purpose);
        let (from, to) = settings.latency(kind, way);
        let flight: Span = span_between(roll(Purpose::Latency), from, to);
        // A message to oneself travels the bus with its latency but on no link: never cut, lost or doubled.
        let linked = way.0 != way.1;
        let lost_by_chance = linked && falls(roll(Purpose::Loss), settings.loss(kind, way));
        let twice = linked && falls(roll(Purpose::Duplication), settings.duplication(kind, way));
        lane.sent = lane.sent.wrapping_add(1);
        let mut due = now.after(flight);
        let lost = match (linked && self.cuts.contains_key(&way), lost_by_chance) {
            (true, _) => Some(Loss::Cut),
            (false, true) => Some(Loss::Chance),
            (false, false) => None,
        };
        if lost.is_none() && settings.fifo(kind, way) {
            due = due.max(lane.last);
            lane.last = due;
        }
        Route {
            due,
            lost,
            twice: twice && lost.is_none(),
        }
    }

    /// Cuts a way; false if it was cut already.
    pub fn cut(&mut self, way: Way, now: Time) -> bool {
        let fresh = !self.cuts.contains_key(&way);
        self.cuts.entry(way).or_insert(now);
        fresh
    }

    /// Opens a way; false if it was open already.
    pub fn open(&mut self, way: Way) -> bool {
        self.cuts.remove(&way).is_some()
    }

    /// Whether a way is cut.
    pub fn is_cut(&self, way: Way) -> bool {
        self.cuts.contains_key(&way)
    }

    /// The ways that are cut, with the time of the cut.
    pub fn cuts(&self) -> impl Iterator<Item = (Way, Time)> {
        self.cuts.iter().map(|(way, since)| (*way, *since))
    }

    /// How many directed links were used so far.
    pub fn used(&self) -> usize {
        self.lanes.len()
    }

    /// Whether everything is open.
    pub fn is_whole(&self) -> bool {
        self.cuts.is_empty()
    }
}
