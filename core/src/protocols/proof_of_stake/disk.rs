//! What a node keeps on its disk: beside its key, the blocks that it has signed. The chain is not among it, nor is anything
//! else: a node that comes up begins at genesis. But a key that forgot what it signed would sign twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Block, BlockRef};

/// The blocks signed with the keys of a node, each by the block that it stands on.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Disk(Arc<BTreeMap<BlockRef, Arc<Block>>>);

impl Disk {
    /// What was signed on top of a block.
    pub fn signed_on(&self, below: BlockRef) -> Option<&Arc<Block>> {
        self.0.get(&below)
    }

    /// How many were signed.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// One write to the disk: a block is signed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Write(pub Arc<Block>);

impl crate::disk::Write for Write {
    type Image = Disk;

    fn apply(&self, disk: &mut Disk) {
        Arc::make_mut(&mut disk.0).insert(self.0.below(), self.0.clone());
    }
}
