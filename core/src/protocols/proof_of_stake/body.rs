//! Messages as literals: what people and scripts read of them, and what `forge` makes of that.

use std::sync::Arc;

use super::ABOUT;
use super::state::forges;
use crate::ledger::{
    Account, Block, BlockHash, BlockRef, Forged, Literal, Memo, PublicKey, Signature, SignedEntry,
    Slip, last_hash,
};
use crate::phrase;
use crate::protocols::fields::{
    Body, asked, entry, field, hash, items, text, whole, whole_literal,
};
use crate::units::NODES_MAX;
use crate::view::Field;

pub fn number(name: &'static str, number: u64) -> Field {
    field(name, whole_literal(number), phrase!("{0}", number))
}

/// The last block of a chain, by the hash that the source gives it.
pub fn tip(hash: BlockHash) -> Field {
    let words = match hash {
        BlockHash::GENESIS => phrase!("genesis"),
        hash => phrase!("{0}", hash),
    };
    field("tip", Literal::text(last_hash(hash).hex()), words)
}

pub fn transaction(signed: &SignedEntry) -> Field {
    let entry = &signed.entry;
    let words = phrase!("{0}, {1}", entry.request, entry.transaction.brief());
    field("transaction", transaction_literal(signed), words)
}

pub fn transactions(all: &[SignedEntry]) -> Field {
    let value = Literal::List(all.iter().map(transaction_literal).collect());
    let brief = all.iter().map(|it| it.entry.transaction.brief());
    let words = phrase!("{0}", brief.collect::<Vec<_>>().join(", "));
    field("transactions", value, words)
}

pub fn block(block: &Block) -> Field {
    let entries = block.entries.iter();
    let entries: Vec<String> = entries.map(|entry| entry.transaction.brief()).collect();
    let words = phrase!(
        "{0} by {1}: {2}",
        block.hash,
        block.creator,
        entries.join(", ")
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

fn map<const K: usize>(pairs: [(&'static str, Literal); K]) -> Literal {
    let pairs = pairs.into_iter();
    Literal::map(pairs.map(|(name, value)| (Literal::text(name), value)))
}

/// A transaction with what its wallet put on it: keys, a time in milliseconds, and the signature.
fn transaction_literal(signed: &SignedEntry) -> Literal {
    let slip = &signed.slip;
    map([
        (
            "asked",
            asked(signed.entry.request, &signed.entry.transaction),
        ),
        ("sender", Literal::text(slip.sender.to_string())),
        ("receiver", Literal::text(slip.receiver.to_string())),
        ("timestamp", whole_literal(slip.timestamp)),
        ("signature", Literal::text(slip.signature.to_string())),
    ])
}

/// A block as scripts write it; its hash follows from the rest.
fn block_literal(block: &Block) -> Literal {
    let forged = block.forged.as_deref();
    let transactions = super::blocks::signed(block);
    let list = transactions.map(|signed| transaction_literal(&signed));
    let text = |of: fn(&Forged) -> String| Literal::text(forged.map_or(String::new(), of));
    map([
        ("block_count", whole_literal(block.height)),
        ("last_hash", Literal::text(last_hash(block.previous).hex())),
        ("forger", text(|it| it.forger.to_string())),
        ("key", text(|it| it.key.to_string())),
        (
            "attempt",
            whole_literal(forged.map_or(0, |it| it.attempt.into())),
        ),
        (
            "timestamp",
            whole_literal(forged.map_or(0, |it| it.timestamp)),
        ),
        ("transactions", Literal::List(list.collect())),
        ("signature", text(|it| it.signature.to_string())),
    ])
}

pub fn tip_of(literal: &Literal) -> Option<BlockHash> {
    let hash = hash(text(literal)?)?;
    let is_genesis = hash == last_hash(BlockHash::GENESIS);
    Some(if is_genesis { BlockHash::GENESIS } else { hash })
}

fn bytes<const K: usize>(literal: &Literal) -> Option<[u8; K]> {
    let digits = text(literal)?;
    if digits.len() != 2 * K || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; K];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

pub fn transaction_of(literal: &Literal) -> Option<SignedEntry> {
    let body = Body::read(literal)?;
    let slip = Slip {
        sender: PublicKey(bytes(body.field("sender")?)?),
        receiver: PublicKey(bytes(body.field("receiver")?)?),
        timestamp: body.whole("timestamp")?,
        signature: Signature(bytes(body.field("signature")?)?),
        checked: Memo::default(),
    };
    let [_, _] = items(body.field("asked")?)?;
    Some(SignedEntry {
        entry: entry(body.field("asked")?, &ABOUT)?,
        slip: Arc::new(slip),
    })
}

pub fn block_of(literal: &Literal) -> Option<Arc<Block>> {
    let body = Body::read(literal)?;
    let transactions = body.list("transactions")?.iter().map(transaction_of);
    let transactions = transactions.collect::<Option<Vec<_>>>()?;
    // A block without a height would be genesis, which nobody sends.
    let height = body.whole("block_count")?.checked_sub(1)?;
    let forger = Account::named(body.text("forger")?);
    let creator = forges(&forger, NODES_MAX)?;
    let forged = Forged {
        forger,
        key: PublicKey(bytes(body.field("key")?)?),
        attempt: u32::try_from(whole(body.field("attempt")?)?).ok()?,
        timestamp: body.whole("timestamp")?,
        slips: transactions.iter().map(|it| it.slip.clone()).collect(),
        signature: Signature(bytes(body.field("signature")?)?),
        checked: Memo::default(),
        drawn: Memo::default(),
    };
    let below = BlockRef {
        height,
        hash: tip_of(body.field("last_hash")?)?,
    };
    let entries = transactions.into_iter().map(|it| it.entry).collect();
    Some(Arc::new(Block::forged(below, creator, entries, forged)))
}
