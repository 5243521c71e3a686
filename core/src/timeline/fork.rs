//! Where branches leave each other: written down as [`Leave`], found again, and what stands at their ends.

use super::walk::Walk;
use super::{Acted, Branch, Timeline};
use crate::node::Node;
use crate::simulation::{BranchEnd, Leave};
use crate::units::{Span, Time};
use crate::world::{Taken, World};

/// A place on a branch, exactly: what lies behind, and what the clock says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Events taken from the agenda.
    pub taken: u64,
    /// Actions done.
    pub acted: usize,
    pub time: Time,
}

/// The place before scheduled actions, and whatever else is no step, that share their moment with an event to come.
/// Nobody who plays on stands between these, and no line of a script says where that is: who goes back stands before.
#[derive(Default)]
pub struct Before(Option<Place>);

impl Before {
    /// Something that is no step has happened, between two places.
    pub fn pass(&mut self, from: Place, to: Place) {
        self.0 = match self.0 {
            // An action has a line of its own.
            _ if to.acted > from.acted => None,
            Some(first) if to.time == from.time => Some(first),
            _ => Some(from),
        };
    }

    /// The place to stand at instead of this one, where an event is due next.
    pub fn instead(self, here: Place, due: Option<Time>) -> Option<Place> {
        self.0.filter(|_| due.is_some_and(|due| due <= here.time))
    }
}

impl<N: Node> Walk<'_, N> {
    fn place(&self) -> Place {
        Place {
            taken: self.world.taken(),
            acted: self.acted,
            time: self.world.moment().time,
        }
    }

    fn is_at_end(&self) -> bool {
        self.acted == self.branch.acts.len() && self.world.taken() >= self.branch.end_taken
    }

    /// The action that comes before the next event.
    fn next_act(&self) -> Option<&Acted> {
        let next = self.branch.acts.get(self.acted)?;
        (next.taken == self.world.taken()).then_some(next)
    }

    /// When the next event or action happens.
    fn next_time(&self) -> Option<Time> {
        match self.next_act() {
            Some(next) => Some(next.moment.time),
            None => self.world.next_due().filter(|_| !self.is_at_end()),
        }
    }
}

impl<N: Node> Branch<N> {
    fn walk_from(&self, before: impl Fn(&World<N>) -> bool) -> Walk<'_, N> {
        let points = &self.checkpoints;
        let after = points.partition_point(|point| before(&point.present.world));
        Walk::from(self, &points[after.max(1) - 1])
    }

    /// A scratch world that stands at the end.
    pub(super) fn to_end(&self) -> Walk<'_, N> {
        let mut walk = self.walk_from(|_| true);
        while !walk.is_at_end() && walk.go_on() {}
        walk.world.wait_until(self.end.time);
        walk
    }

    /// The place that is written so, if it is one.
    fn place(&self, leave: Leave) -> Option<Place> {
        let mut walk = self.walk_from(|world| world.moment().step < leave.step);
        while walk.world.moment().step < leave.step {
            if walk.is_at_end() || !walk.go_on() {
                return None;
            }
        }
        match leave {
            Leave {
                time: None,
                actions: None,
                ..
            } => Some(self.last_place(walk, leave)),
            _ => self.exact_place(walk, leave),
        }
    }

    /// The last recorded moment of a step: its actions have happened. Of the last step: the end.
    fn last_place(&self, mut walk: Walk<N>, leave: Leave) -> Place {
        if leave.step == self.end.step {
            return Place {
                taken: self.end_taken,
                acted: self.acts.len(),
                time: self.end.time,
            };
        }
        let mut before = Before::default();
        while self.has_more_of(leave.step, walk.acted, walk.recorded) {
            let from = walk.place();
            if !walk.go_on() {
                break;
            }
            before.pass(from, walk.place());
        }
        let here = walk.place();
        before.instead(here, walk.world.next_due()).unwrap_or(here)
    }

    /// Behind so many actions, and all else that has happened in that step by a time.
    fn exact_place(&self, mut walk: Walk<N>, leave: Leave) -> Option<Place> {
        let most = leave.actions.unwrap_or(usize::MAX);
        let until = leave.time.unwrap_or(Time(u64::MAX));
        let mut place = walk.place();
        let mut next = walk.next_time();
        while next.is_some_and(|time| time <= until) {
            let enough = leave.time.is_none() && place.acted == most;
            if enough || (walk.next_act().is_some() && place.acted >= most) {
                break;
            }
            if !walk.go_on() || walk.world.moment().step > leave.step {
                break;
            }
            place = walk.place();
            next = walk.next_time();
        }
        if leave.actions.is_some_and(|actions| actions != place.acted) {
            return None;
        }
        let time = leave.time.unwrap_or(place.time);
        let last = next.unwrap_or(self.end.time.max(place.time));
        let stands = place.time <= time && time <= last;
        stands.then_some(Place { time, ..place })
    }
}

