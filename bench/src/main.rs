//! `synod-bench`: one measurement by hand. `cargo xtask bench` measures all that there is a budget for.

use std::time::Instant;

use clap::{Args, Parser, Subcommand};
use synod_bench::deliver;
use synod_bench::phold::Load;

/// Measurements of Synod
#[derive(Parser)]
#[command(name = "synod-bench")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Deliver messages that wander between nodes, again and again, for a profiler or for eyes
    Phold(Phold),
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
    /// How many rounds
    #[arg(long, default_value_t = 3)]
    rounds: u32,
}

fn main() {
    match Arguments::parse().what {
        What::Phold(options) => phold(&options),
    }
}

fn phold(options: &Phold) {
    let share = options.in_flight / u32::from(options.nodes);
    let load = Load {
        nodes: options.nodes,
        messages: u16::try_from(share).map_or(1000, |share| share.min(1000)),
        neighbours: options.neighbours,
    };
    for _ in 0..options.rounds {
        let start = Instant::now();
        let work = deliver(load, options.events);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{:.0} events/s ({} events, {} records, {} messages a node, fingerprint {:016x})",
            work.events as f64 / seconds,
            work.events,
            work.records,
            load.messages,
            work.fingerprint
        );
    }
}
