//! The one thing that no registry of ours supplies: a browser, and the program that drives it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{answer, cargo, command, run, which};
use crate::places::Places;

/// Names under which systems ship Chromium; the harness of the tests looks for the same ones.
const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The driver of an installed Chromium. Installs both on Debian when that is possible.
pub fn driver(places: &Places) -> Result<PathBuf> {
    if let Some(driver) = installed() {
        return Ok(driver);
    }
    let is_root = answer(command(places, "id").arg("-u")).as_deref() == Some("0");
    if is_root && which(&["apt-get"]).is_some() {
        let remedy = "check the network and the package sources of apt";
        run(command(places, "apt-get").args(["-q", "update"]), remedy)?;
        run(
            command(places, "apt-get")
                .args(["-q", "install", "-y", "chromium", "chromium-driver"])
                .env("DEBIAN_FRONTEND", "noninteractive"),
            remedy,
        )?;
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

/// Hands over to the photographer, which lives with the harness of the tests.
pub fn shots(places: &Places, options: &[String]) -> Result<()> {
    let driver = driver(places)?;
    run(
        cargo(places)
            .args(["run", "--quiet", "--package", "synod-tests"])
            .args(["--features", "browser", "--bin", "shots", "--"])
            .args(options)
            .env("CHROMEDRIVER", driver),
        "read what the photographer says above",
    )
}