impl<N: Node> Timeline<N> {
    /// Where the present stands.
    pub(super) fn here(&self) -> Place {
        let world = &self.present.world;
        Place {
            taken: world.taken(),
            acted: self.acted,
            time: world.moment().time,
        }
    }

    /// Goes to a place of the current branch.
    pub(super) fn seek_place(&mut self, place: Place) {
        self.leave_end();
        self.stand(place);
    }

    /// Stands at a place of the current branch, wherever the present stood before.
    pub(super) fn stand(&mut self, place: Place) {
        let points = &self.branch().checkpoints;
        let after = points.partition_point(|point| {
            let world = &point.present.world;
            // A checkpoint in idle time may lie behind the place though nothing happened between.
            point.acted <= place.acted
                && world.taken() <= place.taken
                && world.moment().time <= place.time
        });
        let point = points[after.max(1) - 1].clone();
        (self.present, self.acted) = (point.present.clone(), point.acted);
        while (self.acted < place.acted || self.present.world.taken() < place.taken)
            && self.play(Time(u64::MAX)) != Taken::Nothing
        {}
        self.present.world.wait_until(place.time);
    }

    /// Stands where this is written. False if the branch has no such moment.
    pub(super) fn seek_written(&mut self, leave: Leave) -> bool {
        let place = self.branch().place(leave);
        place.map(|place| self.seek_place(place)).is_some()
    }

    /// How it is written where a branch left its parent, as briefly as it can be.
    pub(super) fn written(&self, branch: usize) -> Option<Leave> {
        let branch = &self.branches[self.of_kept(branch)?];
        let (parent, moment) = branch.parent?;
        let (taken, acted) = branch.left;
        let place = Place {
            taken,
            acted,
            time: moment.time,
        };
        let step = moment.step;
        // No line of script says a later time.
        let time = Some(moment.time).filter(|time| time.0 <= Span::MAX.0);
        let forms = [
            (None, None),
            (time, None),
            (None, Some(acted)),
            (time, Some(acted)),
        ];
        let mut leaves = forms
            .map(|(time, actions)| Leave {
                step,
                time,
                actions,
            })
            .into_iter();
        let found = leaves.find(|leave| self.branches[parent].place(*leave) == Some(place));
        found.or(Some(Leave {
            step,
            time: None,
            actions: Some(acted),
        }))
    }

    /// What stands at the end of a branch.
    pub(super) fn end_of(&self, branch: usize) -> Option<BranchEnd> {
        let branch = &self.branches[self.of_kept(branch)?];
        let walk = branch.to_end();
        let due = walk.world.next_due();
        Some(BranchEnd {
            moment: walk.world.moment(),
            step_time: walk.world.step_time(),
            is_restless: due.is_some_and(|due| due <= branch.end.time),
            fingerprint: walk.world.fingerprint(),
        })
    }
}
