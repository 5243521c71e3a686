//! What storms do to proof of stake besides: lines of script that no honest node or user would enter.

/// A line, drawn by a number: of a run with this seed and so many nodes.
pub fn lines(_seed: u64, _nodes: u64, _drawn: u64) -> Vec<String> {
    Vec::new()
}
