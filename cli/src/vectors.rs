//! `synod vectors`: the test vectors, recomputed: a line each of name, input and output with tabs between. Without a
//! system: those that all systems share, then those of every system.

use synod_core::protocols::{CATALOG, entry};
use synod_core::vectors::{Vector, shared};

use crate::{Exit, print};

/// Prints the vectors of one system, or all.
pub fn vectors(protocol: Option<&str>) -> Exit {
    let vectors = match protocol {
        None => {
            let own = CATALOG.iter().flat_map(|entry| (entry.vectors)());
            shared(CATALOG[0].about).into_iter().chain(own).collect()
        }
        Some(id) => match entry(id) {
            Some(entry) => (entry.vectors)(),
            None => return unknown(id),
        },
    };
    let line = |vector: &Vector| format!("{vector}\n");
    print(&vectors.iter().map(line).collect::<String>());
    Exit::Good
}

fn unknown(id: &str) -> Exit {
    let known: Vec<&str> = CATALOG.iter().map(|entry| entry.about.id).collect();
    eprintln!("found {id}, expected a system: {}", known.join(", "));
    Exit::Unusable
}
