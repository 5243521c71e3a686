//! What page, command line and tests hold of any system: the only trait object of the laboratory.
//!
//! ```
//! use synod_core::action::Action;
//! use synod_core::protocols::CATALOG;
//! use synod_core::script::default_setup;
//! use synod_core::simulation::Advance;
//! use synod_core::units::{NodeId, Time};
//!
//! for entry in CATALOG {
//!     let mut run = (entry.open)(default_setup(entry.about));
//!     run.act(&Action::Crash(NodeId::new(1).into())).expect("n1 is up");
//!     let again = run.act(&Action::Crash(NodeId::new(1).into())).expect_err("it is down now");
//!     assert_eq!(again.to_string(), "n1 is down");
//!     while run.advance(Time(5_000_000)) == Advance::Stepped {}
//!     run.wait_until(Time(5_000_000));
//!     run.act(&Action::Restart { who: NodeId::new(1).into(), amnesia: false }).expect("n1 is down");
//!
//!     // Everything is kept: going back is as cheap as going on, and acting there begins a branch.
//!     run.seek_time(Time::ZERO);
//!     run.act(&Action::Crash(NodeId::new(2).into())).expect("n2 was up");
//!     assert_eq!(run.branches().len(), 2);
//! }
//! ```

use std::fmt;

use crate::about::About;
use crate::action::{Action, Refusal};
use crate::grind::Search;
use crate::journal::Journal;
use crate::network::Cuts;
use crate::phrase::Phrase;
use crate::predicate::{Found, Predicate};
use crate::settings::Settings;
use crate::units::{Address, MessageId, Moment, NodeId, RequestId, Step, Time};
use crate::view::{
    BranchView, Caption, ChartView, ClientView, Difference, DrawView, Flight, Glimpse, Lamp,
    LinkView, Mark, MarkKind, MessageView, Neighbour, NodeDetail, NodeGlance, RequestView, Sketch,
    State, Suggestion,
};

/// What a run is made from: the header of its script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setup {
    /// How many nodes.
    pub nodes: u16,
    /// How many clients.
    pub clients: u16,
    /// The seed of every draw.
    pub seed: u64,
    /// Nodes that are down from the start and were never booted, ascending.
    pub absent: Vec<NodeId>,
    /// The options at step 0.
    pub settings: Settings,
}

/// Where a branch leaves another, as a script says it: `@K` is the last recorded moment of step K, its actions included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Leave {
    /// After which step.
    pub step: Step,
    /// And after what happened in it by this time.
    pub time: Option<Time>,
    /// And after so many actions since step 0, and no more.
    pub actions: Option<usize>,
}

impl fmt::Display for Leave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.step)?;
        self.time
            .iter()
            .try_for_each(|time| write!(f, " at {time}"))?;
        let mut actions = self.actions.iter();
        actions.try_for_each(|actions| write!(f, " after {actions}"))
    }
}

/// The end of a branch, and what is due there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BranchEnd {
    /// When it is.
    pub moment: Moment,
    /// When its last step was handled.
    pub step_time: Time,
    /// Whether an event is due at this very moment.
    pub is_restless: bool,
    /// The fingerprint of the path to it.
    pub fingerprint: u64,
}

/// How far a call of [`Simulation::advance`] went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advance {
    /// One event was handled, recorded for the first time or played again.
    Stepped,
    /// No event is due by then; the clock did not move.
    Quiet,
    /// The run has reached a limit: [`STEPS_MAX`], [`INSTANT_MAX`], [`MESSAGES_MAX`] or [`FLIGHTS_MAX`].
    Limit(&'static str),
}

/// The most events of a run.
pub const STEPS_MAX: Step = 1_000_000;
/// The most events at one instant.
pub const INSTANT_MAX: u32 = 1_000_000;
/// The most messages of a run, lost ones included: what keeps its journal within some hundred megabytes.
pub const MESSAGES_MAX: u32 = 4_000_000;
/// The most messages in flight: what a world that is cloned for a checkpoint may hold.
pub const FLIGHTS_MAX: usize = 500_000;
/// What a run says at [`MESSAGES_MAX`].
pub const MESSAGES_LIMIT: &str = "a run has at most 4000000 messages";
/// What a run says at [`FLIGHTS_MAX`].
pub const FLIGHTS_LIMIT: &str = "a run has at most 500000 messages in flight";
/// What a run says at [`STEPS_MAX`].
pub const STEPS_LIMIT: &str = "a run has at most 1000000 steps";
/// What a run says at [`INSTANT_MAX`].
pub const INSTANT_LIMIT: &str = "time does not advance";

