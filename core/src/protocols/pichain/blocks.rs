//! Blocks: how they come in, how the head moves, and how those that are lacking are asked for.

use std::collections::VecDeque;
use std::sync::Arc;

use super::about::RECOVERY_BLOCKS;
use super::{Cx, Message, PiChain, WAITING_MAX, Waiting, Write, rules, state};
use crate::ledger::{Balances, Block, BlockRef, Entry, Way};
use crate::units::NodeId;

/// The order of blocks: by depth, of equally deep ones by the number of who made them. Genesis is the lowest.
fn rank(block: Option<&Block>) -> (u64, u16) {
    let of = |block: &Block| (depth(block), block.creator.number());
    block.map_or((0, 0), of)
}

fn depth(block: &Block) -> u64 {
    block.stamp.as_ref().map_or(0, |stamp| stamp.depth)
}

impl PiChain {
    /// Transactions on its chain.
    pub(super) fn depth(&self) -> u64 {
        self.disk
            .tree
            .get(self.head())
            .map_or(0, |block| depth(block))
    }

    /// How a block stands to what is committed.
    pub(super) fn way(&self, at: BlockRef) -> Way {
        self.disk.tree.way(at, self.head())
    }

    pub(super) fn on_block(&mut self, from: NodeId, block: Arc<Block>, cx: Cx) {
        if !is_proper(&block) {
            return;
        }
        let at = block.at();
        self.keep(&block);
        match self.way(at) {
            Way::Settled => return,
            Way::Lacks(lacking) => {
                return self.await_block(from, Message::Block { block }, lacking, cx);
            }
            Way::Beside => {
                // R9: nobody can build there any more.
                cx.rule(&rules::STALE);
                let block = self.base();
                return self.tell(from, Message::Commit { block }, cx);
            }
            Way::Above => {}
        }
        let below = self
            .disk
            .tree
            .get(block.below())
            .map_or(0, |below| depth(below));
        if depth(&block) != below + block.entries.len() as u64 {
            // Nobody who keeps to the rules makes such a block.
            return;
        }
        let head = rank(self.disk.tree.get(self.head()).map(|head| &**head));
        let own = rank(Some(&block));
        self.give_way(&block, head < own, cx);
        if own < head || at == self.head() {
            return;
        }
        self.move_head(&block, cx);
        self.rearm(cx);
    }

    /// Writes a block down, unless it has it.
    fn keep(&mut self, block: &Arc<Block>) {
        if self.disk.tree.get(block.at()).is_none() {
            self.disk.write(Write::Keep(block.clone()));
            self.asked.remove(&block.at());
            self.fresh = true;
        }
    }

    /// Moves the head to a block that stands above what is committed. What is only on the branch that is left waits
    /// again.
    pub(super) fn move_head(&mut self, to: &Arc<Block>, cx: Cx) {
        if to.below() == self.head() {
            cx.rule(&rules::FOLLOW);
            self.extend(to);
            self.disk.write(Write::Head(to.at()));
            return self.count();
        }
        let path = self.disk.tree.path(to.at());
        let same = self.ahead.iter().zip(&path);
        let shared = same
            .take_while(|(own, other)| own.hash == other.hash)
            .count();
        let left: Vec<Arc<Block>> = self.ahead.drain(shared..).collect();
        let orphans = left.iter().flat_map(|block| &block.entries);
        for entry in orphans.clone() {
            self.ahead_requests.remove(entry.request);
        }
        for block in &path[shared..] {
            self.extend(block);
        }
        self.disk.write(Write::Head(to.at()));
        self.count();
        if left.is_empty() {
            return cx.rule(&rules::FOLLOW);
        }
        cx.rule(&rules::SWITCH);
        self.strayed |= left.iter().any(|block| block.creator == cx.id);
        let lost = |entry: &&Entry| !self.has_on_chain(entry.request);
        let orphans: Vec<Entry> = orphans.filter(lost).cloned().collect();
        self.take_back(orphans, cx);
    }

    /// Puts a block on top of its chain.
    fn extend(&mut self, block: &Arc<Block>) {
        let requests = block.entries.iter().map(|entry| entry.request);
        self.ahead_requests.extend(requests);
        self.dequeue(block);
        self.ahead.push_back(block.clone());
    }

