//! Measuring the budgets: builds what is measured, and hands over to `synod-bench`, which knows the rows.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{cargo, run};
use crate::places::Places;
use crate::tools::{self, WASM};
use crate::{browser, dist};

/// The rows that are measured in a browser.
const IN_BROWSER: [u8; 8] = [2, 6, 9, 12, 13, 20, 21, 27];
/// The rows that look at the page over a crowd.
const OVER_CROWD: [u8; 3] = [15, 16, 17];

/// The rows that are measured on the page itself.
const ON_PAGE: [u8; 4] = [15, 16, 18, 19];

/// Measures these rows of the budgets, or all where none is named.
pub fn bench(places: &Places, rows: &[u8], runs: u32, json: bool) -> Result<()> {
    let mut command = cargo(places);
    command
        .args(["run", "--quiet", "--release", "--package", "synod-bench"])
        .args(["--features", "browser", "--", "rows"])
        .args(["--runs", &runs.to_string(), "--folder"])
        .arg(places.target.join("bench"));
    for row in rows {
        command.args(["--row", &row.to_string()]);
    }
    if json {
        command.arg("--json");
    }
    let wants = |some: &[u8]| rows.is_empty() || rows.iter().any(|row| some.contains(row));
    if wants(&IN_BROWSER) {
        // Without a browser the other rows are measured all the same.
        match browser::driver(places).and_then(|driver| Ok((driver, page(places)?))) {
            Ok((driver, page)) => {
                command.arg("--page").arg(page).env("CHROMEDRIVER", driver);
            }
            Err(error) => {
                command.args(["--no-page", &format!("{error:#}")]);
            }
        }
    }
    if wants(&ON_PAGE) {
        browser::driver(places)?;
        dist::build(places)?;
        command.arg("--dist").arg(&places.dist);
    }
    if wants(&OVER_CROWD) {
        command.env("CHROMEDRIVER", browser::driver(places)?);
        command.arg("--crowd").arg(dist::build_crowd(places)?);
    }
    run(&mut command, "read what the benchmark says above")
}

/// The folder of a page that holds the benchmark and nothing else, made as the real one is.
fn page(places: &Places) -> Result<PathBuf> {
    tools::wasm_target(places)?;
    run(
        cargo(places)
            .args(["rustc", "--release", "--package", "synod-bench", "--lib"])
            .args(["--crate-type", "cdylib", "--target", WASM]),
        "correct what the compiler says above",
    )?;
    let module = places.target.join(WASM).join("release/synod_bench.wasm");
    let folder = places.target.join("bench/page");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(module, folder.join("bench.wasm")))
        .and_then(|_| {
            ["index.html", "worker.js"].iter().try_for_each(|name| {
                let source = places.root.join("bench").join(name);
                fs::copy(source, folder.join(name)).map(drop)
            })
        })
        .context("the page of the benchmark cannot be written: is there room on the disk?")?;
    if let Some(program) = tools::wasm_opt(places)? {
        dist::optimise(places, &program, &folder)?;
    }
    Ok(folder)
}
