//! What a node of Benmo keeps on its disk, and each of its writes: what survives a crash, and what damage can take.

use std::sync::Arc;

use super::{Accepted, Ballot};
use crate::ledger::{Block, Chain, Entry};

/// What a node has promised and accepted, for the block on top of a chain of this depth.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Vote {
    /// The depth that it is about.
    pub depth: u64,
    /// The highest ballot promised.
    pub promised: Ballot,
    /// The block accepted last, and in which ballot.
    pub accepted: Option<Accepted>,
}

/// What survives a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk {
    /// The decided blocks.
    pub chain: Chain,
    /// Its own transfers that are in no decided block yet, oldest first.
    pub log: Vec<Entry>,
    /// The highest ballot that it led or promised.
    pub ballot: Option<Ballot>,
    /// Its votes for blocks that it has not appended yet, one for each height, the one cast last at the end.
    pub votes: Vec<Vote>,
}

/// What an appended block takes out of the log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Taken {
    /// The transfers that it orders (4i.1).
    Ordered,
    /// All of them: quirk B3.
    All,
    /// None: quirk B4.
    None,
}

/// One write to the disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Write {
    /// A transfer enters the log.
    Enter(Entry),
    /// A ballot is taken to lead.
    Lead(Ballot),
    /// A ballot is promised, or a block accepted in it.
    Vote(Vote),
    /// A decided block is appended; the log and the votes lose what it settles.
    Append(Arc<Block>, Taken),
    /// No write of a node's: a block has become another one.
    Spoil(Arc<Block>),
}

impl crate::disk::Write for Write {
    type Image = Disk;

    fn apply(&self, disk: &mut Disk) {
        match self {
            Self::Enter(entry) => disk.log.push(entry.clone()),
            Self::Lead(ballot) => disk.ballot = Some(*ballot),
            Self::Vote(vote) => {
                disk.votes.retain(|other| other.depth != vote.depth);
                disk.votes.push(vote.clone());
                disk.ballot = disk.ballot.max(Some(vote.promised));
            }
            Self::Append(block, taken) => {
                take(&mut disk.log, block, *taken);
                disk.chain.push(block.clone());
                // Votes for the heights that the chain has now are of no use any more (4i.2).
                let depth = disk.chain.height();
                disk.votes.retain(|vote| vote.depth >= depth);
            }
            Self::Spoil(block) if block.height <= disk.chain.height() => {
                disk.chain.replace(block.height, block.clone());
            }
            // The block that was spoilt is not there any more.
            Self::Spoil(_) => {}
        }
    }
}

fn take(log: &mut Vec<Entry>, block: &Block, taken: Taken) {
    let ordered = |entry: &Entry| {
        let mut entries = block.entries.iter();
        entries.any(|done| done.request == entry.request)
    };
    match taken {
        Taken::Ordered => log.retain(|entry| !ordered(entry)),
        Taken::All => log.clear(),
        Taken::None => {}
    }
}
