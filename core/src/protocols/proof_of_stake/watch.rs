//! Checkers of proof of stake. They read chains, and judge what nodes say by replaying them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ProofOfStake;
use super::blocks::signed;
use super::forge::{drawn, threshold};
use super::state::{EXCHANGE, State};
use super::sync::replayed;
use crate::ledger::{Account, Block, BlockHash, Chain};
use crate::node::Node;
use crate::phrase;
use crate::property::{Checker, Finding};
use crate::record::What;
use crate::units::NodeId;
use crate::view::{LinkState, State as Up};
use crate::world::{Trace, World};

/// What a checker keeps for a node, made when it is first asked for.
fn kept<T: Clone + Default>(all: &mut Vec<T>, id: NodeId) -> &mut T {
    if all.len() <= id.index() {
        all.resize(id.index() + 1, T::default());
    }
    &mut all[id.index()]
}

/// The node that moved, its chain, and the height up to which that is what was seen last; `None` where it is all the same.
fn changed<'w, N: Node>(
    seen: &mut Vec<Chain>,
    world: &'w World<N>,
    trace: &Trace,
) -> Option<(NodeId, &'w Chain, u64)> {
    let id = trace.moved?;
    let chain = world.node(id)?.committed();
    let last = kept(seen, id);
    if last.height() == chain.height() && last.tip() == chain.tip() {
        return None;
    }
    let both = last.height().min(chain.height());
    let same = last.first_change(chain).map_or(both, |height| height - 1);
    *last = chain.clone();
    Some((id, chain, same))
}

/// Balances and stakes add up to what was there at genesis.
#[derive(Clone, Default)]
pub struct Conserved(Vec<Chain>);

