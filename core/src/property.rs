//! Properties of four kinds, and the checkers that all systems share.
//!
//! A checker is a value with state: it is cloned with checkpoints, told what changed, and looks only at that.
//! Checkers live outside the nodes and read [`Node::committed`] and the ledger, not only what nodes announce.
//!
//! ```
//! use synod_core::session::{Played, Session};
//! use synod_core::view::Verdict;
//!
//! // Two decisions of one height, forged: the checker of agreement compares the chains, whatever the nodes announce.
//! let zeros = "0".repeat(64);
//! let decision = |leader, to| {
//!     format!(
//!         "forge decision {leader} -> {to} {{ballot: (9, {leader}), depth: 0, block: {{creator: {leader}, \
//!          entries: [], height: 1, previous: \"{zeros}\"}}}}\n"
//!     )
//! };
//! let text = format!("protocol benmo\nset latency 100ms\n{}{}run 1s\n", decision("n2", "n1"), decision("n3", "n4"));
//! let mut session = Session::load(&text).expect("it parses");
//! assert_eq!(session.run_to_end(), Played::Reached);
//! let lamps = session.view().lamps();
//! let agreement = lamps.iter().find(|lamp| lamp.spec.id == "agreement").expect("Benmo promises it");
//! assert_eq!((agreement.view.verdict, agreement.view.facts.len()), (Verdict::Fails, 2));
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Block, BlockHash, Chain};
use crate::node::Node;
use crate::phrase;
use crate::phrase::Phrase;
use crate::record::What;
use crate::units::{Log, NodeId, RequestId};
use crate::view::{ChartView, State};
use crate::world::{Trace, World};

/// What a checker found in a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// Nothing new.
    Nothing,
    /// An `Always` fails: the two facts in conflict.
    Fails([Phrase; 2]),
    /// An `Always` has not failed, and is no longer judged in full: why.
    Unjudged(Phrase),
    /// A `Sometimes` was seen.
    Seen,
}

/// A checker of one property.
pub trait Checker<N: Node>: Send + Sync {
    /// Looks at what a step or an action changed.
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding;

    /// What it looks for among what happened: where nothing of that did, it is not asked. By default it is always asked.
    fn heeds(&self) -> Option<&'static [What]> {
        None
    }

    /// Of an `Eventually`: whether its condition is true now.
    fn is_true(&self, _world: &World<N>) -> bool {
        false
    }

    /// Of a `Statistical`: what was counted so far.
    fn counted(&self) -> Vec<Phrase> {
        Vec::new()
    }

    /// Of a `Statistical`: the same as charts, beside what was predicted.
    fn charts(&self, _world: &World<N>) -> Vec<ChartView> {
        Vec::new()
    }

    /// A copy of it with its state.
    fn boxed(&self) -> Box<dyn Checker<N>>;
}

/// The blocks of a node that a checker has not seen yet.
#[derive(Clone, Default)]
struct Seen(Vec<u64>);

impl Seen {
    /// The node that moved, its chain, and the height up to which it was seen; `None` if there is nothing new.
    fn fresh<'w, N: Node>(
        &mut self,
        world: &'w World<N>,
        trace: &Trace,
    ) -> Option<(NodeId, &'w Chain, u64)> {
        let id = trace.moved?;
        let chain = world.node(id)?.committed();
        if self.0.len() <= id.index() {
            self.0.resize(usize::from(world.setup().nodes), 0);
        }
        let height = chain.height();
        let seen = std::mem::replace(&mut self.0[id.index()], height);
        // A chain that became shorter, as after amnesia, is seen anew as it grows.
        (height > seen).then_some((id, chain, seen))
    }
}

/// Agreement: two nodes never have different final blocks at one height.
#[derive(Clone, Default)]
pub struct Agreement {
    seen: Seen,
    first: Log<(BlockHash, NodeId)>,
}

