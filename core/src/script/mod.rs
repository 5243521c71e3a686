//! The script language, version 1: its text as values, and back. `parse(print(s)) == s`.
//!
//! The language is defined by `SCRIPT.md`; playing it is the business of [`crate::session`].
//!
//! ```
//! use synod_core::protocols::benmo::ABOUT;
//! use synod_core::script::parse;
//!
//! let text = "protocol benmo   # five nodes\nat 1000ms submit n1 transfer n1 n2 30\n";
//! let script = parse(text, &[&ABOUT]).expect("it parses");
//! let printed = "synod 1\nprotocol benmo # five nodes\nat 1s submit n1 transfer n1 n2 30\n";
//! assert_eq!(script.to_string(), printed);
//! assert_eq!(parse(printed, &[&ABOUT]), Ok(script));
//!
//! let error = parse("protocol benmo\ncrash n1 n2\n", &[&ABOUT]).expect_err("one at a time");
//! assert_eq!((error.place.line, error.place.column), (2, 10));
//! assert_eq!(error.to_string(), "found n2, expected end of line");
//! ```

mod actions;
mod lex;
mod options;
mod parse;
mod predicates;
mod values;

use std::fmt;

use crate::about::About;
use crate::action::{Action, Setting};
use crate::ledger::quote;
use crate::predicate::Predicate;
use crate::settings::Settings;
use crate::simulation::{Leave, Setup};
use crate::units::{NodeId, Span, Step};

pub use parse::{literal, parse, parse_line, transaction};
pub use values::span;

/// The largest script, in bytes: what a person can have written, and a parser reads at once.
pub const BYTES_MAX: usize = 1 << 20;
/// The most lines of a script.
pub const LINES_MAX: usize = 100_000;

/// Where a statement stands: 1-based, in characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Place {
    /// Its line.
    pub line: u32,
    /// Its column.
    pub column: u32,
}

/// Why a text is no script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Where.
    pub place: Place,
    /// What was found there.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "found {}, expected {}", self.found, self.expected)
    }
}

/// When a line happens, if it says so itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// At a time: every event due by then is handled first.
    At(Span),
    /// After so many steps.
    Step(Step),
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => write!(f, "at {time}"),
            Self::Step(step) => write!(f, "@{step}"),
        }
    }
}

/// A line for people. It changes neither run nor fingerprint.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Prose {
    /// The name of the scene.
    Title(String),
    /// What it is about.
    About(String),
    /// Something to read at this moment.
    Say(String),
    /// A question, and answers to choose from.
    Ask(String, Vec<String>),
    /// What is to be reached.
    Goal(Predicate),
    /// Help.
    Hint(String),
    /// How few actions suffice.
    Par(i64),
}

/// What a line says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Statement {
    /// `protocol ID`
    Protocol(&'static str),
    /// `nodes N`
    Nodes(u16),
    /// `clients N`
    Clients(u16),
    /// `seed N`
    Seed(u64),
    /// `absent n4 n5`
    Absent(Vec<NodeId>),
    /// A `set` line of the header: in force from step 0.
    Initial(Setting),
    /// An action.
    Act(Action),
    /// `until T`
    Until(Span),
    /// `run S`
    Run(Span),
    /// `await PREDICATE within S`
    Await(Predicate, Span),
    /// `expect [not] PREDICATE`: the predicate, and whether it is to be true.
    Expect(Predicate, bool),
    /// A line for people.
    Prose(Prose),
    /// `branch NAME from PARENT @K`; where that is not enough, ` at T` and ` after N`
    Branch {
        /// Its name.
        name: String,
        /// The branch it leaves.
        parent: String,
        /// Where.
        leave: Leave,
    },
}

/// A line of a script. Equality does not ask where it stands.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Where its statement stands, behind a moment if it has one.
    pub place: Place,
    /// Where its first word stands.
    pub start: Place,
    /// When it happens, if it says so.
    pub when: Option<When>,
    /// What it says.
    pub statement: Option<Statement>,
    /// Its comment, without the sign.
    pub comment: Option<String>,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.when == other.when
            && self.statement == other.statement
            && self.comment == other.comment
    }
}

impl Eq for Line {}

/// A script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// Its lines, blank ones included, the header first.
    pub lines: Vec<Line>,
    /// The id of its system.
    pub protocol: &'static str,
    /// The defaults and header lines together.
    pub setup: Setup,
}

impl Script {
    /// A script that says nothing but its system: an empty run.
    pub fn empty(about: &'static About) -> Self {
        let line = Line {
            statement: Some(Statement::Protocol(about.id)),
            ..Line::default()
        };
        Self {
            lines: vec![line],
            protocol: about.id,
            setup: default_setup(about),
        }
    }