    /// Asks everybody for a block that it lacks, and keeps what needs it until it comes.
    pub(super) fn await_block(
        &mut self,
        from: NodeId,
        message: Message,
        lacking: BlockRef,
        cx: Cx,
    ) {
        self.wait(Waiting::Message(from, message), lacking, cx);
    }

    pub(super) fn wait(&mut self, waiting: Waiting, lacking: BlockRef, cx: Cx) {
        // What waited asks once for each block; what comes anew asks again, as an answer may have been lost.
        if self.asked.insert(lacking) || !self.resuming {
            cx.rule(&rules::ASK);
            cx.broadcast(Message::AskBlock { block: lacking });
        }
        // P5: nothing waits; the next message finds what came in between.
        if cx.quirk("waits-for-traffic") || self.waiting.contains(&waiting) {
            return;
        }
        if self.waiting.len() == WAITING_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back(waiting);
    }

    /// Ends a handler: if blocks came or were committed, what waited is looked at again (R7).
    pub(super) fn resume(&mut self, cx: Cx) {
        self.resuming = true;
        while std::mem::take(&mut self.fresh) && !self.waiting.is_empty() {
            for waiting in std::mem::take(&mut self.waiting) {
                match waiting {
                    Waiting::Message(from, message) => self.handle(from, message, cx),
                    Waiting::Proposal => self.propose(cx),
                }
            }
        }
        self.resuming = false;
    }

    /// Whoever lacks a block gets it, and some of those below it, the newest first.
    pub(super) fn on_ask_block(&mut self, from: NodeId, at: BlockRef, cx: Cx) {
        let most = 1 + usize::try_from(cx.whole(RECOVERY_BLOCKS)).unwrap_or(0);
        let mut blocks: Vec<Arc<Block>> = Vec::new();
        let mut at = at;
        while blocks.len() < most
            && let Some(block) = self.disk.tree.get(at)
        {
            at = block.below();
            blocks.push(block.clone());
        }
        if !blocks.is_empty() {
            cx.rule(&rules::HELP);
            cx.send(from, Message::Blocks { blocks });
        }
    }

    pub(super) fn on_blocks(&mut self, blocks: Vec<Arc<Block>>, cx: Cx) {
        for block in blocks.iter().filter(|block| is_proper(block)) {
            self.keep(block);
        }
        if self.fresh {
            cx.rule(&rules::RECOVER);
        }
    }

    /// Counts with what the disk says now.
    pub(super) fn count(&mut self) {
        self.counted = (self.head(), self.base());
    }

    /// Reads the disk again, if somebody changed it while the node ran.
    pub(super) fn recount(&mut self, cx: Cx) {
        if self.counted != (self.head(), self.base()) {
            self.rebuild(cx);
            self.attempt = None;
            cx.cancel(super::Timer::Attempt);
        }
    }

    /// Works out what follows from the disk.
    pub(super) fn rebuild(&mut self, cx: Cx) {
        let (head, base) = (self.head(), self.base());
        if head != base && self.disk.tree.way(head, base) != Way::Above {
            // The head is no more above what is committed: that is the head then.
            self.disk.write(Write::Head(base));
        }
        self.balances = Balances::opening(cx.opening_balances());
        self.ordered.clear();
        let settled = self.disk.tree.settled.clone();
        for entry in settled.blocks().flat_map(|block| &block.entries) {
            state::apply(&mut self.balances, &entry.transaction);
            self.ordered.insert(entry.request);
        }
        self.ahead = VecDeque::from(self.disk.tree.path(self.head()));
        let entries = self.ahead.iter().flat_map(|block| &block.entries);
        self.ahead_requests = entries.map(|entry| entry.request).collect();
        let gone = |request| self.ahead_requests.has(request) || self.ordered.has(request);
        self.queue.retain(|entry| !gone(entry.request));
        self.queued = self.queue.iter().map(|entry| entry.request).collect();
        self.acked[cx.id.index()] = settled.height();
        self.count();
    }
}

/// Whether a block is what its hash says, and one of this system's.
fn is_proper(block: &Block) -> bool {
    block.height > 0 && block.stamp.is_some() && !block.entries.is_empty() && block.is_sound()
}
