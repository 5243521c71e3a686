//! A tree of blocks that is there from the start: one long chain, and a fork of two blocks at every third height. What
//! nodes know of blocks is otherwise nothing in a rumour; this is for looking at a large tree.

use std::cell::RefCell;
use std::sync::Arc;

use synod_core::ledger::{Block, BlockHash, Chain, Entry, Transaction};
use synod_core::phrase;
use synod_core::units::{NodeId, RequestId};
use synod_core::view::AsideView;

/// A fork leaves at every height that this divides.
const FORK: u32 = 3;
/// So many blocks are in each.
const TWIGS: u32 = 2;

/// A chain, and what stands beside it.
pub struct Wood {
    /// The long chain.
    pub chain: Chain,
    /// The last fork, from genesis on.
    pub other: Chain,
    /// All forks, with what became of what they order.
    pub aside: Vec<AsideView>,
}

thread_local! {
    static GROWN: RefCell<Vec<(u32, Arc<Wood>)>> = const { RefCell::new(Vec::new()) };
}

/// The tree of so many blocks, made once.
pub fn wood(blocks: u32) -> Arc<Wood> {
    GROWN.with_borrow_mut(|grown| {
        if let Some((_, wood)) = grown.iter().find(|it| it.0 == blocks) {
            return wood.clone();
        }
        let wood = Arc::new(Wood::grow(blocks));
        grown.push((blocks, wood.clone()));
        wood
    })
}

impl Wood {
    fn grow(blocks: u32) -> Self {
        let mut wood = Self {
            chain: Chain::default(),
            other: Chain::default(),
            aside: Vec::new(),
        };
        let mut left = blocks;
        while left > 0 {
            let height = wood.chain.height() as u32 + 1;
            wood.chain
                .push(block(height, wood.chain.tip(), (height % 5 + 1) as u16));
            left -= 1;
            // The chain goes on behind every fork.
            if height.is_multiple_of(FORK) && left > TWIGS {
                wood.fork(height, &mut left);
            }
        }
        wood
    }

    /// Two blocks on top of the present one, which the chain will leave beside.
    fn fork(&mut self, height: u32, left: &mut u32) {
        self.other = self.chain.clone();
        for twig in 1..=TWIGS {
            let made = block(
                height + twig,
                self.other.tip(),
                ((height + twig) % 4 + 6) as u16,
            );
            let fate = |place: usize| match (height as usize + place) % 3 {
                0 => phrase!("back in the queue of {0}", NodeId::new(1)),
                1 => phrase!("in block {0}", height + twig),
                _ => phrase!("lost"),
            };
            self.aside.push(AsideView {
                fates: (0..made.entries.len()).map(fate).collect(),
                block: made.clone(),
            });
            self.other.push(made);
            *left -= 1;
        }
    }
}

/// A block with one to three entries.
fn block(height: u32, below: BlockHash, creator: u16) -> Arc<Block> {
    let creator = NodeId::new(creator);
    let entry = |number| Entry {
        request: RequestId {
            asker: creator.into(),
            number: height * 4 + number,
        },
        transaction: Transaction::Note {
            text: format!("note {height}").into(),
        },
    };
    let entries = (0..height % 3 + 1).map(entry).collect();
    Arc::new(Block::new(height.into(), below, creator, entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_as_many_blocks_as_were_asked_for_and_every_one_stands_on_another() {
        let wood = wood(10_000);
        assert_eq!(wood.chain.height() as usize + wood.aside.len(), 10_000);
        let blocks: Vec<&Arc<Block>> = wood.aside.iter().map(|it| &it.block).collect();
        for block in &blocks {
            let below = wood.chain.block(block.height - 1);
            let on_chain = below.is_some_and(|it| it.hash == block.previous);
            assert!(on_chain || blocks.iter().any(|it| it.hash == block.previous));
        }
        // The other chain leaves the first one by its last blocks, and by no more.
        let left = wood.other.height() - u64::from(TWIGS);
        let both = |height| [&wood.chain, &wood.other].map(|it| it.block(height).map(|it| it.hash));
        let [one, other] = both(left);
        assert!(one.is_some() && one == other);
        let [one, other] = both(left + 1);
        assert_ne!(one, other);
    }
}
