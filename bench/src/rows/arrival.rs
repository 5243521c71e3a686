//! Rows 18 and 19: the page as somebody meets it for the first time, by the peers' own harness for pages.
//!
//! RaftScope, the peer, cannot be built here. Its recorded times are those of another machine, so both sides are
//! measured in what the bare event loop does meanwhile: ours beside the loop now, RaftScope's beside the loop then.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::command::output;
use super::{Figure, native, peers};

/// In JavaScript: nodes are drawn, and the run plays.
const READY: &str = "document.documentElement.hasAttribute('data-ready') \
                     && document.querySelector('[data-node]') \
                     && document.querySelector('[data-status]').dataset.playing === 'true'";
/// What was recorded of RaftScope: milliseconds until it is ready, on loopback and on the slow line.
const RAFTSCOPE: [f64; 2] = [101.0, 836.0];
/// Events/s of the bare event loop on the machine where that was.
const FLOOR: f64 = 33.1e6;
/// Bytes of a KB, as the budgets count them.
const KB: f64 = 1000.0;

/// What the harness says of a page.
struct Arrival {
    bytes: f64,
    /// Milliseconds until it is ready, on loopback and, if that was asked for, on the slow line.
    ready: [Option<f64>; 2],
}

/// Row 18: what is fetched until the stage is ready, of the page and of the one file that holds all of it.
pub fn size(folder: &Path, dist: &Path) -> Result<Vec<Figure>> {
    let page = meet(folder, dist, 1, false)?;
    let alone = folder.join("one-file");
    fs::create_dir_all(&alone)
        .and_then(|()| fs::copy(dist.join("synod.html"), alone.join("index.html")))
        .context("the page as one file is not there")?;
    let whole = meet(folder, &alone, 1, false)?;
    let note = || "fetched until nodes are drawn and the run plays".to_string();
    Ok(vec![
        Figure::within(180.0, page.bytes / KB, note()),
        Figure::within(600.0, whole.bytes / KB, note()),
    ])
}

/// Row 19: how long that takes.
pub fn time(folder: &Path, dist: &Path, runs: usize) -> Result<Vec<Figure>> {
    let before = native::bare(folder)?;
    let page = meet(folder, dist, runs, true)?;
    let speed = (before + native::bare(folder)?) / 2.0 / FLOOR;
    let figure = |line: usize| {
        let ours = page.ready[line].context("the harness times both lines")?;
        let theirs = RAFTSCOPE[line] / speed;
        Ok(Figure {
            ours,
            against: theirs,
            ratio: ours / theirs,
            note: format!(
                "the peer recorded {} ms; the bare event loop is {speed:.2} times as fast here",
                RAFTSCOPE[line]
            ),
        })
    };
    [0, 1].into_iter().map(figure).collect()
}

/// Has the harness open the page, each time with nothing kept.
fn meet(folder: &Path, page: &Path, runs: usize, slow: bool) -> Result<Arrival> {
    let mut node = peers::in_page(folder, "page.mjs")?;
    node.arg("synod").arg(page).arg(READY).arg(runs.to_string());
    if !slow {
        node.env("FAST_ONLY", "1");
    }
    let text = output(&mut node).context("the harness for pages gave up")?;
    let lines: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let find = |metric: &str| {
        let line = lines.iter().find(|line| {
            line["metric"]
                .as_str()
                .is_some_and(|it| it.starts_with(metric))
        });
        line.and_then(|line| line["value"].as_f64())
    };
    Ok(Arrival {
        bytes: find("bytes until ready").context("the harness counts bytes")?,
        ready: [
            find("time to ready, loopback"),
            find("time to ready, 1.6 Mbit/s"),
        ],
    })
}
