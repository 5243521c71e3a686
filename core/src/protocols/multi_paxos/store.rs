//! The replicated state: what follows from the decided slots alone, in their order, and from nothing else.

use std::collections::BTreeMap;

use crate::history::Texts;
use crate::ledger::{Applied, Balances, Entry, Literal, Transaction};
use crate::units::{Address, RequestId};
use crate::view::Answer;

/// What a `put` is answered.
pub const SUCCESS: &str = "success";
/// What a `get` of a key without a value is answered. No value is written so: as a text it stands in quotes.
pub const NO_KEY: &str = "KEY_DOES_NOT_EXIST";
/// Both, for who judges what clients were told.
pub const TEXTS: Texts = Texts {
    stored: SUCCESS,
    absent: NO_KEY,
};

/// What a request was answered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reply {
    /// Which of its client's requests it was.
    pub number: u32,
    /// The verdict.
    pub answer: Answer,
    /// The text.
    pub text: String,
}

/// Store, balances, and the last answer to every client.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct State {
    /// Values by the canonical text of their keys.
    store: BTreeMap<String, (Literal, Literal)>,
    /// The accounts.
    balances: Balances,
    /// The last request of every client and what it was answered: what makes it exactly once (rule 6).
    table: BTreeMap<Address, Reply>,
}

impl State {
    /// Before the first slot.
    pub fn opening(balances: Vec<i64>) -> Self {
        Self {
            balances: Balances::opening(balances),
            ..Self::default()
        }
    }

    /// What a request has been answered. A client has one request out at a time, so of an earlier one than the last
    /// nobody waits for the answer any more; its place in the table says that it was answered.
    pub fn known(&self, id: RequestId) -> Option<&Reply> {
        let last = self.table.get(&id.asker)?;
        (last.number >= id.number).then_some(last)
    }

    /// Applies what a slot orders, unless it was applied before.
    pub fn apply(&mut self, entry: &Entry) -> Reply {
        if let Some(known) = self.known(entry.request) {
            return known.clone();
        }
        let (answer, text) = self.perform(&entry.transaction);
        let number = entry.request.number;
        let reply = Reply {
            number,
            answer,
            text,
        };
        self.table.insert(entry.request.asker, reply.clone());
        reply
    }

    fn perform(&mut self, transaction: &Transaction) -> (Answer, String) {
        match transaction {
            Transaction::Put { key, value } => {
                let pair = (key.clone(), value.clone());
                self.store.insert(key.to_string(), pair);
                (Answer::Committed, SUCCESS.into())
            }
            Transaction::Get { key } => (Answer::Committed, self.read(key)),
            Transaction::Transfer { .. } => match self.balances.apply(transaction) {
                Applied::Done => (Answer::Committed, String::new()),
                // No text is named for it.
                Applied::Rejected => (Answer::Rejected, String::new()),
            },
            // Nobody is offered these; a forged one has no effect.
            Transaction::Delete { .. }
            | Transaction::Note { .. }
            | Transaction::Stake { .. }
            | Transaction::Faucet { .. } => (Answer::Rejected, String::new()),
        }
    }

    /// What a `get` is answered now.
    pub fn read(&self, key: &Literal) -> String {
        self.value(key)
            .map_or(NO_KEY.to_owned(), |value| value.to_string())
    }

    /// The value under a key.
    pub fn value(&self, key: &Literal) -> Option<&Literal> {
        self.store.get(&key.to_string()).map(|(_, value)| value)
    }

    /// Keys and values, in the order of the canonical texts of the keys.
    pub fn pairs(&self) -> impl Iterator<Item = &(Literal, Literal)> {
        self.store.values()
    }

    /// The accounts.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }

    /// The last answers, by client.
    pub fn table(&self) -> impl Iterator<Item = (&Address, &Reply)> {
        self.table.iter()
    }

    /// X7: forgets every answer.
    pub fn forget_answers(&mut self) {
        self.table.clear();
    }

    /// Whether stores and balances are the same.
    pub fn agrees(&self, other: &Self) -> bool {
        self.store == other.store && self.balances == other.balances
    }
}
