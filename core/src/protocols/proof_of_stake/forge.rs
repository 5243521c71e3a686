//! Forging: the pool holds enough, everybody draws, and whoever is drawn makes the block.

use std::sync::Arc;

use super::about::{DOUBLE_SIGN, POOL_THRESHOLD, REDRAW};
use super::blocks::judge;
use super::pool::millis;
use super::state::forges;
use super::{Cx, Message, ProofOfStake, REDRAWS_MAX, Timer, Write, rules};
use crate::about::Value;
use crate::ledger::{
    Account, Block, Drawn, Forged, Memo, Signature, SignedEntry, public_key, sign,
};
use crate::node::Facts;
use crate::units::{NodeId, Span};

/// How long everybody waits for a forger before they draw again, where they do.
pub fn redraw_after(facts: &Facts) -> Option<Span> {
    match facts.settings.of_node(REDRAW, facts.id) {
        Value::Span(span) => Some(span),
        _ => None,
    }
}

/// How many transactions a pool must hold before anybody forges.
pub fn threshold(facts: &Facts) -> usize {
    usize::try_from(facts.whole(POOL_THRESHOLD)).unwrap_or(usize::MAX)
}

impl ProofOfStake {
    /// Looks at the pool: something has come into it, or the chain has grown. Whoever is drawn forges, as often as it is.
    pub(super) fn look(&mut self, cx: Cx) {
        while self.step(cx) {}
    }

    /// Whether it has forged.
    fn step(&mut self, cx: Cx) -> bool {
        if self.pool.is_empty() || self.pool.len() < threshold(cx) {
            self.waits = false;
            return false;
        }
        let sifted = self.sift(cx);
        if sifted.taken.is_empty() {
            // Nobody forges an empty block: what is not covered goes now.
            let is_forger = self.awaited == Some(cx.id);
            self.clear(is_forger, cx);
            return false;
        }
        if self.awaited != Some(cx.id) {
            self.wait(cx);
            return false;
        }
        cx.rule(&rules::DRAWN);
        self.forge(sifted.taken, cx)
    }

    /// Waits for the one who is drawn. Whoever waits already when `redraw` is switched on draws again that much later.
    pub(super) fn wait(&mut self, cx: Cx) {
        let begins = !std::mem::replace(&mut self.waits, true);
        if begins {
            cx.rule(&rules::WAIT);
        }
        let span = redraw_after(cx).filter(|_| begins || !self.redraws);
        if let Some(span) = span {
            self.redraws = true;
            cx.set(Timer::Redraw, span);
        }
    }

    /// The awaited forger has been silent for too long: the next draw, if everybody is still waiting.
    pub(super) fn redraw(&mut self, cx: Cx) {
        self.redraws = false;
        if redraw_after(cx).is_none() || !self.waits || self.attempt == REDRAWS_MAX {
            return;
        }
        cx.rule(&rules::REDRAW);
        self.attempt += 1;
        self.find_forger(cx);
        self.waits = false;
        self.look(cx);
    }

    /// Works out who is to forge the next block.
    pub(super) fn find_forger(&mut self, facts: &Facts) {
        let tip = self.chain.blocks().next_back();
        self.forger = drawn(&self.state, tip, self.attempt, facts.seed);
        let account = self.forger.as_ref();
        self.awaited = account.and_then(|account| forges(account, facts.nodes));
    }

    /// Makes the next block, signs it and tells everybody. What it has signed here before and forgot with its chain it
    /// offers again: it signs no other.
    fn forge(&mut self, taken: Vec<SignedEntry>, cx: Cx) -> bool {
        let Some(forger) = self.forger.clone() else {
            return false;
        };
        let signs_twice = signs_twice(cx);
        let stands = |block: &&Arc<Block>| judge(&self.chain, &self.state, block, cx).is_ok();
        let known = self.disk.signed_on(self.tip()).filter(stands).cloned();
        let block = match known.filter(|_| !signs_twice) {
            Some(block) => {
                cx.rule(&rules::AGAIN);
                block
            }
            None => {
                cx.rule(&rules::FORGE);
                let block = self.sign_block(&forger, &taken, 0, cx);
                self.disk.write(Write(block.clone()));
                block
            }
        };
        let Ok(after) = judge(&self.chain, &self.state, &block, cx) else {
            return false;
        };
        if signs_twice {
            let most = (taken.len() - 1).max(1);
            let other = self.sign_block(&forger, &taken[..most], 1, cx);
            self.tell_two(&block, &other, cx);
        } else {
            let block = block.clone();
            cx.broadcast(Message::Block { block });
        }
        self.extend(block, after, cx);
        self.clear(true, cx);
        true
    }

    /// A block on top of the chain, signed. `later` milliseconds tell it from another one of the same moment.
    fn sign_block(
        &self,
        forger: &Account,
        taken: &[SignedEntry],
        later: u64,
        cx: Cx,
    ) -> Arc<Block> {
        let forged = Forged {
            forger: forger.clone(),
            key: public_key(cx.seed, forger),
            attempt: self.attempt,
            timestamp: millis(cx) + later,
            slips: taken.iter().map(|it| it.slip.clone()).collect(),
            signature: Signature([0; 64]),
            checked: Memo::default(),
            drawn: Memo::default(),
        };
        let entries = taken.iter().map(|it| it.entry.clone()).collect();
        let mut block = Block::forged(self.tip(), cx.id, entries, forged);
        let signature = sign(cx.seed, forger, block.hash);
        if let Some(forged) = &mut block.forged {
            forged.signature = signature;
        }
        Arc::new(block)
    }

    /// One half of the others is told of one block, the other half of another. Whoever is alone with it hears of both.
    fn tell_two(&self, block: &Arc<Block>, other: &Arc<Block>, cx: Cx) {
        cx.rule(&rules::TWICE);
        let peers: Vec<NodeId> = cx.peers().collect();
        if let [only] = peers.as_slice() {
            for block in [block.clone(), other.clone()] {
                cx.send(*only, Message::Block { block });
            }
            return;
        }
        for (place, peer) in peers.iter().enumerate() {
            let of = if place < peers.len().div_ceil(2) {
                block
            } else {
                other
            };
            cx.send(*peer, Message::Block { block: of.clone() });
        }
    }
}

/// Whether the node is one that signs two blocks of one height.
fn signs_twice(facts: &Facts) -> bool {
    facts.settings.of_node(DOUBLE_SIGN, facts.id) == Value::Word("on")
}

/// Who may forge the block above a tip. The first draw is worked out once for all who have that block and these stakes.
pub fn drawn(
    state: &super::State,
    tip: Option<&Arc<Block>>,
    attempt: u32,
    seed: u64,
) -> Option<Account> {
    let hash = tip.map_or(crate::ledger::BlockHash::GENESIS, |block| block.hash);
    let fresh = || state.drawn(hash, attempt, seed);
    let forged = tip.and_then(|block| block.forged.as_ref());
    let Some(forged) = forged.filter(|_| attempt == 0) else {
        return fresh();
    };
    let stakes = state.stakes();
    let known = forged.drawn.get_or(|| Drawn {
        stakes: stakes.clone(),
        winner: fresh(),
    });
    match known.stakes == stakes {
        true => known.winner.clone(),
        false => fresh(),
    }
}
