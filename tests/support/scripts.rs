//! The scenario files, for every test that plays them.

use std::path::{Path, PathBuf};

/// Every scenario: its path below `tests/scenarios` and its text, in the order of the paths.
pub fn scenarios() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("a scenario file is text");
        let name = file
            .strip_prefix(&root)
            .expect("it lies below")
            .display()
            .to_string();
        (name, text)
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder of scenarios exists") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|suffix| suffix == "synod") {
            files.push(path);
        }
    }
}
