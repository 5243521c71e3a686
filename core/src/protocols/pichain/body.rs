//! Messages as literals: what people and scripts read of them, and what `forge` makes of that.

use std::sync::Arc;

use super::{ABOUT, Eagerness, Proposal, Ticket};
use crate::ledger::{Block, BlockRef, Entry, Literal, Stamp};
use crate::phrase;
use crate::phrase::Phrase;
use crate::protocols::fields::{
    Body, asked, entry, field, hash, items, node, text, whole, whole_literal,
};
use crate::units::{NodeId, Time};
use crate::view::Field;

/// A block's id as the source writes it: its creator, counted from 0, and what that one had counted up to.
pub fn id(creator: NodeId, counter: u64) -> i64 {
    let wide = u128::from(counter) << 16 | u128::from(creator.number() - 1);
    i64::try_from(wide).unwrap_or(i64::MAX)
}

/// The id of a block; -1 is that of genesis.
pub fn id_of(block: Option<&Block>) -> i64 {
    let of = |block: &Block| {
        let counter = block.stamp.as_ref().map_or(0, |stamp| stamp.counter);
        id(block.creator, counter)
    };
    block.map_or(-1, of)
}

pub fn place_literal(at: BlockRef) -> Literal {
    Literal::Tuple(vec![whole_literal(at.height), Literal::text(at.hash.hex())])
}

pub fn place_words(at: BlockRef) -> Phrase {
    match at.height {
        0 => phrase!("genesis"),
        height => phrase!("{0} at height {1}", at.hash, height),
    }
}

pub fn place(name: &'static str, at: BlockRef) -> Field {
    field(name, place_literal(at), place_words(at))
}

pub fn ticket_literal(ticket: Ticket) -> Literal {
    Literal::Tuple(vec![
        whole_literal(ticket.depth),
        Literal::Whole(ticket.attempt.into()),
        Literal::text(ticket.owner.to_string()),
    ])
}

pub fn ticket_words(ticket: Ticket) -> Phrase {
    match ticket.attempt {
        0 => phrase!("the lowest, of {0}, whose block is the base", ticket.owner),
        attempt => phrase!(
            "depth {0}, attempt {1}, of {2}",
            ticket.depth,
            attempt,
            ticket.owner
        ),
    }
}

pub fn ticket(name: &'static str, ticket: Ticket) -> Field {
    field(name, ticket_literal(ticket), ticket_words(ticket))
}

pub fn proposed_literal(proposed: Option<&Proposal>) -> Literal {
    proposed.map_or(Literal::None, |it| {
        Literal::Tuple(vec![place_literal(it.block), ticket_literal(it.ticket)])
    })
}

pub fn proposed_words(proposed: Option<&Proposal>) -> Phrase {
    proposed.map_or(phrase!("nothing"), |it| {
        let (block, ticket) = (place_words(it.block), ticket_words(it.ticket));
        phrase!("{0}, under the ticket {1}", block, ticket)
    })
}

pub fn proposed(proposed: Option<&Proposal>) -> Field {
    let words = proposed_words(proposed);
    field("proposed", proposed_literal(proposed), words)
}

pub fn entry_field(entry: &Entry) -> Field {
    let words = phrase!("{0}, {1}", entry.request, entry.transaction.brief());
    field(
        "transaction",
        asked(entry.request, &entry.transaction),
        words,
    )
}

pub fn block(block: &Block) -> Field {
    let entries = block.entries.iter();
    let entries: Vec<String> = entries.map(|entry| entry.transaction.brief()).collect();
    let stamp = block.stamp.as_ref();
    let words = phrase!(
        "{0} by {1}, depth {2}, {3}: {4}",
        block.hash,
        block.creator,
        stamp.map_or(0, |stamp| stamp.depth),
        stamp.map_or("", |stamp| stamp.state),
        entries.join(", ")
    );
    field("block", block_literal(block), words)
}

pub fn blocks(blocks: &[Arc<Block>]) -> Field {
    let value = Literal::List(blocks.iter().map(|block| block_literal(block)).collect());
    let words = match (blocks.first(), blocks.last()) {
        (Some(last), Some(first)) if first.height < last.height => {
            phrase!("blocks {0} to {1}", first.height, last.height)
        }
        (Some(only), _) => phrase!("block {0}", only.height),
        _ => phrase!("no blocks"),
    };
    field("blocks", value, words)
}

/// A time on the clock of whoever began a round trip, in microseconds.
pub fn time(sent: Time) -> Field {
    field("sent", whole_literal(sent.micros()), phrase!("{0}", sent))
}

/// A block as scripts write it; its hash follows from the rest.
fn block_literal(block: &Block) -> Literal {
    let entries = block.entries.iter();
    let entries = entries.map(|entry| asked(entry.request, &entry.transaction));
    let mut pairs = vec![
        ("height", whole_literal(block.height)),
        ("previous", Literal::text(block.previous.hex())),
        ("creator", Literal::text(block.creator.to_string())),
        ("entries", Literal::List(entries.collect())),
    ];
    if let Some(stamp) = &block.stamp {
        pairs.push(("counter", whole_literal(stamp.counter)));
        pairs.push(("depth", whole_literal(stamp.depth)));
        pairs.push(("state", Literal::text(stamp.state)));
    }
    let pairs = pairs.into_iter();
    Literal::map(pairs.map(|(name, value)| (Literal::text(name), value)))
}

pub fn place_of(literal: &Literal) -> Option<BlockRef> {
    let [height, digits] = items(literal)?;
    Some(BlockRef {
        height: whole(height)?,
        hash: hash(text(digits)?)?,
    })
}

pub fn ticket_of(literal: &Literal) -> Option<Ticket> {
    let [depth, attempt, owner] = items(literal)?;
    Some(Ticket {
        depth: whole(depth)?,
        attempt: whole(attempt)?.try_into().ok()?,
        owner: node(text(owner)?)?,
    })
}

pub fn proposed_of(literal: &Literal) -> Option<Option<Proposal>> {
    if *literal == Literal::None {
        return Some(None);
    }
    let [block, ticket] = items(literal)?;
    Some(Some(Proposal {
        block: place_of(block)?,
        ticket: ticket_of(ticket)?,
    }))
}

pub fn entry_of(literal: &Literal) -> Option<Entry> {
    entry(literal, &ABOUT)
}

pub fn block_of(literal: &Literal) -> Option<Arc<Block>> {
    let body = Body::read(literal)?;
    let entries = body.list("entries")?.iter().map(entry_of);
    let entries = entries.collect::<Option<Vec<_>>>()?;
    // A block without a height would be genesis, which nobody sends.
    let height = body.whole("height")?.checked_sub(1)?;
    let hash = hash(body.text("previous")?)?;
    let stamp = Stamp {
        counter: body.whole("counter")?,
        depth: body.whole("depth")?,
        state: Eagerness::named(body.text("state")?)?.name(),
    };
    let below = BlockRef { height, hash };
    let creator = node(body.text("creator")?)?;
    Some(Arc::new(Block::stamped(below, creator, entries, stamp)))
}
