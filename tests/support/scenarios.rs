//! The scenarios as texts.

use std::path::Path;

/// Every scenario of every system, in the order of their names.
pub fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    gather(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
        &mut found,
    );
    found.sort();
    found
}

/// Their texts alone.
pub fn texts() -> Vec<String> {
    all().into_iter().map(|(_, text)| text).collect()
}

fn gather(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder of scenarios can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|suffix| suffix == "synod") {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            found.push((
                name,
                std::fs::read_to_string(&path).expect("a scenario can be read"),
            ));
        }
    }
}
