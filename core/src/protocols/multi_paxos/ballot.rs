//! Ballots: who may offer.

use std::fmt;

use crate::ledger::Literal;
use crate::phrase::Allegiance;
use crate::units::NodeId;

/// A ballot. Compared by number first, then by owner: the derived order is rule 1, and as a server takes none but its
/// own, no two ever lead the same one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ballot {
    /// One more than the greatest that its owner had heard of.
    pub number: u64,
    /// Who took it.
    pub owner: NodeId,
}

impl Ballot {
    /// As the stage colours it.
    pub fn token(self) -> Allegiance {
        Allegiance::Ballot {
            number: self.number,
            owner: self.owner,
        }
    }

    /// As scripts write it: `(3, n2)`.
    pub fn literal(self) -> Literal {
        let number = i64::try_from(self.number).unwrap_or(i64::MAX);
        Literal::Tuple(vec![
            Literal::Whole(number),
            Literal::text(self.owner.to_string()),
        ])
    }
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.token().fmt(f)
    }
}
