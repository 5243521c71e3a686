//! What nodes say to each other.

use std::sync::Arc;

use super::body;
use super::{Proposal, Ticket};
use crate::ledger::{Block, BlockRef, Entry, Literal};
use crate::node::{Kind, Name};
use crate::phrase::Allegiance;
use crate::protocols::fields::Body;
use crate::units::{RequestId, Time};
use crate::view::Field;

/// A message. Blocks travel in `block` and `blocks`; all others only name them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A transaction, new or from a branch that was left.
    Transaction {
        /// The transaction with its request.
        entry: Entry,
    },
    /// A new block.
    Block {
        /// The block.
        block: Arc<Block>,
    },
    /// A quick node asks for a ticket.
    Try {
        /// Its last committed block.
        base: BlockRef,
        /// The ticket.
        ticket: Ticket,
        /// Its own block.
        block: BlockRef,
    },
    /// A ticket is given.
    TryOk {
        /// The base that it is for.
        base: BlockRef,
        /// The ticket.
        ticket: Ticket,
        /// What the sender has taken above that base.
        proposed: Option<Proposal>,
    },
    /// A quick node asks to take a block.
    Propose {
        /// Its last committed block.
        base: BlockRef,
        /// Its ticket.
        ticket: Ticket,
        /// The block.
        block: BlockRef,
    },
    /// A block is taken.
    ProposeAck {
        /// The base of the one who proposed it.
        base: BlockRef,
        /// Their ticket.
        ticket: Ticket,
    },
    /// A block is committed.
    Commit {
        /// Which.
        block: BlockRef,
    },
    /// A node asks for a block that it lacks.
    AskBlock {
        /// Which.
        block: BlockRef,
    },
    /// The block that was asked for, and some below it.
    Blocks {
        /// The newest first.
        blocks: Vec<Arc<Block>>,
    },
    /// A node has committed a block.
    AckCommit {
        /// Which.
        block: BlockRef,
    },
    /// A round trip begins.
    Ping {
        /// What the sender's clock said.
        sent: Time,
    },
    /// A round trip ends.
    Pong {
        /// What the clock said of whoever began it.
        sent: Time,
    },
}

/// Whose block it is: the colour of all who build on it.
pub fn allegiance(block: &Block) -> Allegiance {
    Allegiance::Head {
        letter: u8::try_from((block.creator.number() - 1) % 104).unwrap_or(0),
        hash: block.hash,
    }
}

impl Message {
    /// Whether it brings a transaction to whoever gets it.
    pub fn carries(&self, request: RequestId) -> bool {
        match self {
            Self::Transaction { entry } => entry.request == request,
            Self::Block { block } => block.orders(request),
            Self::Blocks { blocks } => blocks.iter().any(|block| block.orders(request)),
            _ => false,
        }
    }
}

impl Ticket {
    /// As it is drawn: the depth that it is for, and its owner.
    pub fn token(self) -> Allegiance {
        Allegiance::Ballot {
            number: self.depth,
            owner: self.owner,
        }
    }
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::Transaction { .. } => 0,
            Self::Block { .. } => 1,
            Self::Try { .. } => 2,
            Self::TryOk { .. } => 3,
            Self::Propose { .. } => 4,
            Self::ProposeAck { .. } => 5,
            Self::Commit { .. } => 6,
            Self::AskBlock { .. } => 7,
            Self::Blocks { .. } => 8,
            Self::AckCommit { .. } => 9,
            Self::Ping { .. } => 10,
            Self::Pong { .. } => 11,
        }
    }

    fn allegiance(&self) -> Option<Allegiance> {
        match self {
            Self::Block { block } => Some(allegiance(block)),
            Self::Try { ticket, .. }
            | Self::TryOk { ticket, .. }
            | Self::Propose { ticket, .. }
            | Self::ProposeAck { ticket, .. } => Some(ticket.token()),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        let of_attempt = |base: &BlockRef, ticket: &Ticket| {
            vec![body::place("base", *base), body::ticket("ticket", *ticket)]
        };
        match self {
            Self::Transaction { entry } => vec![body::entry_field(entry)],
            Self::Block { block } => vec![body::block(block)],
            Self::Try {
                base,
                ticket,
                block,
            }
            | Self::Propose {
                base,
                ticket,
                block,
            } => {
                let mut fields = of_attempt(base, ticket);
                fields.push(body::place("block", *block));
                fields
            }
            Self::TryOk {
                base,
                ticket,
                proposed,
            } => {
                let mut fields = of_attempt(base, ticket);
                fields.push(body::proposed(proposed.as_ref()));
                fields
            }
            Self::ProposeAck { base, ticket } => of_attempt(base, ticket),
            Self::Commit { block } | Self::AskBlock { block } | Self::AckCommit { block } => {
                vec![body::place("block", *block)]
            }
            Self::Blocks { blocks } => vec![body::blocks(blocks)],
            Self::Ping { sent } | Self::Pong { sent } => vec![body::time(*sent)],
        }
    }

    fn forge(kind: usize, literal: &Literal) -> Option<Self> {
        let message = read(kind, &Body::read(literal)?)?;
        // It says what was asked for, to the letter: a field too many, `n01` or `+5` is a mistake of whoever forged it,
        // not to be passed over.
        let fields = message.fields().into_iter();
        let says = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
        (says == *literal).then_some(message)
    }
}

/// The message of a kind with these fields.
fn read(kind: usize, fields: &Body) -> Option<Message> {
    let place = |name| body::place_of(fields.field(name)?);
    let ticket = || body::ticket_of(fields.field("ticket")?);
    Some(match kind {
        0 => Message::Transaction {
            entry: body::entry_of(fields.field("transaction")?)?,
        },
        1 => Message::Block {
            block: body::block_of(fields.field("block")?)?,
        },
        2 => Message::Try {
            base: place("base")?,
            ticket: ticket()?,
            block: place("block")?,
        },
        3 => Message::TryOk {
            base: place("base")?,
            ticket: ticket()?,
            proposed: body::proposed_of(fields.field("proposed")?)?,
        },
        4 => Message::Propose {
            base: place("base")?,
            ticket: ticket()?,
            block: place("block")?,
        },
        5 => Message::ProposeAck {
            base: place("base")?,
            ticket: ticket()?,
        },
        6 => Message::Commit {
            block: place("block")?,
        },
        7 => Message::AskBlock {
            block: place("block")?,
        },
        8 => Message::Blocks {
            blocks: fields
                .list("blocks")?
                .iter()
                .map(body::block_of)
                .collect::<Option<_>>()?,
        },
        9 => Message::AckCommit {
            block: place("block")?,
        },
        10 => Message::Ping {
            sent: Time(fields.whole("sent")?),
        },
        11 => Message::Pong {
            sent: Time(fields.whole("sent")?),
        },
        _ => return None,
    })
}

/// Alarms of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// A transaction has waited long enough.
    Patience,
    /// No majority has answered in time.
    Attempt,
    /// Round trips are measured again.
    Ping,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[Self::Patience, Self::Attempt, Self::Ping];

    fn index(self) -> usize {
        self as usize
    }
}
