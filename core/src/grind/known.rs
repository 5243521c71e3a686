//! What was searched already. It is kept beside all runs and says nothing that a search would not say, so that it can
//! be filled by anybody who searched honestly, and forgotten at any time.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Puzzle;

/// A range that was searched, and the lowest number in it that solves the puzzle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Its first number.
    pub from: u64,
    /// How many numbers it has.
    pub count: u32,
    /// What was found.
    pub found: Option<u64>,
}

/// A range without gaps, as it grew. Nothing is known behind what was found.
#[derive(Clone, Copy)]
struct Reach {
    from: u64,
    to: u64,
    found: Option<u64>,
}

/// Puzzles that are remembered: a miner has one at a time, a chain of thousands of blocks one each.
const PUZZLES_MAX: usize = 4096;

thread_local! {
    static KNOWN: RefCell<BTreeMap<Puzzle, Reach>> = const { RefCell::new(BTreeMap::new()) };
}

/// Remembers what somebody found in a stretch: it must be what [`search`](super::search) says of it.
pub fn learn(puzzle: &Puzzle, stretch: Stretch) {
    let Stretch { from, count, found } = stretch;
    let to = found.map_or(from.saturating_add(count.into()), |found| found + 1);
    let mut reach = Reach { from, to, found };
    KNOWN.with_borrow_mut(|known| {
        if let Some(old) = known.get(puzzle) {
            if old.from <= from && old.to >= to {
                return;
            }
            let joins = old.from <= from && from <= old.to && old.found.is_none();
            if joins {
                reach.from = old.from;
            }
        } else if known.len() >= PUZZLES_MAX {
            known.clear();
        }
        known.insert(*puzzle, reach);
    });
}

/// The answer to a search, if it is known.
pub(super) fn answer(puzzle: &Puzzle, from: u64, count: u32) -> Option<Option<u64>> {
    KNOWN.with_borrow(|known| {
        let reach = known.get(puzzle).filter(|reach| reach.from <= from)?;
        let end = from.saturating_add(count.into());
        let hit = reach.found.filter(|found| (from..end).contains(found));
        // Everything up to what was found was searched.
        (hit.is_some() || end <= reach.to).then_some(hit)
    })
}

/// Whether the answer to a search is known.
pub fn is_known(puzzle: &Puzzle, from: u64, count: u32) -> bool {
    answer(puzzle, from, count).is_some()
}

/// From where on nothing is known of a puzzle for whoever searches it from this number; nothing where the answer is.
pub fn unknown_from(puzzle: &Puzzle, from: u64) -> Option<u64> {
    KNOWN.with_borrow(|known| match known.get(puzzle) {
        Some(reach) if reach.from <= from && from < reach.to => match reach.found {
            Some(found) if found >= from => None,
            _ => Some(reach.to),
        },
        _ => Some(from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_join_and_what_lies_behind_a_find_stays_unknown() {
        let puzzle = Puzzle::Digits {
            previous: Some(77),
            zeros: 60,
        };
        assert_eq!(answer(&puzzle, 0, 10), None);
        let miss = |from, count| Stretch {
            from,
            count,
            found: None,
        };
        learn(&puzzle, miss(0, 10));
        learn(&puzzle, miss(10, 10));
        assert_eq!(answer(&puzzle, 3, 17), Some(None));
        assert_eq!(answer(&puzzle, 3, 18), None);
        assert_eq!(unknown_from(&puzzle, 4), Some(20));
        learn(
            &puzzle,
            Stretch {
                from: 20,
                count: 10,
                found: Some(25),
            },
        );
        assert_eq!(answer(&puzzle, 3, 1000), Some(Some(25)));
        assert_eq!(answer(&puzzle, 3, 5), Some(None));
        assert_eq!(
            (unknown_from(&puzzle, 4), unknown_from(&puzzle, 26)),
            (None, Some(26))
        );
        assert_eq!(answer(&puzzle, 26, 1), None, "nobody looked there");
        learn(&puzzle, miss(26, 4));
        assert_eq!(answer(&puzzle, 26, 4), Some(None));
        assert_eq!(
            answer(&puzzle, 3, 5),
            None,
            "forgotten for what is new: it can be searched"
        );
    }

    #[test]
    fn memory_has_an_end() {
        let puzzle = |number| Puzzle::Digits {
            previous: Some(number),
            zeros: 61,
        };
        let stretch = Stretch {
            from: 0,
            count: 1,
            found: None,
        };
        for number in 0..2 * PUZZLES_MAX as u64 {
            learn(&puzzle(number), stretch);
        }
        assert!(KNOWN.with_borrow(BTreeMap::len) <= PUZZLES_MAX);
        assert!(is_known(&puzzle(2 * PUZZLES_MAX as u64 - 1), 0, 1));
    }
}
