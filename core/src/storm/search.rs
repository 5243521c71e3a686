//! The shortest script to which the storms lead that break a property.

use super::shrink::{PAIRED_MAX, SHORT};
use super::{Shrinking, actions};
use crate::order;

/// What is tried with each storm at first: enough to take away most of the lines that do nothing.
const FIRST_TRIALS: usize = 600;
/// So many storms are tried side by side before more is done with one of them.
const ABREAST: usize = 3;
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
    loop {
        let first = begun.len();
        for (seed, text) in storms.take(ABREAST) {
            begun.push((seed, begin(&text, property)));
            if is_told(&begun) {
                break;
            }
        }
        // The shortest of them is likely to be short enough the soonest.
        order::by_key(&mut begun[first..], |(_, it)| length(it));
        for at in first..begun.len() {
            if !is_told(&begun) && length(&begun[at].1) <= PAIRED_MAX {
                begun[at].1.go_on(&mut || true);
            }
        }
        if is_told(&begun) || begun.len() == first || begun.len() >= STORMS_MAX {
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

/// A storm that was shrunk a little.
fn begin(text: &str, property: &str) -> Shrinking {
    let mut shrinking = Shrinking::new(text, property);
    let mut left = FIRST_TRIALS;
    shrinking.go_on(&mut || {
        let more = left > 0;
        left = left.saturating_sub(1);
        more
    });
    shrinking
}

/// Whether one of them is short enough.
fn is_told(begun: &[(u64, Shrinking)]) -> bool {
    begun.iter().any(|(_, it)| length(it) <= SHORT)
}

fn length(shrinking: &Shrinking) -> usize {
    actions(shrinking.shortest())
}
