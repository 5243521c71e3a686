//! Scenes: what is worth watching first, and what goes wrong in the system as it was shipped.

use crate::protocols::Scene;

macro_rules! scene {
    ($id:literal) => {
        Scene {
            id: $id,
            script: include_str!(concat!("../../../lessons/proof-of-work/", $id, ".synod")),
        }
    };
}

/// In the order of the menu, the opening scene first.
pub const SCENES: &[Scene] = &[
    scene!("opening"),
    scene!("two-histories"),
    scene!("hidden-blocks"),
    scene!("three-hundred"),
];
