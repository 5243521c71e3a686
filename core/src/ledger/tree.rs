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
/// some number, and those that wait somewhere nearly always follow each other.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Numbers(Vec<Range>);

/// Requests of one asker that follow each other, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Range {
    asker: Address,
    from: u32,
    to: u32,
}

impl Numbers {
    /// The place of the range that has a request, or where one that has it would stand.
    fn place(&self, request: RequestId) -> Result<usize, usize> {
        let (asker, number) = (request.asker, request.number);
        let is_before = |range: &Range| (range.asker, range.to) < (asker, number);
        let place = self.0.partition_point(is_before);
        match self.0.get(place) {
            Some(range) if range.asker == asker && range.from <= number => Ok(place),
            _ => Err(place),
        }
    }

    /// Whether a request is among them.
    pub fn has(&self, request: RequestId) -> bool {
        self.place(request).is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        let count = |range: &Range| 1 + u64::from(range.to - range.from);
        self.0.iter().map(count).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a request in. False if it was among them.
    pub fn insert(&mut self, request: RequestId) -> bool {
        let Err(place) = self.place(request) else {
            return false;
        };
        let (asker, number) = (request.asker, request.number);
        let follows =
            |range: &Range| range.asker == asker && range.to.checked_add(1) == Some(number);
        let precedes =
            |range: &Range| range.asker == asker && number.checked_add(1) == Some(range.from);
        let before = place.checked_sub(1).filter(|it| follows(&self.0[*it]));
        match (before, self.0.get(place).is_some_and(precedes)) {
            (Some(it), true) => self.0[it].to = self.0.remove(place).to,
            (Some(it), false) => self.0[it].to = number,
            (None, true) => self.0[place].from = number,
            (None, false) => {
                let (from, to) = (number, number);
                self.0.insert(place, Range { asker, from, to });
            }
        }
        true
    }

    /// Takes a request out. False if it was not among them.
    pub fn remove(&mut self, request: RequestId) -> bool {
        let Ok(place) = self.place(request) else {
            return false;
        };
        let number = request.number;
        let range = self.0[place];
        match range {
            Range { from, to, .. } if from == to => drop(self.0.remove(place)),
            Range { from, .. } if from == number => self.0[place].from += 1,
            Range { to, .. } if to == number => self.0[place].to -= 1,
            _ => {
                self.0[place].to = number - 1;
                let from = number + 1;
                self.0.insert(place + 1, Range { from, ..range });
            }
        }
        true
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl FromIterator<RequestId> for Numbers {
    fn from_iter<I: IntoIterator<Item = RequestId>>(requests: I) -> Self {
        let mut numbers = Self::default();
        numbers.extend(requests);
        numbers
    }
}

impl Extend<RequestId> for Numbers {
    fn extend<I: IntoIterator<Item = RequestId>>(&mut self, requests: I) {
        for request in requests {
            self.insert(request);
        }
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
        let ranges: Vec<(u32, u32)> = numbers.0.iter().map(|it| (it.from, it.to)).collect();
        assert_eq!(ranges, [(1, 5), (9, 9)]);
        let has: Vec<u32> = (0..12).filter(|number| numbers.has(id(*number))).collect();
        assert_eq!(has, [1, 2, 3, 4, 5, 9]);
        assert_eq!((numbers.len(), numbers.is_empty()), (6, false));
        let removed = [3, 3, 1, 5, 9].map(|number| numbers.remove(id(number)));
        assert_eq!(removed, [true, false, true, true, true]);
        assert_eq!(numbers, [4, 2].map(id).into_iter().collect());
        let gone = [2, 4].map(|number| numbers.remove(id(number)));
        assert_eq!((gone, numbers), ([true, true], Numbers::default()));
        assert_eq!(BlockHash::GENESIS, BlockRef::GENESIS.hash);
    }
}
