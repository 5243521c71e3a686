//! Messages as literals: what people and scripts read of them, and what `forge` makes of that.

use std::sync::Arc;

use super::{ABOUT, Ballot, Vote};
use crate::ledger::{Block, BlockHash, Entry, Literal, Seal, Transaction};
use crate::node::Request;
use crate::phrase;
use crate::phrase::Phrase;
use crate::script;
use crate::units::{Address, CLIENTS_MAX, ClientId, NODES_MAX, NodeId, RequestId};
use crate::view::{Answer, Field};

fn field(name: &'static str, value: Literal, words: Phrase) -> Field {
    Field { name, value, words }
}

fn whole_literal(number: u64) -> Literal {
    Literal::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

pub fn number(name: &'static str, number: u32) -> Field {
    field(name, Literal::Whole(number.into()), phrase!("{0}", number))
}

pub fn ballot(name: &'static str, ballot: Ballot) -> Field {
    field(name, ballot.literal(), phrase!("{0}", ballot.token()))
}

pub fn depth(depth: u64) -> Field {
    field("depth", whole_literal(depth), phrase!("{0}", depth))
}

pub fn accepted(votes: &[Vote]) -> Field {
    let one = |vote: &Vote| Literal::Tuple(vec![vote.ballot.literal(), block_literal(&vote.block)]);
    let value = Literal::List(votes.iter().map(one).collect());
    let words = votes
        .iter()
        .map(|vote| phrase!("block {0} in {1}", vote.block.hash, vote.ballot.token()))
        .reduce(|before, next| phrase!("{0}, {1}", before, next));
    field("accepted", value, words.unwrap_or(phrase!("nothing")))
}

pub fn request(request: &Request) -> Field {
    let words = phrase!("{0}, {1}", request.id, request.transaction.brief());
    field("request", asked(request.id, &request.transaction), words)
}

pub fn block(block: &Block) -> Field {
    let entries = block.entries.iter();
    let entries: Vec<String> = entries.map(|entry| entry.transaction.brief()).collect();
    let nonce = block.seal.as_ref().map_or("none", |seal| &seal.nonce);
    let words = phrase!(
        "{0} by {1}: {2}, nonce {3}",
        block.hash,
        block.creator,
        entries.join(", "),
        nonce
    );
    field("block", block_literal(block), words)
}

pub fn blocks(blocks: &[Arc<Block>]) -> Field {
    let value = Literal::List(blocks.iter().map(|block| block_literal(block)).collect());
    let words = match (blocks.first(), blocks.last()) {
        (Some(first), Some(last)) if first.height < last.height => {
            phrase!("blocks {0} to {1}", first.height, last.height)
        }
        (Some(only), _) => phrase!("block {0}", only.height),
        _ => phrase!("no blocks"),
    };
    field("blocks", value, words)
}

pub fn answer(request: RequestId, answer: Answer, text: &str) -> Vec<Field> {
    vec![
        field(
            "request",
            Literal::text(request.to_string()),
            phrase!("{0}", request),
        ),
        field(
            "verdict",
            Literal::text(answer.name()),
            phrase!("{0}", answer.name()),
        ),
        spoken("text", text),
    ]
}

fn spoken(name: &'static str, text: &str) -> Field {
    let said = if text.is_empty() { "nothing" } else { text };
    field(name, Literal::text(text), phrase!("{0}", said))
}

pub fn nomination(number: u32, won: bool, leader: Option<NodeId>, reason: &str) -> Vec<Field> {
    let whom = leader.map_or(Literal::None, |id| Literal::text(id.to_string()));
    let words = leader.map_or(phrase!("nobody it knows of"), |id| phrase!("{0}", id));
    let result = if won { phrase!("yes") } else { phrase!("no") };
    vec![
        self::number("nomination", number),
        field("won", Literal::Bool(won), result),
        field("leader", whom, words),
        spoken("reason", reason),
    ]
}

/// What was asked, as scripts write it: `("c1#1", "put a 1")`.
fn asked(id: RequestId, transaction: &Transaction) -> Literal {
    Literal::Tuple(vec![
        Literal::text(id.to_string()),
        Literal::text(transaction.to_string()),
    ])
}

/// A block as scripts write it; its hash follows from the rest.
fn block_literal(block: &Block) -> Literal {
    let entry = |entry: &Entry| asked(entry.request, &entry.transaction);
    let mut pairs = vec![
        ("height", whole_literal(block.height)),
        ("previous", Literal::text(block.previous.hex())),
        ("creator", Literal::text(block.creator.to_string())),
        (
            "entries",
            Literal::List(block.entries.iter().map(entry).collect()),
        ),
    ];
    if let Some(Seal { nonce, pointer, .. }) = &block.seal {
        let pointer = pointer.as_ref();
        pairs.push(("nonce", Literal::Text(nonce.clone())));
        pairs.push((
            "pointer",
            pointer.map_or(Literal::None, |pointer| Literal::Text(pointer.clone())),
        ));
    }
    Literal::map(
        pairs
            .into_iter()
            .map(|(name, value)| (Literal::text(name), value)),
    )
}

/// The fields of a forged message.
pub struct Body<'a>(&'a [(Literal, Literal)]);