impl Checker<ProofOfStake> for Conserved {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some((id, _, _)) = changed(&mut self.0, world, trace) else {
            return Finding::Nothing;
        };
        let Some(node) = world.node(id) else {
            return Finding::Nothing;
        };
        // The stake of genesis is there from the start, and was never paid for.
        let opening: i64 = world.facts(id).opening_balances().iter().sum();
        let staked = node.state().staked().saturating_sub(1);
        let sum = node.state().balances().sum().saturating_add(staked);
        if sum == opening {
            return Finding::Nothing;
        }
        Finding::Fails([
            phrase!("the accounts held {0} at genesis", opening),
            phrase!("{0} counts {1} now, in balances and stakes", id, sum),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// No account but the exchange is below zero, and no stake is.
#[derive(Clone, Default)]
pub struct NoOverspending(Vec<Chain>);

impl Checker<ProofOfStake> for NoOverspending {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some((id, _, _)) = changed(&mut self.0, world, trace) else {
            return Finding::Nothing;
        };
        let Some(state) = world.node(id).map(ProofOfStake::state) else {
            return Finding::Nothing;
        };
        let exchange = Account::named(EXCHANGE);
        let mut balances = state.balances().iter();
        let below = balances.find(|(account, balance)| *balance < 0 && *account != exchange);
        if let Some((account, balance)) = below {
            let account = account.to_string();
            return Finding::Fails([
                phrase!("the account of {0} holds {1} at {2}", account, balance, id),
                phrase!("no account may be below 0"),
            ]);
        }
        match state.stakers().iter().find(|staker| staker.stake < 0) {
            Some(staker) => Finding::Fails([
                phrase!(
                    "the stake of {0} is {1} at {2}",
                    staker.account.to_string(),
                    staker.stake,
                    id
                ),
                phrase!("no stake may be below 0"),
            ]),
            None => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// Signatures valid: of every new block, and of what is in it.
#[derive(Clone, Default)]
pub struct SignaturesValid(Vec<Chain>);

impl<N: Node> Checker<N> for SignaturesValid {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, chain, same)) = changed(&mut self.0, world, trace) else {
            return Finding::Nothing;
        };
        let seed = world.setup().seed;
        for block in chain.from_height(same + 1) {
            let forged = block.forged.as_ref();
            if !forged.is_some_and(|forged| forged.is_signed(block, seed)) {
                return Finding::Fails([
                    phrase!("{0} has block {1} of {2}", id, block.hash, block.creator),
                    phrase!("its signature is not that of its forger"),
                ]);
            }
            if let Some(wrong) = signed(block).find(|signed| !signed.is_signed(seed)) {
                return Finding::Fails([
                    phrase!(
                        "{0} has {1} in block {2}",
                        id,
                        wrong.entry.request,
                        block.hash
                    ),
                    phrase!("the signature is not that of who pays"),
                ]);
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// A chain with what follows from it, worked out from genesis.
#[derive(Clone, Default)]
struct Replayed {
    chain: Chain,
    state: Option<State>,
}

/// Forger is winner: whoever forged a block won the draw above the block below, with the stakes that the chain leads to.
#[derive(Clone, Default)]
pub struct ForgerIsWinner {
    seen: Vec<Chain>,
    replayed: Replayed,
}

impl Replayed {
    /// What follows from the first blocks of a chain; quick where it was asked for those below before.
    fn up_to<N: Node>(&mut self, chain: &Chain, height: u64, world: &World<N>) -> State {
        let known = self.chain.height();
        let is_below = known <= height
            && chain.block(known).map(|block| block.hash)
                == self.chain.block(known).map(|block| block.hash);
        let state = self.state.take().filter(|_| is_below);
        let (from, state) = match state {
            Some(state) => (known, state),
            None => (0, State::opening(&world.facts(NodeId::FIRST))),
        };
        let mut new = Chain::default();
        let blocks = chain.from_height(from + 1);
        let count = usize::try_from(height.saturating_sub(from)).unwrap_or(usize::MAX);
        blocks.take(count).for_each(|block| new.push(block.clone()));
        let state = replayed(&new, state);
        self.chain = chain.clone();
        self.chain.truncate(height);
        self.state = Some(state.clone());
        state
    }
}

fn wrong_forger(id: NodeId, block: &Block, winner: Option<Account>) -> Finding {
    let forger = block.forged.as_ref().map(|forged| forged.forger.clone());
    let named = |account: Option<Account>| account.map_or("nobody".into(), |it| it.to_string());
    Finding::Fails([
        phrase!(
            "{0} has block {1} at height {2}, forged by {3}",
            id,
            block.hash,
            block.height,
            named(forger)
        ),
        phrase!("the draw was won by {0}", named(winner)),
    ])
}

impl<N: Node> Checker<N> for ForgerIsWinner {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some((id, chain, same)) = changed(&mut self.seen, world, trace) else {
            return Finding::Nothing;
        };
        for (height, block) in (same + 1..).zip(chain.from_height(same + 1)) {
            let state = self.replayed.up_to(chain, height - 1, world);
            let attempt = block.forged.as_ref().map_or(0, |forged| forged.attempt);
            let below = chain.block(height - 1);
            let winner = drawn(&state, below, attempt, world.setup().seed);
            let forger = block.forged.as_ref().map(|forged| &forged.forger);
            if winner.is_none() || winner.as_ref() != forger {
                return wrong_forger(id, block, winner);
            }
        }
        Finding::Nothing
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}

/// Replay valid: what a node counts with is what its chain leads to.
#[derive(Clone, Default)]
pub struct ReplayValid {
    seen: Vec<Chain>,
    replayed: Replayed,
}

impl Checker<ProofOfStake> for ReplayValid {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some((id, chain, _)) = changed(&mut self.seen, world, trace) else {
            return Finding::Nothing;
        };
        let Some(own) = world.node(id).map(ProofOfStake::state) else {
            return Finding::Nothing;
        };
        let state = self.replayed.up_to(chain, chain.height(), world);
        if state == *own {
            return Finding::Nothing;
        }
        let mut balances = state.balances().iter();
        let other =
            balances.find(|(account, balance)| own.balances().get(account) != Some(*balance));
        let Some((account, balance)) = other else {
            return Finding::Fails([
                phrase!("{0} counts {1} staked", id, own.staked()),
                phrase!("its chain leads to {0}", state.staked()),
            ]);
        };
        let held = own.balances().get(&account).unwrap_or(0);
        let account = account.to_string();
        Finding::Fails([
            phrase!("{0} counts {1} for {2}", id, held, account.clone()),
            phrase!("its chain leads to {0}", balance),
        ])
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// Seen when a node waits for a forger that is down, or whom it cannot hear.
#[derive(Clone)]
pub struct ForgerAway;

impl Checker<ProofOfStake> for ForgerAway {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        // Somebody who is awaited went, or whoever moved began to wait.
        let is_fault = trace.moved.is_none() || !trace.only(QUIET);
        let waits = |id: NodeId| {
            let forger = world.node(id)?.awaits()?;
            let is_away = world.state_of(forger.into()) == Up::Down
                || world.link(forger.into(), id.into()) != LinkState::Open;
            is_away.then_some(())
        };
        let seen = match trace.moved.filter(|_| !is_fault) {
            Some(id) => waits(id).is_some(),
            None => world.ids().any(|id| waits(id).is_some()),
        };
        if seen {
            Finding::Seen
        } else {
            Finding::Nothing
        }
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// What happens at nearly every step.
const QUIET: &[What] = &[
    What::Sent,
    What::Delivered,
    What::Lost,
    What::Fired,
    What::Rule,
    What::Submitted,
    What::Replied,
    What::Decided,
];

/// Seen when a node that came up later takes a chain.
#[derive(Clone)]
pub struct LateJoiner {
    /// The rule by which it does.
    adopt: usize,
    late: Vec<bool>,
}

impl LateJoiner {
    /// By the place of the rule.
    pub fn new(adopt: usize) -> Self {
        let late = Vec::new();
        Self { adopt, late }
    }
}

impl Checker<ProofOfStake> for LateJoiner {
    fn observe(&mut self, _: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some(id) = trace.moved else {
            return Finding::Nothing;
        };
        let late = kept(&mut self.late, id);
        *late |= trace.records.iter().any(|it| it.what == What::Restarted);
        let takes =
            |it: &crate::record::Record| it.what == What::Rule && it.detail as usize == self.adopt;
        match *late && trace.records.iter().any(takes) {
            true => Finding::Seen,
            false => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// Seen when a stake in a block makes somebody win the next draw who would not have won it without.
#[derive(Clone, Default)]
pub struct StakeChangesDraw {
    seen: Vec<Chain>,
    replayed: Replayed,
    /// The blocks that were drawn above already: a draw takes long where much is staked, and all nodes get the same blocks.
    judged: BTreeSet<BlockHash>,
}

impl Checker<ProofOfStake> for StakeChangesDraw {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some((_, chain, _)) = changed(&mut self.seen, world, trace) else {
            return Finding::Nothing;
        };
        let Some(tip) = chain.blocks().next_back() else {
            return Finding::Nothing;
        };
        let stakes = |it: &crate::ledger::Entry| {
            matches!(it.transaction, crate::ledger::Transaction::Stake { .. })
        };
        if !tip.entries.iter().any(stakes) || !self.judged.insert(tip.hash) {
            return Finding::Nothing;
        }
        let height = chain.height();
        let before = self.replayed.up_to(chain, height - 1, world);
        let after = self.replayed.up_to(chain, height, world);
        let seed = world.setup().seed;
        match before.drawn(tip.hash, 0, seed) == drawn(&after, Some(tip), 0, seed) {
            true => Finding::Nothing,
            false => Finding::Seen,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// Seen when a block of a later draw comes on a chain.
#[derive(Clone, Default)]
pub struct LaterDraw(Vec<Chain>);

impl Checker<ProofOfStake> for LaterDraw {
    fn observe(&mut self, world: &World<ProofOfStake>, trace: &Trace) -> Finding {
        let Some((_, chain, same)) = changed(&mut self.0, world, trace) else {
            return Finding::Nothing;
        };
        let is_later = |block: &Arc<Block>| block.forged.as_ref().is_some_and(|it| it.attempt > 0);
        match chain.from_height(same + 1).any(is_later) {
            true => Finding::Seen,
            false => Finding::Nothing,
        }
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}

/// Eventually no pool holds what could be forged, and all nodes that are up have the same chain.
#[derive(Clone)]
pub struct CoveredCommitted;

impl Checker<ProofOfStake> for CoveredCommitted {
    fn observe(&mut self, _: &World<ProofOfStake>, _: &Trace) -> Finding {
        Finding::Nothing
    }

    fn is_true(&self, world: &World<ProofOfStake>) -> bool {
        let up = || world.ids().filter_map(|id| Some((id, world.node(id)?)));
        let tip = up().next().map(|(_, node)| node.committed().tip());
        let is_done = |(id, node): (NodeId, &ProofOfStake)| {
            let facts = world.facts(id);
            let is_idle =
                node.pool().len() < threshold(&facts) || node.covered(&facts) < threshold(&facts);
            is_idle && Some(node.committed().tip()) == tip
        };
        up().all(is_done) && world.ids().all(|id| world.waiting_requests(id) == 0)
    }

    fn boxed(&self) -> Box<dyn Checker<ProofOfStake>> {
        Box::new(self.clone())
    }
}
