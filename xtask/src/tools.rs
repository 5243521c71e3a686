//! The tools of the build, each in the one version that the project is built with, all below
//! `target/tools`.
//!
//! They are compiled or unpacked from the registries that already supply our dependencies, and
//! checked against the checksums there: no program is downloaded from anywhere else.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{answer, cargo, command, run, which};
use crate::places::Places;

/// The version of wasm-pack that the flags in `dist.rs` belong to.
const WASM_PACK: &str = "0.15.1";

/// The version of Firefox's driver.
const GECKODRIVER: &str = "0.37.1";

/// The target of the page; rustup's name for it.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Makes the compiler able to produce the page.
pub fn wasm_target(places: &Places) -> Result<()> {
    let sysroot = answer(command(places, "rustc").args(["--print", "sysroot"]))
        .context("`rustc` did not answer: install Rust from https://rustup.rs")?;
    if PathBuf::from(sysroot)
        .join("lib/rustlib")
        .join(WASM)
        .exists()
    {
        return Ok(());
    }
    run(
        command(places, "rustup").args(["target", "add", WASM]),
        "install the standard library for wasm32-unknown-unknown the way this Rust was installed",
    )
}

/// Makes `wasm-pack` available to [`command`].
pub fn wasm_pack(places: &Places) -> Result<()> {
    crate_tool(places, "wasm-pack", &["wasm-pack"], WASM_PACK)
}

/// Makes `wasm-bindgen` and its test runner available, in exactly the version that the page links:
/// any other refuses it.
pub fn wasm_bindgen(places: &Places) -> Result<()> {
    let version = locked_version(places, "wasm-bindgen")?;
    let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"];
    crate_tool(places, "wasm-bindgen-cli", &programs, &version)
}

/// Makes Firefox's driver available.
pub fn geckodriver(places: &Places) -> Result<()> {
    crate_tool(places, "geckodriver", &["geckodriver"], GECKODRIVER)
}

/// Compiles a tool unless each of its programs already answers with that version.
fn crate_tool(places: &Places, name: &str, programs: &[&str], version: &str) -> Result<()> {
    let ready = programs.iter().all(|program| {
        answer(command(places, program).arg("--version"))
            .is_some_and(|said| said.split_whitespace().nth(1) == Some(version))
    });
    if ready {
        return Ok(());
    }
    eprintln!("{name} {version} is compiled once, which takes a few minutes");
    let install = |lock: &[&str]| {
        run(
            cargo(places)
                .args(["install", name, "--version", version])
                .args(lock)
                .arg("--root")
                .arg(&places.tools)
                // Kept, so that a first start that was interrupted goes on where it stood.
                .arg("--target-dir")
                .arg(places.tools.join("build"))
                // The tools work for a tenth of a second a build; their own compilation is what
                // a newcomer waits for.
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
            &format!("check the network, then try `cargo install {name} --version {version}`"),
        )
    };
    install(&["--locked"]).or_else(|error| {
        // A mirror may lag behind the newest dependency that the tool's lock file names; the tool
        // itself stays pinned.
        eprintln!("warning: {error:#}; trying again with the dependencies that the registry has");
        install(&[])
    })
}

/// The version of a crate in Cargo.lock.
fn locked_version(places: &Places, name: &str) -> Result<String> {
    let file = places.root.join("Cargo.lock");
    if !file.exists() {
        run(
            cargo(places).arg("generate-lockfile"),
            "check the network, then try again",
        )?;
    }
    let lock = fs::read_to_string(file).context("Cargo.lock cannot be read: restore it by git")?;
    let mut lines = lock.lines();
    lines
        .find(|line| *line == format!("name = \"{name}\""))
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \""))
        .map(|rest| rest.trim_end_matches('"').to_string())
        .with_context(|| format!("Cargo.lock does not name {name}: run `cargo generate-lockfile`"))
}

/// Whether wasm-opt can run on this machine; part of what a build depends on.
pub fn node() -> bool {
    which(&["node"]).is_some() && which(&["npm", "npm.cmd"]).is_some()
}

/// npm's wasm-opt, or `None`, with a warning, on a machine without Node.
pub fn wasm_opt(places: &Places) -> Result<Option<PathBuf>> {
    of_npm(places, "binaryen/bin/wasm-opt")
}

/// npm's esbuild, or `None`, with a warning, on a machine without Node.
pub fn esbuild(places: &Places) -> Result<Option<PathBuf>> {
    of_npm(places, "esbuild/bin/esbuild")
}

fn of_npm(places: &Places, program: &str) -> Result<Option<PathBuf>> {
    if !node() {
        eprintln!(
            "warning: Node is missing, so the page is built without {program} \
             and larger than it should be: install Node 20 or later, then build again"
        );
        return Ok(None);
    }
    npm(places).map(|modules| Some(modules.join(program)))
}

/// The folder of npm's packages, as their lock file pins them.
pub fn npm(places: &Places) -> Result<PathBuf> {
    let folder = places.tools.join("npm");
    let modules = folder.join("node_modules");
    let source = places.root.join("xtask/npm");
    let lock = fs::read(source.join("package-lock.json"))
        .context("xtask/npm/package-lock.json cannot be read: restore it by git")?;
    // Written last: where it agrees with our lock file, the installation was finished.
    let seal = folder.join("installed-lock.json");
    if fs::read(&seal).is_ok_and(|installed| installed == lock) {
        return Ok(modules);
    }
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), folder.join(name))?;
    }
    let npm = which(&["npm.cmd", "npm"]).context("npm is missing: install Node 20 or later")?;
    run(
        command(places, npm)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder),
        "check the network and the version of Node (20 or later), then try again",
    )?;
    fs::write(seal, lock)?;
    Ok(modules)
}
