//! The whole vocabulary between systems and pixels. A page that can draw these draws every system; a new kind of
//! picture is a new optional field here and one component there.

use crate::about::{Expectation, PropertySpec, RoleSpec, Tone};
use crate::ledger::{Account, BlockHash, Chain, Literal};
use crate::phrase::{Allegiance, Phrase};
use crate::rule::Rule;
use crate::units::{Address, MessageId, Moment, NodeId, Ratio, RequestId, Step, Time};

/// Whether a node or client is up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It handles what arrives.
    Up,
    /// It keeps its memory and handles nothing.
    Paused,
    /// It lost its memory; its disk stays.
    Down,
}

impl State {
    /// Its name in scripts and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Paused => "paused",
            Self::Down => "down",
        }
    }
}

/// What a node shows at a glance. Small and `Copy`, made for every node at every step that is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glance {
    /// Its role while it is up.
    pub role: &'static RoleSpec,
    /// Whose ballot or head it follows.
    pub allegiance: Option<Allegiance>,
    /// Whom it believes to lead.
    pub leader: Option<NodeId>,
    /// The hash of the last block of its own chain.
    pub tip: BlockHash,
    /// Blocks above genesis on its own chain.
    pub height: u64,
    /// How many of them are final.
    pub committed: u64,
    /// Its own requests that are not final yet.
    pub pending: u32,
}

/// A node on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeGlance {
    /// Which.
    pub id: NodeId,
    /// Whether it is up.
    pub state: State,
    /// What it shows. Of a node that is down: what its disk alone would show, and no role.
    pub glance: Glance,
    /// The pending timer that fires first, of those that are news on the stage.
    pub timer: Option<TimerView>,
    /// How fast its clock runs; 100 % unless skewed.
    pub rate: Ratio,
}

impl NodeGlance {
    /// The role's name as hooks show it; a node that is down has none.
    pub fn role(&self) -> &'static str {
        if self.state == State::Down {
            "none"
        } else {
            self.glance.role.name
        }
    }

    /// Whether it holds the leader's role now.
    pub fn leading(&self) -> bool {
        self.state != State::Down && self.glance.role.leads
    }
}

/// A pending timer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerView {
    /// Its name.
    pub name: &'static str,
    /// What happens when it fires, before the time: `leads in`.
    pub words: &'static str,
    /// When it was set.
    pub set: Time,
    /// When it fires; of a paused node: when it would have.
    pub due: Time,
}

/// Whether a message flies or is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlightState {
    /// It is due.
    Flying,
    /// Somebody holds it since this moment.
    Held(Time),
}

/// A message in flight. Small and `Copy`. Its place on the link is `(now - sent) / (due - sent)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flight {
    /// Which.
    pub id: MessageId,
    /// Its kind.
    pub kind: &'static str,
    /// What it does.
    pub tone: Tone,
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// When it was sent.
    pub sent: Time,
    /// When it is due; of a held one: when it would have been.
    pub due: Time,
    /// Whether it flies.
    pub state: FlightState,
    /// Whose ballot or block it carries.
    pub allegiance: Option<Allegiance>,
    /// Whether it is a copy.
    pub copy: bool,
}

/// A link that is not open both ways. `from` comes before `to`: nodes by number, then clients.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkView {
    /// Its first end.
    pub from: Address,
    /// Its second end.
    pub to: Address,
    /// Which ways are cut.
    pub state: LinkState,
    /// When it was last cut.
    pub since: Time,
}

/// Which ways of a link are open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkState {
    /// Both.
    Open,
    /// None.
    Cut,
    /// From the first end to the second it is cut.
    CutForward,
    /// From the second end to the first it is cut.
    CutBack,
}

impl LinkState {
    /// Its name in scripts and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Cut => "cut",
            Self::CutForward => "cut-forward",
            Self::CutBack => "cut-back",
        }
    }
}

/// Where a fact is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// In memory: lost in a crash.
    Memory,
    /// On disk: survives a crash.
    Disk,
}

/// Something that a node knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name; those that scripts may ask for stand in [`About::facts`](crate::about::About::facts).
    pub name: &'static str,
    /// Its value as a literal, for scripts and exports.
    pub value: Literal,
    /// Its value as people read it.
    pub words: Phrase,
    /// Where it is kept.
    pub storage: Storage,
}

/// What a voter has said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    /// Nothing yet.
    Asked,
    /// Its answer is on the way and is due then.
    Coming(Time),
    /// Yes.
    Yes,
    /// No.
    No,
}

/// Votes being gathered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    /// What is counted: `promises`.
    pub name: &'static str,
    /// How many make it.
    pub quorum: usize,
    /// Every voter with its vote: those that voted in the order of arrival, then the others by number.
    pub votes: Vec<(NodeId, Vote)>,
    /// The kind of message that carries a vote.
    pub kind: &'static str,
}

impl Tally {
    /// How many said yes.
    pub fn count(&self) -> usize {
        self.votes
            .iter()
            .filter(|(_, vote)| *vote == Vote::Yes)
            .count()
    }
}

/// A request that waits at a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingView {
    /// Which.
    pub request: RequestId,
    /// What is asked, in short: `n1→n2 10`.
    pub text: String,
}

/// An account as a node knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountView {
    /// Whose.
    pub account: Account,
    /// What it holds.
    pub balance: i64,
    /// What its own requests that are not final would take from it.
    pub pending: i64,
}

/// Everything about a node, made only when somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeView {
    /// What it is doing and what it lacks.
    pub goal: Phrase,
    /// The votes that it gathers.
    pub tally: Option<Tally>,
    /// What it knows, in order of importance.
    pub facts: Vec<Fact>,
    /// Its own chain.
    pub chain: Chain,
    /// How many blocks of it are final.
    pub committed: u64,
    /// Requests that wait at it.
    pub pending: Vec<PendingView>,
    /// The accounts as it knows them.
    pub accounts: Vec<AccountView>,
    /// Why what it waits for has not happened, as numbered sentences.
    pub why_not: Vec<Phrase>,
}

