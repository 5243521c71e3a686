//! Rows 14, 26 and 27: proof of stake, whose draws are held against its source, which cannot be had here, and whose
//! signatures against the crate that verifies them, alone.

use std::path::Path;

use anyhow::{Result, ensure};

use super::Figure;
use super::command::{figure, line, own, pinned};
use super::duel::duel;
use super::{native, peers};
use crate::lottery;

/// Draws a second of the source with twenty stakers of fifty, and what a bare event loop made on that machine: both as
/// `background/performance.md` of the shared texts records them.
const SOURCE: f64 = 28.4;
const FLOOR: f64 = 33.1e6;
/// Wins of alice, bob and carol in 3,000 draws, and the first eight winners: `systems/proof-of-stake.md`, A.4.
const WINS: [usize; 3] = [307, 641, 2052];
const FIRST: [usize; 8] = [2, 2, 1, 2, 2, 1, 1, 0];

/// Row 14: draws, with the same winners.
pub fn drawing(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let (wins, first) = lottery::of_source();
    ensure!(
        wins == WINS && first == FIRST,
        "others win than in the source: {wins:?}, {first:?}"
    );
    let ours = || figure(&mut own(&["lottery", "--rounds", "1"])?);
    let theirs = || Ok(SOURCE * native::bare(folder)? / FLOOR);
    let mut result = duel(runs, ours, theirs)?;
    result.note = format!(
        "the winners of 3,000 draws are the source's; its {SOURCE} draws/s where a bare event loop made {:.1} M events/s; {}",
        FLOOR / 1e6,
        result.note
    );
    Ok(vec![result])
}

/// Row 26: signatures natively.
pub fn verifying(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let alone = peers::harness(folder, "ed25519")?;
    let ours = || figure(&mut own(&["signatures", "--rounds", "1"])?);
    let mut result = duel(runs, ours, || figure(&mut pinned(&alone)))?;
    let judged = line(&mut own(&["signatures", "--rounds", "1", "--judged"])?)?;
    result.note = format!(
        "the crate compiled for speed; with keys, payload and hash {:.0} transactions/s; {}",
        judged["value"].as_f64().unwrap_or_default(),
        result.note
    );
    Ok(vec![result])
}
