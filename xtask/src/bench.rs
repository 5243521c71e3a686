//! Measuring the budgets: builds what is measured, and hands over to `synod-bench`, which knows the rows.

use anyhow::Result;

use crate::command::{cargo, run};
use crate::places::Places;

/// Measures these rows of the budgets, or all where none is named.
pub fn bench(places: &Places, rows: &[u8], runs: u32, json: bool) -> Result<()> {
    let mut command = cargo(places);
    command
        .args(["run", "--quiet", "--release", "--package", "synod-bench"])
        .args(["--", "rows", "--runs", &runs.to_string(), "--folder"])
        .arg(places.target.join("bench"));
    for row in rows {
        command.args(["--row", &row.to_string()]);
    }
    if json {
        command.arg("--json");
    }
    run(&mut command, "read what the benchmark says above")
}
