//! A few nodes as the value of an option.

use std::fmt;

use crate::units::NodeId;

/// The most nodes that the value of an option names.
pub const FEW: usize = 3;

/// A few nodes, in the order in which they were named, each once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct FewNodes([Option<NodeId>; FEW]);

impl FewNodes {
    /// Takes one more in. False if it is there already, or no more fit.
    pub fn push(&mut self, id: NodeId) -> bool {
        let is_known = self.0.contains(&Some(id));
        let free = self.0.iter_mut().find(|place| place.is_none());
        match free {
            Some(place) if !is_known => {
                *place = Some(id);
                true
            }
            _ => false,
        }
    }

    /// Them.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        self.0.into_iter().flatten()
    }
}

impl fmt::Display for FewNodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.iter().map(|id| id.to_string()).collect();
        f.write_str(&names.join(" "))
    }
}
