//! The checker of lost transactions. A transaction is kept where it waits or is on a chain; while a block or a message
//! may still bring it there, it is not lost either.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PiChain;
use super::watch::{kept, robs};
use crate::ledger::{BlockRef, Transaction};
use crate::node::Node;
use crate::phrase;
use crate::phrase::Phrase;
use crate::property::{Checker, Finding};
use crate::record::What;
use crate::units::{MessageId, NodeId, RequestId};
use crate::world::{Trace, World};

/// Nothing lost: every transaction that is not committed has a witness, a node that keeps it or a message that carries
/// it. Looked at when a node moved its head, committed or has fewer in its queue, and when the message has left the bus.
#[derive(Clone, Default)]
pub struct NothingLost {
    /// Those that a node keeps, and which.
    kept: Arc<BTreeMap<RequestId, NodeId>>,
    /// Those that no node keeps, and what carries them.
    carried: Arc<BTreeMap<RequestId, MessageId>>,
    seen: Vec<(BlockRef, BlockRef, usize)>,
}

impl NothingLost {
    fn enter(&mut self, world: &World<PiChain>, trace: &Trace) {
        if trace
            .records
            .iter()
            .all(|record| record.what != What::Submitted)
        {
            return;
        }
        let requests = world.requests();
        let entered = trace
            .records
            .iter()
            .filter(|record| record.what == What::Submitted);
        for record in entered {
            let Some(id) = requests.at(record.detail as usize) else {
                continue;
            };
            let reads = matches!(requests.transaction(id), Some(Transaction::Get { .. }));
            if let Some(asker) = id.asker.node().filter(|_| !reads) {
                Arc::make_mut(&mut self.kept).insert(id, asker);
            }
        }
    }

    /// Whether a node may have let something go since it was last looked at.
    fn fell(&mut self, world: &World<PiChain>, id: NodeId) -> bool {
        let node = world.node(id);
        let now = node.map(|node| (node.disk().head, node.disk().tree.tip(), node.waiting()));
        let before = std::mem::replace(kept(&mut self.seen, id), now.unwrap_or_default());
        now.is_none_or(|now| now.0 != before.0 || now.1 != before.1 || now.2 < before.2)
    }

    /// What a node has committed is kept for good.
    fn settle(&mut self, node: &PiChain) {
        let is_settled = |request: &RequestId| node.has_committed(*request);
        let all = self.kept.keys().chain(self.carried.keys());
        let settled: Vec<RequestId> = all.copied().filter(is_settled).collect();
        for request in settled {
            Arc::make_mut(&mut self.kept).remove(&request);
            Arc::make_mut(&mut self.carried).remove(&request);
        }
    }

    /// Takes out what was carried by messages that have left the bus.
    fn landed(&mut self, trace: &Trace) -> Vec<(RequestId, MessageId)> {
        if self.carried.is_empty() {
            return Vec::new();
        }
        let ends = [What::Delivered, What::Lost];
        let has_left = |message: &MessageId| {
            let mut records = trace.records.iter();
            records.any(|it| ends.contains(&it.what) && it.message() == Some(*message))
        };
        let landed = self.carried.iter().filter(|(_, it)| has_left(it));
        let landed: Vec<_> = landed
            .map(|(request, message)| (*request, *message))
            .collect();
        for (request, _) in &landed {
            Arc::make_mut(&mut self.carried).remove(request);
        }
        landed
    }

    /// Takes out what a node has let go: it is not on its chain, does not wait, and is in no block that it has; but in
    /// what a crash left of that nobody should look for more.
    fn let_go(&mut self, world: &World<PiChain>, id: NodeId, crashed: bool) -> Vec<RequestId> {
        // What waits at a paused node has not been handled yet.
        if world.waiting_requests(id) > 0 {
            return Vec::new();
        }
        let keeps = |request| {
            let node = world.node(id);
            node.is_some_and(|it| it.keeps(request)) || !crashed && world.disk(id).stores(request)
        };
        let own = self.kept.iter().filter(|(_, witness)| **witness == id);
        let gone = own
            .map(|(request, _)| *request)
            .filter(|request| !keeps(*request));
        let gone: Vec<RequestId> = gone.collect();
        for request in &gone {
            Arc::make_mut(&mut self.kept).remove(request);
        }
        gone
    }

    /// Finds another witness for a transaction. False if there is none.
    fn rehome(&mut self, world: &World<PiChain>, request: RequestId, crashed: bool) -> bool {
        let keeps = |id: &NodeId| world.node(*id).is_some_and(|node| node.keeps(request));
        let stores = |id: &NodeId| !crashed && world.disk(*id).stores(request);
        let keeper = world.ids().find(keeps).or_else(|| world.ids().find(stores));
        if let Some(keeper) = keeper {
            Arc::make_mut(&mut self.kept).insert(request, keeper);
            return true;
        }
        let carrier = world.carrier(|message| message.carries(request));
        if let Some(carrier) = carrier.filter(|_| !crashed) {
            Arc::make_mut(&mut self.carried).insert(request, carrier);
            return true;
        }
        // What a crash took, no rule has lost.
        crashed
    }
}

impl Checker<PiChain> for NothingLost {
    fn observe(&mut self, world: &World<PiChain>, trace: &Trace) -> Finding {
        self.enter(world, trace);
        let fell = trace.moved.filter(|id| self.fell(world, *id));
        if let Some(node) = fell.and_then(|id| world.node(id)) {
            self.settle(node);
        }
        let mut lost: Option<Phrase> = None;
        for (request, message) in self.landed(trace) {
            if !self.rehome(world, request, false) {
                lost = Some(phrase!("{0} was on its way in {1}", request, message));
            }
        }
        if let Some(id) = fell.filter(|_| !self.kept.is_empty()) {
            // A crash takes what waits in memory.
            let took = |it: &_| robs(it) || it.what == What::Restarted;
            let crashed = world.node(id).is_none() || trace.records.iter().any(took);
            for request in self.let_go(world, id, crashed) {
                if !self.rehome(world, request, crashed) {
                    lost = Some(phrase!(
                        "{0} waited at {1}, or was in a block there",
                        request,
                        id
                    ));
                }
            }
        }
        let none = || phrase!("now no node keeps it, and it is not committed");
        lost.map_or(Finding::Nothing, |lost| Finding::Fails([lost, none()]))
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}
