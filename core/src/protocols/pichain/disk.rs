//! What a node keeps on its disk, and each of its writes: what survives a crash, and what damage can take.

use std::sync::Arc;

use crate::ledger::{Block, BlockRef, Tree, Way};
use crate::units::{NodeId, RequestId};

/// A ticket: who asks for a majority with a deeper block, or again, or is the higher node, outbids the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ticket {
    /// The depth of its owner's own block; 0 of the ticket that need not be asked for.
    pub depth: u64,
    /// Which attempt with that block it is, from 1; 0 of the ticket that need not be asked for.
    pub attempt: u32,
    /// Whose it is.
    pub owner: NodeId,
}

impl Ticket {
    /// The lowest one, that need not be asked for: of whoever made the base.
    pub fn lowest(owner: NodeId) -> Self {
        Self {
            depth: 0,
            attempt: 0,
            owner,
        }
    }
}

/// A block that a node took, and under which ticket.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// The block.
    pub block: BlockRef,
    /// The ticket.
    pub ticket: Ticket,
}

/// What survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Disk {
    /// The committed blocks and all others.
    pub tree: Tree,
    /// The block that it builds on.
    pub head: BlockRef,
    /// The last block that every node has committed, as far as it knows: what lies below is needed by nobody.
    pub genesis: BlockRef,
    /// How many transactions and blocks it has made.
    pub counter: u64,
    /// The highest ticket given above the last committed block.
    pub given: Option<Ticket>,
    /// What was taken above it last.
    pub taken: Option<Proposal>,
    /// The base above which it has proposed without asking: once for each.
    pub used: Option<BlockRef>,
}

impl Default for Disk {
    fn default() -> Self {
        Self {
            tree: Tree::default(),
            head: BlockRef::GENESIS,
            genesis: BlockRef::GENESIS,
            counter: 0,
            given: None,
            taken: None,
            used: None,
        }
    }
}

impl Disk {
    /// Whether a block that can still be committed orders a transaction.
    pub fn stores(&self, request: RequestId) -> bool {
        let is_open = |at| matches!(self.tree.way(at, self.head), Way::Above | Way::Lacks(_));
        let mut others = self.tree.others();
        others.any(|block| block.orders(request) && is_open(block.at()))
    }
}

/// One write to the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Write {
    /// A transaction is counted.
    Count,
    /// A block of its own: counted, kept, and the head.
    Make(Arc<Block>),
    /// A block of another's is kept.
    Keep(Arc<Block>),
    /// The head moves.
    Head(BlockRef),
    /// A ticket is given.
    Give(Ticket),
    /// A block is taken.
    Take(Proposal),
    /// It proposes without asking, above this base.
    Use(BlockRef),
    /// Blocks are committed, the lowest first; what was given and taken was for the base below them.
    Commit(Vec<Arc<Block>>),
    /// Every node has committed this block.
    Genesis(BlockRef),
    /// No write of a node's: a block has become another one.
    Spoil(BlockRef, Arc<Block>),
}

impl crate::disk::Write for Write {
    type Image = Disk;

    fn apply(&self, disk: &mut Disk) {
        match self {
            Self::Count => disk.counter += 1,
            Self::Make(block) => {
                disk.counter += 1;
                disk.head = block.at();
                disk.tree.insert(block.clone());
            }
            Self::Keep(block) => disk.tree.insert(block.clone()),
            Self::Head(head) => disk.head = *head,
            Self::Give(ticket) => disk.given = Some(*ticket),
            Self::Take(proposal) => {
                disk.given = Some(proposal.ticket);
                disk.taken = Some(*proposal);
            }
            Self::Use(base) => disk.used = Some(*base),
            Self::Commit(blocks) => {
                for block in blocks {
                    disk.tree.settle(block.clone());
                }
                (disk.given, disk.taken) = (None, None);
            }
            Self::Genesis(genesis) => {
                disk.genesis = *genesis;
                let kept = genesis.height.saturating_sub(super::ABANDONED_KEPT);
                disk.tree.forget_below(kept);
            }
            Self::Spoil(at, block) => disk.tree.replace(*at, block.clone()),
        }
    }
}
