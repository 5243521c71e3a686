//! Voting: what an acceptor promises and accepts, and what its silence means.

use std::sync::Arc;

use super::{Ballot, Benmo, Cx, Message, Role, Vote, Write, rules};
use crate::ledger::Block;
use crate::node::Context;
use crate::units::NodeId;

impl Benmo {
    /// Whether it may vote at this depth: not below its own chain, where all is decided. Whoever asks from below
    /// is told what it lacks.
    pub(super) fn may_vote(&mut self, from: NodeId, depth: u64, cx: Cx) -> bool {
        if depth < self.depth() {
            if from != cx.id {
                self.help(from, depth, cx);
            }
            return false;
        }
        self.hear(depth, cx);
        true
    }

    /// Its vote at this depth, if it has one.
    pub(super) fn vote_at(&self, depth: u64) -> Option<&Vote> {
        self.disk.votes.iter().find(|vote| vote.depth == depth)
    }

    pub(super) fn on_prepare(&mut self, from: NodeId, ballot: Ballot, depth: u64, cx: Cx) {
        if !self.may_vote(from, depth, cx) {
            return;
        }
        let vote = self.vote_at(depth);
        if vote.is_some_and(|vote| vote.promised > ballot) {
            return cx.rule(&rules::REFUSE);
        }
        cx.rule(&rules::PROMISE);
        let accepted = vote.and_then(|vote| vote.accepted.clone());
        self.promise(
            Vote {
                depth,
                promised: ballot,
                accepted: accepted.clone(),
            },
            cx,
        );
        cx.send(
            from,
            Message::Ack {
                ballot,
                depth: self.depth(),
                accepted,
            },
        );
    }

    pub(super) fn on_accept(
        &mut self,
        from: NodeId,
        ballot: Ballot,
        depth: u64,
        block: Arc<Block>,
        cx: Cx,
    ) {
        if !self.may_vote(from, depth, cx) {
            return;
        }
        if self
            .vote_at(depth)
            .is_some_and(|vote| bar(vote, cx) > Some(ballot))
        {
            return cx.rule(&rules::REFUSE);
        }
        // A block that cannot follow here was forged; no leader offers one.
        let follows = depth > self.depth() || self.disk.chain.fits(&block);
        if block.height != depth + 1 || !follows {
            return;
        }
        cx.rule(&rules::ACCEPT);
        self.promise(
            Vote {
                depth,
                promised: ballot,
                accepted: Some((ballot, block)),
            },
            cx,
        );
        cx.send(
            from,
            Message::Accepted {
                ballot,
                depth: self.depth(),
            },
        );
    }

    pub(super) fn promise(&mut self, vote: Vote, cx: Cx) {
        let ballot = vote.promised;
        self.disk.write(Write::Vote(vote));
        if matches!(&self.role, Role::Leading(round) if round.ballot < ballot) {
            cx.rule(&rules::YIELD);
            self.end_round(cx);
        }
    }
}

/// The ballot below which nothing is accepted: the one promised (4i.2).
fn bar(vote: &Vote, cx: &Context<Benmo>) -> Option<Ballot> {
    // B1: the one accepted last.
    if cx.quirk("accept-ignores-promise") {
        return vote.accepted.as_ref().map(|(ballot, _)| *ballot);
    }
    Some(vote.promised)
}