impl<N: Node> Checker<N> for Agreement {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, chain, seen)) = self.seen.fresh(world, trace) else {
            return Finding::Nothing;
        };
        for block in chain.from_height(seen + 1) {
            let place = usize::try_from(block.height.max(1) - 1).unwrap_or(usize::MAX);
            match self.first.get(place) {
                Some((hash, who)) if *hash != block.hash => {
                    let fact = |who: NodeId, hash: BlockHash| {
                        phrase!(
                            "{0} has decided block {1} at height {2}",
                            who,
                            hash,
                            block.height
                        )
                    };
                    return Finding::Fails([fact(*who, *hash), fact(id, block.hash)]);
                }
                Some(_) => {}
                None => self.first.push((block.hash, id)),
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Chain integrity: every final block is the hash of its content and names the one below.
#[derive(Clone, Default)]
pub struct ChainIntegrity(Seen);

impl<N: Node> Checker<N> for ChainIntegrity {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        // Damage to a disk can be anywhere in the chain; then all of it is looked at again.
        let damaged = trace
            .records
            .iter()
            .any(|record| record.what == What::Corrupted);
        if let (true, Some(place)) = (
            damaged,
            trace.moved.and_then(|id| self.0.0.get_mut(id.index())),
        ) {
            *place = 0;
        }
        let Some((id, chain, seen)) = self.0.fresh(world, trace) else {
            return Finding::Nothing;
        };
        let mut below = chain
            .block(seen)
            .map_or(BlockHash::GENESIS, |block| block.hash);
        for (height, block) in (seen + 1..).zip(chain.from_height(seen + 1)) {
            if let Some(wrong) = unsound(id, block, height, below) {
                return Finding::Fails(wrong);
            }
            below = block.hash;
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

fn unsound(id: NodeId, block: &Block, height: u64, below: BlockHash) -> Option<[Phrase; 2]> {
    if !block.is_sound() {
        let real = block.real_hash();
        return Some([
            phrase!(
                "block {0} of {1} says that its hash is {2}",
                height,
                id,
                block.hash
            ),
            phrase!("the hash of its content is {0}", real),
        ]);
    }
    (block.height != height || block.previous != below).then(|| {
        [
            phrase!(
                "block {0} of {1} stands on {2} at height {3}",
                block.hash,
                id,
                block.previous,
                block.height
            ),
            phrase!("below it is {0} at height {1}", below, height - 1),
        ]
    })
}

/// Exactly once: no request is final twice on one chain.
#[derive(Clone, Default)]
pub struct ExactlyOnce {
    seen: Seen,
    /// Where each request was first seen. A hint only: whether it is twice on one chain is looked up there.
    placed: Arc<BTreeMap<RequestId, u64>>,
}

impl<N: Node> Checker<N> for ExactlyOnce {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, chain, seen)) = self.seen.fresh(world, trace) else {
            return Finding::Nothing;
        };
        // A block is known by where it lies: what it says of its height may be wrong.
        for (height, block) in (seen + 1..).zip(chain.from_height(seen + 1)) {
            for (place, entry) in block.entries.iter().enumerate() {
                let twice_here = block.entries[..place]
                    .iter()
                    .any(|other| other.request == entry.request);
                let known = self.placed.get(&entry.request).copied();
                let elsewhere = known.filter(|known| *known != height).and_then(|_| {
                    let all = (1..).zip(chain.blocks());
                    let mut others = all.filter(|(other, _)| *other != height);
                    others.find(|(_, other)| other.orders(entry.request))
                });
                if twice_here || elsewhere.is_some() {
                    let other = elsewhere.map_or(height, |(other, _)| other);
                    let fact = |height: u64| {
                        phrase!("{0} has {1} in block {2}", id, entry.request, height)
                    };
                    return Finding::Fails([fact(other), fact(height)]);
                }
                if known.is_none() {
                    Arc::make_mut(&mut self.placed).insert(entry.request, height);
                }
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// No coin is created: the balances that a node knows add up to what was there at genesis.
#[derive(Clone, Default)]
pub struct NoCoinCreated(Seen);

impl<N: Node> Checker<N> for NoCoinCreated {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, _, _)) = self.0.fresh(world, trace) else {
            return Finding::Nothing;
        };
        let Some(balances) = world.node(id).and_then(Node::balances) else {
            return Finding::Nothing;
        };
        let opening: i64 = world.facts(id).opening_balances().iter().sum();
        if balances.sum() == opening {
            return Finding::Nothing;
        }
        Finding::Fails([
            phrase!("the accounts held {0} at genesis", opening),
            phrase!("{0} counts {1} now", id, balances.sum()),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// No overspending: no account is ever below zero.
#[derive(Clone, Default)]
pub struct NoOverspending(Seen);

impl<N: Node> Checker<N> for NoOverspending {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, _, _)) = self.0.fresh(world, trace) else {
            return Finding::Nothing;
        };
        let Some(balances) = world.node(id).and_then(Node::balances) else {
            return Finding::Nothing;
        };
        let Some((account, balance)) = balances.iter().find(|(_, balance)| *balance < 0) else {
            return Finding::Nothing;
        };
        Finding::Fails([
            phrase!(
                "the account of {0} holds {1} at {2}",
                account.to_string(),
                balance,
                id
            ),
            phrase!("no account may be below 0"),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Durability: what a node has final it still has after a crash, as long as its disk is left to it.
#[derive(Clone, Default)]
pub struct Durability(Vec<(u64, BlockHash)>);

impl<N: Node> Checker<N> for Durability {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        if self.0.len() <= id.index() {
            self.0
                .resize(usize::from(world.setup().nodes), (0, BlockHash::GENESIS));
        }
        let (height, hash) = self.0[id.index()];
        // A disk that somebody emptied or damaged is not the node's to keep.
        let taken = |what, detail| {
            trace
                .records
                .iter()
                .any(|record| record.what == what && record.detail >= detail)
        };
        let excused = taken(What::Restarted, 1) || taken(What::Corrupted, 0);
        let Some(chain) = world.node(id).map(Node::committed) else {
            if excused {
                // Damaged while it is down: whatever it comes up with is what it has.
                self.0[id.index()] = (0, BlockHash::GENESIS);
            }
            return Finding::Nothing;
        };
        let kept = height == 0 || chain.block(height).is_some_and(|block| block.hash == hash);
        self.0[id.index()] = (chain.height(), chain.tip());
        if kept || excused {
            return Finding::Nothing;
        }
        let now = chain
            .block(height)
            .map_or(BlockHash::GENESIS, |block| block.hash);
        Finding::Fails([
            phrase!("{0} had block {1} final at height {2}", id, hash, height),
            phrase!("now it has {0} there", now),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// No final block is empty.
#[derive(Clone, Default)]
pub struct NoEmptyBlock(Seen);

impl<N: Node> Checker<N> for NoEmptyBlock {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, chain, seen)) = self.0.fresh(world, trace) else {
            return Finding::Nothing;
        };
        match chain
            .from_height(seen + 1)
            .find(|block| block.entries.is_empty())
        {
            None => Finding::Nothing,
            Some(block) => Finding::Fails([
                phrase!(
                    "{0} has decided block {1} at height {2}",
                    id,
                    block.hash,
                    block.height
                ),
                phrase!("the block orders nothing"),
            ]),
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Seen when a rule ran, by the rule's place.
#[derive(Clone)]
pub struct RuleRan(pub usize);

impl<N: Node> Checker<N> for RuleRan {
    fn observe(&mut self, _: &World<N>, trace: &Trace) -> Finding {
        let ran = trace
            .records
            .iter()
            .any(|record| record.what == What::Rule && record.detail as usize == self.0);
        if ran { Finding::Seen } else { Finding::Nothing }
    }

    fn heeds(&self) -> Option<&'static [What]> {
        Some(&[What::Rule])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Seen when two nodes hold the leader's role at once.
#[derive(Clone, Default)]
pub struct TwoLeaders;

impl<N: Node> Checker<N> for TwoLeaders {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let leads = |id: NodeId| {
            world.state_of(id.into()) == State::Up
                && world.node(id).is_some_and(|node| node.glance().role.leads)
        };
        // Only a node that moved can have begun to lead.
        if !trace.moved.is_some_and(leads) || world.ids().filter(|id| leads(*id)).count() < 2 {
            return Finding::Nothing;
        }
        Finding::Seen
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Eventually nothing is pending and all nodes that are up have the same final blocks.
#[derive(Clone, Default)]
pub struct AllDecided;

impl<N: Node> Checker<N> for AllDecided {
    fn observe(&mut self, _: &World<N>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn is_true(&self, world: &World<N>) -> bool {
        let up: Vec<&N> = world.ids().filter_map(|id| world.node(id)).collect();
        let idle = up.iter().all(|node| node.glance().pending == 0);
        let waiting = world.ids().any(|id| world.waiting_requests(id) > 0);
        let tips = up.iter().map(|node| node.committed().tip());
        idle && !waiting
            && tips
                .clone()
                .zip(tips.skip(1))
                .all(|(one, next)| one == next)
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}
