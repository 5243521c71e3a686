//! Attempts: how a quick node has a block committed.

use super::{Cx, Message, PiChain, Proposal, Ticket, Timer, Waiting, Write, rules};
use crate::ledger::{BlockRef, Way};
use crate::node::Context;
use crate::units::NodeId;

/// So many attempts may be in vain before the next bids as if its block were one deeper, and the one after that two. Who has
/// given a ticket for a deeper block says nothing to others; if that block is lost with its owner, no other would ever do.
const VAIN: u32 = 8;

/// How far an attempt is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// It asks for a ticket.
    Try,
    /// It proposes this block.
    Propose(BlockRef),
}

/// An attempt to have a block committed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Attempt {
    /// What was committed last when it began.
    pub base: BlockRef,
    /// Its ticket.
    pub ticket: Ticket,
    /// Its owner's own block.
    pub block: BlockRef,
    /// How far it is.
    pub stage: Stage,
    /// Who has said yes at this stage, in the order of arrival.
    pub votes: Vec<NodeId>,
    /// What the answers name as taken, under the highest ticket.
    pub best: Option<Proposal>,
}

impl PiChain {
    /// Begins an attempt, if it is quick, runs none, and its own last block may still be committed.
    pub(super) fn start_attempt(&mut self, cx: Cx) {
        let Some(block) = self.mine else { return };
        if self.way(block) != Way::Above {
            self.mine = None;
            return;
        }
        if self.eagerness != super::Eagerness::Quick || self.attempt.is_some() {
            return;
        }
        let base = self.base();
        // R4: of the creator of the base, once, and written down before it is used.
        let is_free = std::mem::take(&mut self.ticket) && self.disk.used != Some(base);
        let depth = self
            .disk
            .tree
            .get(block)
            .and_then(|it| it.stamp.as_ref())
            .map_or(0, |it| it.depth);
        let ticket = match is_free {
            true => Ticket::lowest(cx.id),
            false => Ticket {
                depth: depth + u64::from(self.tries.saturating_sub(VAIN)),
                attempt: self.tries.saturating_add(1),
                owner: cx.id,
            },
        };
        self.attempt = Some(Attempt {
            base,
            ticket,
            block,
            stage: Stage::Try,
            votes: Vec::new(),
            best: None,
        });
        cx.set(Timer::Attempt, self.allowance(cx));
        if is_free {
            cx.rule(&rules::TICKET);
            self.disk.write(Write::Use(base));
            return self.offer(block, cx);
        }
        cx.rule(&rules::TRY);
        let message = Message::Try {
            base,
            ticket,
            block,
        };
        cx.broadcast(message.clone());
        self.tell(cx.id, message, cx);
    }

    pub(super) fn on_try_ok(
        &mut self,
        from: NodeId,
        base: BlockRef,
        ticket: Ticket,
        taken: Option<Proposal>,
        cx: Cx,
    ) {
        let quorum = cx.quorum();
        let twice = counts_twice(cx);
        let taken = self.judged(taken, cx);
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        if attempt.stage != Stage::Try || attempt.base != base || attempt.ticket != ticket {
            return;
        }
        if !vote(&mut attempt.votes, from, twice) {
            return;
        }
        cx.rule(&rules::COUNT);
        let higher = |best: Proposal| taken.is_some_and(|taken| taken.ticket > best.ticket);
        if attempt.best.is_none_or(higher) {
            attempt.best = taken.or(attempt.best);
        }
        if attempt.votes.len() >= quorum {
            self.propose(cx);
        }
    }

    /// What a vote names as taken.
    fn judged(&self, taken: Option<Proposal>, cx: &Context<Self>) -> Option<Proposal> {
        let lacks = |taken: &Proposal| matches!(self.way(taken.block), Way::Lacks(_));
        // P2: a vote that names a block which is not here counts as one that names none.
        taken.filter(|taken| !(cx.quirk("unknown-vote-ignored") && lacks(taken)))
    }

    /// With tickets of a majority: the block that the answers name, or its own.
    pub(super) fn propose(&mut self, cx: Cx) {
        let Some(attempt) = &self.attempt else { return };
        if attempt.stage != Stage::Try || attempt.votes.len() < cx.quorum() {
            return;
        }
        let (own, best) = (attempt.block, attempt.best.map(|best| best.block));
        if let Some(block) = best
            && let Way::Lacks(lacking) = self.way(block)
        {
            return self.wait(Waiting::Proposal, lacking, cx);
        }
        let block = best.unwrap_or(own);
        if block != own {
            cx.rule(&rules::COMPROMISE);
        }
        self.offer(block, cx);
    }

    /// Asks everybody to take a block.
    fn offer(&mut self, block: BlockRef, cx: Cx) {
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        cx.rule(&rules::PROPOSE);
        attempt.stage = Stage::Propose(block);
        self.majority = std::mem::take(&mut attempt.votes);
        let message = Message::Propose {
            base: attempt.base,
            ticket: attempt.ticket,
            block,
        };
        cx.broadcast(message.clone());
        self.tell(cx.id, message, cx);
    }

    pub(super) fn on_propose_ack(&mut self, from: NodeId, base: BlockRef, ticket: Ticket, cx: Cx) {
        let quorum = cx.quorum();
        let twice = counts_twice(cx);
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        let Stage::Propose(block) = attempt.stage else {
            return;
        };
        if attempt.base != base
            || attempt.ticket != ticket
            || !vote(&mut attempt.votes, from, twice)
        {
            return;
        }
        cx.rule(&rules::COUNT);
        if attempt.votes.len() >= quorum {
            cx.rule(&rules::DECIDE);
            self.majority = std::mem::take(&mut attempt.votes);
            cx.broadcast(Message::Commit { block });
            self.commit(cx.id, block, cx);
        }
    }

    /// No majority has answered in time: again, with a higher ticket, if it is still worth it (R6).
    pub(super) fn on_attempt_timeout(&mut self, cx: Cx) {
        let Some(attempt) = self.attempt.take() else {
            return;
        };
        cx.rule(&rules::TIMEOUT);
        self.ticket = false;
        // P4: who asks again asks with the same ticket; who had proposed waits for ever.
        let again = cx.quirk("same-ticket-again");
        if again && attempt.stage != Stage::Try {
            self.attempt = Some(attempt);
            return;
        }
        self.tries = self.tries.saturating_add(u32::from(!again));
        self.start_attempt(cx);
    }
}

/// P10: votes are counted, whoever gave them.
fn counts_twice(cx: &Context<PiChain>) -> bool {
    cx.quirk("votes-counted")
}

/// Takes a vote in (R5). False if it was there already.
fn vote(votes: &mut Vec<NodeId>, from: NodeId, twice: bool) -> bool {
    let is_new = twice || !votes.contains(&from);
    if is_new {
        votes.push(from);
    }
    is_new
}
