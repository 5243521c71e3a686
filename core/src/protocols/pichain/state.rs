//! What follows from the committed blocks alone, in their order: the accounts, and the store of the key-value demo.
//!
//! A node keeps the accounts. The store it reads from its chain when somebody asks: the value of a key is what the last
//! block says that names it. So a block of thousands of puts costs nothing until then, and nobody copies a store.

use std::collections::BTreeMap;

use crate::ledger::{Applied, Balances, Chain, Literal, Transaction};
use crate::view::Answer;

/// Applies what a block orders.
pub fn apply(balances: &mut Balances, transaction: &Transaction) -> Answer {
    match transaction {
        Transaction::Put { .. } | Transaction::Delete { .. } | Transaction::Note { .. } => {
            Answer::Committed
        }
        Transaction::Transfer { .. } => match balances.apply(transaction) {
            Applied::Done => Answer::Committed,
            Applied::Rejected => Answer::Rejected,
        },
        // A read is not ordered, and nobody is offered the others; a forged one has no effect.
        Transaction::Get { .. } | Transaction::Stake { .. } | Transaction::Faucet { .. } => {
            Answer::Rejected
        }
    }
}

/// What the asker is told when it is committed.
pub fn told(transaction: &Transaction) -> String {
    match transaction {
        Transaction::Put { key, value } => format!("stored key-value pair = {key}: {value}"),
        Transaction::Delete { key } => format!("deleted key = {key}"),
        _ => String::new(),
    }
}

/// What a block writes under a key, if it names one: nothing, if it deletes it.
fn written(transaction: &Transaction) -> Option<(&Literal, Option<&Literal>)> {
    match transaction {
        Transaction::Put { key, value } => Some((key, Some(value))),
        Transaction::Delete { key } => Some((key, None)),
        _ => None,
    }
}

/// All that was written, the latest first.
fn writes(chain: &Chain) -> impl Iterator<Item = (&Literal, Option<&Literal>)> {
    let blocks = chain.blocks().rev();
    let entries = blocks.flat_map(|block| block.entries.iter().rev());
    entries.filter_map(|entry| written(&entry.transaction))
}

/// The value under a key.
pub fn value<'a>(chain: &'a Chain, key: &Literal) -> Option<&'a Literal> {
    writes(chain).find(|(named, _)| *named == key)?.1
}

/// What a `get` is answered now.
pub fn read(chain: &Chain, key: &Literal) -> String {
    match (value(chain, key), key) {
        (Some(value), _) => value.to_string(),
        (None, Literal::Text(key)) => format!("key \"{key}\" does not exist"),
        (None, key) => format!("key \"{key}\" does not exist"),
    }
}

/// Keys and values, in the order of the canonical texts of the keys.
pub fn pairs(chain: &Chain) -> Vec<(Literal, Literal)> {
    let mut last: BTreeMap<&Literal, Option<&Literal>> = BTreeMap::new();
    for (key, value) in writes(chain) {
        last.entry(key).or_insert(value);
    }
    let mut pairs: BTreeMap<String, (Literal, Literal)> = BTreeMap::new();
    for (key, value) in last {
        if let Some(value) = value {
            pairs.insert(key.to_string(), (key.clone(), value.clone()));
        }
    }
    pairs.into_values().collect()
}
