//! Ballots of the Paxos family: who may offer.
//!
//! ```
//! use synod_core::protocols::ballot::{Ballot, NUMBER_MAX};
//! use synod_core::units::NodeId;
//!
//! let ballot = |number, owner| Ballot { number, owner: NodeId::new(owner) };
//! assert!(ballot(3, 2) > ballot(3, 1) && ballot(3, 2) < ballot(4, 1));
//! assert_eq!(ballot(3, 2).literal().to_string(), "(3, n2)");
//! assert_eq!(Ballot::read(&ballot(3, 2).literal()), Some(ballot(3, 2)));
//! assert_eq!(Ballot::read(&ballot(NUMBER_MAX + 1, 2).literal()), None);
//! ```

use std::fmt;

use crate::ledger::Literal;
use crate::phrase::Allegiance;
use crate::units::{NODES_MAX, NodeId, WHOLE_MAX};

/// The greatest number of a ballot that can be forged: half of what scripts can say, so that the ballots that servers
/// take above it, one by one, can be said too.
pub const NUMBER_MAX: u64 = (WHOLE_MAX / 2 + 1) as u64;

/// A ballot. Compared by number first, then by owner: the derived order is the rule of the papers, and as a server takes
/// none but its own, no two ever lead the same one.
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
        let owner = Literal::text(self.owner.to_string());
        Literal::Tuple(vec![Literal::Whole(number), owner])
    }

    /// A ballot from what scripts write; `None` where it is none, or above [`NUMBER_MAX`].
    pub fn read(literal: &Literal) -> Option<Self> {
        let Literal::Tuple(parts) = literal else {
            return None;
        };
        let [Literal::Whole(number), Literal::Text(owner)] = parts.as_slice() else {
            return None;
        };
        let owner: u16 = owner.strip_prefix('n')?.parse().ok()?;
        let number = u64::try_from(*number).ok()?;
        let exists = number <= NUMBER_MAX && (1..=NODES_MAX).contains(&owner);
        exists.then(|| Self {
            number,
            owner: NodeId::new(owner),
        })
    }
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.token().fmt(f)
    }
}
