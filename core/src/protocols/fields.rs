//! Fields of messages as literals: what systems say of them in the same words, and read back from what is forged.

use crate::about::About;
use crate::ledger::{BlockHash, Entry, Literal, Transaction};
use crate::phrase::Phrase;
use crate::script;
use crate::units::{Address, CLIENTS_MAX, ClientId, NODES_MAX, NodeId, RequestId};
use crate::view::Field;

pub fn field(name: &'static str, value: Literal, words: Phrase) -> Field {
    Field { name, value, words }
}

pub fn whole_literal(number: u64) -> Literal {
    Literal::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

/// What was asked, as scripts write it: `("c1#1", "put a 1")`.
pub fn asked(id: RequestId, transaction: &Transaction) -> Literal {
    Literal::Tuple(vec![
        Literal::text(id.to_string()),
        Literal::text(transaction.to_string()),
    ])
}

/// The fields of a forged message.
pub struct Body<'a>(&'a [(Literal, Literal)]);

impl<'a> Body<'a> {
    pub fn read(literal: &'a Literal) -> Option<Self> {
        match literal {
            Literal::Map(pairs) => Some(Self(pairs)),
            _ => None,
        }
    }

    pub fn field(&self, name: &str) -> Option<&'a Literal> {
        let named = |(key, _): &&(Literal, Literal)| *key == Literal::text(name);
        self.0.iter().find(named).map(|(_, value)| value)
    }

    pub fn list(&self, name: &str) -> Option<&'a [Literal]> {
        match self.field(name)? {
            Literal::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn whole(&self, name: &str) -> Option<u64> {
        whole(self.field(name)?)
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        text(self.field(name)?)
    }
}

pub fn items<const K: usize>(literal: &Literal) -> Option<[&Literal; K]> {
    match literal {
        Literal::Tuple(parts) => parts.iter().collect::<Vec<_>>().try_into().ok(),
        _ => None,
    }
}

pub fn whole(literal: &Literal) -> Option<u64> {
    match literal {
        Literal::Whole(number) => u64::try_from(*number).ok(),
        _ => None,
    }
}

pub fn text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}

pub fn node(word: &str) -> Option<NodeId> {
    let number: u16 = word.strip_prefix('n')?.parse().ok()?;
    (1..=NODES_MAX)
        .contains(&number)
        .then(|| NodeId::new(number))
}

pub fn client(word: &str) -> Option<ClientId> {
    let number: u16 = word.strip_prefix('c')?.parse().ok()?;
    (1..=CLIENTS_MAX)
        .contains(&number)
        .then(|| ClientId::new(number))
}

pub fn request_id(word: &str) -> Option<RequestId> {
    let (asker, number) = word.split_once('#')?;
    let asker = node(asker)
        .map(Address::Node)
        .or_else(|| client(asker).map(Address::Client))?;
    Some(RequestId {
        asker,
        number: number.parse().ok()?,
    })
}

pub fn hash(digits: &str) -> Option<BlockHash> {
    let bytes = digits.as_bytes();
    if bytes.len() != 64 || !bytes.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut hash = [0; 32];
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(BlockHash(hash))
}

/// An entry from `("c1#1", "put a 1")`, of a transaction that the system takes.
pub fn entry(literal: &Literal, about: &'static About) -> Option<Entry> {
    let [asked, transaction] = items(literal)?;
    Some(Entry {
        request: request_id(text(asked)?)?,
        transaction: script::transaction(text(transaction)?, about).ok()?,
    })
}
