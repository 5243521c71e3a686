//! Checkers of Multi-Paxos' own properties. They read disks, roles and stores, never what a server announces.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Ballot, MultiPaxos, State, TEXTS, Vote, Write, seal};
use crate::disk::Journaled;
use crate::history::{History, Judgement};
use crate::ledger::Chain;
use crate::node::Node;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::property::{Checker, Finding};
use crate::record::{Record, What};
use crate::units::{Moment, NodeId};
use crate::view::Answer;
use crate::world::{Trace, World};

/// Whether somebody emptied or damaged a disk: what it loses then, its server did not forget.
fn robs(record: &Record) -> bool {
    match record.what {
        What::Restarted => record.detail > 0,
        What::Corrupted => true,
        _ => false,
    }
}

fn is_robbed(trace: &Trace) -> bool {
    trace.records.iter().any(robs)
}

/// What a checker keeps for a node, made when it is first asked for.
fn kept<T: Clone + Default>(all: &mut Vec<T>, id: NodeId) -> &mut T {
    if all.len() <= id.index() {
        all.resize(id.index() + 1, T::default());
    }
    &mut all[id.index()]
}

/// Ballots unique: no two servers stand or lead with the same ballot, and whoever does took it.
#[derive(Clone, Default)]
pub struct BallotsUnique {
    first: Arc<BTreeMap<Ballot, NodeId>>,
    /// The ballot of each server when it was last looked at.
    last: Vec<Option<Ballot>>,
}

