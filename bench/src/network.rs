//! A network of miners that ask each other for their chains: 600 of them, three neighbours each, no message to mine, and
//! the number of attempts drawn, so that hashing does not count. As nobody is told of a block, all of them ask for chains
//! every ten seconds, and a block takes more events than in SimBlock.

use synod_core::about::Value;
use synod_core::protocols::proof_of_work::{ABOUT, ProofOfWork};
use synod_core::simulation::{Advance, Setup, Simulation};
use synod_core::timeline::Timeline;
use synod_core::units::{Span, Time};

use crate::{Work, setup_of, unwatched};

/// How many miners.
pub const NODES: u16 = 600;
/// Blocks of one run: no more fit into a million events.
pub const BLOCKS: u64 = 25;
/// Events between two looks at the chains.
const STRIDE: u32 = 2000;

fn setup(seed: u64) -> Setup {
    let often = Value::Span(Span::seconds(10));
    let never = Value::Span(Span::seconds(1_000_000));
    let options = [
        ("latency", Value::Range(Span::millis(50), Span::millis(150))),
        // 600 times 1,000 attempts a second: a block takes 28 seconds.
        ("difficulty", Value::Whole(24)),
        ("mining", Value::Word("sampled")),
        ("empty-blocks", Value::Word("on")),
        ("neighbours", Value::Word("drawn")),
        ("chain-period", often),
        ("data-period", never),
        ("gossip-period", never),
        ("backup-period", never),
    ];
    Setup {
        seed,
        ..setup_of(&ABOUT, NODES, &options)
    }
}

/// Plays until the longest chain has so many blocks; a run that may have no more gives way to a new one.
pub fn play(blocks: u64) -> Work {
    let mut work = Work::default();
    let (mut left, mut seed) = (blocks, 0);
    while left > 0 {
        let part = left.min(BLOCKS);
        let run = run(seed, part);
        work.events += u64::from(run.moment().step);
        work.records += run.recorded() as u64;
        work.fingerprint ^= run.fingerprint();
        (left, seed) = (left - part, seed + 1);
    }
    work
}

fn run(seed: u64, blocks: u64) -> impl Simulation {
    let mut run = Timeline::<ProofOfWork>::new(setup(seed), unwatched());
    let mut nodes = Vec::new();
    let is_there = |run: &dyn Simulation, nodes: &mut Vec<_>| {
        run.glances(nodes);
        nodes.iter().any(|node| node.glance.height >= blocks)
    };
    while !is_there(&run, &mut nodes) {
        for _ in 0..STRIDE {
            let went = run.advance(Time(u64::MAX));
            assert_eq!(went, Advance::Stepped, "a network never rests");
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_grows_one_chain_within_the_events_of_a_run() {
        let work = play(4);
        assert!((10_000..40_000).contains(&(work.events / 4)), "{work:?}");
        assert!(work.records > work.events);
        assert_eq!(work, play(4));
    }
}
