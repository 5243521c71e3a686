//! Messages as literals: what people and scripts read of them, and what `forge` makes of that.

use std::sync::Arc;

use super::{ABOUT, Ballot, Vote};
use crate::ledger::{Block, Entry, Literal, Seal};
use crate::node::Request;
use crate::phrase;
pub use crate::protocols::fields::Body;
use crate::protocols::fields::{
    asked, entry, field, hash, items, node, request_id, text, whole_literal,
};
use crate::units::{NodeId, RequestId};
use crate::view::{Answer, Field};

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

/// What Multi-Paxos reads of the fields of a forged message.
impl Body<'_> {
    pub fn small(&self, name: &str) -> Option<u32> {
        u32::try_from(self.whole(name)?).ok()
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name)? {
            Literal::Bool(flag) => Some(*flag),
            _ => None,
        }
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
        } = entry(self.field(name)?, &ABOUT)?;
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

fn vote(literal: &Literal) -> Option<Vote> {
    let [ballot, block] = items(literal)?;
    Some(Vote {
        ballot: Ballot::read(ballot)?,
        block: block_of(block)?,
    })
}

fn block_of(literal: &Literal) -> Option<Arc<Block>> {
    let body = Body::read(literal)?;
    let entries = body.list("entries")?.iter().map(|it| entry(it, &ABOUT));
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
