//! Blocks as the page of the source shows them: a card each, with the message and when it was made.

use super::branch::time_of;
use super::disk::moment;
use crate::about::{Card, Explorer};
use crate::ledger::Block;
use crate::ledger::work::message_text;

/// What genesis says in the source.
pub const GENESIS: &str = "This is the workload of the very first Block in this chain!";

/// How the page of the source shows blocks.
pub const EXPLORER: Explorer = Explorer {
    title: "Blockchain",
    genesis: || Some(card_of(0, GENESIS.into(), 0)),
    card: |block| card_of(block.height, says(block), time_of(block)),
    unreachable: "The miner is not reachable.",
};

fn says(block: &Block) -> String {
    let texts = block.entries.iter().map(|it| message_text(&it.transaction));
    texts.collect::<Vec<_>>().join(" ")
}

fn card_of(height: u64, message: String, time: u64) -> Card {
    Card {
        heading: format!("Block {height}"),
        fields: vec![("", message), ("", moment(time / 1_000_000))],
    }
}
