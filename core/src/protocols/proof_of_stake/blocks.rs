//! Blocks: what makes one right, and what becomes of those that come in.

use std::sync::Arc;

use super::forge::{drawn, redraw_after};
use super::state::{Flaw, State, flaw, forges};
use super::{Cx, EVIDENCE_KEPT, Message, ProofOfStake, REDRAWS_MAX, rules};
use crate::ledger::{Account, Block, BlockHash, Chain, Entry, Forged, SignedEntry};
use crate::node::Facts;
use crate::phrase;
use crate::phrase::Phrase;
use crate::units::RequestId;
use crate::view::Answer;

/// Why a block is refused.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    /// Its number is not the next one.
    Number(u64),
    /// It does not name the block below.
    LastHash,
    /// Somebody else is drawn, or nobody.
    Forger(Option<Account>),
    /// Its forger has not signed it.
    Signature,
    /// It orders nothing.
    Empty,
    /// One of its transactions is wrong.
    Entry(RequestId, Flaw),
}

impl Fault {
    /// In a sentence.
    pub fn words(&self) -> Phrase {
        match self {
            Self::Number(next) => phrase!("The next block is that of height {0}", *next),
            Self::LastHash => phrase!("It does not name the block below"),
            Self::Forger(Some(account)) => phrase!("{0} is drawn", account.to_string()),
            Self::Forger(None) => phrase!("Nobody is drawn"),
            Self::Signature => phrase!("The signature is not that of its forger"),
            Self::Empty => phrase!("It orders nothing"),
            Self::Entry(request, flaw) => phrase!("{0}: {1}", *request, flaw.words()),
        }
    }
}

/// A signer that has put its key under two blocks that stand on the same one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Evidence {
    /// Whose key.
    pub signer: Account,
    /// The height of both blocks.
    pub height: u64,
    /// The blocks, the one of this node's chain first.
    pub blocks: [Arc<Block>; 2],
}

/// Whether a block is what its hash says, and one of this system's.
pub fn is_proper(block: &Block, facts: &Facts) -> bool {
    let is_whole = |forged: &Forged| {
        forged.slips.len() == block.entries.len()
            && forges(&forged.forger, facts.nodes) == Some(block.creator)
    };
    block.height > 0 && block.forged.as_deref().is_some_and(is_whole) && block.is_sound()
}

/// What a transaction is not covered by: what accounts hold when all before it are executed, or, as shipped (V4), what they
/// held before the block.
pub fn uncovered(now: &State, before: &State, entry: &Entry, facts: &Facts) -> Option<Flaw> {
    let quirk = facts.quirk("coverage-not-cumulative");
    now.uncovered(entry, if quirk { before } else { now })
}

/// The transactions of a block with their slips.
pub fn signed(block: &Block) -> impl Iterator<Item = SignedEntry> + '_ {
    let slips = block.forged.iter().flat_map(|forged| &forged.slips);
    let pair = |(entry, slip): (&Entry, &Arc<_>)| SignedEntry {
        entry: entry.clone(),
        slip: Arc::clone(slip),
    };
    block.entries.iter().zip(slips).map(pair)
}

/// Judges a block that comes next on a chain with what follows from it: what follows from the chain with it, or what is
/// wrong with it.
pub fn judge(chain: &Chain, state: &State, block: &Block, facts: &Facts) -> Result<State, Fault> {
    let Some(forged) = &block.forged else {
        return Err(Fault::Signature);
    };
    let next = chain.height() + 1;
    // V1: whatever number it has, it is judged as the block of that number.
    if block.height != next && !facts.quirk("height-not-checked") {
        return Err(Fault::Number(next));
    }
    let below = chain.block(block.height - 1);
    if block.previous != below.map_or(BlockHash::GENESIS, |below| below.hash) {
        return Err(Fault::LastHash);
    }
    if forged.attempt > REDRAWS_MAX {
        return Err(Fault::Forger(drawn(state, below, 0, facts.seed)));
    }
    let winner = drawn(state, below, forged.attempt, facts.seed);
    if winner.as_ref() != Some(&forged.forger) {
        return Err(Fault::Forger(winner));
    }
    if !forged.is_signed(block, facts.seed) {
        return Err(Fault::Signature);
    }
    if block.entries.is_empty() {
        return Err(Fault::Empty);
    }
    let mut after = state.clone();
    after.count(&forged.forger, forged.key);
    for (place, signed) in signed(block).enumerate() {
        let is_below = || {
            let earlier = block.entries[..place].iter();
            let below = chain.blocks().take_while(|it| it.height < block.height);
            let mut before = earlier.chain(below.flat_map(|it| &it.entries));
            before.any(|it| it.request == signed.entry.request)
        };
        // V2: what is inside is not looked at.
        let inner = if facts.quirk("inner-not-checked") {
            None
        } else if after.has(signed.entry.request) && is_below() {
            Some(Flaw::Twice)
        } else {
            flaw(&signed, facts)
        };
        let wrong = inner.or_else(|| uncovered(&after, state, &signed.entry, facts));
        if let Some(flaw) = wrong {
            return Err(Fault::Entry(signed.entry.request, flaw));
        }
        after.execute(&signed.entry);
        after.learn(&signed);
    }
    Ok(after)
}

