//! Whether the cut links part the nodes into sides: groups with every link inside open and every link between cut.

use synod_core::units::{NodeId, Time};
use synod_core::view::{LinkState, LinkView};

/// More sides than these are drawn as single cuts: nobody could read the regions.
pub const SIDES_MAX: usize = 4;

/// A clean partition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parting {
    /// The sides, the one of `n1` first, members by number.
    pub sides: Vec<Vec<NodeId>>,
    /// When the last of its links was cut.
    pub since: Time,
}

impl Parting {
    /// The partition that these links make of so many nodes, if they make one.
    pub fn of(nodes: usize, links: &[LinkView]) -> Option<Self> {
        if nodes < 2 || links.is_empty() {
            return None;
        }
        let mut cut = vec![false; nodes * nodes];
        let mut since = Time::ZERO;
        for link in links {
            let (Some(a), Some(b)) = (link.from.node(), link.to.node()) else {
                continue;
            };
            if link.state != LinkState::Cut {
                // A link that is cut one way belongs to no side: it keeps its own sign.
                return None;
            }
            cut[a.index() * nodes + b.index()] = true;
            cut[b.index() * nodes + a.index()] = true;
            since = since.max(link.since);
        }
        let side = components(nodes, &cut);
        let count = side.iter().max()? + 1;
        let clean = (0..nodes)
            .all(|a| (0..nodes).all(|b| a == b || cut[a * nodes + b] == (side[a] != side[b])));
        if !clean || !(2..=SIDES_MAX).contains(&count) {
            return None;
        }
        let members = |k| {
            (0..nodes)
                .filter(|i| side[*i] == k)
                .map(NodeId::at)
                .collect()
        };
        Some(Self {
            sides: (0..count).map(members).collect(),
            since,
        })
    }

    /// Which side a node is on.
    pub fn side(&self, id: NodeId) -> Option<usize> {
        self.sides.iter().position(|side| side.contains(&id))
    }
}

/// For each node the number of its component, numbered in the order of their first members.
fn components(nodes: usize, cut: &[bool]) -> Vec<usize> {
    let mut side = vec![usize::MAX; nodes];
    let mut count = 0;
    for first in 0..nodes {
        if side[first] != usize::MAX {
            continue;
        }
        side[first] = count;
        let mut open = vec![first];
        while let Some(at) = open.pop() {
            for next in 0..nodes {
                if side[next] == usize::MAX && !cut[at * nodes + next] {
                    side[next] = count;
                    open.push(next);
                }
            }
        }
        count += 1;
    }
    side
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(a: u16, b: u16, state: LinkState) -> LinkView {
        let end = |number| NodeId::new(number).into();
        LinkView {
            from: end(a),
            to: end(b),
            state,
            since: Time(u64::from(a)),
        }
    }

    fn all_cut(pairs: &[(u16, u16)]) -> Vec<LinkView> {
        pairs
            .iter()
            .map(|(a, b)| cut(*a, *b, LinkState::Cut))
            .collect()
    }

    #[test]
    fn links_between_two_groups_make_two_sides() {
        let links = all_cut(&[(1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5)]);
        let parting = Parting::of(5, &links).expect("a clean partition");
        let numbers: Vec<Vec<u16>> = parting
            .sides
            .iter()
            .map(|side| side.iter().map(|id| id.number()).collect())
            .collect();
        assert_eq!(numbers, [vec![1, 2], vec![3, 4, 5]]);
        assert_eq!(parting.since, Time(2));
        assert_eq!(parting.side(NodeId::new(4)), Some(1));
    }

    #[test]
    fn a_node_that_is_cut_off_is_a_side_of_its_own() {
        let parting = Parting::of(3, &all_cut(&[(1, 2), (2, 3)])).expect("n2 alone");
        assert_eq!(parting.sides.len(), 2);
    }

    #[test]
    fn a_single_cut_is_no_partition() {
        assert_eq!(Parting::of(5, &all_cut(&[(1, 2)])), None);
        assert_eq!(Parting::of(5, &[]), None);
    }

    #[test]
    fn a_cut_inside_a_side_is_not_clean() {
        assert_eq!(
            Parting::of(4, &all_cut(&[(1, 2), (1, 3), (1, 4), (2, 3)])),
            None
        );
    }

    #[test]
    fn a_one_way_cut_keeps_its_own_sign() {
        assert_eq!(Parting::of(2, &[cut(1, 2, LinkState::CutForward)]), None);
    }
}
