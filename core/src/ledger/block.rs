//! Blocks and chains. A block names its predecessor by hash and never owns it, so a long chain drops without
//! recursion; everybody who has a block shares the one that its creator made.

use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use crate::ledger::work::original_text;
use crate::ledger::{BlockHash, Forged, Literal, Puzzle, Transaction, Work};
use crate::units::{Log, NodeId, RequestId};

/// A transaction with the request that asked for it. The request is its identity: the same transfer asked for
/// twice is two entries, the same request in two blocks is an error.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Entry {
    /// Who asked, and which of their requests it was.
    pub request: RequestId,
    /// What was asked.
    pub transaction: Transaction,
}

/// What somebody worked out of a value, kept with it as long as it is not changed: a clone may be, and knows nothing. It
/// says nothing new of the value, so values that differ in it are the same. Whoever changes a value in place that was
/// asked already must put an empty one here; nobody does, as blocks are shared once they are made.
pub struct Memo<T>(OnceLock<T>);

impl<T> Memo<T> {
    /// What is known from the start.
    pub fn known(it: T) -> Self {
        Self(OnceLock::from(it))
    }

    /// What is known, if somebody worked it out.
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// What is known, worked out now if nobody did before.
    pub fn get_or(&self, work: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(work)
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for Memo<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Memo<T> {}

impl<T> Hash for Memo<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> fmt::Debug for Memo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

/// A block: entries in order, on top of a predecessor.
#[derive(Clone, Eq, Debug)]
pub struct Block {
    /// Blocks between it and genesis, itself included: the first block has height 1.
    pub height: u64,
    /// The block below, or [`BlockHash::GENESIS`].
    pub previous: BlockHash,
    /// Who made it.
    pub creator: NodeId,
    /// What it orders.
    pub entries: Vec<Entry>,
    /// SHA-256 of [`Block::preimage`], or of its header where there is one, as its creator computed it.
    pub hash: BlockHash,
    /// What a source that hashes in its own way puts on its blocks besides.
    pub seal: Option<Seal>,
    /// What its creator says of it in a system whose blocks make a tree.
    pub stamp: Option<Stamp>,
    /// What it cost, in a system where blocks cost work.
    pub work: Option<Work>,
    /// What its forger and those who asked have signed, in a system whose accounts have keys.
    pub forged: Option<Box<Forged>>,
    /// Whether its hash is that of its content.
    pub sound: Memo<bool>,
}

/// Where a block is: how high, and which of those that may be there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BlockRef {
    /// Blocks between it and genesis, itself included.
    pub height: u64,
    /// Its hash.
    pub hash: BlockHash,
}

impl Default for BlockRef {
    fn default() -> Self {
        Self::GENESIS
    }
}

impl BlockRef {
    /// What lies below every block.
    pub const GENESIS: Self = Self {
        height: 0,
        hash: BlockHash::GENESIS,
    };
}

/// What the creator of a block says of it where blocks make a tree, which its hash covers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Stamp {
    /// What its creator had counted up to when it made the block.
    pub counter: u64,
    /// Transactions between genesis and its end.
    pub depth: u64,
    /// What its creator was then, as a word of its system.
    pub state: &'static str,
}

/// A nonce and a pointer of a source's own, which its rules check; for the laboratory they are content like any other.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Seal {
    /// What was searched for.
    pub nonce: Arc<str>,
    /// What points to the block below, if there is one.
    pub pointer: Option<Arc<str>>,
    /// What the source's rules make of it, in the block that it is on.
    pub known: Memo<SealFacts>,
}

/// What a source's rules make of a seal.
pub struct SealFacts {
    /// Whether the nonce will do.
    pub will_do: bool,
    /// What shows that it does: the digits at the end of the number that was searched for.
    pub digits: Arc<str>,
    /// What points to the block.
    pub pointer: Arc<str>,
}

impl Seal {
    /// A seal of which nothing is known yet.
    pub fn new(nonce: Arc<str>, pointer: Option<Arc<str>>) -> Self {
        let known = Memo::default();
        Self {
            nonce,
            pointer,
            known,
        }
    }
}

impl Block {
    /// A block on top of another, with its hash.
    pub fn new(height: u64, previous: BlockHash, creator: NodeId, entries: Vec<Entry>) -> Self {
        Self::sealed(height, previous, creator, entries, None)
    }

