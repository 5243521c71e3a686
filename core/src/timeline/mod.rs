//! The timeline of a run: a tree of branches that share their past, checkpoints on each, and the present moment
//! somewhere on one of them. Going back never loses anything: acting in the past begins a new branch.
//!
//! ```
//! use synod_core::action::Action;
//! use synod_core::protocols::benmo::{self, ABOUT};
//! use synod_core::script::default_setup;
//! use synod_core::simulation::Advance;
//! use synod_core::units::{NodeId, Time};
//!
//! // A system of the catalogue is opened as a timeline; `examples/rumour.rs` makes one by hand.
//! let mut run = benmo::open(default_setup(&ABOUT));
//! run.act(&Action::Crash(NodeId::new(1).into())).expect("n1 is up");
//! run.act(&Action::Restart { who: NodeId::new(1).into(), amnesia: false }).expect("n1 is down");
//! while run.advance(Time(10_000_000)) == Advance::Stepped {}
//! let (end, fingerprint) = (run.end(), run.fingerprint());
//!
//! run.seek_step(3);
//! assert_eq!(run.moment().step, 3);
//! run.seek_step(end.step);
//! assert_eq!(run.fingerprint(), fingerprint, "sought is as played");
//! ```

mod answers;
mod branches;
mod door;
mod fork;
mod present;
mod tell;
mod walk;
mod words;

use std::sync::Arc;

use crate::action::Action;
use crate::journal::Journal;
use crate::node::Node;
use crate::property::Checker;
use crate::simulation::Setup;
use crate::units::{Moment, Step, Time};
use crate::view::{Lamp, Mark, Suggestion};
use crate::world::{Taken, World};

use present::Present;

/// Steps between checkpoints at first; doubled whenever the checkpoints of a branch are too many or too heavy.
const SPACING: Step = 256;
/// Bytes of a checkpoint that are worth one step of replay: so few that a world of ten thousand messages spends a tenth
/// of its time on checkpoints, and replays what lies between two in some milliseconds.
const STEP_BYTES: usize = 64;
/// Checkpoints of a branch: enough that a seek replays little, few enough to be forgotten about in memory.
const CHECKPOINTS_MAX: usize = 512;
/// Bytes that the checkpoints of a branch may take: a page runs in a fraction of what a machine has.
const CHECKPOINTS_BYTES_MAX: usize = 96 << 20;

/// What a timeline needs of a system besides its nodes.
pub struct Parts<N: Node> {
    /// The checkers, in the order of [`About::properties`](crate::about::About::properties).
    pub checkers: Vec<Box<dyn Checker<N>>>,
    /// What is worth trying now; asks which properties were seen.
    pub suggest: fn(&World<N>, &[Lamp]) -> Option<Suggestion>,
}

/// An action at its place on a branch.
#[derive(Clone)]
struct Acted {
    /// Events taken from the agenda before it.
    taken: u64,
    moment: Moment,
    action: Arc<Action>,
}

/// A moment that can be returned to: the present as it was, and how many actions of the branch it has behind it.
struct Checkpoint<N: Node> {
    acted: usize,
    present: Present<N>,
    weight: usize,
}

impl<N: Node> Checkpoint<N> {
    fn new(acted: usize, present: &Present<N>) -> Arc<Self> {
        Arc::new(Self {
            acted,
            present: present.clone(),
            weight: present.world.weight(),
        })
    }
}

#[derive(Clone)]
struct Branch<N: Node> {
    name: String,
    line: String,
    parent: Option<(usize, Moment)>,
    /// Events taken and actions done when it left its parent.
    left: (u64, usize),
    journal: Journal,
    marks: Vec<Mark>,
    acts: Vec<Acted>,
    checkpoints: Vec<Arc<Checkpoint<N>>>,
    spacing: Step,
    end: Moment,
    end_taken: u64,
    /// Put away; it can be brought back.
    deleted: bool,
}

impl<N: Node> Branch<N> {
    /// Whether more happened before the step after this one than so many actions and records: another action, or one
    /// that was scheduled.
    fn has_more_of(&self, step: Step, acted: usize, recorded: usize) -> bool {
        let act = self.acts.get(acted).map(|act| act.moment.step);
        let record = self.journal.records.get(recorded).map(|record| record.step);
        act == Some(step) || record == Some(step)
    }

    /// Where the checkpoints are too many or too heavy, every second one goes; the one of step 0 stays.
    fn thin_out(&mut self) {
        let weight = |points: &[Arc<Checkpoint<N>>]| -> usize {
            points.iter().map(|point| point.weight).sum()
        };
        while self.checkpoints.len() > 1
            && (self.checkpoints.len() > CHECKPOINTS_MAX
                || weight(&self.checkpoints) > CHECKPOINTS_BYTES_MAX)
        {
            let mut place = 0;
            self.checkpoints.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.spacing = self.spacing.saturating_mul(2);
        }
    }
}

/// A run of one system. See [`Simulation`](crate::simulation::Simulation) for what it does.
pub struct Timeline<N: Node> {
    branches: Vec<Branch<N>>,
    current: usize,
    present: Present<N>,
    /// How many actions of the current branch the present has behind it.
    acted: usize,
    suggest: fn(&World<N>, &[Lamp]) -> Option<Suggestion>,
}

