//! Checkers of proof of work. They read chains, pools and accounts, never what a miner announces.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::branch::{DIFFICULTY_MAX, WINDOW, time_of, zeros};
use super::{Branch, Law, ProofOfWork, about};
use crate::ledger::{Balances, Block, BlockHash};
use crate::node::Node;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::property::{Checker, Finding};
use crate::record::What;
use crate::units::{Log, NodeId, RequestId};
use crate::view::Answer;
use crate::world::{Trace, World};

/// A node that is a miner, or has one inside.
pub trait Miner: Node {
    /// The miner.
    fn miner(&self) -> &ProofOfWork;
}

impl Miner for ProofOfWork {
    fn miner(&self) -> &ProofOfWork {
        self
    }
}

/// What a checker keeps for a node, made when it is first asked for.
fn kept<T: Clone + Default>(all: &mut Vec<T>, id: NodeId) -> &mut T {
    if all.len() <= id.index() {
        all.resize(id.index() + 1, T::default());
    }
    &mut all[id.index()]
}

fn happened(trace: &Trace, what: What) -> bool {
    trace.records.iter().any(|record| record.what == what)
}

/// Whether a disk was emptied, damaged or read again: what a miner lost then, it did not give up.
pub(super) fn is_robbed(trace: &Trace) -> bool {
    happened(trace, What::Restarted) || happened(trace, What::Corrupted)
}

/// The chain of every miner as it was last seen.
#[derive(Clone, Default)]
pub(super) struct Chains(Vec<Arc<Branch>>);

/// What became of a miner's chain.
pub(super) struct Change<'w> {
    pub(super) id: NodeId,
    pub(super) was: Arc<Branch>,
    pub(super) now: &'w Arc<Branch>,
    /// How many blocks both have.
    pub(super) common: u64,
}

impl Change<'_> {
    /// Whether the miner has put one block of its own on top.
    pub(super) fn is_own_block(&self) -> bool {
        let own = self
            .now
            .last()
            .is_some_and(|block| block.creator == self.id);
        own && self.common == self.was.height() && self.now.height() == self.common + 1
    }
}

impl Chains {
    pub(super) fn change<'w, N: Miner>(
        &mut self,
        world: &'w World<N>,
        trace: &Trace,
    ) -> Option<Change<'w>> {
        let id = trace.moved?;
        let now = world.node(id)?.miner().own();
        let known = kept(&mut self.0, id);
        if Arc::ptr_eq(known, now) {
            return None;
        }
        let was = std::mem::replace(known, now.clone());
        let common = was.common(now);
        Some(Change {
            id,
            was,
            now,
            common,
        })
    }
}

/// By how much the difficulty is above a miner's own at a height, worked out anew from the times of the blocks below.
fn offset(branch: &Branch, height: u64, law: Law) -> i64 {
    let Some(span) = law.block_time else { return 0 };
    let time = |height| branch.block(height).map_or(0, |block| time_of(block));
    let wanted = span.micros().saturating_mul(WINDOW);
    let windows = 1..=(height - 1) / WINDOW;
    let moved = windows.map(|window| {
        let took = time(window * WINDOW).saturating_sub(time((window - 1) * WINDOW));
        i64::from(took < wanted / 2) - i64::from(took / 2 > wanted)
    });
    moved.sum()
}

/// The lowest block above a height that is not valid for a miner, and why.
fn wrong<N: Miner>(
    world: &World<N>,
    id: NodeId,
    branch: &Branch,
    above: u64,
) -> Option<[Phrase; 2]> {
    let facts = world.facts(id);
    let (law, own) = (about::law(&facts), about::difficulty(&facts));
    for (height, block) in (above + 1..).zip(branch.above(above)) {
        let below = branch.block(height - 1);
        let Some(zeros) = zeros(below, block, height, law) else {
            return Some(unfit(id, below, block, height));
        };
        let asked = i64::from(own) + offset(branch, height, law);
        let asked = asked.clamp(1, DIFFICULTY_MAX.into());
        if i64::from(zeros) < asked {
            return Some([
                phrase!(
                    "block {0} of {1} at height {2} has {3}",
                    block.hash,
                    id,
                    height,
                    counted(zeros as usize, "zero")
                ),
                phrase!("{0} asks for {1}", id, asked),
            ]);
        }
    }
    None
}

fn unfit(id: NodeId, below: Option<&Arc<Block>>, block: &Block, height: u64) -> [Phrase; 2] {
    let hash = below.map_or(BlockHash::GENESIS, |below| below.hash);
    [
        phrase!(
            "block {0} of {1} at height {2} says height {3}, on top of {4}, at {5} us",
            block.hash,
            id,
            height,
            block.height,
            block.previous,
            time_of(block)
        ),
        phrase!(
            "below it is {0}, at {1} us",
            hash,
            below.map_or(0, |below| time_of(below))
        ),
    ]
}

