//! What moved last: whose head went over to another branch, and whose commit took blocks along. Pure.

use synod_core::ledger::BlockHash;
use synod_core::units::{NodeId, Step};
use synod_core::view::NodeGlance;

use super::known::Known;
use crate::model::Snapshot;

/// Over more steps nobody saw a flag go: it was a jump in time.
const STEPS_MAX: Step = 12;

/// A way between two blocks that flags went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// Where the flag was, or the lowest block that was taken along.
    pub from: BlockHash,
    /// The height of that.
    pub from_height: u64,
    /// Where it is.
    pub to: BlockHash,
    /// The height of that.
    pub to_height: u64,
    /// Whether a head changed its branch; else a commit took what lies below along.
    pub switches: bool,
    /// Whose flag it is.
    pub who: Vec<NodeId>,
}

/// What somebody's flags stood on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stand {
    id: NodeId,
    head: (u64, BlockHash),
    committed: u64,
}

/// Where the flags stood, and which ways they went since.
#[derive(Default)]
pub struct Trail {
    /// Which run, and how far.
    at: (u32, Step),
    stands: Vec<Stand>,
    /// The ways that are shown: each until its flag moves on.
    pub ways: Vec<Way>,
    /// Whose flags moved last.
    pub moved: Vec<NodeId>,
}

impl Trail {
    /// Looks at the flags again. Going back, jumps, and another run, leave no trail.
    pub fn follow(&mut self, snapshot: &Snapshot, flags: &[NodeGlance], known: &Known) {
        self.go((snapshot.more.run, snapshot.moment.step), flags, known);
    }

    pub(super) fn go(&mut self, now: (u32, Step), flags: &[NodeGlance], known: &Known) {
        let stands: Vec<Stand> = flags.iter().map(stand).collect();
        let same = stands
            .iter()
            .map(|it| it.id)
            .eq(self.stands.iter().map(|it| it.id));
        let near = self.at.1..=self.at.1.saturating_add(STEPS_MAX);
        if self.at.0 != now.0 || !near.contains(&now.1) || !same {
            (self.ways, self.moved) = (Vec::new(), Vec::new());
        } else if stands != self.stands {
            self.moved.clear();
            for (was, is) in self.stands.iter().zip(&stands) {
                if was != is {
                    self.moved.push(is.id);
                    self.ways
                        .iter_mut()
                        .for_each(|way| way.who.retain(|it| *it != is.id));
                    let way = switched(known, was, is).or_else(|| taken_along(known, was, is));
                    self.ways.extend(way);
                }
            }
            self.gather();
        }
        (self.at, self.stands) = (now, stands);
    }

    /// Those who went the same way share it; what nobody stands at the end of any more goes.
    fn gather(&mut self) {
        let mut ways: Vec<Way> = Vec::new();
        for way in self.ways.drain(..).filter(|way| !way.who.is_empty()) {
            let ends = |way: &Way| (way.from, way.to, way.switches);
            match ways.iter_mut().find(|it| ends(it) == ends(&way)) {
                Some(same) => same.who.extend(way.who),
                None => ways.push(way),
            }
        }
        self.ways = ways;
    }
}

fn stand(node: &NodeGlance) -> Stand {
    let glance = &node.glance;
    Stand {
        id: node.id,
        head: (glance.height, glance.tip),
        committed: glance.committed,
    }
}

/// A head that does not stand above where it stood.
fn switched(known: &Known, was: &Stand, is: &Stand) -> Option<Way> {
    let (from, to) = (
        known.find(was.head.0, was.head.1)?,
        known.find(is.head.0, is.head.1)?,
    );
    let below = known
        .down(to)
        .find(|at| known.knots[*at].height() <= was.head.0);
    (below != Some(from) && from != 0).then(|| Way {
        from: was.head.1,
        from_height: was.head.0,
        to: is.head.1,
        to_height: is.head.0,
        switches: true,
        who: vec![is.id],
    })
}

/// A commit of more than one block at once.
fn taken_along(known: &Known, was: &Stand, is: &Stand) -> Option<Way> {
    if is.committed < was.committed + 2 {
        return None;
    }
    let head = known.find(is.head.0, is.head.1)?;
    let at = |height: u64| {
        let mut down = known.down(head);
        down.find(|it| known.knots[*it].height() <= height)
    };
    let (from, to) = (
        &known.knots[at(was.committed + 1)?],
        &known.knots[at(is.committed)?],
    );
    Some(Way {
        from: from.hash(),
        from_height: from.height(),
        to: to.hash(),
        to_height: to.height(),
        switches: false,
        who: vec![is.id],
    })
}