impl<N: Node> Timeline<N> {
    /// A run that stands at step 0, its nodes booted.
    pub fn new(setup: Setup, parts: Parts<N>) -> Self {
        let mut journal = Journal::default();
        let mut marks = Vec::new();
        let mut present = Present::new(setup, parts.checkers);
        present.settle(Some((&mut journal, &mut marks)));
        let end = present.world.moment();
        let first = Checkpoint::new(0, &present);
        let branch = Branch {
            name: "main".into(),
            line: String::new(),
            parent: None,
            left: (0, 0),
            journal,
            marks,
            acts: Vec::new(),
            checkpoints: vec![first],
            spacing: SPACING,
            end,
            end_taken: 0,
            deleted: false,
        };
        Self {
            branches: vec![branch],
            current: 0,
            present,
            acted: 0,
            suggest: parts.suggest,
        }
    }

    fn branch(&self) -> &Branch<N> {
        &self.branches[self.current]
    }

    /// Whether nothing of the branch lies ahead but idle time.
    fn is_at_end(&self) -> bool {
        let branch = self.branch();
        self.acted == branch.acts.len() && self.present.world.taken() >= branch.end_taken
    }

    /// After something new happened at the end of the branch: keeps it.
    fn keep(&mut self) {
        let branch = &mut self.branches[self.current];
        self.present
            .settle(Some((&mut branch.journal, &mut branch.marks)));
        branch.end = self.present.world.moment();
        branch.end_taken = self.present.world.taken();
    }

    fn keep_checkpoint(&mut self) {
        let branch = &mut self.branches[self.current];
        let step = self.present.world.moment().step;
        let last = branch.checkpoints.last().expect("step 0 is always kept");
        let since = step - last.present.world.moment().step;
        // This one will weigh about what the last one did; to weigh it costs a walk over all nodes.
        if since < branch.spacing || (since as usize) * STEP_BYTES < last.weight {
            return;
        }
        let point = Checkpoint::new(self.acted, &self.present);
        branch.checkpoints.push(point);
        branch.thin_out();
    }

    /// Plays one event, or the recorded action that comes before it.
    fn play(&mut self, until: Time) -> Taken {
        let at_end = self.is_at_end();
        if let Some(next) = self.branch().acts.get(self.acted)
            && next.taken == self.present.world.taken()
        {
            let (time, action) = (next.moment.time, next.action.clone());
            if time > until {
                return Taken::Nothing;
            }
            self.present.world.wait_until(time);
            let done = self.present.act(&action);
            debug_assert!(done.is_ok(), "an action that happened once happens again");
            self.present.settle(None);
            self.acted += 1;
            return Taken::Aside;
        }
        let taken = self.present.advance(until);
        if taken == Taken::Nothing {
            return taken;
        }
        if at_end {
            self.keep();
            if taken == Taken::Step {
                self.keep_checkpoint();
            }
        } else {
            self.present.settle(None);
        }
        taken
    }

    /// Stands at the latest checkpoint that passes, unless the present is later and passes too.
    fn restore(&mut self, passes: impl Fn(&World<N>) -> bool) {
        let branch = self.branch();
        let place = branch
            .checkpoints
            .partition_point(|point| passes(&point.present.world));
        let point = branch.checkpoints[place.max(1) - 1].clone();
        let here = &self.present.world;
        if passes(here) && here.taken() >= point.present.world.taken() {
            return;
        }
        self.present = point.present.clone();
        self.acted = point.acted;
    }

    /// Leaves the end of the branch: keeps it as a checkpoint, so that returning is instant.
    fn leave_end(&mut self) {
        if !self.is_at_end() {
            return;
        }
        let branch = &mut self.branches[self.current];
        let last = branch.checkpoints.last().expect("step 0 is always kept");
        if last.acted < self.acted || last.present.world.taken() < self.present.world.taken() {
            let point = Checkpoint::new(self.acted, &self.present);
            branch.checkpoints.push(point);
            branch.thin_out();
        }
    }

    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| self.branches.iter().any(|branch| branch.name == name);
        if !taken(name) {
            return name.into();
        }
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        numbered
            .into_iter()
            .find(|name| !taken(name))
            .expect("some number is free")
    }

    /// A new branch from here, sharing the past.
    fn branch_off(&mut self, name: &str, line: String) {
        self.leave_end();
        let moment = self.present.world.moment();
        let (taken, parent) = (self.present.world.taken(), self.branch());
        let passed = |point: &&Arc<Checkpoint<N>>| {
            point.acted <= self.acted && point.present.world.taken() <= taken
        };
        let messages = self.present.world.messages();
        let branch = Branch {
            name: self.free_name(name),
            line,
            parent: Some((self.current, moment)),
            left: (taken, self.acted),
            journal: parent
                .journal
                .prefix(self.present.world.records() as usize, messages as usize),
            marks: parent
                .marks
                .iter()
                .filter(|mark| mark.record < self.present.world.records())
                .copied()
                .collect(),
            acts: parent.acts[..self.acted].to_vec(),
            checkpoints: parent.checkpoints.iter().filter(passed).cloned().collect(),
            spacing: parent.spacing,
            end: moment,
            end_taken: taken,
            deleted: false,
        };
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
    }
}