/// A run of any system with its past, its branches and its present moment.
///
/// The present moment stands somewhere on the current branch. Behind it everything is kept; if it stands before
/// the end of the branch, advancing plays the branch again, actions included, and acting leaves it: a new branch
/// begins and the old one is kept.
pub trait Simulation {
    /// The system.
    fn about(&self) -> &'static About;
    /// What the run is made from.
    fn setup(&self) -> &Setup;
    /// The options in force now.
    fn settings(&self) -> &Settings;
    /// The present moment.
    fn moment(&self) -> Moment;
    /// When the latest step was handled; zero at step 0.
    fn step_time(&self) -> Time;
    /// The fingerprint of the path from step 0 to now.
    fn fingerprint(&self) -> u64;
    /// When the next event is due.
    fn next_due(&self) -> Option<Time>;

    /// The actions that were scheduled and have not happened yet, each with its time, in no order.
    fn scheduled(&self) -> Vec<(Time, Action)>;
    /// Whether the present moment is the end of the current branch.
    fn at_end(&self) -> bool;
    /// The end of the current branch.
    fn end(&self) -> Moment;

    /// Handles the next event if it is due at or before `until`. Before the end of the branch, recorded actions
    /// that come before that event happen first.
    fn advance(&mut self, until: Time) -> Advance;
    /// Moves the clock on to a time at which or before which nothing is due. Recorded actions in between happen.
    fn wait_until(&mut self, time: Time);
    /// Does something now. Before the end of the branch a new branch begins.
    fn act(&mut self, action: &Action) -> Result<(), Refusal>;
    /// Why an action would be refused now.
    fn would_refuse(&self, action: &Action) -> Option<Refusal>;
    /// Goes to the last recorded moment of a step, its actions included. Past the end of the branch it goes there.
    fn seek_step(&mut self, step: Step);
    /// Goes to a time: everything recorded up to it has happened. Past the end of the branch it goes there.
    fn seek_time(&mut self, time: Time);
    /// Goes back or forth to where exactly so many actions of the branch have happened, at the moment of the next.
    fn seek_action(&mut self, count: usize);
    /// Goes back or forth to the very moment at which the last of so many actions of the branch had happened.
    fn seek_acted(&mut self, count: usize);
    /// The action at this place among those of the current branch, from 0, also one that lies ahead.
    fn action_at(&self, place: usize) -> Option<(Moment, &Action)>;
    /// How many actions of the branch have happened.
    fn acted(&self) -> usize;
    /// Goes to the moment of the current branch that is written so. False if it has none.
    fn seek_written(&mut self, leave: Leave) -> bool;
    /// How it is written where a branch, by its place among [`Simulation::branches`], left its parent.
    fn written(&self, branch: usize) -> Option<Leave>;
    /// What stands at the end of a branch, by its place among [`Simulation::branches`].
    fn end_of(&self, branch: usize) -> Option<BranchEnd>;
    /// Begins a new branch here, whatever comes after on this one; `line` is the line of script that it begins with.
    fn fork(&mut self, name: &str, line: &str);
    /// The branches, in the order in which they began, without deleted ones.
    fn branches(&self) -> Vec<BranchView>;
    /// The branches that were deleted, in the order in which they began.
    fn deleted(&self) -> Vec<BranchView>;
    /// Gives a branch another name. The first one keeps its own, and no two share one.
    fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal>;
    /// Why a branch cannot be deleted: it is the only one, or others began on it.
    fn would_keep(&self, name: &str) -> Option<Refusal>;
    /// Puts a branch away. Whoever stands on it stands where it left its parent.
    fn delete(&mut self, name: &str) -> Result<(), Refusal>;
    /// Brings a deleted branch back, and those that it left. False if there is none of this name.
    fn bring_back(&mut self, name: &str) -> bool;
    /// The picture at the end of a branch, by its place among [`Simulation::branches`]; the present stays where it is.
    fn sketch(&self, branch: usize) -> Option<Sketch>;
    /// The current branch as it was at this time, at most at its end; the present stays where it is.
    fn glimpse(&self, time: Time) -> Glimpse;
    /// Where two branches, by their places among [`Simulation::branches`], first differ; none if the same happened.
    fn first_difference(&self, one: usize, other: usize) -> Option<Difference>;
    /// Stands at the end of another branch. False if there is none of this name.
    fn switch_to(&mut self, name: &str) -> bool;
    /// The actions of the current branch up to the present moment, refused ones left out.
    fn actions(&self) -> Vec<(Moment, Action)>;

