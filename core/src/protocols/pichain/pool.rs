//! Transactions: how they come in, how they wait, and how those of a branch that is left come back.

use std::sync::Arc;

use super::about::BLOCK_LIMIT;
use super::{Cx, Message, PiChain, Write, rules};
use crate::ledger::{Block, Entry, Stamp};
use crate::node::{Context, Request};
use crate::units::RequestId;

impl PiChain {
    /// A transaction of its own.
    pub(super) fn submit(&mut self, request: Request, cx: Cx) {
        cx.rule(&rules::SUBMIT);
        self.disk.write(Write::Count);
        self.own.insert(request.id);
        let entry = Entry {
            request: request.id,
            transaction: request.transaction,
        };
        cx.broadcast(Message::Transaction {
            entry: entry.clone(),
        });
        self.receive(entry, cx);
    }

    /// A transaction comes in; one that is known is passed over.
    pub(super) fn receive(&mut self, entry: Entry, cx: Cx) {
        if self.knows(entry.request, cx) {
            return;
        }
        cx.rule(&rules::QUEUE);
        self.enqueue(entry);
        self.rearm(cx);
    }

    /// Whether a transaction waits here already or is on the chain (R8).
    fn knows(&self, request: RequestId, cx: &Context<Self>) -> bool {
        if cx.quirk("forgets-known") {
            // P7: what was seen since it came up, but for what lies below genesis; the chain is not asked.
            return self.known.has(request) && !self.is_pruned(request);
        }
        self.keeps(request) || (drops_orphans(cx) && self.known.has(request))
    }

    /// Whether a transaction is in no block but those below genesis, and does not wait.
    fn is_pruned(&self, request: RequestId) -> bool {
        let mut kept = self.disk.tree.settled.from_height(self.disk.genesis.height);
        let is_open = self.queued.has(request) || self.ahead_requests.has(request);
        self.ordered.has(request) && !is_open && !kept.any(|block| block.orders(request))
    }

    fn enqueue(&mut self, entry: Entry) {
        self.known.insert(entry.request);
        if self.queued.insert(entry.request) {
            self.queue.push_back(entry);
        }
    }

    /// What is on the chain now waits no more.
    pub(super) fn dequeue(&mut self, block: &Block) {
        let mut is_less = false;
        for entry in &block.entries {
            self.known.insert(entry.request);
            is_less |= self.queued.remove(entry.request);
        }
        if is_less {
            let queued = &self.queued;
            self.queue.retain(|entry| queued.has(entry.request));
        }
    }

    /// Transactions of a branch that was left, which are not on the new one: they wait again, and everybody is told of
    /// them anew (R8).
    pub(super) fn take_back(&mut self, orphans: Vec<Entry>, cx: Cx) {
        for entry in orphans {
            cx.rule(&rules::ORPHAN);
            if !drops_orphans(cx) {
                self.enqueue(entry.clone());
            }
            cx.broadcast(Message::Transaction { entry });
        }
    }

    /// A transaction has waited long enough: it makes a block of all that wait, and becomes more eager.
    pub(super) fn lose_patience(&mut self, cx: Cx) {
        self.front = None;
        let limit = usize::try_from(cx.whole(BLOCK_LIMIT)).unwrap_or(usize::MAX);
        let count = limit.min(self.queue.len());
        if count == 0 {
            return;
        }
        cx.rule(&rules::MAKE);
        let entries: Vec<Entry> = self.queue.drain(..count).collect();
        self.eagerness = self.eagerness.promoted();
        let head = self.head();
        let stamp = Stamp {
            counter: self.disk.counter + 1,
            depth: self.depth() + entries.len() as u64,
            state: self.eagerness.name(),
        };
        let block = Arc::new(Block::stamped(head, cx.id, entries, stamp));
        for entry in &block.entries {
            self.queued.remove(entry.request);
            self.ahead_requests.insert(entry.request);
        }
        self.disk.write(Write::Make(block.clone()));
        self.ahead.push_back(block.clone());
        self.count();
        self.mine = Some(block.at());
        if self.eagerness == super::Eagerness::Quick {
            self.quick = Some(cx.id);
        }
        cx.broadcast(Message::Block { block });
        self.rearm(cx);
        self.start_attempt(cx);
    }
}

/// P6: what was on a branch that is left is sent around once more, and everybody who has seen it passes it over.
fn drops_orphans(cx: &Context<PiChain>) -> bool {
    cx.quirk("orphan-dropped")
}
