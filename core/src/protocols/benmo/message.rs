//! What Benmo's nodes say to each other.

use std::sync::Arc;

use super::Ballot;
use crate::ledger::{Account, Block, BlockHash, Entry, Literal, Transaction, is_word};
use crate::node::{Kind, Name};
use crate::phrase;
use crate::phrase::Allegiance;
use crate::units::{Address, NODES_MAX, NodeId, RequestId, WHOLE_MAX};
use crate::view::Field;

/// A block that was accepted, and in which ballot.
pub type Accepted = (Ballot, Arc<Block>);

/// A message. A *depth* is the number of blocks of a chain; a round of depth d decides the block of height d + 1.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// The leader asks for a promise to take part in no lower ballot of this depth.
    Prepare {
        /// Its ballot.
        ballot: Ballot,
        /// The leader's depth.
        depth: u64,
    },
    /// An acceptor promises.
    Ack {
        /// The leader's ballot.
        ballot: Ballot,
        /// The acceptor's own depth; lower than the round's if it is behind.
        depth: u64,
        /// What it has accepted at the round's depth, if anything.
        accepted: Option<Accepted>,
    },
    /// The leader asks to accept a block.
    Accept {
        /// Its ballot.
        ballot: Ballot,
        /// The leader's depth.
        depth: u64,
        /// The block.
        block: Arc<Block>,
    },
    /// An acceptor has accepted.
    Accepted {
        /// The leader's ballot.
        ballot: Ballot,
        /// The acceptor's own depth.
        depth: u64,
    },
    /// The leader announces what is decided.
    Decision {
        /// Its ballot.
        ballot: Ballot,
        /// Its depth before it appends the block.
        depth: u64,
        /// The block.
        block: Arc<Block>,
    },
    /// A node says how deep its chain is, and asks for what it lacks.
    Ask {
        /// Its depth.
        depth: u64,
    },
    /// The answer to `ask`, and the help for whoever is behind: the next blocks of the sender's chain.
    Update {
        /// The sender's depth.
        depth: u64,
        /// Blocks in order, none if the asker lacks nothing.
        blocks: Vec<Arc<Block>>,
    },
}

impl Kind for Message {
    fn index(&self) -> usize {
        match self {
            Self::Prepare { .. } => 0,
            Self::Ack { .. } => 1,
            Self::Accept { .. } => 2,
            Self::Accepted { .. } => 3,
            Self::Decision { .. } => 4,
            Self::Ask { .. } => 5,
            Self::Update { .. } => 6,
        }
    }

