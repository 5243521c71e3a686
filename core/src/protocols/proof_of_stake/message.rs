//! What nodes say to each other.

use std::sync::Arc;

use super::body;
use crate::ledger::{Block, BlockHash, Literal, SignedEntry};
use crate::node::{Kind, Name};
use crate::phrase::Allegiance;
use crate::protocols::fields::Body;
use crate::view::Field;

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// How far a node is.
    Discovery {
        /// The blocks of its chain.
        height: u64,
        /// The last of them.
        tip: BlockHash,
        /// How many transactions wait at it.
        pool: u64,
        /// Which: equal of equal pools.
        digest: u64,
    },
    /// A transaction that is new to the sender.
    Transaction {
        /// The transaction, signed.
        signed: SignedEntry,
    },
    /// A block that is new to the sender, or evidence.
    Block {
        /// The block.
        block: Arc<Block>,
    },
    /// A node asks for blocks.
    AskChain {
        /// How many it has.
        height: u64,
        /// The last of them.
        tip: BlockHash,
    },
    /// The blocks that the asker lacks.
    Chain {
        /// The lowest first.
        blocks: Vec<Arc<Block>>,
    },
    /// A node asks what waits.
    AskPool,
    /// What waits.
    Pool {
        /// The oldest first.
        transactions: Vec<SignedEntry>,
    },
}

/// Whose block it is: the colour of all who have it last.
pub fn allegiance(block: &Block) -> Allegiance {
    Allegiance::Head {
        letter: u8::try_from((block.creator.number() - 1) % 104).unwrap_or(0),
        hash: block.hash,
    }
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::Discovery { .. } => 0,
            Self::Transaction { .. } => 1,
            Self::Block { .. } => 2,
            Self::AskChain { .. } => 3,
            Self::Chain { .. } => 4,
            Self::AskPool => 5,
            Self::Pool { .. } => 6,
        }
    }

    fn allegiance(&self) -> Option<Allegiance> {
        match self {
            Self::Block { block } => Some(allegiance(block)),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        match self {
            Self::Discovery {
                height,
                tip,
                pool,
                digest,
            } => vec![
                body::number("height", *height),
                body::tip(*tip),
                body::number("pool", *pool),
                body::number("digest", *digest),
            ],
            Self::Transaction { signed } => vec![body::transaction(signed)],
            Self::Block { block } => vec![body::block(block)],
            Self::AskChain { height, tip } => {
                vec![body::number("height", *height), body::tip(*tip)]
            }
            Self::Chain { blocks } => vec![body::blocks(blocks)],
            Self::AskPool => vec![],
            Self::Pool { transactions } => vec![body::transactions(transactions)],
        }
    }

    fn forge(kind: usize, literal: &Literal) -> Option<Self> {
        let message = read(kind, &Body::read(literal)?)?;
        // It says what was asked for, to the letter: a field too many is a mistake of whoever forged it.
        let fields = message.fields().into_iter();
        let says = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
        (says == *literal).then_some(message)
    }
}

/// The message of a kind with these fields.
fn read(kind: usize, fields: &Body) -> Option<Message> {
    let tip = || body::tip_of(fields.field("tip")?);
    Some(match kind {
        0 => Message::Discovery {
            height: fields.whole("height")?,
            tip: tip()?,
            pool: fields.whole("pool")?,
            digest: fields.whole("digest")?,
        },
        1 => Message::Transaction {
            signed: body::transaction_of(fields.field("transaction")?)?,
        },
        2 => Message::Block {
            block: body::block_of(fields.field("block")?)?,
        },
        3 => Message::AskChain {
            height: fields.whole("height")?,
            tip: tip()?,
        },
        4 => Message::Chain {
            blocks: all(fields.list("blocks")?, body::block_of)?,
        },
        5 => Message::AskPool,
        6 => Message::Pool {
            transactions: all(fields.list("transactions")?, body::transaction_of)?,
        },
        _ => return None,
    })
}

fn all<T>(literals: &[Literal], of: impl Fn(&Literal) -> Option<T>) -> Option<Vec<T>> {
    literals.iter().map(of).collect()
}

/// Alarms of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// Everybody is told how far it is.
    Discovery,
    /// The awaited forger has been silent for too long.
    Redraw,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[Self::Discovery, Self::Redraw];

    fn index(self) -> usize {
        self as usize
    }
}
