//! `synod-bench`: single measurements, a line of JSON each as the harnesses of the peers print it, and all rows of the
//! budgets, which `cargo xtask bench` prepares.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use synod_bench::builders::Demand;
use synod_bench::explore::{Order, explore};
use synod_bench::history::{self, Tale};
use synod_bench::phold::Load;
use synod_bench::rows::{self, Options};
use synod_bench::{Work, beat, builders, commits, deliver, lottery, network, signatures, storms};
use synod_core::history::Judgement;

/// Measurements of Synod
#[derive(Parser)]
#[command(name = "synod-bench")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Deliver messages that wander between nodes: events a second
    Phold(Phold),
    /// Play storms of five nodes: seconds for 10,000 of them
    Storms {
        /// How many are played
        #[arg(long, default_value_t = 1000)]
        storms: usize,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Have requests committed by Multi-Paxos: commits a second
    Commits {
        /// With every checker on
        #[arg(long)]
        checked: bool,
        /// How many in a round
        #[arg(long, default_value_t = 25_000, value_parser = clap::value_parser!(u32).range(1..=30_000))]
        commits: u32,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Have transactions committed by piChain: transactions a second
    Builders {
        /// How many nodes
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
        nodes: u16,
        /// How many transactions are under way at any moment
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=7500))]
        outstanding: u32,
        /// How many times so many in a round; as many as the budgets take, if nothing is said
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=25_000))]
        times: Option<u32>,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Play five servers under a leader: simulated seconds a second
    Beat {
        /// How many simulated seconds a round has
        #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=5000))]
        seconds: u64,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Play a network of 600 miners: blocks a second
    Network {
        /// How many blocks a round has
        #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        blocks: u64,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Draw who may forge, among twenty accounts that have staked fifty each: draws a second
    Lottery {
        /// How many draws a round has
        #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        draws: u32,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Verify signatures: signatures a second
    Signatures {
        /// Judge signed transactions with their keys and payloads
        #[arg(long)]
        judged: bool,
        /// How many rounds are timed, after one that is not
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Explore the schedules of three nodes and say how many states that were; whoever asks takes the time
    Explore {
        /// In which order
        order: Order,
        /// How many states at least
        #[arg(long, default_value_t = 500_000)]
        states: usize,
    },
    /// Judge a history of clients, answer by answer: milliseconds
    History {
        /// How many operations
        #[arg(long, default_value_t = 1000)]
        operations: u32,
        /// How many clients
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
        clients: u16,
        /// How many keys they ask for
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
        keys: u64,
        /// How many different values they store
        #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..))]
        values: u64,
        /// In a thousand looks at a client that waits it crashes so often
        #[arg(long, default_value_t = Tale::ROW.crashes)]
        crashes: u64,
        /// How many rounds are timed, each with a seed of its own, after one that is not
        #[arg(long, default_value_t = 25)]
        rounds: usize,
    },
    /// Measure the rows of the budgets: call `cargo xtask bench`, which prepares what they need
    Rows(Options),
}

#[derive(Args)]
struct Phold {
    /// How many nodes
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..=1000))]
    nodes: u16,
    /// How many messages fly at any moment; each node starts with its share
    #[arg(long, default_value_t = 20)]
    in_flight: u32,
    /// To how many others a node sends
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u16).range(1..=1000))]
    neighbours: u16,
    /// How many events are handled in a round
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// How many rounds are timed, after one that is not
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

fn main() -> Result<()> {
    match Arguments::parse().what {
        What::Phold(options) => phold(&options),
        What::Storms { storms, rounds } => blow(storms, rounds),
        What::Commits {
            checked,
            commits,
            rounds,
        } => commit(checked, commits, rounds),
        What::Builders {
            nodes,
            outstanding,
            times,
            rounds,
        } => build(nodes, outstanding, times, rounds),
        What::Beat { seconds, rounds } => {
            let metric = "5 servers, heartbeat 50 ms, a request each 100 ms";
            repeat(metric, "simulated s/s", seconds, rounds, || {
                beat::play(seconds)
            });
        }
        What::Network { blocks, rounds } => {
            let metric = "proof of work, 600 miners";
            repeat(metric, "blocks/s", blocks, rounds, || network::play(blocks));
        }
        What::Lottery { draws, rounds } => {
            let metric = "stake lottery, 20 x 50 stakes";
            repeat(metric, "draws/s", draws.into(), rounds, || {
                lottery::play(draws)
            });
        }
        What::Signatures { judged, rounds } => verify(judged, rounds),
        What::Explore { order, states } => println!("states={}", explore(order, states)),
        What::History {
            operations,
            clients,
            keys,
            values,
            crashes,
            rounds,
        } => {
            let tale = Tale {
                operations,
                clients,
                keys,
                values,
                crashes,
                seed: 0,
            };
            judge(tale, rounds);
        }
        What::Rows(options) => rows::measure(&options)?,
    }
    Ok(())
}

