//! Which blocks there are: what those who are looked at know, put together as one tree. Pure.

use std::rc::Rc;
use std::sync::Arc;

use synod_core::about::Depth;
use synod_core::ledger::{Block, BlockHash, Chain};
use synod_core::order;
use synod_core::units::NodeId;
use synod_core::view::{AsideView, NodeDetail, NodeGlance};

/// What is known of a block's prospects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Somebody has it as final.
    Committed,
    /// It is on somebody's own chain and may still change.
    Followed,
    /// Another block on the same place is final.
    Abandoned,
    /// Nobody's chain leads over it, and nothing speaks against it.
    Aside,
}

impl State {
    /// Its name in `data-state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Followed => "followed",
            Self::Abandoned => "abandoned",
            Self::Aside => "aside",
        }
    }

    /// Whether it is drawn as something that chains have left.
    pub fn is_left(self) -> bool {
        matches!(self, Self::Abandoned | Self::Aside)
    }
}

/// A block among the others; the first one is genesis, and every one stands behind its predecessor.
#[derive(Clone, Debug)]
pub struct Knot {
    /// The block; none is genesis.
    pub block: Option<Arc<Block>>,
    /// Its predecessor; none of genesis, and where nobody knows it.
    pub parent: Option<usize>,
    /// What stands on it: what is final first, then the most followed, then the deepest.
    pub children: Vec<usize>,
    /// How deep it stands, as the system counts.
    pub depth: u64,
    /// So many blocks up to it, one on the other, add nothing to the depth.
    pub shallow: u32,
    /// What is known of its prospects.
    pub state: State,
    /// Whose head it is.
    pub heads: Vec<NodeId>,
    /// For whom it is the last final one.
    pub commits: Vec<NodeId>,
    /// So many heads are here or above.
    pub followed: u32,
    /// Where its fate stands: whose view, and which of the blocks aside.
    pub fate: Option<(usize, usize)>,
}

impl Knot {
    /// Its hash.
    pub fn hash(&self) -> BlockHash {
        self.block.as_ref().map_or(BlockHash::GENESIS, |it| it.hash)
    }

    /// Blocks up to it.
    pub fn height(&self) -> u64 {
        self.block.as_ref().map_or(0, |it| it.height)
    }

    fn of(block: Option<Arc<Block>>, parent: Option<usize>) -> Self {
        Self {
            block,
            parent,
            children: Vec::new(),
            depth: 0,
            shallow: 0,
            state: State::Aside,
            heads: Vec::new(),
            commits: Vec::new(),
            followed: 0,
            fate: None,
        }
    }
}

/// All blocks that those who are looked at know.
#[derive(Clone, Debug)]
pub struct Known {
    /// The blocks by height and hash, genesis first.
    pub knots: Vec<Knot>,
}

impl Known {
    /// What these know; heads and final blocks are those of `flags`, whose chains are among them.
    pub fn of(flags: &[NodeGlance], details: &[Rc<NodeDetail>], counts: Depth) -> Self {
        let mut knots = vec![Knot::of(None, None)];
        knots.extend(
            blocks(details)
                .into_iter()
                .map(|it| Knot::of(Some(it), None)),
        );
        let mut known = Self { knots };
        known.join(counts);
        known.plant(flags, details);
        known.tell_fates(details);
        known.weigh();
        known.judge();
        known
    }

    /// The place of a block.
    pub fn find(&self, height: u64, hash: BlockHash) -> Option<usize> {
        let found = self
            .knots
            .binary_search_by(|it| (it.height(), it.hash()).cmp(&(height, hash)));
        found.ok()
    }