/// Chain integrity: the chain of a miner is valid under its own difficulty.
#[derive(Clone, Default)]
pub struct OwnChainValid(Chains);

impl<N: Miner> Checker<N> for OwnChainValid {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(change) = self.0.change(world, trace) else {
            return Finding::Nothing;
        };
        match wrong(world, change.id, change.now, change.common) {
            Some(facts) => Finding::Fails(facts),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Adopted chains valid: what a miner takes from others is valid under its own difficulty.
#[derive(Clone, Default)]
pub struct AdoptedChainsValid(Chains);

impl<N: Miner> Checker<N> for AdoptedChainsValid {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(change) = self.0.change(world, trace) else {
            return Finding::Nothing;
        };
        if change.is_own_block() || is_robbed(trace) {
            return Finding::Nothing;
        }
        match wrong(world, change.id, change.now, change.common) {
            Some(facts) => Finding::Fails(facts),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Exactly once: no message is twice on the chain of a miner.
#[derive(Clone, Default)]
pub struct OnceOnOwnChain {
    chains: Chains,
    /// At which height each message was first seen. A hint only: whether it is twice on one chain is looked up there.
    placed: Arc<BTreeMap<RequestId, u64>>,
}

impl<N: Miner> Checker<N> for OnceOnOwnChain {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(change) = self.chains.change(world, trace) else {
            return Finding::Nothing;
        };
        for block in change.now.above(change.common) {
            for (place, entry) in block.entries.iter().enumerate() {
                let is_same = |other: &crate::ledger::Entry| other.request == entry.request;
                let known = self.placed.get(&entry.request).copied();
                let elsewhere = known
                    .filter(|height| *height != block.height)
                    .and_then(|_| {
                        let mut others = change.now.chain().blocks();
                        others
                            .find(|it| it.height != block.height && it.entries.iter().any(is_same))
                    });
                if elsewhere.is_some() || block.entries[..place].iter().any(is_same) {
                    let other = elsewhere.map_or(block.height, |other| other.height);
                    let fact = |height: u64| {
                        phrase!("{0} has {1} in block {2}", change.id, entry.request, height)
                    };
                    return Finding::Fails([fact(other), fact(block.height)]);
                }
                if known.is_none() {
                    Arc::make_mut(&mut self.placed).insert(entry.request, block.height);
                }
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// The accounts of every miner as they were last seen; they are copied when they change.
#[derive(Clone, Default)]
struct Books(Vec<Option<Arc<Balances>>>);

impl Books {
    fn change<'w, N: Miner>(
        &mut self,
        world: &'w World<N>,
        trace: &Trace,
    ) -> Option<(NodeId, &'w Balances)> {
        let id = trace.moved?;
        let now = world.node(id)?.miner().books();
        let known = kept(&mut self.0, id);
        if known.as_ref().is_some_and(|known| Arc::ptr_eq(known, now)) {
            return None;
        }
        *known = Some(now.clone());
        Some((id, now))
    }
}

/// No coin created: the accounts of a miner add up to what was there at genesis.
#[derive(Clone, Default)]
pub struct NoCoinCreated(Books);

impl<N: Miner> Checker<N> for NoCoinCreated {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, books)) = self.0.change(world, trace) else {
            return Finding::Nothing;
        };
        let opening: i64 = world.facts(id).opening_balances().iter().sum();
        if books.sum() == opening {
            return Finding::Nothing;
        }
        Finding::Fails([
            phrase!("the accounts held {0} at genesis", opening),
            phrase!("{0} counts {1} now", id, books.sum()),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// No overspending: no account is ever below zero.
#[derive(Clone, Default)]
pub struct NoOverspending(Books);

impl<N: Miner> Checker<N> for NoOverspending {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, books)) = self.0.change(world, trace) else {
            return Finding::Nothing;
        };
        match books.iter().find(|(_, balance)| *balance < 0) {
            None => Finding::Nothing,
            Some((account, balance)) => Finding::Fails([
                phrase!(
                    "the account of {0} holds {1} at {2}",
                    account.to_string(),
                    balance,
                    id
                ),
                phrase!("no account may be below 0"),
            ]),
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// No message nowhere: every message that was taken has a witness, a miner at which it waits or on whose chain it is. Looked
/// at when a witness left blocks, has fewer messages in its pool, or went down.
#[derive(Clone, Default)]
pub struct NoMessageNowhere {
    witnesses: Arc<BTreeMap<RequestId, NodeId>>,
    chains: Chains,
    waiting: Vec<usize>,
}

impl NoMessageNowhere {
    /// Takes in what was added; whether something was.
    fn enter<N: Miner>(&mut self, world: &World<N>, trace: &Trace) -> bool {
        let mut any = false;
        let entered = trace.records.iter().filter(|it| it.what == What::Submitted);
        for record in entered {
            let requests = world.requests();
            let Some(id) = requests.at(record.detail as usize) else {
                continue;
            };
            let is_taken = requests.verdict(id) != Some(Answer::Rejected);
            if let Some(asker) = id.asker.node().filter(|_| is_taken) {
                Arc::make_mut(&mut self.witnesses).insert(id, asker);
                any = true;
            }
        }
        any
    }

    /// Finds another witness for a message. False if there is none.
    fn rehome<N: Miner>(&mut self, world: &World<N>, request: RequestId) -> bool {
        let keeps = |id: &NodeId| {
            world
                .node(*id)
                .is_some_and(|node| node.miner().keeps(request))
        };
        let other = world.ids().find(keeps);
        let witnesses = Arc::make_mut(&mut self.witnesses);
        match other {
            Some(other) => witnesses.insert(request, other),
            None => witnesses.remove(&request),
        };
        other.is_some()
    }
}

impl<N: Miner> Checker<N> for NoMessageNowhere {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let entered = self.enter(world, trace);
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let node = world.node(id).map(Miner::miner);
        let change = self.chains.change(world, trace);
        let left = change.is_some_and(|it| it.common < it.was.height());
        let waits = node.map_or(0, |node| node.pool().len());
        let fell = std::mem::replace(kept(&mut self.waiting, id), waits) > waits;
        let is_back = is_robbed(trace);
        let may_be_lost = entered || left || fell || is_back || node.is_none();
        if !may_be_lost || self.witnesses.is_empty() {
            return Finding::Nothing;
        }
        // What waits at a paused node has not been handled yet.
        if world.waiting_requests(id) > 0 {
            return Finding::Nothing;
        }
        let keeps = |request| node.is_some_and(|node| node.keeps(request));
        let witnesses = self.witnesses.iter();
        let moved = witnesses.filter(|(request, witness)| **witness == id && !keeps(**request));
        let moved: Vec<RequestId> = moved.map(|(request, _)| *request).collect();
        // A crash takes what was in memory, and damage what it damages.
        let excused = node.is_none() || is_back;
        let lost = moved.into_iter().fold(None, |lost, request| {
            let has_other = self.rehome(world, request);
            if has_other { lost } else { Some(request) }
        });
        match lost.filter(|_| !excused) {
            Some(request) => Finding::Fails([
                phrase!("{0} waited at {1}, or was on its chain", request, id),
                phrase!("now it waits nowhere and is on no chain"),
            ]),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Seen when two miners have different blocks at one height.
#[derive(Clone, Default)]
pub struct Forked {
    chains: Chains,
    /// The hash that was first seen at each height. A hint only: whoever had it may have lost it.
    first: Log<BlockHash>,
}

/// Whether a miner has another block at this height.
fn has_other<N: Miner>(world: &World<N>, block: &Block) -> bool {
    let miners = world.ids().filter_map(|id| world.node(id));
    let mut others = miners.filter_map(|node| node.miner().own().block(block.height));
    others.any(|other| other.hash != block.hash)
}

impl<N: Miner> Checker<N> for Forked {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(change) = self.chains.change(world, trace) else {
            return Finding::Nothing;
        };
        // What a damaged disk holds is no branch.
        if is_robbed(trace) {
            return Finding::Nothing;
        }
        for block in change.now.above(change.common) {
            let place = usize::try_from(block.height.max(1) - 1).unwrap_or(usize::MAX);
            match self.first.get(place) {
                Some(hash) if *hash != block.hash && has_other(world, block) => {
                    return Finding::Seen;
                }
                Some(_) => {}
                None => self.first.push(block.hash),
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Seen when a miner leaves two blocks or more for another branch.
#[derive(Clone, Default)]
pub struct Reorganised(Chains);

impl<N: Miner> Checker<N> for Reorganised {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let change = self.0.change(world, trace);
        let left = change.map_or(0, |it| it.was.height() - it.common);
        if left >= 2 && !is_robbed(trace) {
            return Finding::Seen;
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Eventually nobody has anything to mine, and all chains are equally long. Where miners never rest, the chains alone count.
#[derive(Clone)]
pub struct OneHeight;

impl<N: Miner> Checker<N> for OneHeight {
    fn observe(&mut self, _: &World<N>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn is_true(&self, world: &World<N>) -> bool {
        let up = || {
            world
                .ids()
                .filter_map(|id| Some((id, world.node(id)?.miner())))
        };
        let rests = |(id, node): (NodeId, &ProofOfWork)| {
            !node.is_mining() || about::mines_empty(&world.facts(id))
        };
        let mut heights = up().map(|(_, node)| node.own().height());
        let first = heights.next();
        up().all(rests)
            && heights.all(|height| Some(height) == first)
            && world.ids().all(|id| world.waiting_requests(id) == 0)
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}
