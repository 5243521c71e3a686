//! Commits: what is decided becomes final here, and what lies below it with it.

use std::sync::Arc;

use super::{Cx, Message, PiChain, Timer, Write, rules, state};
use crate::ledger::{Block, BlockRef, Way};
use crate::units::{NodeId, RequestId};
use crate::view::Answer;

impl PiChain {
    pub(super) fn on_commit(&mut self, from: NodeId, at: BlockRef, cx: Cx) {
        self.commit(from, at, cx);
    }

    /// Commits a block that is decided, and those below it.
    pub(super) fn commit(&mut self, from: NodeId, at: BlockRef, cx: Cx) {
        match self.way(at) {
            Way::Settled | Way::Beside => return,
            Way::Lacks(lacking) => {
                return self.await_block(from, Message::Commit { block: at }, lacking, cx);
            }
            Way::Above => {}
        }
        let blocks = self.disk.tree.path(at);
        let Some(last) = blocks.last().cloned() else {
            return;
        };
        let count = blocks.len();
        let is_there = |own: Option<&Arc<Block>>, at: BlockRef| own.is_some_and(|it| it.at() == at);
        if !is_there(self.ahead.get(count - 1), at) {
            self.move_head(&last, cx);
        }
        if !is_there(self.ahead.get(count - 1), at) {
            // A damaged disk has another way to that block than memory had, or none.
            self.rebuild(cx);
            if !is_there(self.ahead.get(count - 1), at) {
                return;
            }
        }
        if std::mem::take(&mut self.strayed) {
            cx.rule(&rules::REJOIN);
        }
        self.ahead.drain(..count);
        cx.rule(&rules::COMMIT);
        self.disk.write(Write::Commit(blocks.clone()));
        self.count();
        for block in blocks {
            self.apply(block, cx);
        }
        // Whatever ran was about another base. The ticket for the next one is its creator's (R4).
        if self.attempt.take().is_some() {
            cx.cancel(Timer::Attempt);
        }
        self.tries = 0;
        self.ticket = last.creator == cx.id && self.eagerness == super::Eagerness::Quick;
        self.fresh = true;
        cx.broadcast(Message::AckCommit { block: at });
        self.hear_committed(cx.id, at.height, cx);
        self.rearm(cx);
        self.start_attempt(cx);
    }

    /// A block takes effect: once, with all that it orders.
    fn apply(&mut self, block: Arc<Block>, cx: Cx) {
        let mut rejected: Vec<RequestId> = Vec::new();
        for entry in &block.entries {
            let answer = state::apply(&mut self.balances, &entry.transaction);
            self.ahead_requests.remove(entry.request);
            self.ordered.insert(entry.request);
            if answer == Answer::Rejected {
                rejected.push(entry.request);
            }
            if self.own.remove(entry.request) {
                cx.reply(entry.request, answer, state::told(&entry.transaction));
            }
        }
        cx.decide(block, rejected);
    }

    pub(super) fn on_ack(&mut self, from: NodeId, at: BlockRef, cx: Cx) {
        self.hear_committed(from, at.height, cx);
    }

    /// A node has committed up to a height. What all have committed is the new genesis: nobody needs what lies below.
    fn hear_committed(&mut self, from: NodeId, height: u64, cx: Cx) {
        let Some(known) = self.acked.get_mut(from.index()) else {
            return;
        };
        *known = height.max(*known);
        let all = self.acked.iter().copied().min().unwrap_or(0);
        if all <= self.disk.genesis.height {
            return;
        }
        if let Some(block) = self.disk.tree.settled.block(all) {
            cx.rule(&rules::PRUNE);
            let genesis = block.at();
            self.disk.write(Write::Genesis(genesis));
        }
    }
}