    fn allegiance(&self) -> Option<Allegiance> {
        match self {
            Self::Prepare { ballot, .. }
            | Self::Ack { ballot, .. }
            | Self::Accept { ballot, .. }
            | Self::Accepted { ballot, .. }
            | Self::Decision { ballot, .. } => Some(ballot.token()),
            Self::Ask { .. } | Self::Update { .. } => None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        match self {
            Self::Prepare { ballot, depth } | Self::Accepted { ballot, depth } => {
                vec![ballot_field(*ballot), depth_field(*depth)]
            }
            Self::Ack {
                ballot,
                depth,
                accepted,
            } => {
                vec![
                    ballot_field(*ballot),
                    depth_field(*depth),
                    accepted_field(accepted.as_ref()),
                ]
            }
            Self::Accept {
                ballot,
                depth,
                block,
            }
            | Self::Decision {
                ballot,
                depth,
                block,
            } => {
                vec![
                    ballot_field(*ballot),
                    depth_field(*depth),
                    block_field(block),
                ]
            }
            Self::Ask { depth } => vec![depth_field(*depth)],
            Self::Update { depth, blocks } => vec![depth_field(*depth), blocks_field(blocks)],
        }
    }

    fn forge(kind: usize, literal: &Literal) -> Option<Self> {
        let body = Body::read(literal)?;
        let message = match kind {
            0 => Self::Prepare {
                ballot: body.ballot()?,
                depth: body.depth()?,
            },
            1 => Self::Ack {
                ballot: body.ballot()?,
                depth: body.depth()?,
                accepted: body.accepted()?,
            },
            2 => Self::Accept {
                ballot: body.ballot()?,
                depth: body.depth()?,
                block: body.block()?,
            },
            3 => Self::Accepted {
                ballot: body.ballot()?,
                depth: body.depth()?,
            },
            4 => Self::Decision {
                ballot: body.ballot()?,
                depth: body.depth()?,
                block: body.block()?,
            },
            5 => Self::Ask {
                depth: body.depth()?,
            },
            6 => Self::Update {
                depth: body.depth()?,
                blocks: body.blocks()?,
            },
            _ => return None,
        };
        // It says what was asked for, to the letter: a field too many, `n01` or `+5` is a mistake of whoever forged it,
        // not to be passed over.
        let fields = message.fields().into_iter();
        let says = Literal::map(fields.map(|field| (Literal::text(field.name), field.value)));
        (says == *literal).then_some(message)
    }
}

fn ballot_field(ballot: Ballot) -> Field {
    Field {
        name: "ballot",
        value: ballot.literal(),
        words: phrase!("{0}", ballot.token()),
    }
}

fn depth_field(depth: u64) -> Field {
    let words = phrase!("{0}", depth);
    Field {
        name: "depth",
        value: Literal::Whole(i64::try_from(depth).unwrap_or(i64::MAX)),
        words,
    }
}

fn block_field(block: &Block) -> Field {
    let entries: Vec<String> = block
        .entries
        .iter()
        .map(|entry| entry.transaction.brief())
        .collect();
    let words = phrase!(
        "{0} by {1}: {2}",
        block.hash,
        block.creator,
        entries.join(", ")
    );
    Field {
        name: "block",
        value: block_literal(block),
        words,
    }
}

fn accepted_field(accepted: Option<&Accepted>) -> Field {
    let name = "accepted";
    match accepted {
        None => Field {
            name,
            value: Literal::None,
            words: phrase!("nothing"),
        },
        Some((ballot, block)) => Field {
            name,
            value: Literal::Tuple(vec![ballot.literal(), block_literal(block)]),
            words: phrase!("block {0} in ballot {1}", block.hash, ballot.token()),
        },
    }
}

fn blocks_field(blocks: &[Arc<Block>]) -> Field {
    let value = Literal::List(blocks.iter().map(|block| block_literal(block)).collect());
    let words = match (blocks.first(), blocks.last()) {
        (Some(first), Some(last)) if first.height < last.height => {
            phrase!("blocks {0} to {1}", first.height, last.height)
        }
        (Some(only), _) => phrase!("block {0}", only.height),
        _ => phrase!("no blocks"),
    };
    Field {
        name: "blocks",
        value,
        words,
    }
}

/// A block as scripts write it; its hash follows from the rest.
fn block_literal(block: &Block) -> Literal {
    let entry = |entry: &Entry| {
        let asked = Literal::text(entry.request.to_string());
        Literal::Tuple(vec![asked, Literal::text(entry.transaction.to_string())])
    };
    Literal::map([
        (
            Literal::text("height"),
            Literal::Whole(i64::try_from(block.height).unwrap_or(i64::MAX)),
        ),
        (
            Literal::text("previous"),
            Literal::text(block.previous.hex()),
        ),
        (
            Literal::text("creator"),
            Literal::text(block.creator.to_string()),
        ),
        (
            Literal::text("entries"),
            Literal::List(block.entries.iter().map(entry).collect()),
        ),
    ])
}

/// The fields of a forged message.
struct Body<'a>(&'a [(Literal, Literal)]);

impl<'a> Body<'a> {
    fn read(literal: &'a Literal) -> Option<Self> {
        let Literal::Map(pairs) = literal else {
            return None;
        };
        Some(Self(pairs))
    }

