//! The shortest script to which the storms lead that break a property.

use super::shrink::{PAIRED_MAX, SHORT};
use super::{Shrinking, actions};

/// What is tried with each storm at first: enough to take away most of the lines that do nothing.
const FIRST_TRIALS: usize = 600;
/// The most storms that are looked at.
const STORMS_MAX: usize = 6;

/// A storm that breaks something, on its way to a short script.
pub struct Found {
    /// The seed of the storm.
    pub seed: u64,
    /// Its script, as far as it was shrunk.
    pub text: String,
    /// How many scripts were tried, of this storm and of those beside it.
    pub tried: usize,
}

/// Shrinks the first of some storms, given by their seeds and scripts, which break a property. What one of them breaks may
/// be a coincidence to which nearly every line is needed, each at its moment; where its script stays long, others are
/// looked at, and the shortest is the one that counts. `None` if there is no storm.
pub fn shortest(property: &str, storms: &mut dyn Iterator<Item = (u64, String)>) -> Option<Found> {
    let mut begun: Vec<(u64, Shrinking)> = Vec::new();
    for (seed, text) in storms.take(STORMS_MAX) {
        let mut shrinking = Shrinking::new(&text, property);
        let mut left = FIRST_TRIALS;
        shrinking.go_on(&mut || {
            let more = left > 0;
            left = left.saturating_sub(1);
            more
        });
        if length(&shrinking) <= PAIRED_MAX {
            shrinking.go_on(&mut || true);
        }
        let is_short = length(&shrinking) <= SHORT;
        begun.push((seed, shrinking));
        if is_short {
            break;
        }
    }
    // None came to a short one: what may still become shorter does.
    let (place, _) = (0..).zip(&begun).min_by_key(|(_, (_, it))| length(it))?;
    begun[place].1.go_on(&mut || true);
    let tried = begun.iter().map(|(_, it)| it.tried()).sum();
    let (seed, shrinking) = &begun[place];
    Some(Found {
        seed: *seed,
        text: shrinking.shortest().to_owned(),
        tried,
    })
}

fn length(shrinking: &Shrinking) -> usize {
    actions(shrinking.shortest())
}
