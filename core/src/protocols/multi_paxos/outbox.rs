//! The outbox: what a server sends waits there first, and goes with its memory.

use super::{Cx, Message, MultiPaxos, OUTBOX, Timer};
use crate::units::{Address, Span};

impl MultiPaxos {
    /// Puts a message into the batch of this handler.
    pub(super) fn post(&mut self, to: impl Into<Address>, message: Message) {
        self.draft.push((to.into(), message));
    }

    /// The same to all servers, itself included, ascending.
    pub(super) fn post_to_all(&mut self, message: &Message, cx: Cx) {
        for id in cx.everyone() {
            self.post(id, message.clone());
        }
    }

    /// The same to all others.
    pub(super) fn post_to_others(&mut self, message: &Message, cx: Cx) {
        for id in cx.peers() {
            self.post(id, message.clone());
        }
    }

    /// Ends a handler: what it sends leaves at once, or with its alarm.
    pub(super) fn flush(&mut self, cx: Cx) {
        if self.draft.is_empty() {
            return;
        }
        let (from, to) = cx.range(OUTBOX);
        let delay = if from == to {
            from
        } else {
            cx.draw((from, to))
        };
        if delay > Span::ZERO {
            self.outbox.push_back(std::mem::take(&mut self.draft));
            cx.add(Timer::Outbox, delay);
            return;
        }
        // Its memory is kept for the next handler.
        for (to, message) in self.draft.drain(..) {
            cx.send(to, message);
        }
    }

    /// An alarm of the outbox: the oldest batch leaves, whichever alarm it was, so that the order is kept.
    pub(super) fn send_oldest(&mut self, cx: Cx) {
        for (to, message) in self.outbox.pop_front().unwrap_or_default() {
            cx.send(to, message);
        }
    }
}
