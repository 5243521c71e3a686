//! Slots: what a leader offers, and what servers accept.

use std::sync::Arc;

use super::elect::Loss;
use super::{
    ACCEPT_TIMEOUT, Ballot, Cx, Message, MultiPaxos, Role, Timer, Vote, Write, rules, seal,
};
use crate::ledger::{Block, Entry};
use crate::units::NodeId;

impl MultiPaxos {
    /// Offers the next block, if it leads and offers none: what it has inherited first, then what waits.
    pub(super) fn offer_next(&mut self, cx: Cx) {
        let height = self.depth() + 1;
        let Role::Leader(lead) = &mut self.role else {
            return;
        };
        if lead.offer.is_some() {
            return;
        }
        lead.inherited = lead.inherited.split_off(&height);
        // One that does not stand on what is decided cannot have been decided itself: a disk has lost something.
        let follows = |vote: &Vote| seal::follows(&self.disk.chain, &vote.block);
        if let Some(vote) = lead.inherited.remove(&height).filter(follows) {
            cx.rule(&rules::INHERIT);
            let block = self.inherited(vote.block, cx);
            return self.put_forward(block, cx);
        }
        while let Some(request) = self.queue.pop_front() {
            if self.answer_again(request.id, cx) {
                continue;
            }
            cx.rule(&rules::OFFER);
            let entry = Entry {
                request: request.id,
                transaction: request.transaction,
            };
            let block = seal::block(&self.disk.chain, entry, cx);
            return self.put_forward(Arc::new(block), cx);
        }
    }

    /// The block that was accepted, to the letter (rule 3).
    fn inherited(&self, block: Arc<Block>, cx: Cx) -> Arc<Block> {
        // X11: only the request is inherited; the block is built anew.
        match block.entries.first().cloned() {
            Some(entry) if cx.quirk("inherited-rebuilt") => {
                Arc::new(seal::block(&self.disk.chain, entry, cx))
            }
            _ => block,
        }
    }

    fn put_forward(&mut self, block: Arc<Block>, cx: Cx) {
        let Role::Leader(lead) = &mut self.role else {
            return;
        };
        let ballot = lead.ballot;
        lead.offer = Some(block.clone());
        cx.set(Timer::Accept, cx.span(ACCEPT_TIMEOUT));
        self.post_to_all(&Message::Accept { ballot, block }, cx);
    }

    pub(super) fn on_accept_timeout(&mut self, cx: Cx) {
        cx.rule(&rules::RELINQUISH);
        self.step_down(None, Loss::Silence, cx);
    }

    pub(super) fn on_accept(&mut self, from: NodeId, ballot: Ballot, block: Arc<Block>, cx: Cx) {
        if let Some(promised) = self.disk.promised.filter(|promised| *promised > ballot) {
            cx.rule(&rules::REFUSE);
            return self.refuse(from, ballot, promised);
        }
        // X10: accepting promises nothing, and what is decided is overwritten.
        let careless = cx.quirk("decided-overwritten");
        let decided = block.height <= self.depth();
        if decided && !careless {
            cx.rule(&rules::IMMUTABLE);
            return self.help(from, block.height - 1, cx);
        }
        // Nobody offers a block without a nonce that will do, or beside the chain: somebody forged it.
        let beside = block.height == self.depth() + 1 && !seal::follows(&self.disk.chain, &block);
        if !seal::is_sealed(&block) || beside {
            return;
        }
        cx.rule(&rules::ACCEPT);
        let vote = Vote {
            ballot,
            block: block.clone(),
        };
        self.in_doubt = true;
        self.disk.write(if decided {
            Write::Overwrite(block.clone())
        } else {
            Write::Accept(vote, !careless)
        });
        self.give_way(ballot, from, cx);
        if from != cx.id {
            self.follow(from, cx);
        }
        let depth = self.depth();
        self.asked = false;
        self.hear_depth(from, block.height - 1, cx);
        let accepted = Message::Accepted {
            ballot,
            depth,
            block,
        };
        self.post_to_all(&accepted, cx);
    }
}
