//! Learning: what is decided, what follows from it, and how a server that lacks slots gets them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::elect::hints_at_itself;
use super::{
    BLOCKS_MAX, Ballot, Count, Cx, FIRST_HINT, Message, MultiPaxos, Reply, Role, State, Timer,
    Write, rules, seal,
};
use crate::about::Value;
use crate::ledger::{Block, Entry};
use crate::rule::Rule;
use crate::units::NodeId;
use crate::view::Answer;

impl MultiPaxos {
    /// Reads the disk.
    pub(super) fn boot(&mut self, cx: Cx) {
        // X5: promises and accepts had never been written.
        if cx.recovering && cx.quirk("promise-forgotten") {
            self.disk.write(Write::Forget);
        }
        self.rebuild(cx);
        // X6: what is tentative is replayed as if it were decided.
        if cx.quirk("tentative-replayed") {
            for entry in self.disk.votes.iter().flat_map(|vote| &vote.block.entries) {
                self.state.apply(entry);
            }
        }
        let first = match cx.settings.of_node(FIRST_HINT, cx.id) {
            Value::Node(first) => first,
            other => panic!("a hint is {other}, not a node"),
        };
        // Who has promised has heard of somebody since: the first hint may be long gone.
        let last = self.disk.promised.map(|ballot| ballot.owner);
        let of_others = last.filter(|id| *id != cx.id);
        self.hint = of_others.or(first.filter(|_| last.is_none() || hints_at_itself(cx)));
        if cx.recovering {
            self.ask_everybody(cx);
            for id in cx.peers() {
                self.fetch(id, cx);
            }
        }
    }

    /// Counts anew, if somebody took slots from the disk while it ran.
    pub(super) fn recount(&mut self, cx: Cx) {
        if self.counted != self.depth() {
            self.rebuild(cx);
        }
    }

    /// What follows from the decided slots.
    fn rebuild(&mut self, cx: Cx) {
        self.state = State::opening(cx.opening_balances());
        let chain = self.disk.chain.clone();
        for entry in chain.blocks().flat_map(|block| &block.entries) {
            self.apply(entry, cx);
        }
        self.counted = self.depth();
    }

    fn apply(&mut self, entry: &Entry, cx: Cx) -> Reply {
        // X7: only the request that was decided last is remembered.
        if self.state.known(entry.request).is_none() && cx.quirk("remembers-one-request") {
            self.state.forget_answers();
        }
        self.state.apply(entry)
    }

    pub(super) fn on_accepted(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        depth: u64,
        block: Arc<Block>,
        cx: Cx,
    ) {
        self.hear_accepted(from, depth, &block, cx);
        if block.height <= self.depth() {
            // It is decided here already.
            return;
        }
        cx.rule(&rules::TALLY);
        let counts = self.counts.entry(block.height).or_default();
        let same = |count: &Count| count.ballot == ballot && count.hash == block.hash;
        let place = counts.iter().position(same).unwrap_or_else(|| {
            counts.push(Count {
                ballot,
                hash: block.hash,
                voters: BTreeSet::new(),
            });
            counts.len() - 1
        });
        counts[place].voters.insert(from);
        if counts[place].voters.len() >= cx.quorum() {
            self.chosen.insert(block.height, block);
            self.learn(&rules::DECIDE, cx);
        }
    }

    /// Appends what is decided, as far as it follows, and goes on.
    fn learn(&mut self, rule: &'static Rule, cx: Cx) {
        while let Some(block) = self.chosen.remove(&(self.depth() + 1)) {
            // It was forged, or a defect of the source had another one decided.
            if !seal::follows(&self.disk.chain, &block) {
                break;
            }
            self.append(block, rule, cx);
        }
        self.offer_next(cx);
    }

    fn append(&mut self, block: Arc<Block>, rule: &'static Rule, cx: Cx) {
        cx.rule(rule);
        let mut rejected = Vec::new();
        for entry in &block.entries {
            let reply = self.apply(entry, cx);
            if reply.answer == Answer::Rejected {
                rejected.push(entry.request);
            }
            if matches!(self.role, Role::Leader(_)) {
                cx.rule(&rules::ANSWER);
                self.answer(entry.request, reply.answer, reply.text);
            }
            self.queue.retain(|waits| waits.id != entry.request);
        }
        if matches!(self.role, Role::Leader(_)) {
            let counts = self.counts.remove(&block.height).unwrap_or_default();
            let same = |count: &&Count| count.hash == block.hash;
            let takes_part = |id| {
                counts
                    .iter()
                    .filter(same)
                    .any(|count| count.voters.contains(&id))
            };
            self.ask_all_but(takes_part, cx);
        }
        self.disk.write(Write::Decide(block.clone()));
        self.counted = self.depth();
        self.asked = false;
        let next = self.depth() + 1;
        self.counts = self.counts.split_off(&next);
        self.chosen = self.chosen.split_off(&next);
        self.after_append(&block, cx);
        cx.decide(block, rejected);
    }

    fn after_append(&mut self, block: &Block, cx: Cx) {
        let Role::Leader(lead) = &mut self.role else {
            // Nothing may wait any more.
            if self.role == Role::Follower && self.queue.is_empty() {
                cx.cancel(Timer::Election);
            }
            return;
        };
        let offers = |offer: &mut Arc<Block>| offer.height <= block.height;
        if let Some(offer) = lead.offer.take_if(offers) {
            cx.cancel(Timer::Accept);
            if offer.hash != block.hash {
                self.take_back(Some(offer));
            }
        }
    }

    /// Sends somebody who has decided so many slots the next ones.
    pub(super) fn help(&mut self, to: NodeId, depth: u64, cx: Cx) {
        if to == cx.id {
            return;
        }
        cx.rule(&rules::HELP);
        let blocks = self.disk.chain.from_height(depth.saturating_add(1));
        let blocks = blocks.take(BLOCKS_MAX).cloned().collect();
        let depth = self.depth();
        self.post(to, Message::Blocks { depth, blocks });
    }

    pub(super) fn on_blocks(&mut self, from: NodeId, depth: u64, blocks: Vec<Arc<Block>>, cx: Cx) {
        let before = self.depth();
        self.asked = false;
        self.note(from, depth, cx);
        // X4: what was missed is missed for good.
        if cx.quirk("no-catch-up") {
            return;
        }
        for block in blocks {
            if seal::follows(&self.disk.chain, &block) {
                self.append(block, &rules::CATCH_UP, cx);
            }
        }
        if self.depth() > before {
            // A page of a longer chain: the next one at once.
            self.hear_depth(from, depth, cx);
            self.learn(&rules::DECIDE, cx);
        }
    }
}
