//! What a server keeps on its disk, and each of its writes: what survives a crash, and what damage can take.

use std::sync::Arc;

use super::Ballot;
use crate::ledger::{Block, Chain};
use crate::order;

/// What a server has accepted in a slot that is not decided there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Vote {
    /// The ballot in which it was accepted.
    pub ballot: Ballot,
    /// The block.
    pub block: Arc<Block>,
}

/// What survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// The decided slots.
    pub chain: Chain,
    /// The last ballot that it took itself: never taken again.
    pub taken: Option<Ballot>,
    /// The highest ballot promised, for all slots that are not decided.
    pub promised: Option<Ballot>,
    /// The tentative slots, by height.
    pub votes: Vec<Vote>,
}

impl Disk {
    /// What is accepted at a height.
    pub fn vote_at(&self, height: u64) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.block.height == height)
    }
}

/// One write to the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Write {
    /// A ballot is taken to be led.
    Take(Ballot),
    /// A ballot is promised.
    Promise(Ballot),
    /// A block is accepted; whether its ballot counts as promised with that: not by quirk X10.
    Accept(Vote, bool),
    /// A slot is decided; what was accepted in it is of no use any more.
    Decide(Arc<Block>),
    /// Quirk X10: a decided slot gets another block.
    Overwrite(Arc<Block>),
    /// Quirk X5: what was promised and accepted had never been written.
    Forget,
    /// No write of a server's: a block has become another one.
    Spoil(Arc<Block>),
}

impl crate::disk::Write for Write {
    type Image = Disk;

    fn apply(&self, disk: &mut Disk) {
        match self {
            Self::Take(ballot) => disk.taken = Some(*ballot),
            Self::Promise(ballot) => disk.promised = disk.promised.max(Some(*ballot)),
            Self::Accept(vote, promises) => {
                let height = vote.block.height;
                disk.votes.retain(|other| other.block.height != height);
                disk.votes.push(vote.clone());
                order::by_key(&mut disk.votes, |vote| vote.block.height);
                if *promises {
                    disk.promised = disk.promised.max(Some(vote.ballot));
                }
            }
            Self::Decide(block) => {
                disk.chain.push(block.clone());
                let height = disk.chain.height();
                disk.votes.retain(|vote| vote.block.height > height);
            }
            Self::Forget => (disk.promised, disk.votes) = (None, Vec::new()),
            Self::Overwrite(block) | Self::Spoil(block)
                if block.height <= disk.chain.height() && block.height > 0 =>
            {
                disk.chain.replace(block.height, block.clone());
            }
            // The block is not there any more.
            Self::Overwrite(_) | Self::Spoil(_) => {}
        }
    }
}