impl ProofOfStake {
    pub(super) fn on_block(&mut self, from: super::NodeId, block: Arc<Block>, cx: Cx) {
        if !is_proper(&block, cx) {
            return;
        }
        let next = self.chain.height() + 1;
        // V8: whatever is not the next block, copies of known ones among it, makes a node ask everybody for their chains.
        if block.height != next && cx.quirk("request-storm") {
            self.ask_everybody(cx);
        }
        let judged = judge(&self.chain, &self.state, &block, cx);
        match judged.and_then(|after| self.in_time(&block, after, cx)) {
            Ok(after) => {
                cx.rule(&rules::ACCEPT);
                // Everybody has been told already of a copy, where one is taken (V1).
                let own = self.chain.block(block.height);
                if own.is_none_or(|own| own.hash != block.hash) {
                    cx.broadcast(Message::Block {
                        block: block.clone(),
                    });
                }
                self.extend(block, after, cx);
                self.clear(false, cx);
                self.look(cx);
            }
            Err(Fault::Number(_)) if block.height > next => {
                self.ask_behind(from, block.height, cx);
            }
            Err(Fault::Number(_)) => self.on_other(block, cx),
            Err(fault) => {
                cx.rule(&rules::REFUSE_BLOCK);
                if fault == Fault::LastHash {
                    // One of two chains differs from there on: the sender's may be the better one.
                    self.ask_behind(from, block.height, cx);
                }
                self.fault = Some((block.hash, fault));
            }
        }
    }

    /// What follows from a block that was judged and is new. Where nobody draws again none of a later draw than this node's
    /// is taken; but what is on a chain stays right when that is switched off.
    fn in_time(&self, block: &Block, after: State, facts: &Facts) -> Result<State, Fault> {
        let forged = block.forged.as_ref();
        let is_later = forged.is_some_and(|it| it.attempt > self.attempt);
        match is_later && redraw_after(facts).is_none() {
            true => Err(Fault::Forger(self.forger.clone())),
            false => Ok(after),
        }
    }

    /// Puts a block that was judged on top of the chain.
    pub(super) fn extend(&mut self, block: Arc<Block>, after: State, cx: Cx) {
        self.chain.push(block.clone());
        self.state = after;
        self.settle(&block, cx);
        self.attempt = 0;
        self.find_forger(cx);
        (self.waits, self.redraws) = (false, false);
        cx.cancel(super::Timer::Redraw);
    }

    /// A block is final here: its askers are answered.
    fn settle(&mut self, block: &Arc<Block>, cx: Cx) {
        for signed in signed(block) {
            self.refused.retain(|(it, _)| *it != signed);
        }
        for entry in &block.entries {
            let is_own = self.own.remove(&entry.request);
            // One that was refused for a while is answered anew.
            if is_own || entry.request.asker.node() == Some(cx.id) {
                cx.reply(entry.request, Answer::Committed, "");
            }
        }
        cx.decide(block.clone(), Vec::new());
    }

    /// A block of a height that the chain has. A copy is passed over. Another one under the same key is evidence, which
    /// everybody is shown; of two last blocks on the same one that with the lower hash stays, so that all keep the same.
    fn on_other(&mut self, block: Arc<Block>, cx: Cx) {
        let Some(own) = self.chain.block(block.height).cloned() else {
            return;
        };
        if own.hash == block.hash || own.previous != block.previous {
            return;
        }
        self.bear_witness(&block, cx);
        if block.height == self.chain.height() && block.hash < own.hash {
            self.adopt(&[block], cx);
        }
    }

    /// Keeps a block as evidence, if the chain has another one under the same key there, and shows both to everybody.
    pub(super) fn bear_witness(&mut self, other: &Arc<Block>, cx: Cx) {
        let Some(own) = self.chain.block(other.height).cloned() else {
            return;
        };
        let (Some(mine), Some(theirs)) = (&own.forged, &other.forged) else {
            return;
        };
        let is_same = own.previous == other.previous
            && mine.forger == theirs.forger
            && mine.attempt == theirs.attempt;
        let is_known = |it: &Evidence| it.height == own.height && it.signer == mine.forger;
        if !is_same
            || own.hash == other.hash
            || self.evidence.iter().any(is_known)
            || self.evidence.len() == EVIDENCE_KEPT
            || !theirs.is_signed(other, cx.seed)
        {
            return;
        }
        cx.rule(&rules::EVIDENCE);
        self.evidence.push(Evidence {
            signer: mine.forger.clone(),
            height: own.height,
            blocks: [own.clone(), other.clone()],
        });
        for block in [own, other.clone()] {
            cx.broadcast(Message::Block { block });
        }
    }

    /// The blocks of its evidence that are not on its chain, from a height on: what whoever takes its chain lacks.
    pub(super) fn off_chain(&self, height: u64) -> impl Iterator<Item = &Arc<Block>> {
        let evidence = self.evidence.iter().filter(move |it| it.height >= height);
        let is_off = |it: &&Arc<Block>| {
            let own = self.chain.block(it.height);
            own.is_none_or(|own| own.hash != it.hash)
        };
        evidence.flat_map(|it| &it.blocks).filter(is_off)
    }
}