    fn field(&self, name: &str) -> Option<&'a Literal> {
        self.0
            .iter()
            .find(|(key, _)| *key == Literal::text(name))
            .map(|(_, value)| value)
    }

    fn ballot(&self) -> Option<Ballot> {
        Ballot::read(self.field("ballot")?)
    }

    fn depth(&self) -> Option<u64> {
        whole(self.field("depth")?)
    }

    fn block(&self) -> Option<Arc<Block>> {
        block(self.field("block")?)
    }

    fn blocks(&self) -> Option<Vec<Arc<Block>>> {
        let Literal::List(items) = self.field("blocks")? else {
            return None;
        };
        items.iter().map(block).collect()
    }

    fn accepted(&self) -> Option<Option<Accepted>> {
        match self.field("accepted")? {
            Literal::None => Some(None),
            Literal::Tuple(parts) => match parts.as_slice() {
                [ballot, body] => Some(Some((Ballot::read(ballot)?, block(body)?))),
                _ => None,
            },
            _ => None,
        }
    }
}

fn whole(literal: &Literal) -> Option<u64> {
    let Literal::Whole(number) = literal else {
        return None;
    };
    u64::try_from(*number).ok()
}

/// Whether a script can say this number.
fn is_whole(number: i64) -> bool {
    (-WHOLE_MAX..=WHOLE_MAX).contains(&number)
}

fn text(literal: &Literal) -> Option<&str> {
    let Literal::Text(text) = literal else {
        return None;
    };
    Some(text)
}

fn node(literal: &Literal) -> Option<NodeId> {
    let number: u16 = text(literal)?.strip_prefix('n')?.parse().ok()?;
    (1..=NODES_MAX)
        .contains(&number)
        .then(|| NodeId::new(number))
}

fn block(literal: &Literal) -> Option<Arc<Block>> {
    let body = Body::read(literal)?;
    let previous = hash(text(body.field("previous")?)?)?;
    let Literal::List(items) = body.field("entries")? else {
        return None;
    };
    let entries = items.iter().map(entry).collect::<Option<Vec<_>>>()?;
    // A block without a height would be genesis, which nobody sends.
    let height = whole(body.field("height")?).filter(|height| *height > 0)?;
    Some(Arc::new(Block::new(
        height,
        previous,
        node(body.field("creator")?)?,
        entries,
    )))
}

fn hash(digits: &str) -> Option<BlockHash> {
    let bytes = digits.as_bytes();
    if bytes.len() != 64 || !bytes.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut hash = [0; 32];
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(BlockHash(hash))
}

/// An entry from `("n1#1", "transfer n1 n2 10")`.
fn entry(literal: &Literal) -> Option<Entry> {
    let Literal::Tuple(parts) = literal else {
        return None;
    };
    let [asked, transaction] = parts.as_slice() else {
        return None;
    };
    let (asker, number) = text(asked)?.split_once('#')?;
    let asker = Address::Node(node(&Literal::text(asker))?);
    let words: Vec<&str> = text(transaction)?.split(' ').collect();
    let ["transfer", from, to, amount] = words.as_slice() else {
        return None;
    };
    // Another name would break the lines of the text that is hashed.
    if !is_word(from) || !is_word(to) {
        return None;
    }
    let amount = amount.parse().ok().filter(|amount| is_whole(*amount))?;
    let transaction = Transaction::Transfer {
        from: Account::named(from),
        to: Account::named(to),
        amount,
    };
    Some(Entry {
        request: RequestId {
            asker,
            number: number.parse().ok()?,
        },
        transaction,
    })
}

/// Alarms of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// The random pause before it leads.
    Pause,
    /// Its round has failed.
    Round,
    /// It asks again, or tells stragglers how deep it is.
    Ask,
}

impl Name for Timer {
    const ALL: &'static [Self] = &[Self::Pause, Self::Round, Self::Ask];

    fn index(self) -> usize {
        self as usize
    }
}
