//! Checkers of piChain's own properties. They read disks, queues and attempts, never what a node announces; but for the
//! one that counts what it announces.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Attempt, Eagerness, PiChain, Stage, Ticket, Write, rules};
use crate::disk::Journaled;
use crate::ledger::{BlockRef, Way};
use crate::node::Node;
use crate::phrase;
use crate::property::{Checker, Finding};
use crate::record::{Record, What};
use crate::units::NodeId;
use crate::view::State;
use crate::world::{Trace, World};

/// Whether somebody emptied or damaged a disk: what it loses then, its node did not forget.
pub(super) fn robs(record: &Record) -> bool {
    match record.what {
        What::Restarted => record.detail > 0,
        What::Corrupted => true,
        _ => false,
    }
}

fn is_robbed(trace: &Trace) -> bool {
    !trace.only(&[]) && trace.records.iter().any(robs)
}

/// What a checker keeps for a node, made when it is first asked for.
pub(super) fn kept<T: Clone + Default>(all: &mut Vec<T>, id: NodeId) -> &mut T {
    if all.len() <= id.index() {
        all.resize(id.index() + 1, T::default());
    }
    &mut all[id.index()]
}

/// Head above committed: looked at when either of them moved.
#[derive(Clone, Default)]
pub struct HeadAboveCommitted(Vec<Option<(BlockRef, BlockRef)>>);

