//! The tree of branches as it is drawn: short names, the order of its rows, and where each leaves the present one. Pure.

use synod_core::script::span;
use synod_core::units::Moment;
use synod_core::view::BranchView;

/// The longest name that is written out.
const NAME_MAX: usize = 28;

/// A branch name for a line: times to a tenth of a second, and no longer than a line.
pub fn short(name: &str) -> String {
    let word = |word: &str| match span(word) {
        Some(span) if span.micros() >= 100_000 => tenths(span.micros()),
        _ => word.to_owned(),
    };
    let words: Vec<String> = name.split(' ').map(word).collect();
    let (text, moment) = match &words[..] {
        [before @ .., at, time] if at == "at" && !before.is_empty() => {
            (before.join(" "), format!(" at {time}"))
        }
        _ => (words.join(" "), String::new()),
    };
    if text.chars().count() <= NAME_MAX {
        return text + &moment;
    }
    let begin: String = text.chars().take(NAME_MAX).collect();
    format!("{}\u{2026}{moment}", begin.trim_end())
}

/// Microseconds as seconds, to a tenth.
pub fn tenths(micros: u64) -> String {
    format!("{:.1} s", micros as f64 / 1e6)
}

/// A row of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Twig {
    /// Its branch, by the place among all.
    pub place: usize,
    /// The branch that it left.
    pub parent: Option<usize>,
    /// How many it left one after the other.
    pub depth: usize,
}

/// The branches as rows: each is followed by those that left it.
pub fn tree(branches: &[BranchView]) -> Vec<Twig> {
    let parents: Vec<Option<usize>> = branches.iter().map(|it| parent(branches, it)).collect();
    let mut rows = Vec::with_capacity(branches.len());
    // The last one first, as the first one is taken from the end.
    let left = |parent: Option<usize>, depth: usize| {
        let all = parents.iter().enumerate().rev();
        let left = all.filter(move |(_, it)| **it == parent);
        left.map(move |(place, _)| (place, depth))
    };
    let mut stack: Vec<(usize, usize)> = left(None, 0).collect();
    while let Some((place, depth)) = stack.pop() {
        let parent = parents[place];
        rows.push(Twig {
            place,
            parent,
            depth,
        });
        stack.extend(left(Some(place), depth + 1));
    }
    rows
}

fn parent(branches: &[BranchView], branch: &BranchView) -> Option<usize> {
    let (name, _) = branch.parent.as_ref()?;
    branches.iter().position(|it| it.name == *name)
}

/// Where each branch leaves what the present one went through; none for the present one itself.
pub fn partings(branches: &[BranchView]) -> Vec<Option<Moment>> {
    let mut shared: Vec<Option<Moment>> = vec![None; branches.len()];
    let current = branches.iter().position(|branch| branch.current);
    climb(branches, current, |place, limit| {
        shared[place] = Some(limit);
        true
    });
    let part = |place: usize| {
        let mut part = None;
        climb(branches, Some(place), |ancestor, limit| {
            part = shared[ancestor].map(|shared| shared.min(limit));
            part.is_none()
        });
        part.filter(|_| Some(place) != current)
    };
    (0..branches.len()).map(part).collect()
}

/// From a branch to those that it left, each with the moment up to which it was gone along, while the visitor says so.
fn climb(
    branches: &[BranchView],
    from: Option<usize>,
    mut visit: impl FnMut(usize, Moment) -> bool,
) {
    let mut limit = Moment {
        step: u32::MAX,
        time: synod_core::units::Time(u64::MAX),
    };
    let mut next = from;
    while let Some(place) = next {
        if !visit(place, limit) {
            return;
        }
        let branch = &branches[place];
        next = parent(branches, branch);
        let left = branch.parent.as_ref().map(|(_, moment)| *moment);
        limit = left.map_or(limit, |left| left.min(limit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::Time;

    #[test]
    fn branches_have_short_names() {
        for (name, said) in [
            ("main", "main"),
            ("crash n3 at 4.318231s", "crash n3 at 4.3 s"),
            ("crash n3 at 40ms", "crash n3 at 40ms"),
            (
                "partition n1 n2 n3 | n4 n5 n6 n7 at 12.05s",
                "partition n1 n2 n3 | n4 n5 n\u{2026} at 12.1 s",
            ),
        ] {
            assert_eq!(short(name), said);
        }
    }

    fn at(step: u32) -> Moment {
        let time = Time(u64::from(step));
        Moment { step, time }
    }

    /// `main`, and branches by parent and step, the last of them the present one.
    fn grown(left: &[(&str, u32)]) -> Vec<BranchView> {
        let branch = |name: String, parent, current| BranchView {
            name,
            parent,
            end: at(100),
            current,
            line: String::new(),
        };
        let mut all = vec![branch("main".into(), None, left.is_empty())];
        for (number, (parent, step)) in left.iter().enumerate() {
            let parent = Some(((*parent).to_owned(), at(*step)));
            all.push(branch(
                format!("b{}", number + 1),
                parent,
                number + 1 == left.len(),
            ));
        }
        all
    }

    #[test]
    fn each_row_is_followed_by_those_that_left_it() {
        let all = grown(&[("main", 10), ("main", 5), ("b1", 20)]);
        let rows: Vec<(usize, usize)> = tree(&all).iter().map(|it| (it.place, it.depth)).collect();
        assert_eq!(rows, [(0, 0), (1, 1), (3, 2), (2, 1)]);
        assert_eq!(tree(&all)[2].parent, Some(1));
    }

    #[test]
    fn a_branch_leaves_the_present_one_where_their_ways_part() {
        let parted = |left: &[(&str, u32)]| partings(&grown(left));
        assert_eq!(parted(&[]), [None]);
        // The present one left main at 10: main goes another way from there.
        assert_eq!(parted(&[("main", 10)]), [Some(at(10)), None]);
        // b1 left main before the present one did.
        let both = parted(&[("main", 4), ("main", 10)]);
        assert_eq!(both, [Some(at(10)), Some(at(4)), None]);
        // The present one left b1 before b1 had left main.
        let early = parted(&[("main", 10), ("b1", 4)]);
        assert_eq!(early, [Some(at(4)), Some(at(4)), None]);
    }
}
