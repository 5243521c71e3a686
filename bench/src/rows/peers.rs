//! The alternatives, built from `bench/peers` and from the registry when a row asks for one. They are built from a
//! copy, since cargo writes a lock file beside a manifest.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::command::output;

/// The harnesses.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");
/// Harnesses of ours for a crate alone, each a package that needs nothing else.
const ALONE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/alone");
/// What modules of a page are compiled for.
#[cfg(feature = "browser")]
const WASM: &str = "wasm32-unknown-unknown";
/// The version of stateright whose example is the peer: the one that our models use.
const STATERIGHT: &str = "0.31.0";

/// The program of a harness that is a package of its own.
pub fn harness(folder: &Path, name: &str) -> Result<PathBuf> {
    program(folder, name, name)
}

/// Copies a harness and what it shares with the others to where it is built.
fn copied(folder: &Path, name: &str) -> Result<PathBuf> {
    let copy = folder.join("peers-source");
    let is_alone = Path::new(ALONE).join(name).exists();
    for part in ["common.rs", name] {
        let from = if is_alone && part == name {
            ALONE
        } else {
            SOURCE
        };
        let source = Path::new(from).join(part);
        mirror(&source, &copy.join(part)).with_context(|| format!("{part} cannot be copied"))?;
    }
    Ok(copy)
}

/// A program of a harness that has several, by the names of both.
pub fn program(folder: &Path, name: &str, program: &str) -> Result<PathBuf> {
    let copy = copied(folder, name)?;
    let target = folder.join("peers");
    let mut build = cargo();
    build
        .args(["build", "--release", "--manifest-path"])
        .arg(copy.join(name).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    // raft-rs is made with the compiler of protocol buffers, which few machines have.
    if let Ok(protoc) = protoc_bin_vendored::protoc_bin_path() {
        build.env("PROTOC", protoc);
    }
    eprintln!("the peer {name} is built, unless it is there already");
    output(&mut build).with_context(|| format!("the peer {name} was not built"))?;
    Ok(target.join(format!("release/peer-{program}")))
}

/// The module of a harness for a page, compiled with features of its target.
#[cfg(feature = "browser")]
pub fn module(folder: &Path, name: &str, features: &str) -> Result<PathBuf> {
    let copy = copied(folder, name)?;
    let target = folder.join("peers-module");
    let mut build = cargo();
    build
        .args(["build", "--release", "--lib", "--target", WASM])
        .arg("--manifest-path")
        .arg(copy.join(name).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTFLAGS", format!("-Ctarget-feature={features}"));
    output(&mut build).with_context(|| format!("the peer {name} was not built"))?;
    Ok(target.join(format!("{WASM}/release/peer_{name}.wasm")))
}

/// A harness that drives a page, as a command of Node's, with what it takes from npm beside it.
pub fn in_page(folder: &Path, script: &str) -> Result<Command> {
    let copy = folder.join("peers-source/web");
    mirror(&Path::new(SOURCE).join("web"), &copy).context("web cannot be copied")?;
    if !copy.join("node_modules").exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&copy);
        eprintln!("the harness for pages gets what it needs");
        output(&mut npm).context("npm brought nothing: install Node 20 or later")?;
    }
    let mut node = Command::new("node");
    node.current_dir(&copy).arg(copy.join(script));
    Ok(node)
}

/// The example `paxos` of stateright.
pub fn paxos(folder: &Path) -> Result<PathBuf> {
    let root = folder.join("stateright");
    let program = root.join("bin/paxos");
    if program.exists() {
        return Ok(program);
    }
    let mut install = cargo();
    install
        .args(["install", "stateright", "--version", STATERIGHT])
        .args(["--example", "paxos", "--root"])
        .arg(&root)
        .arg("--target-dir")
        .arg(folder.join("peers"));
    eprintln!("the example of stateright is built");
    output(&mut install).context("the example of stateright was not built")?;
    Ok(program)
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
}

/// Copies what differs, and nothing else: cargo builds anew what is newer.
fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        let content = fs::read(from)?;
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        return match fs::read(to) {
            Ok(known) if known == content => Ok(()),
            _ => fs::write(to, content),
        };
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        mirror(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