impl<N: Node<Disk = Journaled<Write>>> Checker<N> for HeadAboveCommitted {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let disk = world.disk(id);
        let (head, base) = (disk.head, disk.tree.tip());
        let known = kept(&mut self.0, id);
        if *known == Some((head, base)) {
            return Finding::Nothing;
        }
        // What was above the same base before need not be walked again.
        let above = known
            .filter(|known| known.1 == base)
            .map_or(base, |known| known.0);
        let stands = head == base || disk.tree.way(head, above) == Way::Above;
        *known = Some((head, base));
        // A damaged disk is read, and mended, with the next event at its node.
        if stands || is_robbed(trace) || world.node(id).is_none() {
            return Finding::Nothing;
        }
        Finding::Fails([
            phrase!(
                "{0} has committed block {1} at height {2}",
                id,
                base.hash,
                base.height
            ),
            phrase!(
                "its head is {0} at height {1}, on another branch",
                head.hash,
                head.height
            ),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Votes are sets: of an attempt no node is counted twice.
#[derive(Clone)]
pub struct VotesAreSets;

impl Checker<PiChain> for VotesAreSets {
    fn observe(&mut self, world: &World<PiChain>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let Some(node) = world.node(id) else {
            return Finding::Nothing;
        };
        let again = |votes: &[NodeId]| {
            let twice = (1..votes.len()).find(|place| votes[..*place].contains(&votes[*place]));
            twice.map(|place| (votes.len(), votes[place]))
        };
        let twice = node.votes().into_iter().find_map(again);
        match twice {
            Some((count, voter)) => Finding::Fails([
                phrase!("{0} counts {1} votes", id, count),
                phrase!("two of them are those of {0}", voter),
            ]),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}

/// What was proposed and decided above one base.
#[derive(Clone, Default)]
struct Above {
    proposed: BTreeMap<Ticket, BlockRef>,
    decided: Option<(BlockRef, NodeId)>,
}

/// One value per base: no ticket is used to propose two blocks, and of the attempts above one base no two end with
/// different blocks.
#[derive(Clone, Default)]
pub struct OneValuePerBase {
    above: Arc<BTreeMap<BlockRef, Above>>,
    /// What each node proposed when it was last looked at, and above which base.
    last: Vec<Option<(BlockRef, BlockRef)>>,
}

impl OneValuePerBase {
    /// A node proposes a block; what was proposed with that ticket before.
    fn propose(&mut self, attempt: &Attempt, block: BlockRef) -> BlockRef {
        let above = Arc::make_mut(&mut self.above);
        let proposed = &mut above.entry(attempt.base).or_default().proposed;
        *proposed.entry(attempt.ticket).or_insert(block)
    }

    /// A node that had proposed a block has committed it; which was decided above the same base before, and by whom.
    fn decide(&mut self, base: BlockRef, block: BlockRef, id: NodeId) -> (BlockRef, NodeId) {
        let above = Arc::make_mut(&mut self.above);
        *above
            .entry(base)
            .or_default()
            .decided
            .get_or_insert((block, id))
    }
}

impl Checker<PiChain> for OneValuePerBase {
    fn observe(&mut self, world: &World<PiChain>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let node = world.node(id);
        let attempt = node.and_then(PiChain::attempt);
        let proposal = attempt.and_then(|attempt| match attempt.stage {
            Stage::Propose(block) => Some((attempt.base, block)),
            Stage::Try => None,
        });
        let before = std::mem::replace(kept(&mut self.last, id), proposal);
        if before == proposal {
            return Finding::Nothing;
        }
        if let (Some(attempt), Some((base, block))) = (attempt, proposal) {
            let first = self.propose(attempt, block);
            if first != block {
                return Finding::Fails([
                    phrase!("{0} has proposed {1} above {2}", id, first.hash, base.hash),
                    phrase!("now it proposes {0} with the same ticket", block.hash),
                ]);
            }
        }
        let tip = node.map(|node| node.disk().tree.tip());
        if let Some((base, block)) = before.filter(|(_, block)| tip == Some(*block)) {
            let (first, who) = self.decide(base, block, id);
            if first != block {
                return Finding::Fails([
                    phrase!(
                        "{0} has had {1} decided above {2}",
                        who,
                        first.hash,
                        base.hash
                    ),
                    phrase!("{0} has had {1} decided there", id, block.hash),
                ]);
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}

/// One callback per block: what a node announces is each committed block once, in order.
#[derive(Clone, Default)]
pub struct OneCallbackPerBlock(Vec<u64>);

impl<N: Node> Checker<N> for OneCallbackPerBlock {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let Some(node) = world.node(id) else {
            return Finding::Nothing;
        };
        let height = node.committed().height();
        let last = kept(&mut self.0, id);
        if trace
            .records
            .iter()
            .any(|it| it.what == What::Restarted || robs(it))
        {
            *last = height;
            return Finding::Nothing;
        }
        if *last == height && trace.only(NO_DECISION) {
            return Finding::Nothing;
        }
        for record in trace
            .records
            .iter()
            .filter(|record| record.what == What::Decided)
        {
            *last += 1;
            if u64::from(record.detail) != *last {
                return Finding::Fails([
                    phrase!("{0} announces the block of height {1}", id, record.detail),
                    phrase!("the next one was that of height {0}", *last),
                ]);
            }
        }
        if *last == height {
            return Finding::Nothing;
        }
        let announced = std::mem::replace(last, height);
        Finding::Fails([
            phrase!("{0} has committed {1} blocks", id, height),
            phrase!("it has announced {0} of them", announced),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// What happens at nearly every step.
const NO_DECISION: &[What] = &[
    What::Sent,
    What::Delivered,
    What::Lost,
    What::Fired,
    What::Rule,
];

/// Seen when a node that made a block while links were cut has left it and commits with the others.
#[derive(Clone, Default)]
pub struct MinorityRejoins(Vec<bool>);

impl Checker<PiChain> for MinorityRejoins {
    fn observe(&mut self, world: &World<PiChain>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let ran = |rule| {
            let place = PiChain::ABOUT.rule(rule);
            let is = |it: &Record| it.what == What::Rule && it.detail as usize == place;
            trace.records.iter().any(is)
        };
        let cut_off = kept(&mut self.0, id);
        if !*cut_off {
            *cut_off = !world.network().is_whole() && ran(&rules::MAKE);
        } else if ran(&rules::REJOIN) {
            return Finding::Seen;
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}

/// Seen when three nodes are quick at once.
#[derive(Clone)]
pub struct ThreeQuick;

impl Checker<PiChain> for ThreeQuick {
    fn observe(&mut self, world: &World<PiChain>, trace: &Trace) -> Finding {
        let is_quick = |id: NodeId| {
            world.state_of(id.into()) != State::Down
                && world
                    .node(id)
                    .is_some_and(|node| node.eagerness() == Eagerness::Quick)
        };
        // Only a node that moved can have become quick; at step 0 all have.
        if trace.moved.is_some_and(|id| !is_quick(id)) {
            return Finding::Nothing;
        }
        match world.ids().filter(|id| is_quick(*id)).count() {
            0..3 => Finding::Nothing,
            _ => Finding::Seen,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}

/// Eventually nothing waits anywhere, every head is committed, and all nodes that are up have the same chain.
#[derive(Clone)]
pub struct AllCommitted;

impl Checker<PiChain> for AllCommitted {
    fn observe(&mut self, _: &World<PiChain>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn is_true(&self, world: &World<PiChain>) -> bool {
        let up = || world.ids().filter_map(|id| world.node(id));
        let tip = up().next().map(|node| node.disk().tree.tip());
        let is_done = |node: &PiChain| {
            let disk = node.disk();
            node.waiting() == 0
                && node.glance().pending == 0
                && disk.head == disk.tree.tip()
                && Some(disk.head) == tip
        };
        up().all(is_done) && world.ids().all(|id| world.waiting_requests(id) == 0)
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}
