//! What the components share: the snapshot of the run that the page draws, and what the person has chosen.
//!
//! Two rates: a [`Snapshot`] is made when a step happens, and the virtual DOM follows it; between steps only
//! positions move, computed from `sent` and `due` by [`crate::stage`]'s painter.

use std::rc::Rc;

use synod_core::about::{About, Tone};
use synod_core::ledger::BlockHash;
use synod_core::network::Cuts;
use synod_core::phrase::{Allegiance, Phrase};
use synod_core::units::{Address, MessageId, Moment, NodeId, RequestId, Time};
use synod_core::view::{
    BranchView, Caption, ClientView, Flight, Lamp, LinkView, Mark, MessageView, NodeDetail,
    NodeGlance, RequestView, State,
};
use yew::Callback;

use crate::ask::Ask;
use crate::scene::{Cue, Lesson, Question};

/// The run at a moment, as far as the page draws it. Made anew when a step, an action or a seek happened.
#[derive(Clone)]
pub struct Snapshot {
    /// Counts snapshots: two with one number are the same.
    pub number: u64,
    /// The system.
    pub about: &'static About,
    /// The present moment.
    pub moment: Moment,
    /// The fingerprint, 16 hex digits.
    pub fingerprint: String,
    /// Seed of the run.
    pub seed: u64,
    /// The nodes, `n1` first.
    pub nodes: Vec<NodeGlance>,
    /// Everything about the nodes, `n1` first: for all of them up to nine nodes, else for the selected one.
    pub details: Vec<Option<Rc<NodeDetail>>>,
    /// The clients: state and pending requests, `c1` first.
    pub clients: Vec<(State, u32)>,
    /// What the clients do, `c1` first: of all of them up to nine, else of the selected one; none where the system has no
    /// clients.
    pub askers: Vec<Option<Rc<ClientView>>>,
    /// The messages in flight.
    pub flights: Vec<Flight>,
    /// The messages that were lost since the snapshot before.
    pub lost: Vec<Lost>,
    /// Those in flight that are due later than they were when they were sent.
    pub late: Vec<MessageId>,
    /// The ways that are cut.
    pub cuts: Cuts,
    /// The links that are not open both ways: the same list as long as nothing is cut or opened.
    pub links: Rc<Vec<LinkView>>,
    /// Who speaks to whom, where each speaks to some only: of all up to some dozens of nodes, else of the selected one.
    pub bonds: Vec<Bond>,
    /// The properties.
    pub lamps: Vec<Lamp>,
    /// What just happened.
    pub caption: Option<Caption>,
    /// What is worth trying.
    pub tip: Option<Tip>,
    /// The marks of the time line.
    pub marks: Vec<Mark>,
    /// How far the current branch was played.
    pub end: Moment,
    /// The branches.
    pub branches: Vec<BranchView>,
    /// The requests, the oldest first.
    pub requests: Vec<RequestView>,
    /// The selected message, if one is.
    pub message: Option<Rc<MessageView>>,
    /// When the next event is due.
    pub next_due: Option<Time>,
    /// When the links will open, if that is scheduled.
    pub heals: Option<Time>,
    /// What only bar, transport and lanes draw.
    pub more: More,
}

/// Somebody speaks to somebody, where each node knows some neighbours only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bond {
    /// Who asks.
    pub from: NodeId,
    /// Who is asked.
    pub to: NodeId,
    /// Whether that one answers.
    pub answers: bool,
}

/// One thing to try.
#[derive(Clone, PartialEq, Debug)]
pub struct Tip {
    /// Names it, so that it does not come twice.
    pub key: &'static str,
    /// The imperative, at most 60 characters.
    pub phrase: Phrase,
    /// What does it, in order.
    pub asks: Vec<Ask>,
}

/// What of the run only bar, transport and lanes draw.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// How many records lie at or before the present moment.
    pub recorded: usize,
    /// Half of the shortest and longest flight together, in microseconds.
    pub flight_span: f64,
    /// The longest flight, in microseconds.
    pub flight_longest: u64,
    /// Defects and variants that differ from what the system requires, as the script sets them.
    pub variants: Vec<String>,
    /// What of the run is simpler than the real thing.
    pub simpler: Option<&'static str>,
    /// Whether the system has charts.
    pub has_charts: bool,
    /// The bound that the run has reached.
    pub limit: Option<&'static str>,
    /// The run is of this load: two runs never share a number.
    pub run: u32,
    /// Whether lines of the script have not happened yet.
    pub has_upcoming: bool,
    /// The last action, as a line.
    pub done: Option<String>,
    /// The next action that was done, as a line.
    pub undone: Option<String>,
    /// The branches that were deleted.
    pub deleted: Vec<BranchView>,
    /// The title of the script and what it is about; empty where it does not say.
    pub prose: Rc<(String, String)>,
    /// How many lines of the branch have happened, and how many are still to come.
    pub lines: (usize, usize),
    /// Whether the run before this one is kept.
    pub has_before: bool,
    /// What the script has said by now.
    pub lesson: Rc<Lesson>,
    /// The answer that was given to the question that stands.
    pub answered: Option<usize>,
    /// Where a lecturer goes: only while the page is presented.
    pub cues: Rc<Vec<Cue>>,
}

/// The time line is never shorter than so many of the longest flights.
const FLIGHTS: u64 = 20;
/// Nor, where messages take no time, than so many microseconds.
const LINE_LEAST: u64 = 20_000_000;

