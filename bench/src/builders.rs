//! Transactions of piChain: one node enters so many, and as many again as soon as they are committed there, as the
//! source's harness does. Messages fly for 10 to 15 milliseconds; nothing else is set, so that nodes gather for the
//! source's tenth of a second and measure round trips. Virtual time costs nothing: what counts is real time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use synod_core::about::Value;
use synod_core::action::Action;
use synod_core::ledger::{Literal, Transaction};
use synod_core::node::Node;
use synod_core::property::{Checker, Finding};
use synod_core::protocols::pichain::{ABOUT, PiChain};
use synod_core::record::What;
use synod_core::simulation::{Advance, Simulation};
use synod_core::timeline::Timeline;
use synod_core::units::{NodeId, Span, Time};
use synod_core::view::NodeGlance;
use synod_core::world::{Trace, World};

use crate::{Work, setup_of, unwatched};

/// What is asked of a cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demand {
    /// How many nodes it has.
    pub nodes: u16,
    /// How many transactions are under way at any moment.
    pub outstanding: u32,
    /// How many times so many.
    pub rounds: u32,
}

impl Demand {
    /// One after the other, as many as fit a run.
    pub const ALONE: Self = Self {
        nodes: 5,
        outstanding: 1,
        rounds: 20_000,
    };
    /// Blocks of five thousand, as many as fit a run.
    pub const CROWD: Self = Self {
        nodes: 5,
        outstanding: 5_000,
        rounds: 30,
    };

    /// How many transactions that is.
    pub fn transactions(self) -> u32 {
        self.outstanding * self.rounds
    }
}

/// In the place of a checker: hears what `n1` has committed, as the source's harness does by a callback.
#[derive(Clone)]
struct Ear(Arc<AtomicU64>);

impl Checker<PiChain> for Ear {
    fn observe(&mut self, world: &World<PiChain>, _: &Trace) -> Finding {
        if let Some(node) = world.node(NodeId::FIRST) {
            self.0.store(node.committed().height(), Ordering::Relaxed);
        }
        Finding::Nothing
    }

    fn heeds(&self) -> Option<&'static [What]> {
        Some(&[What::Decided])
    }

    fn boxed(&self) -> Box<dyn Checker<PiChain>> {
        Box::new(self.clone())
    }
}

fn open(nodes: u16, heard: &Arc<AtomicU64>) -> Timeline<PiChain> {
    let options = [("latency", Value::Range(Span::millis(10), Span::millis(15)))];
    let mut parts = unwatched();
    parts.checkers[0] = Box::new(Ear(heard.clone()));
    Timeline::<PiChain>::new(setup_of(&ABOUT, nodes, &options), parts)
}

/// Has all of it committed, each time until whoever entered it knows that; then by everybody.
pub fn build(demand: Demand) -> Work {
    let heard = Arc::new(AtomicU64::new(0));
    let mut run = open(demand.nodes, &heard);
    let mut entered = 0;
    for round in 1..=demand.rounds.into() {
        for _ in 0..demand.outstanding {
            entered += 1;
            enter(&mut run, entered);
        }
        // All go into one block.
        while heard.load(Ordering::Relaxed) < round {
            step(&mut run);
        }
    }
    let rounds = u64::from(demand.rounds);
    let has_all = |node: &NodeGlance| node.glance.committed == rounds;
    let mut nodes = Vec::new();
    while nodes.is_empty() || !nodes.iter().all(has_all) {
        step(&mut run);
        run.glances(&mut nodes);
    }
    Work {
        events: run.moment().step.into(),
        records: run.recorded() as u64,
        fingerprint: run.fingerprint(),
    }
}

/// A `put` of twenty bytes, as the source's harness enters it.
fn enter(run: &mut Timeline<PiChain>, number: u32) {
    let transaction = Transaction::Put {
        key: Literal::Whole(number.into()),
        value: Literal::text("v".repeat(20)),
    };
    let who = NodeId::FIRST.into();
    let action = Action::Submit { who, transaction };
    run.act(&action).expect("n1 is up");
}

fn step(run: &mut Timeline<PiChain>) {
    match run.advance(Time(u64::MAX)) {
        Advance::Stepped => {}
        Advance::Limit(limit) => panic!("too many transactions for one run: {limit}"),
        Advance::Quiet => unreachable!("pings go on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages of 1d-bis: of a block by itself on the ticket path 4 `transaction`, 4 `block`, 4 `propose`,
    /// 4 `propose-ack`, 4 `commit`, 20 `ack-commit`.
    #[test]
    fn a_block_takes_40_messages_and_a_transaction_more_takes_four() {
        let alone = Demand {
            rounds: 100,
            ..Demand::ALONE
        };
        let one = build(alone);
        // One timer ends patience. The first attempt asks for a ticket, and pings come besides.
        assert!((4100..4500).contains(&one.events), "{one:?}");
        let outstanding = 101;
        let crowd = build(Demand {
            outstanding,
            ..alone
        });
        assert_eq!(crowd.events - one.events, 4 * 100 * 100, "{crowd:?}");
    }
}