    /// The same with a seal, which its hash covers.
    pub fn sealed(
        height: u64,
        previous: BlockHash,
        creator: NodeId,
        entries: Vec<Entry>,
        seal: Option<Seal>,
    ) -> Self {
        let block = Self {
            height,
            previous,
            creator,
            entries,
            hash: BlockHash::GENESIS,
            seal,
            stamp: None,
            work: None,
            forged: None,
            sound: Memo::known(true),
        };
        block.hashed()
    }

    /// The same with a stamp, which its hash covers; on top of the block that lies there.
    pub fn stamped(below: BlockRef, creator: NodeId, entries: Vec<Entry>, stamp: Stamp) -> Self {
        let block = Self {
            height: below.height.saturating_add(1),
            previous: below.hash,
            creator,
            entries,
            hash: BlockHash::GENESIS,
            seal: None,
            stamp: Some(stamp),
            work: None,
            forged: None,
            sound: Memo::known(true),
        };
        block.hashed()
    }

    /// The same with what was signed, which its hash covers; on top of the block that lies there.
    pub fn forged(below: BlockRef, creator: NodeId, entries: Vec<Entry>, forged: Forged) -> Self {
        let block = Self {
            height: below.height.saturating_add(1),
            previous: below.hash,
            creator,
            entries,
            hash: BlockHash::GENESIS,
            seal: None,
            stamp: None,
            work: None,
            forged: Some(Box::new(forged)),
            sound: Memo::known(true),
        };
        block.hashed()
    }

    fn hashed(mut self) -> Self {
        self.hash = BlockHash::of(&self.preimage());
        self
    }

    /// Where it is.
    pub fn at(&self) -> BlockRef {
        let (height, hash) = (self.height, self.hash);
        BlockRef { height, hash }
    }

    /// Whether it orders what a request asks.
    pub fn orders(&self, request: RequestId) -> bool {
        self.entries.iter().any(|entry| entry.request == request)
    }

    /// Where the block below it is. Nobody makes one of height 0.
    pub fn below(&self) -> BlockRef {
        BlockRef {
            height: self.height.saturating_sub(1),
            hash: self.previous,
        }
    }

    /// The text that is hashed: one line each for the height, the predecessor, the creator, and every entry as
    /// `n1#1 transfer n1 n2 10`; with a seal, one line each for its nonce and its pointer follow, with a stamp
    /// one each for counter, depth and state. Of a block that cost work its header holds the hash of this text; with the
    /// puzzle of the source it is what the source prints. Of a block with signatures it is its payload, as its source
    /// writes it. Plain text, so that anybody can recompute a hash from an export.
    pub fn preimage(&self) -> String {
        if let Some(forged) = &self.forged {
            return forged.payload(self);
        }
        if let Some(work) = self.work.filter(|work| work.puzzle == Puzzle::Original) {
            return original_text(self, &work);
        }
        let mut text = format!(
            "block {}\nprevious {}\ncreator {}\n",
            self.height,
            self.previous.hex(),
            self.creator
        );
        for entry in &self.entries {
            let _ = writeln!(text, "{} {}", entry.request, entry.transaction);
        }
        if let Some(Seal { nonce, pointer, .. }) = &self.seal {
            let pointer = pointer.as_deref().unwrap_or("none");
            let _ = writeln!(text, "nonce {nonce}\npointer {pointer}");
        }
        if let Some(stamp) = &self.stamp {
            let Stamp {
                counter,
                depth,
                state,
            } = stamp;
            let _ = writeln!(text, "counter {counter}\ndepth {depth}\nstate {state}");
        }
        text
    }

    /// The block with one bit flipped: what damage makes of it on a disk.
    #[must_use]
    pub fn flipped(&self) -> Self {
        let mut block = self.clone();
        let first = block.entries.first_mut();
        match first.map(|entry| &mut entry.transaction) {
            Some(Transaction::Transfer { amount, .. }) => *amount ^= 1,
            Some(Transaction::Put {
                value: Literal::Whole(number),
                ..
            }) => *number ^= 1,
            _ => block.hash.0[0] ^= 1,
        }
        block
    }

    /// Whether the hash is the hash of the content.
    pub fn is_sound(&self) -> bool {
        *self.sound.get_or(|| self.hash == self.real_hash())
    }
}

