//! Checkers of Benmo's own properties. They read disks and rounds, never what a node announces.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Ballot, Benmo, Role, Vote, Write};
use crate::disk::Journaled;
use crate::node::Node;
use crate::phrase;
use crate::property::{Checker, Finding};
use crate::record::{Record, What};
use crate::units::{NodeId, RequestId};
use crate::world::{Trace, World};

/// One leader per ballot: no two nodes lead the same ballot, and whoever leads owns it.
#[derive(Clone, Default)]
pub struct OneLeaderPerBallot(Arc<BTreeMap<Ballot, NodeId>>);

impl Checker<Benmo> for OneLeaderPerBallot {
    fn observe(&mut self, world: &World<Benmo>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let Some(Role::Leading(round)) = world.node(id).map(|node| &node.role) else {
            return Finding::Nothing;
        };
        let first = match self.0.get(&round.ballot) {
            Some(first) => *first,
            None => {
                Arc::make_mut(&mut self.0).insert(round.ballot, id);
                round.ballot.owner
            }
        };
        if first == id {
            return Finding::Nothing;
        }
        let fact = |who: NodeId| phrase!("{0} leads ballot {1}", who, round.ballot.token());
        Finding::Fails([fact(first), fact(id)])
    }

    fn boxed(&self) -> Box<dyn Checker<Benmo>> {
        Box::new(self.clone())
    }
}

/// Whether somebody emptied or damaged a disk: what it loses then, its node did not forget.
fn robs(record: &Record) -> bool {
    match record.what {
        What::Restarted => record.detail > 0,
        What::Corrupted => true,
        _ => false,
    }
}

/// Exactly once: no transfer is final twice on one chain, and none leaves a log but into the chain (4i.1).
#[derive(Clone, Default)]
pub struct ExactlyOnce {
    chains: crate::property::ExactlyOnce,
    logs: Vec<Vec<RequestId>>,
}

impl Checker<Benmo> for ExactlyOnce {
    fn observe(&mut self, world: &World<Benmo>, trace: &Trace) -> Finding {
        let twice = self.chains.observe(world, trace);
        let Some(id) = trace.moved else { return twice };
        if self.logs.len() <= id.index() {
            self.logs
                .resize(usize::from(world.setup().nodes), Vec::new());
        }
        let disk = world.disk(id);
        let now = disk.log.iter().map(|entry| entry.request).collect();
        let before = std::mem::replace(&mut self.logs[id.index()], now);
        if twice != Finding::Nothing || trace.records.iter().any(robs) {
            return twice;
        }
        let now = &self.logs[id.index()];
        let on_chain = |request: &RequestId| {
            let entries = disk.chain.blocks().rev().flat_map(|block| &block.entries);
            entries.into_iter().any(|entry| entry.request == *request)
        };
        let gone = before
            .iter()
            .find(|request| !now.contains(request) && !on_chain(request));
        match gone {
            Some(request) => Finding::Fails([
                phrase!("{0} was in the log of {1}", *request, id),
                phrase!("now it is neither there nor on the chain"),
            ]),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<Benmo>> {
        Box::new(self.clone())
    }
}

/// Promise kept: at one depth a node's promise never falls, it accepts in no ballot below its promise, and it forgets
/// nothing that it accepted. Reads disks alone, so that it can watch any node that keeps Benmo's.
#[derive(Clone, Default)]
pub struct PromiseKept(Vec<Vec<Vote>>);

impl<N: Node<Disk = Journaled<Write>>> Checker<N> for PromiseKept {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        if self.0.len() <= id.index() {
            self.0.resize(usize::from(world.setup().nodes), Vec::new());
        }
        let disk = world.disk(id);
        let forgotten = trace.records.iter().any(robs);
        let before = std::mem::replace(&mut self.0[id.index()], disk.votes.clone());
        if forgotten {
            return Finding::Nothing;
        }
        // The promise of a depth may go only when the block on top of that depth is there.
        let undecided = before
            .iter()
            .filter(|before| before.depth >= disk.chain.height());
        for before in undecided {
            let finding = match disk.votes.iter().find(|now| now.depth == before.depth) {
                Some(now) => judge(id, before, now),
                None => Finding::Fails([promised(id, before), phrase!("{0} has forgotten it", id)]),
            };
            if finding != Finding::Nothing {
                return finding;
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

fn promised(id: NodeId, vote: &Vote) -> crate::phrase::Phrase {
    phrase!(
        "{0} has promised {1} for block {2}",
        id,
        vote.promised.token(),
        vote.depth + 1
    )
}

fn judge(id: NodeId, before: &Vote, now: &Vote) -> Finding {
    if now.promised < before.promised {
        return Finding::Fails([promised(id, before), promised(id, now)]);
    }
    let accepted_in = |vote: &Vote| vote.accepted.as_ref().map(|(ballot, _)| *ballot);
    let (then, now_in) = (accepted_in(before), accepted_in(now));
    match (then, now_in) {
        (Some(ballot), later) if later < then => Finding::Fails([
            phrase!(
                "{0} has accepted a block in {1} for block {2}",
                id,
                ballot.token(),
                before.depth + 1
            ),
            phrase!("{0} has forgotten it", id),
        ]),
        (_, Some(ballot)) if then != Some(ballot) && ballot < before.promised => Finding::Fails([
            promised(id, before),
            phrase!(
                "{0} has accepted a block in {1} afterwards",
                id,
                ballot.token()
            ),
        ]),
        _ => Finding::Nothing,
    }
}

/// Seen when one of these rules ran.
pub fn ran<N: Node>(rule: &'static crate::rule::Rule) -> Box<dyn Checker<N>> {
    Box::new(crate::property::RuleRan(N::ABOUT.rule(rule)))
}