    /// The nodes at a glance, into a reused buffer.
    fn glances(&self, out: &mut Vec<NodeGlance>);
    /// The messages in flight in the order of their ids, into a reused buffer.
    fn flights(&self, out: &mut Vec<Flight>);
    /// The ways that are cut.
    fn cuts(&self) -> &Cuts;
    /// The links that are not open both ways, each once, smaller end first.
    fn links(&self) -> Vec<LinkView> {
        self.cuts().links()
    }
    /// The states of the clients, `c1` first, with how many requests each has pending.
    fn clients(&self) -> Vec<(State, u32)>;
    /// Everything about a client, or about the console of a node where somebody has asked; `None` of others, and where
    /// the system has no clients.
    fn client(&self, who: Address) -> Option<ClientView>;
    /// Everything about a node.
    fn node(&self, id: NodeId) -> Option<NodeDetail>;
    /// The draw of the block at this height of a node's chain, where a lottery decides who makes it: of the next block,
    /// or of a past one with the stakes as they were then.
    fn draw(&self, id: NodeId, height: u64) -> Option<DrawView>;
    /// What the next event goes on to search for, if it does and if that is not known: see [`crate::grind`].
    fn awaited(&self) -> Option<Search>;
    /// What each node searches for, where that is its work, into a reused buffer.
    fn searches(&self, out: &mut Vec<(NodeId, Search)>);
    /// To whom a node speaks, where [`About::gossips`]; one that is down speaks to nobody.
    fn neighbours(&self, id: NodeId) -> &[Neighbour];
    /// Whether the system has charts.
    fn has_charts(&self) -> bool;
    /// What was measured in the run so far, beside what was predicted, where the system has charts.
    fn charts(&self) -> Vec<ChartView>;
    /// Everything about a message that was ever sent on this branch.
    fn message(&self, id: MessageId) -> Option<MessageView>;
    /// The properties in the order of the lamps.
    fn lamps(&self) -> Vec<Lamp>;
    /// All requests, in the order in which they were entered.
    fn requests(&self) -> Vec<RequestView>;
    /// The request at this place in the order in which they were entered, from 0.
    fn request_at(&self, place: usize) -> Option<RequestId>;
    /// One request.
    fn request(&self, id: RequestId) -> Option<RequestView>;
    /// What just happened.
    fn caption(&self) -> Option<Caption>;
    /// What is worth trying now.
    fn suggestion(&self) -> Option<Suggestion>;
    /// The marks of the current branch, up to its end.
    fn marks(&self) -> &[Mark];
    /// When the run would leave a mark of these kinds if it went on from here by itself, within so many events. A copy of
    /// the present goes ahead; nothing changes.
    fn foresee(&self, kinds: &[MarkKind], events: u32) -> Option<Moment>;
    /// What the current branch remembers up to the present moment or beyond: see [`Simulation::recorded`].
    fn journal(&self) -> &Journal;
    /// How many records of the journal lie at or before the present moment.
    fn recorded(&self) -> usize;
    /// The records at these places of the journal as sentences, with all that can be told of them: what a message said,
    /// what a rule was about, what a block orders. A scratch world plays those moments again, once from the nearest
    /// checkpoint where the places ascend; nothing changes. Places beyond the journal are left out.
    fn describe(&self, places: &[usize]) -> Vec<Phrase>;
    /// Whether nothing is severed, held, paused, down or lossy now.
    fn is_calm(&self) -> bool;
    /// Whether something is true now, and what is.
    fn check(&self, predicate: &Predicate) -> Found;
}
