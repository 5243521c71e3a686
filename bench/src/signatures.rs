//! Signatures as the laboratory verifies them: alone, and as part of judging a transaction.

use std::cell::OnceCell;
use std::sync::Arc;

use synod_core::ledger::{
    Account, BlockHash, Entry, PublicKey, Signature, SignedEntry, Transaction, public_key, sign,
};
use synod_core::units::{Address, NodeId, RequestId};

use crate::Work;

/// How many different ones are verified in turn.
const SIGNED: u16 = 64;
/// The seed that keys follow from.
const SEED: u64 = 14;

thread_local! {
    static ALONE: OnceCell<Vec<(PublicKey, BlockHash, Signature)>> = const { OnceCell::new() };
    static ENTRIES: OnceCell<Vec<SignedEntry>> = const { OnceCell::new() };
}

fn alone() -> Vec<(PublicKey, BlockHash, Signature)> {
    let one = |number| {
        let account = Account::from(NodeId::new(number));
        let hash = BlockHash::of(&format!("text {number}"));
        (public_key(SEED, &account), hash, sign(SEED, &account, hash))
    };
    (1..=SIGNED).map(one).collect()
}

fn entries() -> Vec<SignedEntry> {
    let one = |number| {
        let node = NodeId::new(number);
        let transaction = Transaction::Transfer {
            from: node.into(),
            to: NodeId::new(number + 1).into(),
            amount: number.into(),
        };
        let request = RequestId {
            asker: Address::Node(node),
            number: 1,
        };
        let entry = Entry {
            request,
            transaction,
        };
        SignedEntry::sign(entry, SEED, number.into()).expect("a transfer can be signed")
    };
    (1..=SIGNED).map(one).collect()
}

/// Verifies so many signatures; how many were right are its events.
pub fn verify(count: u32) -> Work {
    let right = ALONE.with(|all| {
        let all = all.get_or_init(alone).iter().cycle();
        let all = all.take(count as usize);
        all.filter(|(key, hash, signature)| key.verifies(*hash, signature))
            .count()
    });
    Work {
        events: right as u64,
        ..Work::default()
    }
}

/// Judges so many signed transactions that nobody has looked at: keys, payload, hash and signature.
pub fn judge(count: u32) -> Work {
    let right = ENTRIES.with(|all| {
        let all = all.get_or_init(entries).iter().cycle();
        let is_right = |signed: &&SignedEntry| {
            // A copy of a slip does not know what became of the first look.
            let slip = Arc::new((*signed.slip).clone());
            let entry = signed.entry.clone();
            SignedEntry { entry, slip }.is_signed(SEED)
        };
        all.take(count as usize).filter(is_right).count()
    });
    Work {
        events: right as u64,
        ..Work::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_right() {
        assert_eq!(verify(70).events, 70);
        assert_eq!(judge(70).events, 70);
    }
}
