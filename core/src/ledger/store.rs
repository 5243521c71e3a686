//! A store of keys and values.

use std::collections::BTreeMap;

use crate::ledger::Literal;

/// Values by their keys, in the order of the canonical texts of the keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Store(BTreeMap<String, (Literal, Literal)>);

impl Store {
    /// Puts a value under a key.
    pub fn put(&mut self, key: &Literal, value: &Literal) {
        self.0.insert(key.to_string(), (key.clone(), value.clone()));
    }

    /// Takes a key away.
    pub fn delete(&mut self, key: &Literal) {
        self.0.remove(&key.to_string());
    }

    /// The value under a key.
    pub fn get(&self, key: &Literal) -> Option<&Literal> {
        self.0.get(&key.to_string()).map(|(_, value)| value)
    }

    /// Keys and values.
    pub fn pairs(&self) -> impl Iterator<Item = &(Literal, Literal)> {
        self.0.values()
    }
}
