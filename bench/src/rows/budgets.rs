//! The budgets as they were set: a line for each goal.

/// What is demanded.
pub enum Goal {
    /// At least so many times what it is compared with.
    Times(f64),
    /// At least so much.
    Least(f64),
    /// At most so much.
    Most(f64),
    /// At most so many times what it is compared with.
    AtMost(f64),
    /// As it stands in the budgets, of something that nothing measures yet.
    Later(&'static str),
}

/// One goal.
pub struct Budget {
    /// The number of its row.
    pub row: u8,
    /// What is measured.
    pub subject: &'static str,
    /// In what.
    pub unit: &'static str,
    /// What it is compared with.
    pub against: &'static str,
    /// What is demanded.
    pub goal: Goal,
}

const fn times(
    row: u8,
    subject: &'static str,
    unit: &'static str,
    least: f64,
    against: &'static str,
) -> Budget {
    Budget {
        row,
        subject,
        unit,
        against,
        goal: Goal::Times(least),
    }
}

const fn most(row: u8, subject: &'static str, limit: f64, unit: &'static str) -> Budget {
    Budget {
        row,
        subject,
        unit,
        against: "limit",
        goal: Goal::Most(limit),
    }
}

const fn at_most(
    row: u8,
    subject: &'static str,
    unit: &'static str,
    most: f64,
    against: &'static str,
) -> Budget {
    Budget {
        row,
        subject,
        unit,
        against,
        goal: Goal::AtMost(most),
    }
}

const fn least(row: u8, subject: &'static str, unit: &'static str, limit: f64) -> Budget {
    Budget {
        row,
        subject,
        unit,
        against: "limit",
        goal: Goal::Least(limit),
    }
}

const fn later(row: u8, subject: &'static str, goal: &'static str) -> Budget {
    Budget {
        row,
        subject,
        unit: "",
        against: "",
        goal: Goal::Later(goal),
    }
}

/// All of them, in the order of their numbers.
pub const BUDGETS: &[Budget] = &[
    times(
        1,
        "PHOLD, 5 nodes, 20 in flight, native",
        "events/s",
        3.0,
        "NeXosim",
    ),
    times(2, "the same in Chromium", "events/s", 0.75, "native"),
    times(
        3,
        "PHOLD, 1,000 nodes, 10,000 in flight",
        "events/s",
        0.67,
        "row 1",
    ),
    times(
        4,
        "Multi-Paxos, 5 nodes, batch 1, native",
        "commits/s",
        1.0,
        "OmniPaxos on an event bus",
    ),
    times(4, "the same", "commits/s", 4.0, "raft-rs on an event bus"),
    times(
        5,
        "the same with every checker on",
        "commits/s",
        0.5,
        "row 4",
    ),
    times(6, "the same in Chromium", "commits/s", 0.75, "row 4"),
    times(
        7,
        "piChain, 5 nodes, 5,000 outstanding, native",
        "tx/s",
        10.0,
        "source, scaled",
    ),
    times(
        7,
        "the same, one outstanding",
        "tx/s",
        10_000.0,
        "source, scaled",
    ),
    times(
        8,
        "proof of work, 600 nodes, hashing drawn",
        "events/s",
        3.0,
        "SimBlock, scaled",
    ),
    times(
        9,
        "five-server scene in Chromium",
        "simulated s/s",
        3000.0,
        "RaftScope, scaled",
    ),
    most(
        10,
        "10,000 storms of 20 simulated s, all checkers, one core",
        40.0,
        "s",
    ),
    times(
        11,
        "exploring breadth first, one thread",
        "states/s",
        0.5,
        "stateright's paxos",
    ),
    times(
        11,
        "exploring depth first, one thread",
        "states/s",
        0.5,
        "stateright's paxos",
    ),
    times(
        12,
        "mining in a page worker, double SHA-256 of 80 bytes",
        "hashes/s",
        1.7,
        "sha2 with simd128",
    ),
    times(12, "the same", "hashes/s", 3.5, "hash-wasm, one SHA-256"),
    times(
        13,
        "the share of each of two workers",
        "hashes/s",
        0.9,
        "one alone",
    ),
    times(
        14,
        "stake lottery, 20 x 50 stakes, native",
        "draws/s",
        60.0,
        "source, scaled",
    ),
    least(
        15,
        "stage on canvas: 1,000 nodes, 5,000 messages",
        "fps",
        58.0,
    ),
    most(15, "the same: main thread for a frame", 12.0, "ms"),
    least(15, "the same: 500 miners at 1x", "fps", 58.0),
    most(
        16,
        "stage with 100 nodes, 500 messages: main thread",
        6.0,
        "ms",
    ),
    at_most(
        16,
        "five-node scene: main thread for a frame",
        "ms",
        1.0,
        "RaftScope, scaled",
    ),
    least(
        17,
        "events inside one 60 fps frame, page alive",
        "events",
        50_000.0,
    ),
    most(
        18,
        "everything until the stage is ready, one system, brotli",
        180.0,
        "KB",
    ),
    most(18, "the page as one file, brotli", 600.0, "KB"),
    at_most(19, "ready on loopback", "ms", 1.0, "RaftScope"),
    at_most(
        19,
        "ready at 1.6 Mbit/s, 150 ms, CPU/4",
        "ms",
        2.2,
        "RaftScope",
    ),
    most(
        20,
        "seek to a step of 1,000,000, Chromium: half of them",
        0.5,
        "ms",
    ),
    most(20, "the same: 99 of 100", 4.0, "ms"),
    most(20, "the same, 1,000 nodes: 99 of 100", 16.0, "ms"),
    most(
        21,
        "history of 1,000,000 steps, wasm: records, messages",
        64.0,
        "MiB",
    ),
    most(21, "the same with checkpoints", 128.0, "MiB"),
    most(22, "memory of an idle node", 1024.0, "bytes"),
    most(
        23,
        "linearisability of 1,000 operations, 5 clients, faults",
        50.0,
        "ms",
    ),
    later(24, "link for 20 interventions", "<= 300 characters"),
    most(
        25,
        "tree of 10,000 blocks, dragged along: main thread",
        12.0,
        "ms",
    ),
    times(
        26,
        "Ed25519 signatures verified, native",
        "signatures/s",
        0.8,
        "ed25519-dalek alone",
    ),
    times(
        27,
        "the same in Chromium",
        "signatures/s",
        0.8,
        "ed25519-dalek alone",
    ),
];
