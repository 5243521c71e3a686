//! Messages as literals: what people and scripts read of them, and what `forge` makes of that.

use std::sync::Arc;

use super::{ABOUT, Branch};
use crate::about::FewNodes;
use crate::ledger::{Block, Chain, Entry, Literal, Puzzle, Work};
use crate::phrase;
use crate::phrase::counted;
use crate::protocols::fields::{Body, asked, entry, field, hash, node, text, whole_literal};
use crate::view::Field;

pub fn neighbours(few: FewNodes) -> Field {
    let names: Vec<String> = few.iter().map(|id| id.to_string()).collect();
    let words = match names.as_slice() {
        [] => phrase!("nobody"),
        names => phrase!("{0}", names.join(", ")),
    };
    let value = names.iter().map(|name| Literal::text(name.as_str()));
    field("neighbours", Literal::List(value.collect()), words)
}

pub fn neighbours_of(items: &[Literal]) -> Option<FewNodes> {
    let mut few = FewNodes::default();
    let all = items.iter().map(|item| node(text(item)?));
    for id in all {
        few.push(id?).then_some(())?;
    }
    Some(few)
}

pub fn chain(branch: &Branch) -> Field {
    let blocks = branch.chain().blocks();
    let value = Literal::List(blocks.map(|block| block_literal(block)).collect());
    let words = match branch.last() {
        None => phrase!("genesis alone"),
        Some(last) => phrase!(
            "{0}, up to {1}",
            counted(branch.height(), "block"),
            last.hash
        ),
    };
    field("chain", value, words)
}

pub fn chain_of(items: &[Literal]) -> Option<Arc<Branch>> {
    let mut chain = Chain::default();
    for item in items {
        chain.push(Arc::new(block_of(item)?));
    }
    Some(Arc::new(Branch::raw(chain)))
}

pub fn data(entries: &[Entry]) -> Field {
    let briefs: Vec<String> = entries.iter().map(|it| it.transaction.brief()).collect();
    let words = match briefs.as_slice() {
        [] => phrase!("nothing"),
        briefs => phrase!("{0}", briefs.join(", ")),
    };
    let value = entries.iter().map(|it| asked(it.request, &it.transaction));
    field("data", Literal::List(value.collect()), words)
}

pub fn data_of(items: &[Literal]) -> Option<Arc<Vec<Entry>>> {
    let entries = items.iter().map(message_of);
    Some(Arc::new(entries.collect::<Option<_>>()?))
}

pub fn message(entry: &Entry) -> Field {
    let words = phrase!("{0}, {1}", entry.request, entry.transaction.brief());
    field("message", asked(entry.request, &entry.transaction), words)
}

pub fn message_of(literal: &Literal) -> Option<Entry> {
    entry(literal, &ABOUT)
}

pub fn answer(words: &str) -> Field {
    field("text", Literal::text(words), phrase!("{0}", words))
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
    if let Some(work) = &block.work {
        pairs.push(("puzzle", Literal::text(work.puzzle.name())));
        pairs.push(("time", whole_literal(work.time)));
        pairs.push(("difficulty", whole_literal(work.difficulty.into())));
        pairs.push(("nonce", whole_literal(work.nonce)));
    }
    let pairs = pairs.into_iter();
    Literal::map(pairs.map(|(name, value)| (Literal::text(name), value)))
}

fn block_of(literal: &Literal) -> Option<Block> {
    let body = Body::read(literal)?;
    let entries = body.list("entries")?.iter().map(message_of);
    let work = Work {
        puzzle: match body.text("puzzle")? {
            "header" => Puzzle::Header,
            "original" => Puzzle::Original,
            _ => return None,
        },
        time: body.whole("time")?,
        difficulty: body.whole("difficulty")?.try_into().ok()?,
        nonce: body.whole("nonce")?,
    };
    Some(Block::worked(
        body.whole("height")?,
        hash(body.text("previous")?)?,
        node(body.text("creator")?)?,
        entries.collect::<Option<_>>()?,
        work,
    ))
}
