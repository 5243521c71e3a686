//! What miners say to each other: the requests of the source's REST interface, and their answers.

use std::sync::Arc;

use super::{Branch, body};
use crate::about::FewNodes;
use crate::ledger::{Block, Entry, Literal};
use crate::node::{Kind, Name};
use crate::phrase::Allegiance;
use crate::protocols::fields::Body;
use crate::view::Field;

/// A message. Each request is answered by one message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A miner asks whom another knows.
    GetNeighbours,
    /// Whom it knows.
    Neighbours {
        /// Them.
        neighbours: FewNodes,
    },
    /// A miner asks for the whole chain of another.
    GetChain,
    /// The chain.
    Chain {
        /// All of it.
        chain: Arc<Branch>,
    },
    /// A miner asks what waits at another.
    GetData,
    /// What waits there.
    Data {
        /// In the order in which it is mined there.
        data: Arc<Vec<Entry>>,
    },
    /// Somebody else adds a message.
    Add {
        /// The message with its request.
        entry: Entry,
    },
    /// What a miner says to that.
    Answer {
        /// Its words.
        text: Arc<str>,
    },
}

/// What the colour of all who follow a block says: the block.
pub fn allegiance(block: &Block) -> Allegiance {
    // Zeros stand before the digits of a hash that cost work; those behind tell blocks apart.
    let key = block.hash.0[31];
    Allegiance::Head {
        letter: key % 104,
        hash: block.hash,
    }
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::GetNeighbours => 0,
            Self::Neighbours { .. } => 1,
            Self::GetChain => 2,
            Self::Chain { .. } => 3,
            Self::GetData => 4,
            Self::Data { .. } => 5,
            Self::Add { .. } => 6,
            Self::Answer { .. } => 7,
        }
    }

    fn allegiance(&self) -> Option<Allegiance> {
        match self {
            Self::Chain { chain } => chain.last().map(|block| allegiance(block)),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        match self {
            Self::GetNeighbours | Self::GetChain | Self::GetData => Vec::new(),
            Self::Neighbours { neighbours } => vec![body::neighbours(*neighbours)],
            Self::Chain { chain } => vec![body::chain(chain)],
            Self::Data { data } => vec![body::data(data)],
            Self::Add { entry } => vec![body::message(entry)],
            Self::Answer { text } => vec![body::answer(text)],
        }
    }

    fn forge(kind: usize, literal: &Literal) -> Option<Self> {
        let message = read(kind, &Body::read(literal)?)?;
        // It says what was asked for, to the letter.
        let fields = message.fields().into_iter();
        let says = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
        (says == *literal).then_some(message)
    }
}

/// The message of a kind with these fields.
fn read(kind: usize, fields: &Body) -> Option<Message> {
    Some(match kind {
        0 => Message::GetNeighbours,
        1 => Message::Neighbours {
            neighbours: body::neighbours_of(fields.list("neighbours")?)?,
        },
        2 => Message::GetChain,
        3 => Message::Chain {
            chain: body::chain_of(fields.list("chain")?)?,
        },
        4 => Message::GetData,
        5 => Message::Data {
            data: body::data_of(fields.list("data")?)?,
        },
        6 => Message::Add {
            entry: body::message_of(fields.field("message")?)?,
        },
        7 => Message::Answer {
            text: fields.text("text")?.into(),
        },
        _ => return None,
    })
}

/// Alarms of a miner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// It asks its neighbours whom they know.
    Gossip,
    /// It asks for their chains.
    Chain,
    /// It asks what waits at them.
    Data,
    /// It writes its chain to its disk.
    Backup,
    /// Its attempts come to an end: it has found what it looked for, or goes on.
    Mine,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[
        Self::Gossip,
        Self::Chain,
        Self::Data,
        Self::Backup,
        Self::Mine,
    ];

    fn index(self) -> usize {
        self as usize
    }
}
