//! A run as it may be drawn: what its properties, captions and requests say, and its time line with its branches.

use crate::about::{Expectation, PropertySpec};
use crate::phrase::Phrase;
use crate::rule::Rule;
use crate::units::{Moment, RequestId, Step, Time};
use crate::view::{LinkView, NodeGlance};

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
    /// `Statistical`: never more than what was counted.
    Counted,
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
            Self::Counted => "counted",
        }
    }

    /// What an expectation says before anything happened.
    pub fn opening(expectation: Expectation) -> Self {
        match expectation {
            Expectation::Always => Self::Holds,
            Expectation::Sometimes | Expectation::Eventually => Self::Waiting,
            Expectation::Statistical => Self::Counted,
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
    /// Of what holds but went beyond what its checker can judge: since when that is so, and why. It may still fail.
    pub unjudged: Option<(Moment, Phrase)>,
    /// Of a failure: the two facts in conflict. Of a statistic: what was counted.
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

/// Whether all nodes together are as they should be, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Health {
    /// Whether they are.
    pub is_good: bool,
    /// The case, by a short name: `q=1, m=0`.
    pub case: String,
    /// What that means, and how it mends.
    pub phrase: Phrase,
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
    /// Somebody held, released, delayed, hastened, copied or dropped a message.
    Message,
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

/// The picture at the end of a branch, as far as a thumbnail shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sketch {
    /// The nodes at a glance, `n1` first.
    pub nodes: Vec<NodeGlance>,
    /// The links that are not open both ways.
    pub links: Vec<LinkView>,
}

/// A moment of the past as somebody sees it who only looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glimpse {
    /// When it is.
    pub moment: Moment,
    /// The picture.
    pub sketch: Sketch,
    /// What had just happened.
    pub caption: Option<Caption>,
}

/// Where two branches first tell different things.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What happened on the one and on the other; none where nothing more did.
    pub sides: [Option<Happened>; 2],
}

/// Something that happened, told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// In which step.
    pub step: Step,
    /// When.
    pub time: Time,
    /// What.
    pub phrase: Phrase,
}
