//! What follows from the committed blocks alone, in their order: the store of the key-value demo, and the accounts.

use crate::ledger::{Applied, Balances, Literal, Store, Transaction};
use crate::view::Answer;

/// Store and balances.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct State {
    store: Store,
    balances: Balances,
}

impl State {
    /// Before the first block.
    pub fn opening(balances: Vec<i64>) -> Self {
        Self {
            balances: Balances::opening(balances),
            ..Self::default()
        }
    }

    /// Applies what a block orders; what its asker is answered.
    pub fn apply(&mut self, transaction: &Transaction) -> (Answer, String) {
        let done = |text| (Answer::Committed, text);
        match transaction {
            Transaction::Put { key, value } => {
                self.store.put(key, value);
                done(format!("stored key-value pair = {key}: {value}"))
            }
            Transaction::Delete { key } => {
                self.store.delete(key);
                done(format!("deleted key = {key}"))
            }
            Transaction::Note { .. } => done(String::new()),
            Transaction::Transfer { .. } => match self.balances.apply(transaction) {
                Applied::Done => done(String::new()),
                Applied::Rejected => (Answer::Rejected, String::new()),
            },
            // A read is not ordered, and nobody is offered the others; a forged one has no effect.
            Transaction::Get { .. } | Transaction::Stake { .. } | Transaction::Faucet { .. } => {
                (Answer::Rejected, String::new())
            }
        }
    }

    /// What a `get` is answered now.
    pub fn read(&self, key: &Literal) -> String {
        match (self.store.get(key), key) {
            (Some(value), _) => value.to_string(),
            (None, Literal::Text(key)) => format!("key \"{key}\" does not exist"),
            (None, key) => format!("key \"{key}\" does not exist"),
        }
    }

    /// The value under a key.
    pub fn value(&self, key: &Literal) -> Option<&Literal> {
        self.store.get(key)
    }

    /// Keys and values.
    pub fn pairs(&self) -> impl Iterator<Item = &(Literal, Literal)> {
        self.store.pairs()
    }

    /// The accounts.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }
}
