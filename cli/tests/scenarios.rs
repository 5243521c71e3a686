//! Every scenario under `tests/scenarios`, judged by `synod run` itself.

use std::path::{Path, PathBuf};
use std::process::Command;

fn scripts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of scenarios can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            found.extend(scripts(&path));
        } else if path.extension().is_some_and(|suffix| suffix == "synod") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn all() -> Vec<PathBuf> {
    scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/scenarios"))
}

#[test]
fn every_scenario_passes() {
    let mut complaints = Vec::new();
    for file in all() {
        let output = Command::new(env!("CARGO_BIN_EXE_synod"))
            .arg("run")
            .arg(&file)
            .output()
            .expect("synod starts");
        if !output.status.success() {
            let (out, err) = (
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
            let failed: Vec<&str> = out
                .lines()
                .filter(|line| !line.starts_with("ok "))
                .collect();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            complaints.push(format!(
                "{name}\n  {}\n  {}",
                failed.join("\n  "),
                err.trim_end()
            ));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_scenario_cites_its_source_and_expects_something() {
    let files = all();
    assert!(
        files.len() >= 24,
        "only {} scenarios were found",
        files.len()
    );
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a scenario can be read");
        let name = file.display();
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("# systems/"),
            "{name} cites nothing in its first comment"
        );
        assert!(
            text.lines().any(|line| line.contains("expect ")),
            "{name} expects nothing"
        );
    }
}