/// A node with everything about it and around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeDetail {
    /// At a glance.
    pub glance: NodeGlance,
    /// In full. Of a node that is down: what its disk says.
    pub view: NodeView,
    /// All its pending timers, the next one first.
    pub timers: Vec<TimerView>,
}

/// A field of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name; `forge` takes the same names.
    pub name: &'static str,
    /// Its value.
    pub value: Literal,
    /// Its value as people read it.
    pub words: Phrase,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is in flight.
    Flying(FlightState),
    /// It was handled then.
    Delivered(Time),
    /// It was lost then, for this reason.
    Lost(Time, &'static str),
}

/// Everything about a message, made only when somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// Its kind.
    pub kind: &'static str,
    /// What it does.
    pub tone: Tone,
    /// What it says, in one sentence.
    pub sentence: &'static str,
    /// Who sent it.
    pub from: Address,
    /// Whom it goes to.
    pub to: Address,
    /// When it was sent.
    pub sent: Time,
    /// When it is or was due.
    pub due: Time,
    /// What became of it.
    pub fate: Fate,
    /// In which step it was sent.
    pub step: Step,
    /// Whose ballot or block it carries.
    pub allegiance: Option<Allegiance>,
    /// What it says, field by field.
    pub fields: Vec<Field>,
}

/// What a property says of the present moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// `Always`: it has not failed.
    Holds,
    /// `Always`: it has.
    Fails,
    /// `Sometimes`: it has been seen.
    Witnessed,
    /// `Eventually`: it came true in a calm period.
    Met,
    /// `Sometimes` and `Eventually`: not yet.
    Waiting,
}

impl Verdict {
    /// Its name in hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Witnessed => "witnessed",
            Self::Met => "met",
            Self::Waiting => "waiting",
        }
    }

    /// What an expectation says before anything happened.
    pub fn opening(expectation: Expectation) -> Self {
        if expectation == Expectation::Always {
            Self::Holds
        } else {
            Self::Waiting
        }
    }
}

/// A property at the present moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PropertyView {
    /// Which; compared by its id.
    pub id: &'static str,
    /// Its verdict.
    pub verdict: Verdict,
    /// When the verdict changed: the first failure, the first sight.
    pub since: Option<Moment>,
    /// Of a failure: the two facts in conflict.
    pub facts: Vec<Phrase>,
}

/// A property's static part and its verdict.
#[derive(Clone, Debug)]
pub struct Lamp {
    /// What it means.
    pub spec: &'static PropertySpec,
    /// What it says now.
    pub view: PropertyView,
}

/// How much a caption matters: of several, the one of the highest rank is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rank {
    /// A message was sent, or a timer set.
    Send,
    /// A vote was counted.
    Vote,
    /// Somebody broke or mended something.
    Fault,
    /// Chains differ, or agree again.
    Fork,
    /// Somebody leads.
    Leadership,
    /// Something is decided.
    Decision,
    /// A property failed.
    Violation,
}

/// What just happened, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caption {
    /// The sentence.
    pub phrase: Phrase,
    /// How much it matters.
    pub rank: Rank,
    /// The rule that ran.
    pub rule: Option<&'static Rule>,
}

/// Something worth trying now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The imperative, at most 60 characters.
    pub phrase: Phrase,
    /// The lines of script that do it, in order.
    pub lines: Vec<String>,
    /// Names it, so that it does not come twice.
    pub key: &'static str,
}

/// What a verdict says of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// No answer yet.
    Pending,
    /// In what the system calls final.
    Committed,
    /// The node or the ledger answered no.
    Rejected,
    /// It was committed and is not any more.
    RolledBack,
    /// The asker gave up or crashed.
    Unknown,
}

impl Answer {
    /// All verdicts, in the order of the language's definition.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Committed,
        Self::Rejected,
        Self::RolledBack,
        Self::Unknown,
    ];

    /// Its name in scripts and hooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Committed => "committed",
            Self::Rejected => "rejected",
            Self::RolledBack => "rolled-back",
            Self::Unknown => "unknown",
        }
    }
}

/// A request with its verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestView {
    /// Which.
    pub id: RequestId,
    /// What was asked, as the script language writes it.
    pub text: String,
    /// Its verdict.
    pub verdict: Answer,
    /// The whole text of the answer.
    pub answer: String,
    /// When it was entered.
    pub entered: Moment,
    /// When its verdict last changed.
    pub answered: Option<Moment>,
}

/// What kind of moment a mark of the time line stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MarkKind {
    /// Somebody entered a request or changed a setting.
    You,
    /// Somebody began to lead.
    Leader,
    /// Something was decided for the first time.
    Commit,
    /// A node went down.
    Crash,
    /// A link was cut.
    Cut,
    /// A link was opened, or a node came back.
    Heal,
    /// Chains began to differ.
    Fork,
    /// A property worth seeing was seen.
    Seen,
    /// A property failed.
    Violation,
}

/// A mark of the time line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What happened.
    pub kind: MarkKind,
    /// When.
    pub moment: Moment,
    /// The place of its record.
    pub record: u32,
}

/// A branch of the timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BranchView {
    /// Its name: `main`, then what began it.
    pub name: String,
    /// The branch it left, and where.
    pub parent: Option<(String, Moment)>,
    /// How far it was played.
    pub end: Moment,
    /// Whether the play head is on it.
    pub current: bool,
    /// What began it, as a line of script.
    pub line: String,
}
