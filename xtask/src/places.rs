//! Where things lie. Chores may be called from any folder of the tree, so every path starts at its
//! root.

use std::env;
use std::path::{Path, PathBuf};

/// The folders that chores read and write; nothing is written outside `target` and `dist`.
pub struct Places {
    /// The root of the tree.
    pub root: PathBuf,
    /// The finished page.
    pub dist: PathBuf,
    /// Cargo's folder.
    pub target: PathBuf,
    /// Pinned tools; in one place even for somebody who builds into several.
    pub tools: PathBuf,
}

impl Places {
    /// The places of the tree that this program was built in.
    pub fn find() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask lies one level below the root")
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Self {
            dist: root.join("dist"),
            tools: root.join("target/tools"),
            target,
            root,
        }
    }
}
