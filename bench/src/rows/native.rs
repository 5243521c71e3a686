//! The rows that need no browser. What is timed runs in a program of its own, on one core.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::Value;

use super::Figure;
use super::command::{figure, line, own, pinned, states, value};
use super::duel::{duel, median};
use super::peers;
use crate::idle;

/// Ours: a million events of the small load, which is as many as a run may have.
pub fn small() -> Result<Command> {
    own(&["phold", "--rounds", "1"])
}

/// Row 1: messages that wander among five nodes, against NeXosim.
pub fn wandering(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let nexosim = peers::harness(folder, "nexosim")?;
    let theirs = || {
        let mut command = pinned(&nexosim);
        command.args(["runs=1", "only=5 models, 20 in flight"]);
        command
    };
    let mut result = duel(runs, || figure(&mut small()?), || figure(&mut theirs()))?;
    let records = &line(&mut small()?)?["more"]["records"];
    let floor = match bare(folder) {
        Ok(rate) => format!(
            "a bare event loop with trace makes {:.1} M events/s",
            rate / 1e6
        ),
        Err(error) => format!("no bare event loop: {error:#}"),
    };
    result.note = format!(
        "{}; {records} records in 1,000,000 events; {floor}",
        result.note
    );
    Ok(vec![result])
}

/// The floor: what a machine of this speed could do.
pub fn bare(folder: &Path) -> Result<f64> {
    let mut floor = pinned(peers::harness(folder, "floor")?);
    floor.arg("only=PHOLD 5 nodes, 20 in flight, binary heap + trace");
    figure(floor.arg("runs=3"))
}

/// Row 3: two hundred times the nodes and five hundred times the messages, against row 1's load.
pub fn growth(runs: usize) -> Result<Vec<Figure>> {
    let large = [
        "phold",
        "--rounds",
        "1",
        "--nodes",
        "1000",
        "--in-flight",
        "10000",
    ];
    let result = duel(runs, || figure(&mut own(&large)?), || figure(&mut small()?))?;
    Ok(vec![result])
}

/// Ours: one request after the other, with every checker or none.
pub fn commits(checked: bool) -> Result<Command> {
    let mut command = own(&["commits", "--rounds", "1"])?;
    if checked {
        command.arg("--checked");
    }
    Ok(command)
}

/// Row 4: commits, against consensus libraries on a bus that delivers in the order of time. Their messages differ in
/// number, so that a reader is told how many a commit takes.
pub fn committing(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let more = line(&mut commits(false)?)?["more"].take();
    let number = |name: &str| more[name].as_f64().unwrap_or_default();
    let messages = number("events") / number("amount");
    let against = |name: &str, theirs: f64| {
        let peer = peers::program(folder, "consensus", name)?;
        let theirs_now = || {
            let mut command = pinned(&peer);
            command.args(["runs=1", "only=decided, 5 nodes, event bus, depth 1"]);
            command
        };
        let mut result = duel(
            runs,
            || figure(&mut commits(false)?),
            || figure(&mut theirs_now()),
        )?;
        result.note = format!(
            "{messages:.0} messages a commit against {theirs}, so {:.2} x by message; {:.0} records a commit; {}",
            result.ratio * messages / theirs,
            number("records") / number("amount"),
            result.note
        );
        anyhow::Ok(result)
    };
    Ok(vec![against("omnipaxos", 12.0)?, against("raft", 16.0)?])
}

/// Row 5: the same with every checker on, against the same with none.
pub fn watched(runs: usize) -> Result<Vec<Figure>> {
    let ours = || figure(&mut commits(true)?);
    let result = duel(runs, ours, || figure(&mut commits(false)?))?;
    Ok(vec![result])
}

/// Events/s that SimBlock handles warm in a network of 600, its events a block, and what a bare event loop made on that
/// machine: as `background/performance.md` of the shared texts records them.
const SIMBLOCK: f64 = 2.83e6;
const SIMBLOCK_EVENTS: f64 = 11_882.0;
const FLOOR: f64 = 33.1e6;

