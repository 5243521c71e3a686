//! What a miner has not put into a block yet: a set, shared with whoever is told of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ledger::Entry;
use crate::order;
use crate::units::RequestId;

/// Messages that wait, in the order in which they are mined: by arrival, of those that came at once by their requests.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Pool {
    entries: Arc<Vec<Entry>>,
    ids: BTreeSet<RequestId>,
}

impl Pool {
    /// All of them, in order.
    pub fn entries(&self) -> &Arc<Vec<Entry>> {
        &self.entries
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The one that is mined next.
    pub fn first(&self) -> Option<&Entry> {
        self.entries.first()
    }

    /// Whether a message waits here.
    pub fn has(&self, request: RequestId) -> bool {
        self.ids.contains(&request)
    }

    /// Messages arrive, all at once; how many are new.
    pub fn arrive(&mut self, mut entries: Vec<Entry>) -> usize {
        entries.retain(|entry| self.ids.insert(entry.request));
        if entries.is_empty() {
            return 0;
        }
        order::by_key(&mut entries, |entry| entry.request);
        let count = entries.len();
        Arc::make_mut(&mut self.entries).extend(entries);
        count
    }

    /// Messages come back from blocks that were left: they waited before all others, in the order of those blocks.
    pub fn come_back(&mut self, mut entries: Vec<Entry>) -> usize {
        entries.retain(|entry| self.ids.insert(entry.request));
        if entries.is_empty() {
            return 0;
        }
        let count = entries.len();
        Arc::make_mut(&mut self.entries).splice(0..0, entries);
        count
    }

    /// Messages are in blocks now.
    pub fn leave<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) {
        let mut any = false;
        for entry in entries {
            any |= self.ids.remove(&entry.request);
        }
        if any {
            let ids = &self.ids;
            Arc::make_mut(&mut self.entries).retain(|entry| ids.contains(&entry.request));
        }
    }
}
