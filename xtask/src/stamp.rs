//! Whether `dist/` still belongs to its sources: a second start must not wait for compilers that
//! have nothing to do.
//!
//! Contents are compared, not times: a fresh checkout, a copy or a touched file changes no content.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::places::Places;
use crate::tools;

/// What the module is compiled from, and the recipe itself.
const CODE: [&str; 7] = [
    "Cargo.lock",
    "Cargo.toml",
    "core",
    "rust-toolchain.toml",
    "web",
    "xtask/src/dist.rs",
    "xtask/npm",
];

/// What is served as it is. Without a change in the code, a new colour must not wait for the
/// optimiser.
const SHEETS: [&str; 3] = ["index.html", "styles", "xtask/src/onefile.rs"];

/// What a watcher of the page looks at.
pub const WATCHED: [&str; 4] = ["core", "index.html", "styles", "web"];

/// A product of the build, and the digest of the sources that it has to agree with.
pub struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// Of the compiled and optimised module.
    pub fn of_module(places: &Places) -> io::Result<Self> {
        Self::new(places, "pkg.stamp", &CODE)
    }

    /// Of the whole page.
    pub fn of_page(places: &Places) -> io::Result<Self> {
        Self::new(places, "dist.stamp", &[&CODE[..], &SHEETS[..]].concat())
    }

    /// Of the page over a crowd.
    pub fn of_crowd(places: &Places) -> io::Result<Self> {
        let inputs = [&CODE[..], &SHEETS[..], &["bench/crowd"]].concat();
        Self::new(places, "crowd.stamp", &inputs)
    }

    /// The digest is compared only with one made by the same program, so any hash will do.
    fn new(places: &Places, name: &str, inputs: &[&str]) -> io::Result<Self> {
        let mut files = Vec::new();
        for input in inputs {
            collect(&places.root.join(input), &mut files)?;
        }
        let mut hasher = DefaultHasher::new();
        // A machine that gets Node later has something left to do.
        tools::node().hash(&mut hasher);
        for file in files {
            file.strip_prefix(&places.root).ok().hash(&mut hasher);
            fs::read(&file)?.hash(&mut hasher);
        }
        Ok(Self {
            file: places.target.join(name),
            digest: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether the product was made, to the end, from exactly these sources.
    pub fn is_kept(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.digest)
    }

    /// Makes the product: while `make` runs, and if it fails, no stamp vouches for what lies there.
    pub fn renew(&self, make: impl FnOnce() -> Result<()>) -> Result<()> {
        // Absent is as good as removed.
        let _ = fs::remove_file(&self.file);
        make()?;
        // The digest from before: a source edited meanwhile counts as changed.
        fs::write(&self.file, &self.digest).context("target/ cannot be written: check its rights")
    }
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
