//! Lists put in order. The sorts of the standard library are made anew for every type, at four kilobytes of the page
//! each; here places are sorted, by one sort for all.
//!
//! ```
//! use synod_core::order;
//!
//! let mut words = vec!["vote", "ask", "no"];
//! order::by_key(&mut words, |word| word.len());
//! assert_eq!(words, ["no", "ask", "vote"]);
//! ```

use std::cmp::Ordering;
use std::mem;

/// Puts a list in the order of a key. What has the same key stays as it stood.
pub fn by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    by(list, |a, b| key(a).cmp(&key(b)));
}

/// Puts a list in order. What is equal stays as it stood.
pub fn by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(list.len(), &|a, b| compare(&list[a], &list[b]));
    for start in 0..list.len() {
        // What belongs here comes here, what stood here waits where that was, and so on until it comes round.
        let mut at = start;
        loop {
            let from = mem::replace(&mut places[at], at);
            if from == start {
                break;
            }
            list.swap(at, from);
            at = from;
        }
    }
}

/// The places of a list of this length in the order of what stands there.
fn places(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_out_as_the_standard_library_sorts_them() {
        for length in 0..200 {
            let list: Vec<(u64, u64)> = (0..length)
                .map(|place| ((length * 31 + place * 7919) % 20, place))
                .collect();
            let (mut ours, mut theirs) = (list.clone(), list);
            by_key(&mut ours, |pair| pair.0);
            theirs.sort_by_key(|pair| pair.0);
            assert_eq!(ours, theirs);
        }
    }
}
