//! Rows 12 and 13: mining in the workers of a page, against what others hash there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use synod_tests::Browser;

use super::duel::duel;
use super::{Figure, peers};
use crate::mining;

/// Numbers of one measurement: half a second, about.
const COUNT: u32 = 2_000_000;
/// How many workers row 13 has.
const WORKERS: u32 = 2;
/// What somebody finds in some hundred thousand numbers.
const BITS: u16 = 18;

/// In JavaScript: a worker, asked as a promise.
const ASK: &str = "window.ask ??= (place, task) => new Promise((done, failed) => {
        window.workers ??= [];
        const worker = workers[place] ??= new Worker('worker.js');
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => failed(message);
        worker.postMessage(task);
     });
     const start = performance.now();
     window.said = null;";

/// A page with workers in it.
struct Mine(Browser);

impl Mine {
    /// Beside the module lie what the peers are.
    fn open(folder: &Path, places: &Path) -> Result<Self> {
        let module = peers::module(places, "sha", "+simd128")?;
        peers::in_page(places, "hash-core.mjs")?;
        let hash_wasm =
            places.join("peers-source/web/node_modules/hash-wasm/dist/sha256.umd.min.js");
        for (from, to) in [(module, "sha.wasm"), (hash_wasm, "hash-wasm.js")] {
            let from = from.as_path();
            fs::copy(from, folder.join(to))
                .with_context(|| format!("{} is not there", from.display()))?;
        }
        let browser = Browser::start_at(folder, 400, 300);
        browser.open("");
        browser.wait_until("window.bench");
        Ok(Self(browser))
    }

    /// Has so many workers do a task at the same time: what they say, and the milliseconds until all had.
    fn ask(&self, workers: u32, task: &Value) -> Result<(Value, f64)> {
        let tasks =
            format!("Array.from({{ length: {workers} }}, (_, place) => ask(place, {task}))");
        self.0.run(&format!(
            "{ASK} Promise.all({tasks}).then(
                all => {{ window.said = [all, performance.now() - start]; }},
                error => {{ window.said = `${{error}}`; }});"
        ));
        self.0.wait_until("window.said");
        let said = self.0.run("return window.said;");
        let millis = said[1].as_f64();
        let millis = millis.with_context(|| format!("a worker says {said}"))?;
        Ok((said[0].clone(), millis))
    }

    /// Numbers a second of one worker, by its own clock.
    fn rate(&self, who: &str) -> Result<f64> {
        let (said, _) = self.ask(1, &json!({ "who": who, "from": 0, "count": COUNT }))?;
        let millis = said[0]["millis"]
            .as_f64()
            .context("a worker knows the time")?;
        Ok(f64::from(COUNT) / millis * 1000.0)
    }

    /// The same found as natively, or the rates would be of something else.
    fn agrees(&self) -> Result<()> {
        for from in [0, 1 << 19, 12_345_677] {
            let task = json!({ "who": "ours", "from": from, "count": COUNT, "bits": BITS });
            let (said, _) = self.ask(1, &task)?;
            let native = mining::mine(from, COUNT, BITS);
            ensure!(
                said[0]["said"].as_u64() == native,
                "the page finds {said} where natively {native:?} is found"
            );
        }
        Ok(())
    }
}

/// Row 12: one worker against a crate and against a package of npm.
pub fn hashing(folder: &Path, places: &Path, runs: usize) -> Result<Vec<Figure>> {
    let mine = Mine::open(folder, places)?;
    mine.agrees()?;
    let against = |who: &str, about: &str| {
        mine.rate(who)?;
        let mut figure = duel(runs, || mine.rate("ours"), || mine.rate(who))?;
        figure.note = format!("{about}; {}", figure.note);
        anyhow::Ok(figure)
    };
    Ok(vec![
        against(
            "sha2",
            "finds what is found natively; both keep the state of the first block",
        )?,
        against("hash-wasm", "the peer hashes once where ours hashes twice")?,
    ])
}

/// Row 13: so many workers against one, and whether the page is alive meanwhile.
pub fn together(folder: &Path, places: &Path, runs: usize) -> Result<Vec<Figure>> {
    let mine = Mine::open(folder, places)?;
    let rate = |workers: u32| {
        let task = json!({ "who": "ours", "from": 0, "count": COUNT });
        let (_, millis) = mine.ask(workers, &task)?;
        Ok(f64::from(workers) * f64::from(COUNT) / millis * 1000.0)
    };
    rate(WORKERS)?;
    let each = || Ok(rate(WORKERS)? / f64::from(WORKERS));
    let mut figure = duel(runs, each, || rate(1))?;
    figure.note = format!(
        "{WORKERS} workers, by the clock of the page, each its share; the main thread only waits; {}",
        figure.note
    );
    Ok(vec![figure])
}
