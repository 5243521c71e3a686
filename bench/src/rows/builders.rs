//! Row 7: committed transactions of piChain, against its source, which cannot be had here: its recorded figures follow the
//! bare event loop.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::Figure;
use super::command::{line, own, value};
use super::duel::duel;
use super::native;

/// Committed transactions a second of the source with five nodes, at 5,000 outstanding and at one, and what a bare event
/// loop made on that machine: both as `background/performance.md` of the shared texts records them.
const SOURCE: [(u32, f64); 2] = [(5000, 35_700.0), (1, 10.0)];
const FLOOR: f64 = 33.1e6;
/// What the source's authors published: how many nodes, and requests a second.
const PUBLISHED: [(u16, f64); 5] = [
    (3, 14_000.0),
    (4, 12_000.0),
    (5, 9_667.0),
    (6, 9_333.0),
    (7, 8_333.0),
];

/// Ours: nodes, and how many transactions are under way.
fn ours(nodes: u16, outstanding: u32) -> Result<Value> {
    let (nodes, outstanding) = (nodes.to_string(), outstanding.to_string());
    let arguments = ["--nodes", &nodes, "--outstanding", &outstanding];
    line(own(&["builders", "--rounds", "1"])?.args(arguments))
}

/// Row 7, and beside it what was published.
pub fn committing(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (outstanding, recorded) in SOURCE {
        let more = ours(5, outstanding)?["more"].take();
        let theirs = || Ok(recorded * native::bare(folder)? / FLOOR);
        let mut result = duel(runs, || value(&ours(5, outstanding)?), theirs)?;
        result.note = format!(
            "{} records of {} transactions; the source's {recorded} where a bare event loop made {:.1} M events/s; {}",
            more["records"],
            more["amount"],
            FLOOR / 1e6,
            result.note
        );
        figures.push(result);
    }
    if let Some(first) = figures.first_mut() {
        first.note += &format!("; {}", beside_the_plot()?);
    }
    Ok(figures)
}

/// The same for three to seven nodes, each beside the published figure of another machine, which is not scaled.
fn beside_the_plot() -> Result<String> {
    let mut said = Vec::new();
    for (nodes, published) in PUBLISHED {
        let rate = value(&ours(nodes, 5000)?)?;
        said.push(format!("{nodes} nodes {:.0} k ({published})", rate / 1e3));
    }
    Ok(format!("tx/s (as published): {}", said.join(", ")))
}
