//! Being level: who asks whom for a chain or a pool, and when another chain is taken.

use std::sync::Arc;

use super::about::DISCOVERY_PERIOD;
use super::blocks::{is_proper, judge, signed};
use super::state::State;
use super::{Cx, Fault, Message, NodeId, ProofOfStake, Timer, rules};
use crate::ledger::{Block, BlockHash, Chain};

impl ProofOfStake {
    /// Comes up: whoever boots later than the others asks each of them once.
    pub(super) fn wake(&mut self, cx: Cx) {
        cx.set(Timer::Discovery, cx.span(DISCOVERY_PERIOD));
        if cx.recovering && cx.nodes > 1 {
            self.ask_everybody(cx);
            let peers: Vec<NodeId> = cx.peers().collect();
            for peer in peers {
                self.ask_pool(peer, cx);
            }
        }
    }

    /// Tells everybody how far it is; what it has asked for until now it may ask for again. If it waits it looks whether
    /// it is to draw again by now.
    pub(super) fn discover(&mut self, cx: Cx) {
        cx.set(Timer::Discovery, cx.span(DISCOVERY_PERIOD));
        (self.asked, self.asked_pools) = (0, Default::default());
        if cx.nodes > 1 {
            cx.rule(&rules::DISCOVER);
            cx.broadcast(Message::Discovery {
                height: self.chain.height(),
                tip: self.chain.tip(),
                pool: self.pool.len() as u64,
                digest: self.pool.digest(),
            });
        }
        if self.waits {
            self.wait(cx);
        }
    }

    /// Whoever is behind asks: for the chain of who has more blocks, or as many with a better last one, and for the pool of
    /// who has something else in it.
    pub(super) fn on_discovery(
        &mut self,
        from: NodeId,
        (height, tip): (u64, BlockHash),
        (pool, digest): (u64, u64),
        cx: Cx,
    ) {
        let own = self.tip();
        if height > own.height {
            self.ask_behind(from, height, cx);
        } else if height == own.height && tip < own.hash {
            self.ask_chain(from, cx);
        }
        let differs = pool > 0 && digest != self.pool.digest();
        if differs && self.asked_pools.insert(digest) {
            self.ask_pool(from, cx);
        }
    }

    /// Asks somebody who is further, once for each height until the next discovery.
    pub(super) fn ask_behind(&mut self, from: NodeId, height: u64, cx: Cx) {
        if height > self.asked {
            self.asked = height;
            self.ask_chain(from, cx);
        }
    }

    fn ask_chain(&mut self, from: NodeId, cx: Cx) {
        cx.rule(&rules::ASK);
        let (height, tip) = (self.chain.height(), self.chain.tip());
        cx.send(from, Message::AskChain { height, tip });
    }

    pub(super) fn ask_everybody(&mut self, cx: Cx) {
        cx.rule(&rules::ASK);
        let (height, tip) = (self.chain.height(), self.chain.tip());
        cx.broadcast(Message::AskChain { height, tip });
    }

    /// Asks for a pool; as shipped (V6) nobody does.
    fn ask_pool(&mut self, from: NodeId, cx: Cx) {
        if !cx.quirk("no-pool-sync") {
            cx.rule(&rules::ASK_POOL);
            cx.send(from, Message::AskPool);
        }
    }

    /// Sends what the asker lacks: the blocks above those that both have, or all if its last block is not here; and of
    /// evidence from there on the blocks that are on no chain.
    pub(super) fn on_ask_chain(&mut self, from: NodeId, height: u64, tip: BlockHash, cx: Cx) {
        cx.rule(&rules::HELP);
        let own = self.chain.block(height).map(|block| block.hash);
        let shared = if own == Some(tip) { height } else { 0 };
        let blocks = self.chain.from_height(shared + 1).cloned().collect();
        cx.send(from, Message::Chain { blocks });
        // V8: as shipped a block that is not the next one would be asked about, and be sent, for ever.
        if !cx.quirk("request-storm") {
            for block in self.off_chain(shared).cloned() {
                cx.send(from, Message::Block { block });
            }
        }
    }