    /// Everything from a block down to where the tree begins, itself included.
    pub fn down(&self, from: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(from), |at| self.knots[*at].parent)
    }

    /// What became of the entries of a block that is on no chain of those who told.
    pub fn aside<'a>(&self, at: usize, details: &'a [Rc<NodeDetail>]) -> Option<&'a AsideView> {
        let (node, place) = self.knots[at].fate?;
        details.get(node)?.view.aside.get(place)
    }

    /// Predecessors and depths. Heights ascend, so every predecessor is there when what stands on it comes.
    fn join(&mut self, counts: Depth) {
        for at in 1..self.knots.len() {
            let Some(block) = self.knots[at].block.clone() else {
                continue;
            };
            let below = block.height.checked_sub(1);
            let parent = below.and_then(|height| self.find(height, block.previous));
            let own = match counts {
                Depth::Blocks => 1,
                Depth::Transactions => block.entries.len() as u64,
            };
            // What lies below is not known: at least so much.
            let (depth, shallow) = parent.map_or((block.height.max(own), 0), |parent| {
                let below = &self.knots[parent];
                let shallow = if own == 0 { below.shallow + 1 } else { 0 };
                (below.depth + own, shallow)
            });
            let knot = &mut self.knots[at];
            (knot.parent, knot.depth, knot.shallow) = (parent, depth, shallow);
            if let Some(parent) = parent {
                self.knots[parent].children.push(at);
            }
        }
    }

    /// Heads and final blocks.
    fn plant(&mut self, flags: &[NodeGlance], details: &[Rc<NodeDetail>]) {
        for node in flags {
            let glance = &node.glance;
            let Some(head) = self.find(glance.height, glance.tip) else {
                continue;
            };
            self.knots[head].heads.push(node.id);
            // Whoever has the same head has the same chain.
            let same = details.iter().find(|it| it.view.chain.tip() == glance.tip);
            let block = same.and_then(|it| it.view.chain.block(glance.committed));
            let (height, hash) = block.map_or((0, BlockHash::GENESIS), |it| (it.height, it.hash));
            if let Some(at) = self.find(height, hash) {
                self.knots[at].commits.push(node.id);
            }
        }
    }

    /// Whoever made a block knows best what became of what it orders; else whoever tells of it first.
    fn tell_fates(&mut self, details: &[Rc<NodeDetail>]) {
        for (node, detail) in details.iter().enumerate() {
            for (place, aside) in detail.view.aside.iter().enumerate() {
                let block = &aside.block;
                if let Some(at) = self.find(block.height, block.hash) {
                    let fate = &mut self.knots[at].fate;
                    if fate.is_none() || block.creator == detail.glance.id {
                        *fate = Some((node, place));
                    }
                }
            }
        }
    }

    /// Who stands below how many heads, and below what is final; then what stands on each, in order.
    fn weigh(&mut self) {
        let mut reach: Vec<u64> = self.knots.iter().map(|it| it.depth).collect();
        let mut finals = vec![false; self.knots.len()];
        finals[0] = true;
        for at in (0..self.knots.len()).rev() {
            let knot = &mut self.knots[at];
            finals[at] |= !knot.commits.is_empty();
            knot.followed += knot.heads.len() as u32;
            knot.state = match (finals[at], knot.followed) {
                (true, _) => State::Committed,
                (false, 0) => State::Aside,
                (false, _) => State::Followed,
            };
            let followed = knot.followed;
            if let Some(parent) = knot.parent {
                self.knots[parent].followed += followed;
                reach[parent] = reach[parent].max(reach[at]);
                finals[parent] |= finals[at];
            }
        }
        for at in 0..self.knots.len() {
            if self.knots[at].children.len() > 1 {
                let mut children = std::mem::take(&mut self.knots[at].children);
                order::by_key(&mut children, |it| {
                    let followed = self.knots[*it].followed;
                    (!finals[*it], u32::MAX - followed, u64::MAX - reach[*it])
                });
                self.knots[at].children = children;
            }
        }
    }

    /// What stands beside something final, and all that stands on it, has lost.
    fn judge(&mut self) {
        for at in 1..self.knots.len() {
            let Some(parent) = self.knots[at].parent else {
                continue;
            };
            let below = &self.knots[parent];
            // What is final stands first.
            let lost = match below.state {
                State::Abandoned => true,
                State::Committed => self.knots[below.children[0]].state == State::Committed,
                State::Followed | State::Aside => false,
            };
            if lost && self.knots[at].state != State::Committed {
                self.knots[at].state = State::Abandoned;
            }
        }
    }
}

/// Every block once, by height and hash. What chains share is taken from the first one.
fn blocks(details: &[Rc<NodeDetail>]) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = Vec::new();
    for (place, detail) in details.iter().enumerate() {
        let chain = &detail.view.chain;
        let before = details[..place].iter();
        let there = before.map(|it| shared(&it.view.chain, chain)).max();
        blocks.extend(chain.from_height(there.unwrap_or(0) + 1).cloned());
        blocks.extend(detail.view.aside.iter().map(|it| it.block.clone()));
    }
    order::by_key(&mut blocks, |it| (it.height, it.hash));
    blocks.dedup_by(|one, other| one.hash == other.hash);
    blocks
}

/// The height up to which two chains are the same.
fn shared(one: &Chain, other: &Chain) -> u64 {
    let both = one.height().min(other.height());
    one.first_change(other).map_or(both, |height| height - 1)
}