impl<'a> Body<'a> {
    pub fn read(literal: &'a Literal) -> Option<Self> {
        match literal {
            Literal::Map(pairs) => Some(Self(pairs)),
            _ => None,
        }
    }

    fn field(&self, name: &str) -> Option<&'a Literal> {
        let named = |(key, _): &&(Literal, Literal)| *key == Literal::text(name);
        self.0.iter().find(named).map(|(_, value)| value)
    }

    fn list(&self, name: &str) -> Option<&'a [Literal]> {
        match self.field(name)? {
            Literal::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn whole(&self, name: &str) -> Option<u64> {
        whole(self.field(name)?)
    }

    pub fn small(&self, name: &str) -> Option<u32> {
        u32::try_from(self.whole(name)?).ok()
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name)? {
            Literal::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        text(self.field(name)?)
    }

    pub fn ballot(&self, name: &str) -> Option<Ballot> {
        Ballot::read(self.field(name)?)
    }

    pub fn node_or_none(&self, name: &str) -> Option<Option<NodeId>> {
        match self.field(name)? {
            Literal::None => Some(None),
            other => node(text(other)?).map(Some),
        }
    }

    pub fn request_id(&self, name: &str) -> Option<RequestId> {
        request_id(self.text(name)?)
    }

    pub fn request(&self, name: &str) -> Option<Request> {
        let Entry {
            request: id,
            transaction,
        } = entry(self.field(name)?)?;
        Some(Request { id, transaction })
    }

    pub fn verdict(&self, name: &str) -> Option<Answer> {
        let word = self.text(name)?;
        Answer::ALL.into_iter().find(|answer| answer.name() == word)
    }

    pub fn block(&self, name: &str) -> Option<Arc<Block>> {
        block_of(self.field(name)?)
    }

    pub fn blocks(&self, name: &str) -> Option<Vec<Arc<Block>>> {
        self.list(name)?.iter().map(block_of).collect()
    }

    pub fn votes(&self, name: &str) -> Option<Vec<Vote>> {
        self.list(name)?.iter().map(vote).collect()
    }
}

fn pair(literal: &Literal) -> Option<[&Literal; 2]> {
    match literal {
        Literal::Tuple(parts) => match parts.as_slice() {
            [one, other] => Some([one, other]),
            _ => None,
        },
        _ => None,
    }
}

fn whole(literal: &Literal) -> Option<u64> {
    match literal {
        Literal::Whole(number) => u64::try_from(*number).ok(),
        _ => None,
    }
}

fn text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}

fn vote(literal: &Literal) -> Option<Vote> {
    let [ballot, block] = pair(literal)?;
    Some(Vote {
        ballot: Ballot::read(ballot)?,
        block: block_of(block)?,
    })
}

fn node(word: &str) -> Option<NodeId> {
    let number: u16 = word.strip_prefix('n')?.parse().ok()?;
    (1..=NODES_MAX)
        .contains(&number)
        .then(|| NodeId::new(number))
}

fn client(word: &str) -> Option<ClientId> {
    let number: u16 = word.strip_prefix('c')?.parse().ok()?;
    (1..=CLIENTS_MAX)
        .contains(&number)
        .then(|| ClientId::new(number))
}

fn request_id(word: &str) -> Option<RequestId> {
    let (asker, number) = word.split_once('#')?;
    let asker = node(asker)
        .map(Address::Node)
        .or_else(|| client(asker).map(Address::Client))?;
    Some(RequestId {
        asker,
        number: number.parse().ok()?,
    })
}

/// An entry from `("c1#1", "put a 1")`.
fn entry(literal: &Literal) -> Option<Entry> {
    let [asked, transaction] = pair(literal)?;
    Some(Entry {
        request: request_id(text(asked)?)?,
        transaction: script::transaction(text(transaction)?, &ABOUT).ok()?,
    })
}

fn block_of(literal: &Literal) -> Option<Arc<Block>> {
    let body = Body::read(literal)?;
    let entries = body.list("entries")?.iter().map(entry);
    let entries = entries.collect::<Option<Vec<_>>>()?;
    // A block without a height would be genesis, which nobody sends.
    let height = body.whole("height").filter(|height| *height > 0)?;
    let previous = hash(body.text("previous")?)?;
    let creator = node(body.text("creator")?)?;
    let Some(nonce) = body.field("nonce") else {
        return Some(Arc::new(Block::new(height, previous, creator, entries)));
    };
    let pointer = match body.field("pointer")? {
        Literal::None => None,
        pointer => Some(text(pointer)?.into()),
    };
    let seal = Some(Seal::new(text(nonce)?.into(), pointer));
    let block = Block::sealed(height, previous, creator, entries, seal);
    Some(Arc::new(block))
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