    pub(super) fn on_ask_pool(&mut self, from: NodeId, cx: Cx) {
        if !self.pool.is_empty() {
            cx.rule(&rules::HELP_POOL);
            let transactions = self.pool.iter().cloned().collect();
            cx.send(from, Message::Pool { transactions });
        }
    }

    /// Another chain, or the end of one that begins like this node's. It is taken if it is longer, or as long with a lower
    /// last hash, and every block of it is right.
    pub(super) fn on_chain(&mut self, blocks: Vec<Arc<Block>>, cx: Cx) {
        // V3: the blocks above this node's height are put on top, whatever they are.
        if cx.quirk("chain-unchecked") {
            return self.append_unseen(&blocks, cx);
        }
        let has = |block: &&Arc<Block>| {
            let own = self.chain.block(block.height);
            own.is_some_and(|own| own.hash == block.hash)
        };
        let shared = blocks.iter().take_while(has).count();
        let fresh = &blocks[shared..];
        let (Some(first), Some(last)) = (fresh.first(), fresh.last()) else {
            return;
        };
        if is_proper(first, cx) {
            self.bear_witness(first, cx);
        }
        let own = self.tip();
        let is_better =
            last.height > own.height || last.height == own.height && last.hash < own.hash;
        if is_better {
            self.adopt(fresh, cx);
        }
    }

    /// Goes over to these blocks, if they stand on one of the chain and all of them are right.
    pub(super) fn adopt(&mut self, fresh: &[Arc<Block>], cx: Cx) {
        let Some(first) = fresh.first() else {
            return;
        };
        let base = first.height.saturating_sub(1);
        if base > self.chain.height() || !fresh.iter().all(|block| is_proper(block, cx)) {
            return self.refuse_chain(first.hash, Fault::LastHash, cx);
        }
        let mut chain = self.chain.clone();
        chain.truncate(base);
        let mut states = vec![match base == self.chain.height() {
            true => self.state.clone(),
            false => replayed(&chain, State::opening(cx)),
        }];
        for block in fresh {
            match judge(&chain, &states[states.len() - 1], block, cx) {
                Ok(after) => states.push(after),
                Err(fault) => return self.refuse_chain(block.hash, fault, cx),
            }
            chain.push(block.clone());
        }
        let left: Vec<Arc<Block>> = self.chain.from_height(base + 1).cloned().collect();
        cx.rule(if left.is_empty() {
            &rules::ADOPT
        } else {
            &rules::SWITCH
        });
        self.chain.truncate(base);
        for (block, after) in fresh.iter().zip(states.into_iter().skip(1)) {
            self.extend(block.clone(), after, cx);
        }
        self.take_back(&left, cx);
        self.clear(false, cx);
        self.look(cx);
    }

    fn refuse_chain(&mut self, block: BlockHash, fault: Fault, cx: Cx) {
        cx.rule(&rules::REFUSE_CHAIN);
        self.fault = Some((block, fault));
    }

    fn append_unseen(&mut self, blocks: &[Arc<Block>], cx: Cx) {
        let own = self.chain.height();
        let below = blocks.first().map_or(0, |it| it.height.saturating_sub(1));
        let longest = below.saturating_add(blocks.len() as u64);
        if longest <= own {
            return;
        }
        cx.rule(&rules::ADOPT);
        let known = usize::try_from(own.saturating_sub(below)).unwrap_or(usize::MAX);
        for block in blocks.iter().skip(known) {
            let mut chain = Chain::default();
            chain.push(block.clone());
            let after = replayed(&chain, self.state.clone());
            self.extend(block.clone(), after, cx);
        }
        self.clear(false, cx);
        self.look(cx);
    }
}

/// What follows from blocks that were judged already.
pub fn replayed(chain: &Chain, mut state: State) -> State {
    for block in chain.blocks() {
        if let Some(forged) = &block.forged {
            state.count(&forged.forger, forged.key);
        }
        for signed in signed(block) {
            state.execute(&signed.entry);
            state.learn(&signed);
        }
    }
    state
}
