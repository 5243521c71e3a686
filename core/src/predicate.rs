//! What `expect` and `await` ask of the present moment.
//!
//! ```
//! use synod_core::predicate::{Comparison, Predicate};
//! use synod_core::session::Session;
//!
//! let at_genesis = Predicate::Committed { comparison: Comparison::Equal, number: 0, on: vec![] };
//! assert_eq!(at_genesis.to_string(), "committed = 0");
//! let session = Session::load("protocol benmo\n").expect("it parses");
//! assert!(session.view().check(&at_genesis).ok);
//!
//! let led = session.view().check(&Predicate::Leader(Some(synod_core::units::NodeId::new(2))));
//! assert!(!led.ok && !led.found.is_empty(), "what was found is said in words");
//! ```

use std::fmt;

use crate::ledger::{Account, Literal, quote};
use crate::units::{Address, NodeId, RequestId};
use crate::view::{Answer, LinkState, State};

/// A comparison of whole numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// All of them, longer signs first.
    pub const ALL: [Self; 6] = [
        Self::NotEqual,
        Self::AtMost,
        Self::AtLeast,
        Self::Equal,
        Self::Less,
        Self::More,
    ];

    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it holds between two numbers.
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

/// A statement about the present moment. `on` empty means: every node that is up (paused counts), at least one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Predicate {
    /// A property, by its id, has not failed, was seen, or is true now.
    Property(&'static str),
    /// An `Always` has failed.
    Violated(&'static str),
    /// A `Sometimes` was seen.
    Witnessed(&'static str),
    /// The committed balance of an account.
    Balance {
        /// Whose.
        account: Account,
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
        /// As which nodes know it.
        on: Vec<NodeId>,
    },
    /// The committed value of a key; `None` for none.
    Value {
        /// The key.
        key: Literal,
        /// Its value.
        value: Option<Literal>,
        /// As which nodes know it.
        on: Vec<NodeId>,
    },
    /// Blocks above genesis.
    Height {
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
        /// On which nodes.
        on: Vec<NodeId>,
    },
    /// Final blocks above genesis.
    Committed {
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
        /// On which nodes.
        on: Vec<NodeId>,
    },
    /// The own chains of these nodes end in the same block.
    Tip(Vec<NodeId>),
    /// The committed chains of these nodes are equal.
    Chain(Vec<NodeId>),
    /// A fact of a node's view.
    Fact {
        /// Which node.
        node: NodeId,
        /// The fact's name.
        name: &'static str,
        /// Its value.
        value: Literal,
    },
    /// The committed stake of an account.
    Stake {
        /// Whose.
        account: Account,
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
        /// As which nodes know it.
        on: Vec<NodeId>,
    },
    /// This node and no other that is up holds the leader's role; `None`: no node that is up does.
    Leader(Option<NodeId>),
    /// The role of a node.
    Role {
        /// Which node.
        node: NodeId,
        /// The role.
        role: &'static str,
    },
    /// Whether somebody is up.
    State {
        /// Who.
        who: Address,
        /// The state.
        state: State,
    },
    /// Which ways of a link are cut, seen from the first end named.
    Link {
        /// The first end.
        from: Address,
        /// The second end.
        to: Address,
        /// The state.
        state: LinkState,
    },
    /// A node's own requests that are not final.
    Pending {
        /// Which node.
        node: NodeId,
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
    },
    /// Messages of a kind put on the bus since step 0.
    Messages {
        /// The kind.
        kind: &'static str,
        /// Compared how.
        comparison: Comparison,
        /// With what.
        number: i64,
    },
    /// The verdict of a request, and the whole text of the answer if given.
    Reply {
        /// Which.
        request: RequestId,
        /// The verdict.
        verdict: Answer,
        /// The text.
        text: Option<String>,
    },
    /// The action just before was refused, with this sentence if given.
    Refused(Option<String>),
    /// The fingerprint.
    Fingerprint(u64),
}

/// Whether a predicate is true now, and what was found, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Whether it is.
    pub ok: bool,
    /// What was found.
    pub found: String,
}

impl Found {
    /// A verdict with what was found.
    pub fn new(ok: bool, found: impl Into<String>) -> Self {
        Self {
            ok,
            found: found.into(),
        }
    }
}

fn on_nodes(on: &[NodeId]) -> String {
    if on.is_empty() {
        String::new()
    } else {
        format!(" on{}", spaced(on))
    }
}

fn spaced(nodes: &[NodeId]) -> String {
    nodes.iter().map(|node| format!(" {node}")).collect()
}

fn equal(nodes: &[NodeId]) -> String {
    nodes
        .iter()
        .map(NodeId::to_string)
        .collect::<Vec<_>>()
        .join(" = ")
}

impl fmt::Display for Predicate {
    /// As the script language writes it, in canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number = |what: &str, comparison: &Comparison, number: &i64, on: &[NodeId]| {
            write!(f, "{what} {} {number}{}", comparison.sign(), on_nodes(on))
        };
        match self {
            Self::Balance {
                account,
                comparison,
                number: wanted,
                on,
            } => number(&format!("balance {account}"), comparison, wanted, on),
            Self::Stake {
                account,
                comparison,
                number: wanted,
                on,
            } => number(&format!("stake {account}"), comparison, wanted, on),
            Self::Height {
                comparison,
                number: wanted,
                on,
            } => number("height", comparison, wanted, on),
            Self::Committed {
                comparison,
                number: wanted,
                on,
            } => number("committed", comparison, wanted, on),
            Self::Pending {
                node,
                comparison,
                number: wanted,
            } => number(&format!("pending {node}"), comparison, wanted, &[]),
            Self::Messages {
                kind,
                comparison,
                number: wanted,
            } => number(&format!("messages {kind}"), comparison, wanted, &[]),
            Self::Property(id) => f.write_str(id),
            Self::Violated(id) => write!(f, "violated {id}"),
            Self::Witnessed(id) => write!(f, "witnessed {id}"),
            Self::Value {
                key,
                value: Some(value),
                on,
            } => write!(f, "value {key} = {value}{}", on_nodes(on)),
            Self::Value {
                key,
                value: None,
                on,
            } => write!(f, "no value {key}{}", on_nodes(on)),
            Self::Tip(nodes) => write!(f, "tip {}", equal(nodes)),
            Self::Chain(nodes) => write!(f, "chain {}", equal(nodes)),
            Self::Fact { node, name, value } => write!(f, "fact {node} {name} = {value}"),
            Self::Leader(Some(node)) => write!(f, "leader {node}"),
            Self::Leader(None) => f.write_str("no leader"),
            Self::Role { node, role } => write!(f, "role {node} = {role}"),
            Self::State { who, state } => write!(f, "state {who} = {}", state.name()),
            Self::Link { from, to, state } => write!(f, "link {from} {to} = {}", state.name()),
            Self::Reply {
                request,
                verdict,
                text,
            } => {
                write!(f, "reply {request} = {}", verdict.name())?;
                text.as_ref()
                    .map_or(Ok(()), |text| write!(f, " {}", quote(text)))
            }
            Self::Refused(text) => {
                f.write_str("refused")?;
                text.as_ref()
                    .map_or(Ok(()), |text| write!(f, " {}", quote(text)))
            }
            Self::Fingerprint(value) => write!(f, "fingerprint {value:016x}"),
        }
    }
}