fn commit(checked: bool, commits: u32, rounds: usize) {
    let with = match checked {
        true => "every checker",
        false => "no checker",
    };
    let metric = format!("Multi-Paxos, 5 nodes, one client, {with}");
    repeat(&metric, "commits/s", commits.into(), rounds, || {
        commits::commit(checked, commits)
    });
}

fn verify(judged: bool, rounds: usize) {
    const COUNT: u32 = 5_000;
    let (metric, unit, round): (_, _, fn(u32) -> Work) = match judged {
        true => (
            "signed transactions judged",
            "transactions/s",
            signatures::judge,
        ),
        false => ("signatures verified", "signatures/s", signatures::verify),
    };
    repeat(metric, unit, COUNT.into(), rounds, || round(COUNT));
}

fn build(nodes: u16, outstanding: u32, times: Option<u32>, rounds: usize) {
    let usual = match outstanding {
        1 => Demand::ALONE.rounds,
        _ => Demand::CROWD.transactions() / outstanding,
    };
    let demand = Demand {
        nodes,
        outstanding,
        rounds: times.unwrap_or(usual),
    };
    let metric = format!("piChain, {nodes} nodes, {outstanding} outstanding");
    let amount = demand.transactions().into();
    repeat(&metric, "tx/s", amount, rounds, || builders::build(demand));
}

fn phold(options: &Phold) {
    let nodes = u32::from(options.nodes);
    let share = (options.in_flight / nodes).min(1000);
    let load = Load {
        nodes: options.nodes,
        messages: share as u16,
        neighbours: options.neighbours,
    };
    let work = deliver(load, options.events);
    let seconds = timed(options.rounds, || {
        assert_eq!(black_box(deliver(load, options.events)), work);
    });
    let rates = seconds.map(|seconds| options.events as f64 / seconds);
    let metric = format!("PHOLD {nodes} nodes, {} in flight", share * nodes);
    let more = json!({
        "records": work.records,
        "fingerprint": format!("{:016x}", work.fingerprint),
    });
    report(&metric, "events/s", rates.collect(), more);
}

/// Times rounds of the same work, so many units of it in each.
fn repeat(metric: &str, unit: &str, amount: u64, rounds: usize, mut round: impl FnMut() -> Work) {
    let work = round();
    let seconds = timed(rounds, || assert_eq!(black_box(round()), work));
    let rates = seconds.map(|seconds| amount as f64 / seconds);
    let more = json!({
        "amount": amount,
        "events": work.events,
        "records": work.records,
        "fingerprint": format!("{:016x}", work.fingerprint),
    });
    report(metric, unit, rates.collect(), more);
}

fn blow(count: usize, rounds: usize) {
    let scripts = storms::scripts(count);
    let broken = storms::play(&scripts);
    let seconds = timed(rounds, || {
        assert_eq!(black_box(storms::play(&scripts)), broken);
    });
    let scaled = seconds.map(|seconds| seconds * 10_000.0 / count as f64);
    let more = json!({
        "storms": count,
        "broken": broken,
        "events a storm": storms::events(&scripts) as f64 / count as f64,
    });
    report(
        "10,000 storms of 20 simulated seconds",
        "s",
        scaled.collect(),
        more,
    );
}

fn judge(tale: Tale, rounds: usize) {
    let told = (0..).map(|seed| history::words(Tale { seed, ..tale }));
    let told: Vec<_> = told.take(rounds + 1).collect();
    let lost: usize = told.iter().map(|words| history::lost(words)).sum();
    let lost = lost as f64 / told.len() as f64;
    let mut told = told.into_iter();
    let mut unknown = 0;
    let mut round = || {
        let words = told.next().expect("one for each round");
        match black_box(history::judge(&words)) {
            Judgement::Linearisable => {}
            Judgement::Unknown(_) => unknown += 1,
            Judgement::Violated(facts) => panic!("{} but {}", facts[0], facts[1]),
        }
    };
    round();
    let seconds = timed(rounds, round);
    let millis = seconds.map(|seconds| seconds * 1000.0).collect();
    let metric = format!(
        "linearisability of {} operations, {} clients, {} keys, {} values",
        tale.operations, tale.clients, tale.keys, tale.values
    );
    report(
        &metric,
        "ms",
        millis,
        json!({ "unknown": unknown, "lost": lost }),
    );
}

/// How many seconds each of so many rounds takes.
fn timed(rounds: usize, mut work: impl FnMut()) -> impl Iterator<Item = f64> {
    (0..rounds.max(1)).map(move |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    })
}

/// One line of JSON, in the words of `bench/peers/common.rs`.
fn report(metric: &str, unit: &str, mut values: Vec<f64>, more: serde_json::Value) {
    values.sort_by(f64::total_cmp);
    let line = json!({
        "peer": "synod",
        "metric": metric,
        "value": values[values.len() / 2],
        "unit": unit,
        "runs": values.len(),
        "min": values[0],
        "max": values[values.len() - 1],
        "more": more,
    });
    println!("{line}");
}
