//! Blocks that make a tree: those that are settled in a chain, and those above and beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Block, BlockRef, Chain};
use crate::units::{Address, RequestId};

/// How a block stands to the settled chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Above its tip.
    Above,
    /// In it.
    Settled,
    /// On a branch that leaves it below its tip, which can never be settled any more.
    Beside,
    /// Nobody knows yet: this block is not here.
    Lacks(BlockRef),
}

/// All blocks that a node has. Those that are settled only grow; the others are kept by place, so that many can be
/// shared by many clones.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tree {
    /// The settled blocks.
    pub settled: Chain,
    others: Arc<BTreeMap<BlockRef, Arc<Block>>>,
}

impl Tree {
    /// The last settled block.
    pub fn tip(&self) -> BlockRef {
        BlockRef {
            height: self.settled.height(),
            hash: self.settled.tip(),
        }
    }

    /// Whether a block is settled; genesis is.
    pub fn has_settled(&self, at: BlockRef) -> bool {
        let here = || {
            self.settled
                .block(at.height)
                .is_some_and(|it| it.hash == at.hash)
        };
        at == BlockRef::GENESIS || here()
    }

    /// A block, wherever it is.
    pub fn get(&self, at: BlockRef) -> Option<&Arc<Block>> {
        let settled = self.settled.block(at.height);
        settled
            .filter(|block| block.hash == at.hash)
            .or_else(|| self.others.get(&at))
    }

    /// Takes a block in that is not settled.
    pub fn insert(&mut self, block: Arc<Block>) {
        Arc::make_mut(&mut self.others).insert(block.at(), block);
    }

    /// Puts another block in the place of one: damage to a disk.
    pub fn replace(&mut self, at: BlockRef, block: Arc<Block>) {
        if self.has_settled(at) {
            self.settled.replace(at.height, block);
        } else if self.others.contains_key(&at) {
            Arc::make_mut(&mut self.others).insert(at, block);
        }
    }

    /// How a block stands to the settled chain. `above` is known to stand above it: the walk down ends there.
    pub fn way(&self, from: BlockRef, above: BlockRef) -> Way {
        let tip = self.tip();
        if self.has_settled(from) {
            return Way::Settled;
        }
        let mut at = from;
        while at != above && at.height > tip.height {
            match self.others.get(&at) {
                Some(block) => at = block.below(),
                None => return Way::Lacks(at),
            }
        }
        if at == above || at == tip {
            Way::Above
        } else {
            Way::Beside
        }
    }

    /// The blocks above the settled chain up to one that stands above it, the lowest first.
    pub fn path(&self, to: BlockRef) -> Vec<Arc<Block>> {
        let mut path = Vec::new();
        let mut at = to;
        while at.height > self.settled.height()
            && let Some(block) = self.others.get(&at)
        {
            at = block.below();
            path.push(block.clone());
        }
        path.reverse();
        path
    }

    /// Settles the next block.
    pub fn settle(&mut self, block: Arc<Block>) {
        Arc::make_mut(&mut self.others).remove(&block.at());
        self.settled.push(block);
    }

    /// The blocks that are not settled, by height.
    pub fn others(&self) -> impl Iterator<Item = &Arc<Block>> {
        self.others.values()
    }

    /// Forgets those below a height that are not settled.
    pub fn forget_below(&mut self, height: u64) {
        let is_low = self
            .others
            .keys()
            .next()
            .is_some_and(|at| at.height < height);
        if is_low {
            Arc::make_mut(&mut self.others).retain(|at, _| at.height >= height);
        }
    }
}

/// A set of requests, as ranges of the numbers of every asker: those that somebody has seen are nearly always all up to
/// some number.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Numbers(BTreeMap<Address, Vec<(u32, u32)>>);

impl Numbers {
    /// Whether a request is among them.
    pub fn has(&self, request: RequestId) -> bool {
        let ranges = self.0.get(&request.asker).into_iter().flatten();
        ranges
            .rev()
            .any(|(from, to)| (*from..=*to).contains(&request.number))
    }

    /// Takes a request in.
    pub fn insert(&mut self, request: RequestId) {
        if self.has(request) {
            return;
        }
        let number = request.number;
        let ranges = self.0.entry(request.asker).or_default();
        let place = ranges.partition_point(|(from, _)| *from < number);
        let joins_next = ranges
            .get(place)
            .is_some_and(|(from, _)| *from == number + 1);
        let before = place
            .checked_sub(1)
            .filter(|it| ranges[*it].1 + 1 == number);
        match (before, joins_next) {
            (Some(it), true) => ranges[it].1 = ranges.remove(place).1,
            (Some(it), false) => ranges[it].1 = number,
            (None, true) => ranges[place].0 = number,
            (None, false) => ranges.insert(place, (number, number)),
        }
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::BlockHash;
    use crate::units::NodeId;

    fn on(below: BlockRef, creator: u16) -> Arc<Block> {
        let creator = NodeId::new(creator);
        Arc::new(Block::new(below.height + 1, below.hash, creator, vec![]))
    }

    #[test]
    fn a_block_stands_above_in_or_beside_the_settled_chain() {
        let mut tree = Tree::default();
        let (one, other) = (on(BlockRef::GENESIS, 1), on(BlockRef::GENESIS, 2));
        let (two, three) = (on(one.at(), 1), on(other.at(), 2));
        for block in [&one, &other, &two] {
            tree.insert(block.clone());
        }
        assert_eq!(tree.way(two.at(), BlockRef::GENESIS), Way::Above);
        let way = tree.way(three.at(), BlockRef::GENESIS);
        assert_eq!(way, Way::Lacks(three.at()));
        tree.insert(three.clone());
        assert_eq!(tree.path(three.at()), [other.clone(), three.clone()]);
        tree.settle(one.clone());
        assert_eq!(tree.tip(), one.at());
        assert_eq!(tree.way(one.at(), two.at()), Way::Settled);
        assert_eq!(tree.way(two.at(), one.at()), Way::Above);
        assert_eq!(tree.way(three.at(), two.at()), Way::Beside);
        assert_eq!(tree.way(other.at(), two.at()), Way::Beside);
        tree.forget_below(2);
        assert_eq!(tree.others().count(), 2);
    }

    #[test]
    fn numbers_are_kept_as_ranges() {
        let id = |number| RequestId {
            asker: Address::Node(NodeId::new(1)),
            number,
        };
        let mut numbers = Numbers::default();
        for number in [5, 1, 3, 2, 9, 4, 2] {
            numbers.insert(id(number));
        }
        assert_eq!(numbers.0[&id(1).asker], [(1, 5), (9, 9)]);
        let has: Vec<u32> = (0..12).filter(|number| numbers.has(id(*number))).collect();
        assert_eq!(has, [1, 2, 3, 4, 5, 9]);
        assert_eq!(BlockHash::GENESIS, BlockRef::GENESIS.hash);
    }
}
