//! The rows that are measured in Chromium: the same load, compiled for a page and treated as the page is, in a tab that
//! shows nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use synod_core::rng::{Purpose, Who, draw};
use synod_tests::Browser;

use super::command::{line, own, value};
use super::duel::duel;
use super::{Figure, native, peers};

/// The numbers of the loads in `wasm.rs`.
const SMALL: u32 = 0;
const SPARSE: u32 = 2;
/// Events of a run: as many as it may have.
const STEPS: u32 = 1_000_000;
/// Commits of a run, as natively.
const COMMITS: u32 = 25_000;
/// Simulated seconds of a run, as natively.
const SECONDS: u32 = 2_000;
/// Simulated seconds of five servers that RaftScope plays in one, as shipped, and what a bare event loop made on that
/// machine: both as `background/performance.md` of the shared texts records them.
const RAFTSCOPE: f64 = 3.5;
const FLOOR: f64 = 33.1e6;
/// Events or seeks of one call from outside, which must not take half a minute.
const PORTION: usize = 50_000;
const SEEKS_AT_ONCE: usize = 50;
/// How many seeks are timed, and how many before them are not.
const SEEKS: usize = 1000;
const WARM_UP: usize = 100;

/// A tab with the module in it.
struct Tab(Browser);

impl Tab {
    fn open(folder: &Path) -> Self {
        let browser = Browser::start_at(folder, 400, 300);
        browser.open("");
        browser.wait_until("window.bench");
        Self(browser)
    }

    /// Runs statements; an error in the page is one here.
    fn run(&self, statements: &str) -> Result<Value> {
        let guarded =
            format!("try {{ {statements} }} catch (error) {{ return {{ error: `${{error}}` }}; }}");
        let answer = self.0.run(&guarded);
        match answer.get("error") {
            Some(error) => bail!("the page says {error}"),
            None => Ok(answer),
        }
    }

    fn number(&self, expression: &str) -> Result<f64> {
        let answer = self.run(&format!("return {expression};"))?;
        answer.as_f64().context("the page answers with a number")
    }

    /// Begins a run and plays it to its last step.
    fn play(&self, load: u32) -> Result<()> {
        self.run(&format!("bench.open({load});"))?;
        for _ in 0..STEPS as usize / PORTION {
            self.run(&format!("bench.play({PORTION});"))?;
        }
        Ok(())
    }
}

/// So much of something a second, in a page: what it calls must come to the fingerprint that the same has natively.
fn rate(tab: &Tab, call: &str, amount: u32, native: &Value) -> Result<f64> {
    let said = tab.run(&format!(
        "const start = performance.now();
         const print = BigInt.asUintN(64, bench.{call}).toString(16);
         return [performance.now() - start, print.padStart(16, '0')];"
    ))?;
    let same = said[1] == native["more"]["fingerprint"];
    ensure!(same, "the run in the page is another: {said}");
    let millis = said[0].as_f64().context("a page knows the time")?;
    Ok(f64::from(amount) / millis * 1000.0)
}

/// A load in a page against the same natively.
fn against_native(
    tab: &Tab,
    (call, amount): (&str, u32),
    native: impl Fn() -> Result<Command>,
    runs: usize,
) -> Result<Vec<Figure>> {
    let said = line(&mut native()?)?;
    let here = || rate(tab, call, amount, &said);
    here()?;
    let mut result = duel(runs, here, || value(&line(&mut native()?)?))?;
    result.note = format!("the same fingerprint; {}", result.note);
    Ok(vec![result])
}

/// Row 2: the small load, against the same natively.
pub fn wandering(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let call = format!("deliver({SMALL}, {STEPS})");
    against_native(&Tab::open(folder), (&call, STEPS), native::small, runs)
}

/// Row 6: commits, against the same natively.
pub fn committing(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let call = format!("commit({COMMITS})");
    let native = || native::commits(false);
    against_native(&Tab::open(folder), (&call, COMMITS), native, runs)
}

/// Signatures of one measurement.
const SIGNATURES: u32 = 2_000;

/// Row 27: signatures, against the crate alone in the same tab.
pub fn verifying(folder: &Path, places: &Path, runs: usize) -> Result<Vec<Figure>> {
    let module = peers::module(places, "ed25519", "+bulk-memory")?;
    fs::copy(&module, folder.join("ed25519.wasm"))
        .with_context(|| format!("{} is not there", module.display()))?;
    let tab = Tab::open(folder);
    tab.run(
        "WebAssembly.instantiateStreaming(fetch('ed25519.wasm'))
            .then(({ instance }) => { window.alone = instance.exports; });
         return null;",
    )?;
    tab.0.wait_until("window.alone");
    let rate = |call: &str| {
        let said = tab.run(&format!(
            "const start = performance.now();
             const right = {call}({SIGNATURES});
             return [performance.now() - start, right];"
        ))?;
        ensure!(said[1] == SIGNATURES, "signatures are wrong: {said}");
        let millis = said[0].as_f64().context("a page knows the time")?;
        Ok(f64::from(SIGNATURES) / millis * 1000.0)
    };
    // The first call signs what is verified, and is compiled on the way.
    for call in ["bench.verify", "alone.verify", "bench.judge"] {
        rate(call)?;
    }
    let judged = rate("bench.judge")?;
    let mut result = duel(runs, || rate("bench.verify"), || rate("alone.verify"))?;
    result.note = format!(
        "the crate compiled for speed; with keys, payload and hash {judged:.0} transactions/s; {}",
        result.note
    );
    Ok(vec![result])
}

