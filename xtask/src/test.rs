//! Every check of the project, one after the other, all of them even when one fails, and counted.
//!
//! A chore (formatting, lints, documentation) counts as one check; a test program counts as its
//! tests. What could not run is counted as skipped, and is a failure unless it was left out on
//! purpose.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser;
use crate::command::{announce, answer, cargo};
use crate::dist;
use crate::places::Places;
use crate::tools::{self, WASM};

/// How many forged messages are delivered, and how many broken scripts read: a minute's work.
const HOSTILE: &str = "100000";
/// The same for somebody who waits.
const HOSTILE_FAST: &str = "10000";

/// The journeys that want more than Chromium.
const ENGINES: &str = "engines";

/// What came of the checks so far.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// One line for each check that did not pass, shown again at the end.
    complaints: Vec<String>,
}

/// Runs the checks; `fast` leaves out those that need a browser, and most of what is hostile.
pub fn test(places: &Places, fast: bool) -> ExitCode {
    let mut tally = Tally::default();
    chores(places, &mut tally);
    let hostile = if fast { HOSTILE_FAST } else { HOSTILE };
    let searches = if fast { "some" } else { "all" };
    tally.suite(
        "tests",
        cargo(places)
            .args(["test", "--workspace", "--no-fail-fast"])
            .env("SYNOD_HOSTILE", hostile)
            .env("SYNOD_SEARCHES", searches),
    );
    if fast {
        for suite in ["tests of the page in a browser", "journeys"] {
            tally.skip(suite, "left out by --fast");
        }
    } else {
        in_browser(places, &mut tally);
    }
    tally.report(fast)
}

/// What reads the sources without running them, for both targets.
fn chores(places: &Places, tally: &mut Tally) {
    tally.chore(
        "formatting",
        cargo(places).args(["fmt", "--all", "--check"]),
    );

    let deny = ["--", "--deny", "warnings"];
    tally.chore(
        "lints",
        cargo(places)
            .args(["clippy", "--workspace", "--all-targets"])
            .args(["--features", "synod-tests/browser,synod-bench/browser"])
            .args(deny),
    );
    tally.chore(
        "documentation",
        cargo(places)
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    );

    if !tally.step("the compiler for the page", tools::wasm_target(places)) {
        return;
    }
    let page = ["-p", "synod-core", "-p", "synod-web", "--target", WASM];
    tally.chore(
        "lints of the page",
        cargo(places).arg("clippy").args(page).args(deny),
    );
    tally.chore(
        "lints of the benchmark in a page",
        cargo(places)
            .args(["clippy", "--package", "synod-bench", "--lib"])
            .args(["--target", WASM])
            .args(deny),
    );
    tally.chore(
        "documentation of the page",
        cargo(places)
            .args(["doc", "--no-deps"])
            .args(page)
            .env("RUSTDOCFLAGS", "--deny warnings"),
    );
}

/// The checks that need a browser: the page's own tests inside it, then journeys from outside.
fn in_browser(places: &Places, tally: &mut Tally) {
    let crowd = dist::build(places).and_then(|()| dist::build_crowd(places));
    let is_built = tally.step("build of the page", crowd.map(drop));
    let driver = match browser::driver(places) {
        Ok(driver) => driver,
        Err(error) => {
            tally.skip("tests of the page in a browser", &format!("{error:#}"));
            tally.skip("journeys", &format!("{error:#}"));
            return;
        }
    };
    match tools::wasm_bindgen(places) {
        Ok(()) => tally.suite(
            "tests of the page in a browser",
            cargo(places)
                .args([
                    "test",
                    "--package",
                    "synod-web",
                    "--target",
                    WASM,
                    "--no-fail-fast",
                ])
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    "wasm-bindgen-test-runner",
                )
                .env("WASM_BINDGEN_USE_BROWSER", "1")
                .env("CHROMEDRIVER", &driver),
        ),
        Err(error) => tally.skip("tests of the page in a browser", &format!("{error:#}")),
    }
    if !is_built {
        return tally.skip("journeys", "there is no page to open");
    }
    let others = browser::others(places);
    if let Err(error) = &others {
        tally.skip("journeys in Firefox and WebKitGTK", &format!("{error:#}"));
    }
    match journeys(places) {
        Ok(targets) => tally.suite(
            "journeys",
            cargo(places)
                .args(["test", "--package", "synod-tests", "--features", "browser"])
                .arg("--no-fail-fast")
                .args(
                    targets
                        .iter()
                        .filter(|target| others.is_ok() || *target != ENGINES)
                        .flat_map(|target| ["--test", target]),
                )
                // Each has a browser of its own: a machine has memory for few of them, whatever its
                // cores.
                .args(["--", "--test-threads", "2"])
                .env("CHROMEDRIVER", &driver),
        ),
        Err(error) => tally.skip("journeys", &format!("{error:#}")),
    }
}

