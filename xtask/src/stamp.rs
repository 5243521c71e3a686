//! Whether `dist/` still belongs to its sources: a second start must not wait for compilers that have nothing to do.
//!
//! Contents are compared, not times: a fresh checkout, a copy or a touched file changes no content.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::tools;

/// All that the page is made of, and the recipe itself.
const INPUTS: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "core",
    "index.html",
    "rust-toolchain.toml",
    "styles",
    "web",
    "xtask/src/dist.rs",
    "xtask/wasm-opt",
];

/// What a watcher of the page looks at.
pub const WATCHED: [&str; 4] = ["core", "index.html", "styles", "web"];

/// A digest of all inputs. It is compared only with one made by the same program, so any hash will do.
pub fn of_inputs(places: &Places) -> io::Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&places.root.join(input), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    tools::node().hash(&mut hasher);
    for file in files {
        file.strip_prefix(&places.root).ok().hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the finished page was made from exactly these inputs.
pub fn is_current(places: &Places, stamp: &str) -> bool {
    places.dist.join("index.html").exists()
        && places.dist.join("pkg").exists()
        && fs::read_to_string(file(places)).is_ok_and(|kept| kept == stamp)
}

/// Forgets the stamp: from here on `dist/` is half made.
pub fn clear(places: &Places) {
    // Absent is as good as removed.
    let _ = fs::remove_file(file(places));
}

/// Remembers what `dist/` was made from.
pub fn keep(places: &Places, stamp: &str) -> io::Result<()> {
    fs::write(file(places), stamp)
}

fn file(places: &Places) -> PathBuf {
    places.target.join("dist.stamp")
}

/// All files at or below `path`, in an order that does not depend on the file system.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        entries.sort();
        for entry in entries {
            collect(&entry, files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}
