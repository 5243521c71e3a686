//! What a node answers to the attempts of others, and to its own.

use super::{Cx, Eagerness, Message, PiChain, Proposal, Ticket, Write, rules};
use crate::ledger::{BlockRef, Way};
use crate::node::Context;
use crate::units::NodeId;

impl PiChain {
    pub(super) fn on_try(
        &mut self,
        from: NodeId,
        base: BlockRef,
        ticket: Ticket,
        block: BlockRef,
        cx: Cx,
    ) {
        let message = Message::Try {
            base,
            ticket,
            block,
        };
        if !self.align(from, base, &message, cx) {
            return;
        }
        match self.way(block) {
            Way::Lacks(lacking) => return self.await_block(from, message, lacking, cx),
            Way::Settled | Way::Beside => return,
            Way::Above => {}
        }
        self.take_for_quick(from, cx);
        if self.disk.given >= Some(ticket) {
            // It has given one as high. Silence means no.
            return cx.rule(&rules::SILENT);
        }
        cx.rule(&rules::GRANT);
        self.disk.write(Write::Give(ticket));
        let answer = Message::TryOk {
            base,
            ticket,
            proposed: self.disk.taken,
        };
        self.tell(from, answer, cx);
    }

    pub(super) fn on_propose(
        &mut self,
        from: NodeId,
        base: BlockRef,
        ticket: Ticket,
        block: BlockRef,
        cx: Cx,
    ) {
        let message = Message::Propose {
            base,
            ticket,
            block,
        };
        // P1: a proposal names no base, and is judged by its ticket alone.
        let has_base = !cx.quirk("no-base");
        if has_base && !self.align(from, base, &message, cx) {
            return;
        }
        let way = self.way(block);
        match way {
            Way::Lacks(lacking) => return self.await_block(from, message, lacking, cx),
            Way::Settled => return,
            Way::Beside if has_base => return,
            Way::Above | Way::Beside => {}
        }
        self.take_for_quick(from, cx);
        if self.disk.given > Some(ticket) {
            return cx.rule(&rules::SILENT);
        }
        cx.rule(&rules::TAKE);
        // What lies beside its chain (P1) it says yes to and does not keep: it could never commit it.
        if way == Way::Above {
            self.disk.write(Write::Take(Proposal { block, ticket }));
        }
        self.tell(from, Message::ProposeAck { base, ticket }, cx);
    }

    /// Who runs an attempt is quick, as far as others know. Of itself a node knows whether it still is.
    fn take_for_quick(&mut self, from: NodeId, cx: &Context<Self>) {
        if from != cx.id || self.eagerness == Eagerness::Quick {
            self.quick = Some(from);
        }
    }

    /// Whether the sender's base is the last block that is committed here (R1). A later one is committed first, as the
    /// sender knows that it is decided; of an older one the sender is told what is committed.
    fn align(&mut self, from: NodeId, base: BlockRef, message: &Message, cx: Cx) -> bool {
        let own = self.base();
        if base == own {
            return true;
        }
        if base.height <= own.height {
            if self.disk.tree.has_settled(base) {
                cx.rule(&rules::BEHIND);
                self.tell(from, Message::Commit { block: own }, cx);
            }
            return false;
        }
        if let Way::Lacks(lacking) = self.way(base) {
            self.await_block(from, message.clone(), lacking, cx);
            return false;
        }
        cx.rule(&rules::ALIGN);
        self.commit(from, base, cx);
        self.base() == base
    }
}