impl Snapshot {
    /// How much time the time line has room for, in microseconds: a little more than what was played, so that the head
    /// has somewhere to go; at first a few flights.
    pub fn line_length(&self) -> u64 {
        let end = self.end.time.max(self.moment.time).micros();
        let least = match self.more.flight_longest {
            0 => LINE_LEAST,
            longest => longest * FLIGHTS,
        };
        least.max(end + end / 8)
    }
}

impl More {
    /// The question that stands: only while nothing plays, and until it is answered.
    pub fn question(&self, playing: bool) -> Option<&Question> {
        let question = self.lesson.question.as_ref()?;
        (!playing && self.answered.is_none()).then_some(question)
    }
}

/// A message that was lost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lost {
    /// Which.
    pub id: MessageId,
    /// What it did.
    pub tone: Tone,
    /// Who sent it.
    pub from: Address,
    /// Whom it went to.
    pub to: Address,
    /// How much of its way it had come; none if it was lost when it was sent.
    pub share: Option<f64>,
    /// Why.
    pub why: &'static str,
    /// Whether it was lost in the present step.
    pub fresh: bool,
}

/// Snapshots are compared by number: they are immutable.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

/// The one selection of the whole page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Selection {
    /// The run itself.
    #[default]
    Run,
    /// A node.
    Node(NodeId),
    /// A client.
    Client(u16),
    /// A link by its ends, nodes by number and clients last.
    Link(Address, Address),
    /// A message.
    Message(MessageId),
    /// A block at its height.
    Block(u64, BlockHash),
}

/// What can be touched on the stage, and what a menu of actions is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Something that can be selected; on the ground, the run.
    Thing(Selection),
    /// A side of a partition, by its place.
    Side(usize),
    /// The rift between a side and the next one, by the place of the first.
    Rift(usize),
}

/// An open menu of actions.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Menu {
    /// What it is about.
    pub subject: Subject,
    /// Where in the window it was asked for; by keys, where its subject is.
    pub at: Option<(f64, f64)>,
}

/// What several nodes can keep: pointed at, it lights up all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// A ballot or head that they follow.
    Token(Allegiance),
    /// A block on their chains, at its height where that is known.
    Block(Option<u64>, BlockHash),
    /// A request in their logs or on their chains.
    Request(RequestId),
}

/// The tools of the tray. Tool then target and target then tool both work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tool {
    /// Selects.
    #[default]
    Point,
    /// Crashes a node.
    Crash,
    /// Restarts a node.
    Restart,
    /// Pauses a node.
    Pause,
    /// Resumes a node.
    Resume,
    /// Cuts a link: click a link, or a node and then another. One way if the switch says so or Alt is held.
    Cut,
    /// Gathers a side of a partition: click its members, then Enter or the button.
    Partition,
    /// Opens a link: click it, or a node and then another. With nothing chosen twice: all.
    Heal,
    /// Holds a message, or releases a held one.
    Hold,
    /// Drops a message.
    Drop,
    /// Duplicates a message.
    Copy,
    /// Delays a message.
    Delay,
}

/// What the page can ask of the driver. Made once; cheap to clone.
#[derive(Clone, PartialEq)]
pub struct Controls {
    /// Performs a line of script now. A refusal is shown in the caption's place.
    pub act: Callback<String>,
    /// Selects.
    pub select: Callback<Selection>,
    /// Lights up everything about this, or nothing.
    pub hover: Callback<Selection>,
    /// A click or Enter on something of the stage: with a tool on, the tool is used; else it is selected.
    /// The flag says whether Alt was held.
    pub touch: Callback<(Selection, bool)>,
    /// Opens the menu of what can be done to something.
    pub menu: Callback<Menu>,
    /// Performs these lines of script in order.
    pub lines: Callback<Vec<String>>,
    /// The pointer takes hold of something of the stage, or lets go.
    pub grip: Callback<bool>,
    /// Takes a tool.
    pub tool: Callback<Tool>,
    /// Plays or pauses the run.
    pub play: Callback<bool>,
    /// So many events forward, or back.
    pub step: Callback<i64>,
    /// Goes to a time.
    pub seek: Callback<Time>,
    /// Goes to a step.
    pub seek_step: Callback<u32>,
    /// Sets the speed: virtual microseconds in a real second.
    pub speed: Callback<f64>,
    /// Stands at the end of another branch.
    pub branch: Callback<String>,
    /// Starts another run from this script.
    pub load: Callback<String>,
}

/// What the person has chosen: not part of the run, never recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// What is selected.
    pub selection: Selection,
    /// What is hovered or focused.
    pub hover: Selection,
    /// What is hovered or focused that nodes keep; then `hover` is the run.
    pub lit: Option<Kept>,
    /// The tool in hand.
    pub tool: Tool,
    /// The pointer holds something of the stage; the run stands still as long.
    pub grip: bool,
    /// Cut goes one way: the touch equivalent of Alt.
    pub one_way: bool,
    /// Nodes or links chosen so far with a tool that needs several.
    pub gathered: Vec<Address>,
    /// Whether the run is playing.
    pub playing: bool,
    /// Virtual microseconds in a real second.
    pub speed: f64,
    /// A refusal or error to be shown in the caption's place, until it is replaced or times out.
    pub notice: Option<String>,
}
