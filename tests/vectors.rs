//! The test vectors agree with those that another implementation has written: `tests/vectors.txt` is what Node's crypto
//! and BigInt make of the definitions (`tests/independent/vectors.mjs`), never what this program prints.

use std::process::Command;

use synod_core::protocols::CATALOG;
use synod_core::vectors::{Vector, shared};

const STORED: &str = include_str!("vectors.txt");

/// All vectors, as `synod vectors` prints them.
fn ours() -> Vec<String> {
    let own = CATALOG.iter().flat_map(|entry| (entry.vectors)());
    let all = shared(CATALOG[0].about).into_iter().chain(own);
    all.map(|vector: Vector| vector.to_string()).collect()
}

#[test]
fn every_vector_has_the_stored_value() {
    let ours = ours();
    let stored: Vec<&str> = STORED.lines().collect();
    for (place, stored) in stored.iter().enumerate() {
        let found = ours.get(place).map_or("nothing", String::as_str);
        assert_eq!(found, *stored, "line {} of vectors.txt", place + 1);
    }
    assert_eq!(ours.len(), stored.len(), "every vector is stored");
}

#[test]
fn the_stored_values_are_those_of_another_implementation() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/independent/vectors.mjs");
    let output = Command::new("node")
        .arg(script)
        .output()
        .expect("Node is installed, 20 or later");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let written = String::from_utf8(output.stdout).expect("it prints text");
    assert_eq!(
        written, STORED,
        "write it anew: node tests/independent/vectors.mjs"
    );
}

#[test]
fn every_system_has_vectors() {
    for entry in CATALOG {
        assert!(!(entry.vectors)().is_empty(), "{} has none", entry.about.id);
    }
}