impl Checker<MultiPaxos> for BallotsUnique {
    fn observe(&mut self, world: &World<MultiPaxos>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let ballot = world.node(id).and_then(MultiPaxos::own_ballot);
        let before = std::mem::replace(kept(&mut self.last, id), ballot);
        let Some(ballot) = ballot.filter(|_| ballot != before) else {
            return Finding::Nothing;
        };
        let first = match self.first.get(&ballot) {
            Some(first) => *first,
            None => {
                Arc::make_mut(&mut self.first).insert(ballot, id);
                ballot.owner
            }
        };
        if first == id {
            return Finding::Nothing;
        }
        Finding::Fails([
            phrase!("ballot {0} is that of {1}", ballot.token(), first),
            phrase!("{0} stands with it", id),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// What a server had promised and accepted when it was last looked at.
#[derive(Clone, Default)]
struct Vows {
    promised: Option<Ballot>,
    votes: Vec<Vote>,
}

/// Promise kept: what is promised never falls, nothing is accepted below it, and nothing that was accepted is forgotten
/// before its slot is decided. Reads disks alone, so that it can watch any node that keeps Multi-Paxos'.
#[derive(Clone, Default)]
pub struct PromiseKept(Vec<Vows>);

impl<N: Node<Disk = Journaled<Write>>> Checker<N> for PromiseKept {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let disk = world.disk(id);
        let before = kept(&mut self.0, id);
        if before.promised == disk.promised && before.votes == disk.votes {
            return Finding::Nothing;
        }
        let now = Vows {
            promised: disk.promised,
            votes: disk.votes.clone(),
        };
        let before = std::mem::replace(before, now);
        if is_robbed(trace) {
            return Finding::Nothing;
        }
        match broken(id, &before, disk) {
            Some(facts) => Finding::Fails(facts),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

fn broken(id: NodeId, before: &Vows, disk: &super::Disk) -> Option<[Phrase; 2]> {
    if let Some(promised) = before.promised
        && disk.promised < before.promised
    {
        let now = disk.promised.map(Ballot::token);
        let now = now.map_or(phrase!("{0} has forgotten it", id), |now| {
            phrase!("now it has promised {0}", now)
        });
        return Some([phrase!("{0} has promised {1}", id, promised.token()), now]);
    }
    let undecided = before
        .votes
        .iter()
        .filter(|vote| vote.block.height > disk.chain.height());
    for vote in undecided {
        let now = disk.vote_at(vote.block.height).map(|now| now.ballot);
        if now < Some(vote.ballot) {
            let (height, ballot) = (vote.block.height, vote.ballot.token());
            return Some([
                phrase!("{0} has accepted block {1} in {2}", id, height, ballot),
                phrase!("{0} has forgotten it", id),
            ]);
        }
    }
    let is_new = |vote: &&Vote| !before.votes.contains(vote);
    let below = disk
        .votes
        .iter()
        .filter(is_new)
        .find(|vote| Some(vote.ballot) < before.promised)?;
    let promised = before.promised?;
    Some([
        phrase!("{0} has promised {1}", id, promised.token()),
        phrase!("then it has accepted in {0}", below.ballot.token()),
    ])
}

/// Decided immutable: a slot that is decided never has another block.
#[derive(Clone, Default)]
pub struct DecidedImmutable(Vec<Chain>);

impl Checker<MultiPaxos> for DecidedImmutable {
    fn observe(&mut self, world: &World<MultiPaxos>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let chain = &world.disk(id).chain;
        let before = kept(&mut self.0, id);
        let changed = before.first_change(chain);
        if changed.is_none() && before.height() == chain.height() {
            return Finding::Nothing;
        }
        if changed.is_none() && before.height() < chain.height() {
            before.catch_up(chain);
            return Finding::Nothing;
        }
        let before = std::mem::replace(before, chain.clone());
        let Some(height) = changed.filter(|_| !is_robbed(trace)) else {
            return Finding::Nothing;
        };
        let (Some(was), Some(is)) = (before.block(height), chain.block(height)) else {
            return Finding::Nothing;
        };
        Finding::Fails([
            phrase!(
                "{0} had decided block {1} in slot {2}",
                id,
                was.hash,
                height
            ),
            phrase!("now it has {0} there", is.hash),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// Chain integrity: the shared one, and pointers and nonces of the source.
#[derive(Clone, Default)]
pub struct ChainIntegrity {
    shared: crate::property::ChainIntegrity,
    seen: Vec<u64>,
}

impl Checker<MultiPaxos> for ChainIntegrity {
    fn observe(&mut self, world: &World<MultiPaxos>, trace: &Trace) -> Finding {
        let shared = self.shared.observe(world, trace);
        let Some(id) = trace.moved else { return shared };
        let chain = &world.disk(id).chain;
        let seen = std::mem::replace(kept(&mut self.seen, id), chain.height());
        if shared != Finding::Nothing {
            return shared;
        }
        for (height, block) in (seen + 1..).zip(chain.from_height(seen + 1)) {
            let below = chain.block(height - 1).map(|below| &**below);
            if !seal::is_sealed(block) || !seal::points_to(below, block) {
                let nonce = block.seal.as_ref().map_or("none", |seal| &seal.nonce);
                return Finding::Fails([
                    phrase!("block {0} of {1} has the nonce {2}", block.hash, id, nonce),
                    phrase!("its nonce will not do, or its pointer points elsewhere"),
                ]);
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// Store is replay: store and balances of a server are what its decided slots make of them.
#[derive(Clone, Default)]
pub struct StoreIsReplay(Vec<Option<Arc<Replay>>>);

/// The decided slots of a server up to some height, replayed.
#[derive(Clone)]
struct Replay {
    state: State,
    height: u64,
}

impl Checker<MultiPaxos> for StoreIsReplay {
    fn observe(&mut self, world: &World<MultiPaxos>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let replay = kept(&mut self.0, id);
        let began = trace.records.iter().any(|it| it.what == What::Restarted);
        let Some(node) = world.node(id) else {
            *replay = None;
            return Finding::Nothing;
        };
        // A server that runs counts what it has read; a damaged disk it reads when it comes up.
        if is_robbed(trace) && !began {
            return Finding::Nothing;
        }
        let chain = node.committed();
        let known = replay.as_ref().map_or(0, |known| known.height);
        if began || known > chain.height() {
            *replay = None;
        } else if replay.is_some() && known == chain.height() {
            return Finding::Nothing;
        }
        let opening = || State::opening(world.facts(id).opening_balances());
        let fresh = || {
            Arc::new(Replay {
                state: opening(),
                height: 0,
            })
        };
        let known = Arc::make_mut(replay.get_or_insert_with(fresh));
        for entry in chain
            .from_height(known.height + 1)
            .flat_map(|block| &block.entries)
        {
            known.state.apply(entry);
        }
        known.height = chain.height();
        if known.state.agrees(node.state()) {
            return Finding::Nothing;
        }
        let (slots, have) = (known.state.pairs().count(), node.state().pairs().count());
        Finding::Fails([
            phrase!(
                "{0} of {1} make {2}, and balances",
                counted(known.height, "decided slot"),
                id,
                counted(slots, "key")
            ),
            phrase!(
                "its store has {0}, other values, or other balances",
                counted(have, "key")
            ),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// Seen when a leader offers a block again that another made.
#[derive(Clone, Default)]
pub struct ValueInherited;

impl Checker<MultiPaxos> for ValueInherited {
    fn observe(&mut self, world: &World<MultiPaxos>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let offer = world.node(id).and_then(MultiPaxos::offer);
        match offer.is_some_and(|block| block.creator != id) {
            true => Finding::Seen,
            false => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// Eventually nobody waits for an answer, and no request waits at a server or is on its way.
#[derive(Clone, Default)]
pub struct RequestsAnswered;

impl Checker<MultiPaxos> for RequestsAnswered {
    fn observe(&mut self, _: &World<MultiPaxos>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn is_true(&self, world: &World<MultiPaxos>) -> bool {
        let request = MultiPaxos::ABOUT.kind("request");
        let mut up = world.ids().filter_map(|id| world.node(id));
        world.is_answered()
            && up.all(|node| !node.keeps_requests())
            && !request.is_some_and(|kind| world.is_under_way(kind))
    }

    fn boxed(&self) -> Box<dyn Checker<MultiPaxos>> {
        Box::new(self.clone())
    }
}

/// Linearisable: what clients were told fits one order of their requests. Past the bound of the history it says so.
#[derive(Clone)]
pub struct Linearisable(History);

impl Default for Linearisable {
    fn default() -> Self {
        Self(History::of(TEXTS))
    }
}

impl<N: Node> Checker<N> for Linearisable {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let requests = world.requests();
        // A record of a request names its place.
        let asked = |record: &Record| requests.view(requests.at(record.detail as usize)?);
        let mut is_told = false;
        for record in &trace.records {
            let now = Moment {
                step: record.step,
                time: record.time,
            };
            if !matches!(record.what, What::Submitted | What::Replied) {
                continue;
            }
            let Some(request) = asked(record) else {
                continue;
            };
            is_told = true;
            if record.what == What::Replied {
                let same =
                    |other: &&Record| other.what == What::Replied && other.detail == record.detail;
                // Two verdicts at one moment: whoever asked crashed and was told nothing, and the run shows the rest.
                let verdict = if trace.records.iter().filter(same).count() > 1 {
                    Answer::Unknown
                } else {
                    request.verdict
                };
                self.0.ended(request.id, verdict, &request.answer, now);
            } else if let Some(transaction) = requests.transaction(request.id) {
                self.0.invoked(request.id, transaction, now);
            }
        }
        if !is_told {
            return Finding::Nothing;
        }
        match self.0.judgement() {
            Judgement::Violated(facts) => Finding::Fails(facts),
            Judgement::Unknown(why) => Finding::Unjudged(why),
            Judgement::Linearisable => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Seen when one of these rules ran.
pub fn ran<N: Node>(rule: &'static crate::rule::Rule) -> Box<dyn Checker<N>> {
    Box::new(crate::property::RuleRan(N::ABOUT.rule(rule)))
}
