//! The replicated application, the same under every system: consensus orders transactions, the ledger applies them.
//!
//! ```
//! use synod_core::ledger::{Account, Applied, Balances, Block, BlockHash, Chain, Transaction};
//! use synod_core::units::NodeId;
//!
//! let pay = |amount| Transaction::Transfer { from: Account::named("n1"), to: Account::named("n2"), amount };
//! let mut balances = Balances::opening(vec![100, 100]);
//! assert_eq!(balances.apply(&pay(30)), Applied::Done);
//! assert_eq!(balances.apply(&pay(80)), Applied::Rejected, "70 are left");
//! assert_eq!((balances.get(&Account::named("n2")), balances.sum()), (Some(130), 200));
//!
//! // A block names the one below by its hash; a chain takes the next one only.
//! let first = Block::new(1, BlockHash::GENESIS, NodeId::new(1), vec![]);
//! let mut chain = Chain::default();
//! assert!(chain.fits(&first));
//! chain.push(first.clone().into());
//! assert!(!chain.fits(&first) && chain.fits(&Block::new(2, first.hash, NodeId::new(2), vec![])));
//! ```

mod balances;
mod block;
mod hash;
mod literal;
mod store;
mod transaction;
mod tree;
mod wallet;
pub mod work;

pub use balances::{Applied, Balances};
pub use block::{Block, BlockRef, Chain, Entry, Memo, Seal, SealFacts, Stamp};
pub use hash::BlockHash;
pub use literal::{Literal, NESTING_MAX, is_word, quote};
pub use store::Store;
pub use transaction::{Account, Transaction, TransactionKind};
pub use tree::{Numbers, Tree, Way};
pub use wallet::{
    Drawn, Forged, GENESIS_TEXT, PublicKey, Signature, SignedEntry, Slip, json, last_hash,
    public_key, sign,
};
pub use work::{Puzzle, Work};
