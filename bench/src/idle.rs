//! What a node weighs that does nothing: a run with many of them against a run with few.

use synod_core::protocols::benmo;
use synod_core::script::default_setup;

use crate::counter::allocated;
use crate::phold::Load;

/// Bytes that every further node of Benmo, booted and idle, adds to a run; 50 is the most that it takes.
pub fn of_benmo() -> f64 {
    a_node(5, 50, |nodes| {
        let mut setup = default_setup(&benmo::ABOUT);
        setup.nodes = nodes;
        benmo::open(setup)
    })
}

/// The same of a node without state, in a network of a thousand: what the laboratory itself keeps for a node.
pub fn of_phold() -> f64 {
    a_node(5, 1000, |nodes| {
        let (messages, neighbours) = (0, 1000);
        Load {
            nodes,
            messages,
            neighbours,
        }
        .open()
    })
}

fn a_node<R>(few: u16, many: u16, open: impl Fn(u16) -> R) -> f64 {
    let weight = |nodes| {
        let before = allocated();
        let run = open(nodes);
        let weight = allocated() - before;
        drop(run);
        weight as f64
    };
    (weight(many) - weight(few)) / f64::from(many - few)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_weighs_something_and_not_a_page_of_memory() {
        for bytes in [of_benmo(), of_phold()] {
            assert!((10.0..4096.0).contains(&bytes), "{bytes} bytes");
        }
    }
}
