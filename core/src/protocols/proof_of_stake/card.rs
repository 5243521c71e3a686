//! Blocks as the interface of the source gives them.

use crate::about::Card;
use crate::ledger::{Block, BlockHash, GENESIS_TEXT, last_hash};

/// Genesis as the source's interface gives it.
pub fn genesis() -> Option<Card> {
    Some(Card {
        heading: "Block 0".into(),
        fields: vec![
            ("transactions", "none".into()),
            ("last_hash", "genesis_hash".into()),
            ("forger", "genesis".into()),
            ("block_count", "0".into()),
            ("timestamp", "0".into()),
            ("signature", String::new()),
            ("hash", BlockHash::of(GENESIS_TEXT).hex()),
        ],
    })
}

/// A block as the source's interface gives it.
pub fn of(block: &Block) -> Card {
    let entries = block.entries.iter();
    let entries = entries.map(|entry| format!("{} {}", entry.request, entry.transaction));
    let forged = block.forged.as_deref();
    let text = |of: &dyn Fn(&crate::ledger::Forged) -> String| forged.map_or(String::new(), of);
    let mut fields = vec![
        ("transactions", entries.collect::<Vec<_>>().join("; ")),
        ("last_hash", last_hash(block.previous).hex()),
        ("forger", text(&|it| format!("{}, {}", it.forger, it.key))),
        ("block_count", block.height.to_string()),
        ("timestamp", text(&|it| it.timestamp.to_string())),
        ("signature", text(&|it| it.signature.to_string())),
    ];
    if let Some(forged) = forged.filter(|forged| forged.attempt > 0) {
        fields.push(("attempt", forged.attempt.to_string()));
    }
    fields.push(("hash", block.hash.hex()));
    Card {
        heading: format!("Block {}", block.height),
        fields,
    }
}