/// Row 8: a network of miners, against SimBlock, which cannot be had here: its recorded figure follows the bare event
/// loop. By events, as those of a block differ by more than a fifth.
pub fn mining(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let ours = || own(&["network", "--rounds", "1"]);
    let more = line(&mut ours()?)?["more"].take();
    let number = |name: &str| more[name].as_f64().unwrap_or_default();
    let (events, records) = (
        number("events") / number("amount"),
        number("records") / number("amount"),
    );
    let here = || Ok(figure(&mut ours()?)? * events);
    let theirs = || Ok(SIMBLOCK * bare(folder)? / FLOOR);
    let mut result = duel(runs, here, theirs)?;
    result.note = format!(
        "{events:.0} events and {records:.0} records a block, so {:.0} blocks/s; SimBlock {SIMBLOCK_EVENTS:.0} events; \
         its {:.2} M events/s where a bare event loop made {:.1} M; {}",
        result.ours / events,
        SIMBLOCK / 1e6,
        FLOOR / 1e6,
        result.note
    );
    Ok(vec![result])
}

/// How many storms are played for the figure of ten thousand.
const STORMS: &str = "1000";

/// Row 10: storms of five nodes.
pub fn storms(runs: usize) -> Result<Vec<Figure>> {
    let mut seconds = Vec::new();
    let mut more = Value::Null;
    for _ in 0..runs {
        let mut said = line(&mut own(&["storms", "--rounds", "1", "--storms", STORMS])?)?;
        seconds.push(value(&said)?);
        more = said["more"].take();
    }
    let note = format!(
        "Benmo in hostile weather; {STORMS} storms measured and scaled; {} events a storm; {} broken",
        more["events a storm"], more["broken"]
    );
    Ok(vec![Figure::within(40.0, median(&mut seconds), note)])
}

/// Row 11: stateright over three nodes of Benmo, against its own example.
pub fn exploring(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let paxos = peers::paxos(folder)?;
    let order = |ours: &'static str, theirs: &'static str| {
        let other = || {
            let mut command = pinned(&paxos);
            command.args([theirs, "3"]);
            command
        };
        let mut result = duel(
            runs,
            || states(&mut own(&["explore", ours])?),
            || states(&mut other()),
        )?;
        result.note = format!("by processor time; {}", result.note);
        anyhow::Ok(result)
    };
    Ok(vec![
        order("breadth", "check-bfs")?,
        order("depth", "check-dfs")?,
    ])
}

/// Row 23: whether what clients were told is linearisable.
pub fn judging(runs: usize) -> Result<Vec<Figure>> {
    let mut millis = Vec::new();
    let (mut worst, mut lost): (f64, f64) = (0.0, 0.0);
    for _ in 0..runs {
        let said = line(&mut own(&["history"])?)?;
        millis.push(value(&said)?);
        worst = worst.max(said["max"].as_f64().unwrap_or_default());
        lost = said["more"]["lost"].as_f64().unwrap_or_default();
        anyhow::ensure!(
            said["more"]["unknown"] == 0,
            "a history met a bound: {said}"
        );
    }
    let note = format!(
        "25 histories of Multi-Paxos with crashes, loss and copies, 3 keys, 8 values, {lost:.0} of 1,000 never \
         answered, judged answer by answer; the slowest took {worst:.2} ms"
    );
    Ok(vec![Figure::within(50.0, median(&mut millis), note)])
}

/// Row 22: what every further idle node weighs.
pub fn idle() -> Vec<Figure> {
    let note = format!(
        "Benmo, by a counting allocator; a node without state, in a network of 1,000: {:.0} bytes",
        idle::of_phold()
    );
    vec![Figure::within(1024.0, idle::of_benmo(), note)]
}