/// Two blocks are equal when their content is; the hash is compared first, as it nearly always decides.
impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && self.height == other.height
            && self.previous == other.previous
            && self.creator == other.creator
            && self.entries == other.entries
            && self.seal == other.seal
            && self.stamp == other.stamp
            && self.work == other.work
            && self.forged == other.forged
    }
}

/// The hash identifies a block, so a digest of a message folds 32 bytes a block and not its entries.
impl Hash for Block {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// A chain of blocks from height 1 on, sharing its blocks with every clone.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Chain(Log<Arc<Block>>);

impl Chain {
    /// Blocks above genesis.
    pub fn height(&self) -> u64 {
        self.0.len() as u64
    }

    /// The hash of the last block, or [`BlockHash::GENESIS`].
    pub fn tip(&self) -> BlockHash {
        self.0.last().map_or(BlockHash::GENESIS, |block| block.hash)
    }

    /// The last block.
    pub fn last(&self) -> Option<&Arc<Block>> {
        self.0.last()
    }

    /// The block of a height from 1.
    pub fn block(&self, height: u64) -> Option<&Arc<Block>> {
        self.0.get(usize::try_from(height).ok()?.checked_sub(1)?)
    }

    /// The blocks from a height on, in order.
    pub fn from_height(&self, height: u64) -> impl Iterator<Item = &Arc<Block>> {
        self.0
            .iter_from(usize::try_from(height.max(1) - 1).unwrap_or(usize::MAX))
    }

    /// All blocks in order.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = &Arc<Block>> {
        self.0.iter()
    }

    /// Whether this block is the next one: right height, right predecessor, right hash.
    pub fn fits(&self, block: &Block) -> bool {
        block.height == self.height() + 1 && block.previous == self.tip() && block.is_sound()
    }

    /// Puts a block on top. Whether it fits is the caller's rule.
    pub fn push(&mut self, block: Arc<Block>) {
        self.0.push(block);
    }

    /// Puts another block in the place of one: damage to a disk.
    pub fn replace(&mut self, height: u64, block: Arc<Block>) {
        let index = usize::try_from(height - 1).expect("heights of held blocks fit");
        self.0.replace(index, block);
    }

    /// The lowest height at which both have a block and it is not the same. What they share is passed over by the chunk.
    pub fn first_change(&self, other: &Self) -> Option<u64> {
        let same = |one: &Arc<Block>, other: &Arc<Block>| Arc::ptr_eq(one, other) || one == other;
        let place = self.0.first_change(&other.0, same)?;
        Some(place as u64 + 1)
    }

    /// Becomes the same as another that has all its blocks and more, by sharing what is new of it.
    pub fn catch_up(&mut self, other: &Self) {
        debug_assert!(other.height() >= self.height() && self.first_change(other).is_none());
        self.0.catch_up(&other.0);
    }

    /// Forgets the blocks above a height.
    pub fn truncate(&mut self, height: u64) {
        self.0 = self.0.prefix(
            usize::try_from(height)
                .unwrap_or(usize::MAX)
                .min(self.0.len()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Account;
    use crate::units::Address;

    fn entry(amount: i64) -> Entry {
        let from = NodeId::new(1);
        let request = RequestId {
            asker: Address::Node(from),
            number: 1,
        };
        Entry {
            request,
            transaction: Transaction::Transfer {
                from: from.into(),
                to: Account::named("n2"),
                amount,
            },
        }
    }

    #[test]
    fn a_block_is_hashed_over_a_text_that_anybody_can_write() {
        let block = Block::new(1, BlockHash::GENESIS, NodeId::new(1), vec![entry(10)]);
        let zeros = "0".repeat(64);
        let text = format!("block 1\nprevious {zeros}\ncreator n1\nn1#1 transfer n1 n2 10\n");
        assert_eq!(block.preimage(), text);
        assert_eq!(block.hash, BlockHash::of(&text));
    }

    #[test]
    fn a_chain_takes_only_the_next_sound_block() {
        let mut chain = Chain::default();
        let first = Block::new(1, BlockHash::GENESIS, NodeId::new(1), vec![entry(10)]);
        let mut forged = first.clone();
        forged.entries = vec![entry(90)];
        assert!(chain.fits(&first) && !chain.fits(&forged));
        chain.push(first.clone().into());
        assert!(!chain.fits(&first), "the same height twice");
        assert!(chain.fits(&Block::new(2, first.hash, NodeId::new(2), vec![])));
    }
}
