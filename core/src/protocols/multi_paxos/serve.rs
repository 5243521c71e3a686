//! Requests: queued by the leader, handed on by the others, and answered once.

use std::sync::Arc;

use super::elect::hints_at_itself;
use super::{Cx, ELECTION_TIMEOUT, Message, MultiPaxos, Role, Timer, rules};
use crate::ledger::{Block, Transaction};
use crate::node::Request;
use crate::units::RequestId;
use crate::view::Answer;

/// What a request is sent back with where nobody is known to lead.
pub const NOBODY_LEADS: &str = "nobody is known to lead";

impl MultiPaxos {
    pub(super) fn on_asked(&mut self, request: Request, cx: Cx) {
        // The quirk: what is in its own store is told at once, however old it is.
        if let Transaction::Get { key } = &request.transaction
            && cx.quirk("stale-local-read")
        {
            let text = self.state.read(key);
            return self.answer(request.id, Answer::Committed, text);
        }
        let holds = !self.queue.is_empty();
        if self.queue.iter().all(|known| known.id != request.id) && !self.offers(request.id) {
            self.queue.push_back(request);
        }
        match self.role {
            Role::Leader(_) => {
                cx.rule(&rules::QUEUE);
                self.offer_next(cx);
            }
            // It will be ordered or handed on when the election is over.
            Role::Candidate(_) => cx.rule(&rules::QUEUE),
            // What is held already goes back when it was to.
            Role::Follower if holds => cx.rule(&rules::HOLD),
            Role::Follower => self.settle_queue(cx),
        }
    }

    /// Whether it offers a block with this request now.
    fn offers(&self, id: RequestId) -> bool {
        let Role::Leader(lead) = &self.role else {
            return false;
        };
        let offer = lead.offer.iter().flat_map(|block| &block.entries);
        offer.into_iter().any(|entry| entry.request == id)
    }

    pub(super) fn answer(&mut self, request: RequestId, answer: Answer, text: String) {
        let message = Message::Answer {
            request,
            answer,
            text,
        };
        self.post(request.asker, message);
    }

    /// Answers a request that was decided before; false if it was not. Of an earlier one than the client's last nobody
    /// waits for the answer.
    pub(super) fn answer_again(&mut self, id: RequestId, cx: Cx) -> bool {
        let Some(reply) = self.state.known(id).cloned() else {
            return false;
        };
        cx.rule(&rules::DUPLICATE);
        if reply.number == id.number {
            self.answer(id, reply.answer, reply.text);
        }
        true
    }

    /// What a server that does not lead does with what waits: it hands it on, or holds it for a while.
    pub(super) fn settle_queue(&mut self, cx: Cx) {
        if self.role != Role::Follower {
            return;
        }
        cx.cancel(Timer::Election);
        if self.queue.is_empty() {
            return;
        }
        let itself = |hint| hint == cx.id && !hints_at_itself(cx);
        let Some(leader) = self.hint.filter(|hint| !itself(*hint)) else {
            cx.rule(&rules::HOLD);
            return cx.set(Timer::Election, cx.span(ELECTION_TIMEOUT));
        };
        cx.rule(&rules::FORWARD);
        for request in std::mem::take(&mut self.queue) {
            self.post(leader, Message::Request { request });
        }
    }

    /// Sends back what waits: the clients go elsewhere.
    pub(super) fn send_back(&mut self) {
        for request in std::mem::take(&mut self.queue) {
            self.answer(request.id, Answer::Unknown, NOBODY_LEADS.into());
        }
    }

    /// What a leader had offered when it stopped to lead is the first that waits: it may be decided yet, or not.
    pub(super) fn take_back(&mut self, offer: Option<Arc<Block>>) {
        for entry in offer.iter().flat_map(|block| &block.entries) {
            if self.state.known(entry.request).is_none() {
                self.queue.push_front(Request {
                    id: entry.request,
                    transaction: entry.transaction.clone(),
                });
            }
        }
    }
}