/// Row 9: five servers, against RaftScope, which cannot be had here: its recorded figure follows the bare event loop.
pub fn beating(folder: &Path, places: &Path, runs: usize) -> Result<Vec<Figure>> {
    let native = line(&mut own(&["beat", "--rounds", "1"])?)?;
    let tab = Tab::open(folder);
    let call = format!("beat({SECONDS})");
    let here = || rate(&tab, &call, SECONDS, &native);
    here()?;
    let theirs = || Ok(RAFTSCOPE * native::bare(places)? / FLOOR);
    let mut result = duel(runs, here, theirs)?;
    result.note = format!(
        "natively {:.0} simulated s/s; RaftScope's {RAFTSCOPE} where a bare event loop made {:.1} M events/s; {}",
        value(&native)?,
        FLOOR / 1e6,
        result.note
    );
    Ok(vec![result])
}

/// Row 20: seeks to random steps of a run that has all its steps.
pub fn seeking(folder: &Path) -> Result<Vec<Figure>> {
    let small = seeks(&Tab::open(folder), SMALL)?;
    let sparse = seeks(&Tab::open(folder), SPARSE)?;
    let note = |sorted: &[f64]| {
        let (p50, most) = (share(sorted, 50), share(sorted, 100));
        format!("{SEEKS} seeks; half within {p50:.1} ms, all within {most:.1} ms")
    };
    let neighbours = "10,000 in flight, each node sends to 8 neighbours";
    Ok(vec![
        Figure::within(
            0.5,
            share(&small, 50),
            "20 in flight; the clock of a page ticks each 0.1 ms".into(),
        ),
        Figure::within(4.0, share(&small, 99), note(&small)),
        Figure::within(
            16.0,
            share(&sparse, 99),
            format!("{neighbours}; {}", note(&sparse)),
        ),
    ])
}

/// Milliseconds of each seek, ascending.
fn seeks(tab: &Tab, load: u32) -> Result<Vec<f64>> {
    tab.play(load)?;
    let step = |count| draw(0, Who::link(0, 0), count, Purpose::Node) % u64::from(STEPS);
    let steps: Vec<u64> = (0..(WARM_UP + SEEKS) as u32).map(step).collect();
    let mut millis = Vec::new();
    for portion in steps.chunks(SEEKS_AT_ONCE) {
        let statements = format!(
            "return {}.map(step => {{
                const start = performance.now();
                if (bench.seek(step) !== step) throw 'it went elsewhere';
                return performance.now() - start;
            }});",
            json!(portion)
        );
        let answer = tab.run(&statements)?;
        let times = answer.as_array().context("a time for each seek")?;
        millis.extend(times.iter().filter_map(Value::as_f64));
    }
    ensure!(millis.len() == steps.len(), "a time for each seek");
    let mut counted = millis.split_off(WARM_UP);
    counted.sort_by(f64::total_cmp);
    Ok(counted)
}

/// What so many percent of sorted values stay within.
fn share(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() * percent).div_ceil(100) - 1]
}

/// Row 21: what a run of all its steps takes of memory, without and with what is kept to return to.
pub fn memory(folder: &Path) -> Result<Vec<Figure>> {
    let tab = Tab::open(folder);
    let before = tab.number("bench.allocated()")?;
    tab.play(SMALL)?;
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    let all = mib(tab.number("bench.allocated()")? - before);
    let pages = mib(tab.number("bench.memory.buffer.byteLength")?);
    let records = tab.number("bench.records()")?;
    let journal = mib(tab.number("bench.journal()")?);
    let how = "by a counting allocator";
    Ok(vec![
        Figure::within(
            64.0,
            journal,
            format!("{records} records and {STEPS} messages, {how}"),
        ),
        Figure::within(
            128.0,
            all,
            format!(
                "with everything else of the run, {how}; the module's memory has {pages:.0} MiB"
            ),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
        assert_eq!(share(&sorted, 50), 500.0);
        assert_eq!(share(&sorted, 99), 990.0);
        assert_eq!(share(&sorted, 100), 1000.0);
    }
}
