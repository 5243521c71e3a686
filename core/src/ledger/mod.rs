//! The replicated application, the same under every system: consensus orders transactions, the ledger applies them.

mod balances;
mod block;
mod hash;
mod literal;
mod transaction;

pub use balances::{Applied, Balances};
pub use block::{Block, Chain, Entry};
pub use hash::BlockHash;
pub use literal::{Literal, NESTING_MAX, is_word, quote};
pub use transaction::{Account, Transaction, TransactionKind};