/// The test programs that ask for the feature `browser`: declaring one in tests/Cargo.toml is
/// enough to have it run.
fn journeys(places: &Places) -> Result<Vec<String>> {
    let text = answer(cargo(places).args(["metadata", "--no-deps", "--format-version", "1"]))
        .context("`cargo metadata` failed: run it by hand to see why")?;
    let metadata: Value = serde_json::from_str(&text).context("`cargo metadata` is not JSON")?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    Ok(list(&metadata["packages"])
        .iter()
        .flat_map(|package| list(&package["targets"]))
        .filter(|target| list(&target["kind"]).contains(&"test".into()))
        .filter(|target| list(&target["required-features"]).contains(&"browser".into()))
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect())
}

impl Tally {
    /// One check whose answer is the exit code.
    fn chore(&mut self, name: &str, command: &mut Command) {
        announce(command);
        match command.status() {
            Ok(status) if status.success() => self.passed += 1,
            Ok(status) => self.fail(name, &status.to_string()),
            Err(error) => self.fail(name, &format!("did not start: {error}")),
        }
    }

    /// One check that is a step of ours; whether what builds on it may go on.
    fn step(&mut self, name: &str, outcome: Result<()>) -> bool {
        match &outcome {
            Ok(()) => self.passed += 1,
            Err(error) => self.fail(name, &format!("{error:#}")),
        }
        outcome.is_ok()
    }

    /// A test program: as many checks as it has tests.
    fn suite(&mut self, name: &str, command: &mut Command) {
        announce(command);
        let before = (self.passed, self.failed, self.skipped);
        let success = match self.follow(command) {
            Ok(success) => success,
            Err(error) => return self.fail(name, &format!("did not start: {error}")),
        };
        let failed = self.failed - before.1;
        if failed > 0 {
            self.complaints
                .push(format!("failed: {name}: {failed} tests"));
        } else if !success {
            self.fail(name, "it did not compile, or stopped before its tests did");
        } else if before == (self.passed, self.failed, self.skipped) {
            self.skip(name, "it holds no test");
        }
    }

    /// Passes the output on as it comes, and counts the tests in it.
    fn follow(&mut self, command: &mut Command) -> std::io::Result<bool> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().expect("asked for above");
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            if let Some([passed, failed, ignored]) = result(&line) {
                self.passed += passed;
                self.failed += failed;
                self.skipped += ignored;
                if ignored > 0 {
                    self.complaints
                        .push(format!("skipped: {ignored} ignored tests"));
                }
            }
        }
        Ok(child.wait()?.success())
    }

    fn fail(&mut self, name: &str, why: &str) {
        self.failed += 1;
        self.complain(format!("failed: {name}: {why}"));
    }

    fn skip(&mut self, name: &str, why: &str) {
        self.skipped += 1;
        self.complain(format!("skipped: {name}: {why}"));
    }

    fn complain(&mut self, complaint: String) {
        eprintln!("{complaint}");
        self.complaints.push(complaint);
    }

    /// The closing lines; machines read the last one.
    fn report(&self, fast: bool) -> ExitCode {
        let Self {
            passed,
            failed,
            skipped,
            complaints,
        } = self;
        println!();
        for complaint in complaints {
            println!("{complaint}");
        }
        println!("{} checks run", passed + failed);
        println!("run: {passed} passed, {failed} failed, {skipped} skipped");
        if *failed == 0 && (fast || *skipped == 0) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// Passed, failed and ignored, if this is the closing line of a test program.
fn result(line: &str) -> Option<[u64; 3]> {
    let (_, counts) = line.split_once("test result: ")?;
    let count = |word: &str| {
        let before = counts.split_once(word)?.0.trim_end();
        before.rsplit(' ').next()?.parse().ok()
    };
    Some([count("passed")?, count("failed")?, count("ignored")?])
}

#[cfg(test)]
mod tests {
    use super::result;

    #[test]
    fn the_closing_line_of_a_test_program_is_read() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(
            result(line),
            Some([12, 3, 1]),
            "counts in the order of the line"
        );
        assert_eq!(
            result("test net::heals ... ok"),
            None,
            "a single test is not a result"
        );
    }
}
