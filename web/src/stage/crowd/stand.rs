//! Where the cells of a crowd stand: see [`comb`].

use synod_core::units::NodeId;

use super::comb::{self, Border};
use crate::stage::geometry::{Frame, Point};
use crate::stage::layout::{Layout, Region};
use crate::stage::stand::regions;

/// A crowd keeps so far from the edges of its room.
const CROWD_AIR: f64 = 6.0;
impl Layout {
    /// A crowd: as one ellipse of cells, or as one for each side of a partition, all of one size.
    pub(in crate::stage) fn stand_cells(&mut self, room: Frame, count: usize) {
        let room = room.inset(CROWD_AIR, CROWD_AIR, CROWD_AIR);
        let mut flocks = vec![(room, (0..count).map(NodeId::at).collect::<Vec<_>>())];
        if let Some(parting) = &self.parting {
            self.regions = regions(room, parting);
            let inner = |frame: Frame| frame.inset(CROWD_AIR, 34.0, CROWD_AIR);
            let flock = |region: &Region| (inner(region.frame), region.members.clone());
            flocks = self.regions.iter().map(flock).collect();
        }
        let radii = flocks
            .iter()
            .map(|(frame, members)| comb::radius(members.len(), *frame));
        self.radius = radii.fold(f64::INFINITY, f64::min);
        self.nodes = vec![Point::default(); count];
        for (frame, members) in flocks {
            let packed = comb::pack(members.len(), frame, self.radius);
            for (id, place) in members.iter().zip(packed.places) {
                self.nodes[id.index()] = place;
            }
            let numbered = |border: Border| Border {
                cells: (
                    members[border.cells.0].index(),
                    members[border.cells.1].index(),
                ),
                ..border
            };
            self.borders
                .extend(packed.borders.into_iter().map(numbered));
        }
        self.outers = vec![self.radius; count];
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::stage::layout::Scope;
    use crate::stage::sides::Parting;

    #[test]
    fn the_sides_of_a_crowd_stand_apart() {
        let members: Vec<u16> = (1..=100).collect();
        let (one, other) = members.split_at(30);
        let side = |side: &[u16]| side.iter().map(|n| NodeId::new(*n)).collect();
        let parting = Parting {
            sides: vec![side(one), side(other)],
            since: synod_core::units::Time::ZERO,
        };
        let scope = Scope {
            width: 1088.0,
            height: 598.0,
            room: Frame::new(84.0, 40.0, 988.0, 458.0),
        };
        let layout = Layout::of(scope, 100, 0, Some(Rc::new(parting)));
        for region in &layout.regions {
            for id in &region.members {
                let (place, frame) = (layout.nodes[id.index()], region.frame);
                assert!(
                    place.x > frame.at.x && place.x < frame.at.x + frame.width,
                    "{id}"
                );
            }
        }
        let (few, many) = (layout.regions[0].frame.width, layout.regions[1].frame.width);
        assert!(many > 1.5 * few, "{few} for 30, {many} for 70");
        let crosses = |border: &&Border| (border.cells.0 < 30) != (border.cells.1 < 30);
        assert_eq!(layout.borders.iter().filter(crosses).count(), 0);
    }
}
