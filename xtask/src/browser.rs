//! The one thing that no registry of ours supplies: a browser, and the program that drives it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{answer, cargo, command, run, which};
use crate::places::Places;
use crate::tools;

/// Names under which systems ship Chromium; the harness of the tests looks for the same ones.
const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The driver of an installed Chromium. Installs both on Debian when that is possible.
pub fn driver(places: &Places) -> Result<PathBuf> {
    if installed().is_none() {
        debian(places, &["chromium", "chromium-driver"])?;
    }
    match installed() {
        Some(driver) => Ok(driver),
        None => bail!("Chromium or chromedriver is missing: install both in the same version"),
    }
}

fn installed() -> Option<PathBuf> {
    which(&CHROMIUM)?;
    which(&["chromedriver"])
}

/// Firefox, WebKitGTK and their drivers, on the search path of what [`command`] starts. Installs them on Debian when
/// that is possible.
pub fn others(places: &Places) -> Result<()> {
    let lacking = || {
        let programs = [
            ("firefox-esr", &["firefox-esr", "firefox"][..]),
            ("webkit2gtk-driver", &["WebKitWebDriver"]),
            ("xvfb", &["Xvfb"]),
        ];
        let lacks = programs
            .into_iter()
            .filter(|(_, names)| which(names).is_none());
        lacks.map(|(package, _)| package).collect::<Vec<_>>()
    };
    if !lacking().is_empty() {
        debian(places, &lacking())?;
    }
    match lacking().as_slice() {
        [] => tools::geckodriver(places),
        lacks => bail!("not installed: {}", lacks.join(", ")),
    }
}

/// Installs packages of Debian, where we may.
fn debian(places: &Places, packages: &[&str]) -> Result<()> {
    let is_root = answer(command(places, "id").arg("-u")).as_deref() == Some("0");
    if !is_root || which(&["apt-get"]).is_none() {
        return Ok(());
    }
    let remedy = "check the network and the package sources of apt";
    run(command(places, "apt-get").args(["-q", "update"]), remedy)?;
    run(
        command(places, "apt-get")
            .args(["-q", "install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        remedy,
    )
}

/// Hands over to the photographer, which lives with the harness of the tests.
pub fn shots(places: &Places, options: &[String]) -> Result<()> {
    let driver = driver(places)?;
    if options.iter().any(|option| option.starts_with("--engine")) {
        others(places)?;
    }
    run(
        cargo(places)
            .args(["run", "--quiet", "--package", "synod-tests"])
            .args(["--features", "browser", "--bin", "shots", "--"])
            .args(options)
            .env("CHROMEDRIVER", driver),
        "read what the photographer says above",
    )
}
