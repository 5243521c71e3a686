//! Branches as a person handles them: what they are called, which are put away, what stands at their ends, and where
//! two of them first tell different things. A branch that was deleted is kept, so that it can be brought back.

use super::fork::Place;
use super::present::Present;
use super::{Branch, Timeline, words};
use crate::action::Refusal;
use crate::node::Node;
use crate::refusal;
use crate::units::Time;
use crate::view::{BranchView, Difference, Glimpse, Happened, Sketch};
use crate::world::{Taken, World};

/// The longest name of a branch, in letters: what fits a line.
const NAME_MAX: usize = 80;
/// The branch on which every run and every file begins; no other name of it could be written down.
const FIRST: &str = "main";

impl<N: Node> Timeline<N> {
    /// Those that are not deleted, in the order in which they began, with their places among all.
    fn kept(&self) -> impl Iterator<Item = (usize, &Branch<N>)> {
        let all = self.branches.iter().enumerate();
        all.filter(|(_, branch)| !branch.deleted)
    }

    /// From a place among those that are kept to one among all.
    pub(super) fn of_kept(&self, place: usize) -> Option<usize> {
        self.kept().nth(place).map(|(place, _)| place)
    }

    /// The branch of this name, if it is kept.
    pub(super) fn called(&self, name: &str) -> Option<usize> {
        let mut kept = self.kept();
        kept.find(|(_, branch)| branch.name == name)
            .map(|(place, _)| place)
    }

    pub(super) fn views(&self) -> Vec<BranchView> {
        self.kept().map(|(place, _)| self.view(place)).collect()
    }

    pub(super) fn deleted_views(&self) -> Vec<BranchView> {
        let all = self.branches.iter().enumerate();
        let deleted = all.filter(|(_, branch)| branch.deleted);
        deleted.map(|(place, _)| self.view(place)).collect()
    }

    fn view(&self, place: usize) -> BranchView {
        let branch = &self.branches[place];
        let parent = branch.parent;
        BranchView {
            name: branch.name.clone(),
            parent: parent.map(|(place, moment)| (self.branches[place].name.clone(), moment)),
            end: branch.end,
            current: place == self.current,
            line: branch.line.clone(),
        }
    }

    /// Gives a branch another name.
    pub(super) fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal> {
        let new = new.trim();
        let place = self.called(name).ok_or_else(|| unknown(name))?;
        if new == name {
            return Ok(());
        }
        if name == FIRST {
            return Err(refusal!(
                "{0} keeps its name: every file begins on it",
                FIRST
            ));
        }
        if new.is_empty() || new.contains(char::is_control) {
            return Err(refusal!("a branch needs a name"));
        }
        if new.chars().count() > NAME_MAX {
            return Err(refusal!("a name has at most {0} letters", NAME_MAX));
        }
        // Deleted ones count: they may come back.
        if self.branches.iter().any(|branch| branch.name == new) {
            return Err(refusal!("there is a branch called {0}", new.to_owned()));
        }
        self.branches[place].name = new.into();
        Ok(())
    }

    /// Why a branch cannot be deleted.
    pub(super) fn would_keep(&self, name: &str) -> Option<Refusal> {
        let Some(place) = self.called(name) else {
            return Some(unknown(name));
        };
        if self.kept().count() == 1 {
            return Some(refusal!("it is the only branch"));
        }
        let left = |(_, branch): &(usize, &Branch<N>)| {
            branch.parent.is_some_and(|(parent, _)| parent == place)
        };
        let child = self.kept().find(left)?.1.name.clone();
        Some(refusal!("{0} began on it", child))
    }

    /// Puts a branch away. Whoever stands on it stands where it left its parent.
    pub(super) fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        if let Some(why) = self.would_keep(name) {
            return Err(why);
        }
        let place = self.called(name).expect("it would not be refused");
        let branch = &self.branches[place];
        let (parent, moment) = branch.parent.expect("the first one is never deleted");
        let (taken, acted) = branch.left;
        let time = moment.time;
        if place == self.current {
            self.leave_end();
            self.current = parent;
            self.stand(Place { taken, acted, time });
        }
        self.branches[place].deleted = true;
        Ok(())
    }

    /// Brings a deleted branch back, and those that it left. False if there is none of this name.
    pub(super) fn bring_back(&mut self, name: &str) -> bool {
        let mut deleted = self.branches.iter();
        let found = deleted.position(|branch| branch.deleted && branch.name == name);
        let mut next = found;
        while let Some(place) = next {
            self.branches[place].deleted = false;
            next = self.branches[place].parent.map(|(parent, _)| parent);
        }
        found.is_some()
    }

    /// The picture at the end of a branch.
    pub(super) fn sketch(&self, place: usize) -> Option<Sketch> {
        Some(sketch(&self.branches[self.of_kept(place)?].to_end().world))
    }

    /// The current branch at a time: a copy of the checkpoint before it is played up to there.
    pub(super) fn glimpse(&self, time: Time) -> Glimpse {
        let branch = self.branch();
        let passed = |present: &Present<N>| present.world.moment().time <= time;
        let after = branch
            .checkpoints
            .partition_point(|point| passed(&point.present));
        let point = &branch.checkpoints[after.max(1) - 1];
        let (mut present, mut acted) = (point.present.clone(), point.acted);
        loop {
            match branch.acts.get(acted) {
                Some(next) if next.taken == present.world.taken() => {
                    if next.moment.time > time {
                        break;
                    }
                    present.world.wait_until(next.moment.time);
                    let done = present.act(&next.action);
                    debug_assert!(done.is_ok(), "an action that happened once happens again");
                    acted += 1;
                }
                _ if present.world.taken() >= branch.end_taken => break,
                _ if present.advance(time) == Taken::Nothing => break,
                _ => {}
            }
            present.settle(None);
        }
        Glimpse {
            moment: present.world.moment(),
            sketch: sketch(&present.world),
            caption: words::caption(
                &present,
                &branch.journal,
                acted.checked_sub(1).map(|last| &branch.acts[last]),
            ),
        }
    }

    /// The first record that two branches do not share, as each tells it.
    pub(super) fn first_difference(&self, one: usize, other: usize) -> Option<Difference> {
        let pair = [self.of_kept(one)?, self.of_kept(other)?];
        let [left, right] = pair.map(|place| &self.branches[place].journal.records);
        let shared = left.iter().zip(right.iter());
        let same = shared.take_while(|(left, right)| left == right).count();
        let differ = same < left.len() || same < right.len();
        differ.then(|| Difference {
            sides: pair.map(|place| self.happened(place, same)),
        })
    }

    fn happened(&self, branch: usize, place: usize) -> Option<Happened> {
        let record = self.branches[branch].journal.records.get(place)?;
        let told = self.tell(branch, &[place]);
        Some(Happened {
            step: record.step,
            time: record.time,
            phrase: told.into_iter().next()?,
        })
    }
}

fn sketch<N: Node>(world: &World<N>) -> Sketch {
    Sketch {
        nodes: world.ids().map(|id| world.glance(id)).collect(),
        links: world.links(),
    }
}

fn unknown(name: &str) -> Refusal {
    refusal!("there is no branch called {0}", name.to_owned())
}
