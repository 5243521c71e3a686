//! Charts.
use super::ProofOfWork;
use crate::view::ChartView;
use crate::world::World;

/// What was measured, beside what was predicted.
pub fn charts(_: &World<ProofOfWork>) -> Vec<ChartView> {
    Vec::new()
}