    /// Gives the script another number of nodes and another seed. Where it names nodes that are not there any more,
    /// others take their parts in turn; a transfer whose two parts fall to one node is left out.
    pub fn cast(&mut self, nodes: Option<u16>, seed: Option<u64>) {
        let count = nodes.unwrap_or(self.setup.nodes);
        let heads = [nodes.map(Statement::Nodes), seed.map(Statement::Seed)];
        let replaced = |line: &Line| match line.statement {
            Some(Statement::Nodes(_)) => nodes.is_some(),
            Some(Statement::Seed(_)) => seed.is_some(),
            _ => false,
        };
        self.lines.retain(|line| !replaced(line));
        let after = self
            .lines
            .iter()
            .position(Line::is_header)
            .map_or(0, |place| place + 1);
        for statement in heads.into_iter().flatten() {
            let line = Line {
                statement: Some(statement),
                ..Line::default()
            };
            self.lines.insert(after, line);
        }
        self.lines.retain_mut(|line| match &mut line.statement {
            Some(Statement::Act(action)) => action.cast(count),
            _ => true,
        });
    }

    /// The lines after the header.
    pub fn body(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.is_header())
    }
}

/// The title of a script and what it is about, as its lines say; empty where they do not.
pub fn title_and_about<'a>(lines: impl Iterator<Item = &'a Line>) -> (String, String) {
    let (mut title, mut about) = (String::new(), String::new());
    for line in lines {
        match &line.statement {
            Some(Statement::Prose(Prose::Title(text))) => title.clone_from(text),
            Some(Statement::Prose(Prose::About(text))) => about.clone_from(text),
            _ => {}
        }
    }
    (title, about)
}

/// What a system runs with when nothing is said.
pub fn default_setup(about: &'static About) -> Setup {
    Setup {
        nodes: about.default_nodes,
        clients: about.default_clients,
        seed: 0,
        absent: Vec::new(),
        settings: Settings::defaults(about),
    }
}

impl Line {
    /// Whether it belongs to the header: what a run is made from.
    pub fn is_header(&self) -> bool {
        matches!(
            self.statement,
            Some(
                Statement::Protocol(_)
                    | Statement::Nodes(_)
                    | Statement::Clients(_)
                    | Statement::Seed(_)
                    | Statement::Absent(_)
                    | Statement::Initial(_)
            )
        )
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title(text) => write!(f, "title {}", quote(text)),
            Self::About(text) => write!(f, "about {}", quote(text)),
            Self::Say(text) => write!(f, "say {}", quote(text)),
            Self::Ask(text, choices) => {
                write!(f, "ask {}", quote(text))?;
                choices
                    .iter()
                    .try_for_each(|choice| write!(f, " {}", quote(choice)))
            }
            Self::Goal(predicate) => write!(f, "goal {predicate}"),
            Self::Hint(text) => write!(f, "hint {}", quote(text)),
            Self::Par(number) => write!(f, "par {number}"),
        }
    }
}

/// A branch's name as the script language writes it: a word bare, anything else quoted.
fn name(text: &str) -> String {
    if crate::ledger::is_word(text) {
        text.into()
    } else {
        quote(text)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(id) => write!(f, "protocol {id}"),
            Self::Nodes(count) => write!(f, "nodes {count}"),
            Self::Clients(count) => write!(f, "clients {count}"),
            Self::Seed(seed) => write!(f, "seed {seed}"),
            Self::Absent(ids) => {
                f.write_str("absent")?;
                ids.iter().try_for_each(|id| write!(f, " {id}"))
            }
            Self::Initial(setting) => setting.fmt(f),
            Self::Act(action) => action.fmt(f),
            Self::Until(time) => write!(f, "until {time}"),
            Self::Run(span) => write!(f, "run {span}"),
            Self::Await(predicate, span) => write!(f, "await {predicate} within {span}"),
            Self::Expect(predicate, true) => write!(f, "expect {predicate}"),
            Self::Expect(predicate, false) => write!(f, "expect not {predicate}"),
            Self::Prose(prose) => prose.fmt(f),
            Self::Branch {
                name: own,
                parent,
                leave,
            } => {
                write!(f, "branch {} from {} {leave}", name(own), name(parent))
            }
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.when.as_ref().map(ToString::to_string));
        parts.extend(self.statement.as_ref().map(ToString::to_string));
        parts.extend(self.comment.as_ref().map(|comment| format!("#{comment}")));
        f.write_str(parts.join(" ").trim_end())
    }
}

impl fmt::Display for Script {
    /// The canonical text: the version, then one statement a line with single blanks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "synod 1")?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
