//! Which chain a miner follows, and what of it is final.

use std::sync::Arc;

use super::{Branch, Cx, ProofOfWork, about, rules};
use crate::ledger::{Applied, Block, Entry, Memo};
use crate::node::Facts;
use crate::units::RequestId;
use crate::view::Answer;

/// What happened when a miner left blocks for another chain.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reorganisation {
    /// The blocks that were left, the lowest first.
    pub left: Vec<Arc<Block>>,
    /// How many blocks came in their place.
    pub came: u64,
    /// Messages that wait again.
    pub returned: Vec<RequestId>,
    /// Messages in blocks that were final: whoever asked had been told.
    pub told: Vec<RequestId>,
}

impl ProofOfWork {
    /// Takes the chain of another for its own if it is longer, or more work, and valid.
    pub(super) fn on_chain(&mut self, offered: &Arc<Branch>, cx: Cx) {
        let (law, difficulty) = (about::law(cx), about::difficulty(cx));
        let branch = offered.judged(law);
        if !self.is_better(&branch, cx) {
            return cx.rule(&rules::KEEP);
        }
        if !branch.is_valid(difficulty) {
            return cx.rule(&rules::REFUSE);
        }
        cx.rule(&rules::ADOPT);
        self.follow(branch, cx);
        self.disk.write(self.own.clone(), cx.now.micros());
    }

    /// Whether a chain is better than its own, which counts as far as it is valid.
    fn is_better(&self, branch: &Branch, cx: Cx) -> bool {
        let (law, difficulty) = (about::law(cx), about::difficulty(cx));
        let by_work = about::by_work(cx);
        let own = match self.own.wrong(difficulty, law) {
            None => self.own.worth(by_work),
            Some(wrong) => self.own.below(wrong - 1, law).worth(by_work),
        };
        branch.worth(by_work) > own
    }

    /// Replaces its whole chain.
    pub(super) fn follow(&mut self, branch: Arc<Branch>, cx: Cx) {
        let old = std::mem::replace(&mut self.own, branch);
        let fork = old.common(&self.own);
        let told = self.take_back(&old, fork, cx);
        let left: Vec<Arc<Block>> = old.above(fork).cloned().collect();
        let came: Vec<Arc<Block>> = self.own.above(fork).cloned().collect();
        self.pool
            .leave(came.iter().flat_map(|block| &block.entries));
        if !left.is_empty() {
            cx.rule(&rules::SWITCH);
            let returned = self.bring_back(&left, cx);
            self.last = Some(Arc::new(Reorganisation {
                left,
                came: came.len() as u64,
                returned,
                told,
            }));
        }
        self.settle(cx);
    }

    /// What is only on blocks that were left waits again.
    fn bring_back(&mut self, left: &[Arc<Block>], cx: Cx) -> Vec<RequestId> {
        // S3: nothing comes back.
        if cx.quirk("lost-on-adoption") {
            return Vec::new();
        }
        let entries = left.iter().flat_map(|block| &block.entries);
        let lost = |entry: &&Entry| !self.own.has(entry.request);
        let back: Vec<Entry> = entries.filter(lost).cloned().collect();
        let returned: Vec<RequestId> = back.iter().map(|entry| entry.request).collect();
        if !returned.is_empty() {
            self.pool.come_back(back);
            cx.rule(&rules::RETURN);
        }
        returned
    }

    /// What was final above a height is not any more; which messages that is.
    fn take_back(&mut self, old: &Branch, height: u64, cx: Cx) -> Vec<RequestId> {
        let mut told = Vec::new();
        if self.finals <= height {
            return told;
        }
        cx.rule(&rules::TAKE_BACK);
        for at in (height + 1..=self.finals).rev() {
            let Some(block) = old.block(at) else { continue };
            let requests = block.entries.iter().map(|entry| entry.request);
            told.extend(requests.clone());
            let asker = cx.id.into();
            self.open.extend(requests.filter(|it| it.asker == asker));
            cx.retract(block.clone());
        }
        self.finals = height;
        self.prefix = Memo::default();
        self.count(cx);
        told
    }

    /// Counts the balances anew, from what is final.
    pub(super) fn count(&mut self, facts: &Facts) {
        self.books = facts.opening();
        let blocks = self.own.chain().blocks();
        let finals = usize::try_from(self.finals).unwrap_or(usize::MAX);
        for entry in blocks.take(finals).flat_map(|block| &block.entries) {
            pay(&mut self.books, entry);
        }
    }

    /// Blocks that lie deep enough are final, and take effect.
    pub(super) fn settle(&mut self, cx: Cx) {
        let deep = about::confirmations(cx) - 1;
        let target = self.own.height().saturating_sub(deep);
        if target < self.finals {
            // More confirmations are asked for than before.
            let own = self.own.clone();
            self.take_back(&own, target, cx);
        }
        if target == self.finals {
            return;
        }
        cx.rule(&rules::FINAL);
        while self.finals < target {
            self.finals += 1;
            if let Some(block) = self.own.block(self.finals).cloned() {
                self.apply(block, cx);
            }
        }
        self.prefix = Memo::default();
    }

    fn apply(&mut self, block: Arc<Block>, cx: Cx) {
        let mut rejected = Vec::new();
        for entry in &block.entries {
            let (answer, text) = match pay(&mut self.books, entry) {
                Applied::Done => (Answer::Committed, "Message added!"),
                Applied::Rejected => (Answer::Rejected, ""),
            };
            if answer == Answer::Rejected {
                rejected.push(entry.request);
            }
            if entry.request.asker == cx.id.into() {
                self.open.remove(&entry.request);
                cx.reply(entry.request, answer, text);
            }
        }
        cx.decide(block, rejected);
    }
}

/// Applies what a block orders to the accounts, which are copied only if they change.
pub fn pay(books: &mut Arc<crate::ledger::Balances>, entry: &Entry) -> Applied {
    match &entry.transaction {
        transfer @ crate::ledger::Transaction::Transfer { .. } => {
            Arc::make_mut(books).apply(transfer)
        }
        _ => Applied::Done,
    }
}
