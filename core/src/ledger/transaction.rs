//! What users ask the cluster to order: one type for all systems.

use std::fmt;
use std::sync::Arc;

use crate::ledger::literal::{Literal, quote};
use crate::units::{NODES_MAX, NodeId};

/// An account: every node has one of its own name; some systems know others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Account {
    /// The account of a node.
    Node(NodeId),
    /// An account of another name.
    Named(Arc<str>),
}

impl Account {
    /// The account of this name; `n1` to `n1000` belong to nodes.
    pub fn named(name: &str) -> Self {
        let digits = name
            .strip_prefix('n')
            .filter(|digits| !digits.starts_with('0'));
        match digits.and_then(|digits| digits.parse::<u16>().ok()) {
            Some(number) if (1..=NODES_MAX).contains(&number) => Self::Node(NodeId::new(number)),
            _ => Self::Named(name.into()),
        }
    }
}

impl From<NodeId> for Account {
    fn from(id: NodeId) -> Self {
        Self::Node(id)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Named(name) => f.write_str(name),
        }
    }
}

/// The kinds of transaction, by the word that begins them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TransactionKind {
    /// `transfer FROM TO AMOUNT`
    Transfer,
    /// `put KEY LITERAL`
    Put,
    /// `get KEY`
    Get,
    /// `delete KEY`
    Delete,
    /// `note TEXT`
    Note,
    /// `stake ACCOUNT AMOUNT`
    Stake,
    /// `faucet ACCOUNT AMOUNT`
    Faucet,
}

impl TransactionKind {
    /// All kinds, in the order of the language's definition.
    pub const ALL: [Self; 7] = [
        Self::Transfer,
        Self::Put,
        Self::Get,
        Self::Delete,
        Self::Note,
        Self::Stake,
        Self::Faucet,
    ];

    /// The word that begins it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Put => "put",
            Self::Get => "get",
            Self::Delete => "delete",
            Self::Note => "note",
            Self::Stake => "stake",
            Self::Faucet => "faucet",
        }
    }
}

/// What a user asks the cluster to order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Transaction {
    /// Moves an amount between accounts.
    Transfer {
        /// The account debited.
        from: Account,
        /// The account credited.
        to: Account,
        /// How much.
        amount: i64,
    },
    /// Stores a value under a key.
    Put {
        /// The key.
        key: Literal,
        /// The value.
        value: Literal,
    },
    /// Reads the value of a key.
    Get {
        /// The key.
        key: Literal,
    },
    /// Removes a key.
    Delete {
        /// The key.
        key: Literal,
    },
    /// A text to be ordered.
    Note {
        /// The text.
        text: Arc<str>,
    },
    /// Locks an amount as stake.
    Stake {
        /// Whose.
        account: Account,
        /// How much.
        amount: i64,
    },
    /// Fills an account from the exchange.
    Faucet {
        /// Whose.
        account: Account,
        /// How much.
        amount: i64,
    },
}

impl Transaction {
    /// Its kind.
    pub fn kind(&self) -> TransactionKind {
        match self {
            Self::Transfer { .. } => TransactionKind::Transfer,
            Self::Put { .. } => TransactionKind::Put,
            Self::Get { .. } => TransactionKind::Get,
            Self::Delete { .. } => TransactionKind::Delete,
            Self::Note { .. } => TransactionKind::Note,
            Self::Stake { .. } => TransactionKind::Stake,
            Self::Faucet { .. } => TransactionKind::Faucet,
        }
    }

    /// A short form for chips on the screen: `n1→n2 10`.
    pub fn brief(&self) -> String {
        match self {
            Self::Transfer { from, to, amount } => format!("{from}→{to} {amount}"),
            Self::Note { text } => text.to_string(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Transaction {
    /// As the script language writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().name())?;
        match self {
            Self::Transfer { from, to, amount } => write!(f, " {from} {to} {amount}"),
            Self::Put { key, value } => write!(f, " {key} {value}"),
            Self::Get { key } | Self::Delete { key } => write!(f, " {key}"),
            Self::Note { text } => write!(f, " {}", quote(text)),
            Self::Stake { account, amount } | Self::Faucet { account, amount } => {
                write!(f, " {account} {amount}")
            }
        }
    }
}
