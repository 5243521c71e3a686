//! Where clients stand, and where the members of the sides of a partition do.

use synod_core::units::NodeId;

use super::geometry::{Frame, Point, closest, ring};
use super::layout::{RING_MAX, Region};
use super::sides::Parting;

/// How far the sides of a partition drift apart.
pub const DRIFT: f64 = 80.0;
/// The side of few cells is as wide as if it had so many more: its name wants room.
const CELLS_LEAST: f64 = 12.0;
/// Half the size of a client's box.
pub const CLIENT: (f64, f64) = (45.0, 22.0);

/// Clients stand in a column at the left and one at the right; what is left between them is for the nodes. Beside the
/// ring two have the corners; the sides of a partition reach into those.
pub fn stand_clients(room: Frame, count: usize, parted: bool) -> (Frame, Vec<Point>, f64) {
    if count == 0 {
        return (room, Vec::new(), 1.0);
    }
    let rows = count.div_ceil(2) as f64;
    let slot = room.height / rows;
    let scale = (slot / (2.0 * CLIENT.1 + 8.0))
        .min(1.0)
        .min(room.width / 520.0)
        .clamp(0.25, 1.0);
    let margin = CLIENT.0 * scale + 4.0;
    let place = |i: usize| {
        let row = (i / 2) as f64;
        let x = if i.is_multiple_of(2) {
            room.at.x + margin
        } else {
            room.at.x + room.width - margin
        };
        // Two clients stand at the upper corners, where the ring leaves the most room.
        let y = if rows < 2.0 {
            room.at.y + CLIENT.1 + 14.0
        } else {
            room.at.y + slot * (row + 0.5)
        };
        Point::new(x, y)
    };
    let taken = match (parted, rows < 2.0) {
        (true, _) => CLIENT.0 * scale * 2.0 + 12.0,
        (false, true) => CLIENT.0 * scale,
        (false, false) => CLIENT.0 * scale * 2.0,
    };
    (
        room.inset(taken, 0.0, 0.0),
        (0..count).map(place).collect(),
        scale,
    )
}

/// The sides as columns, the one of `n1` at the left, as wide as they are many.
pub fn regions(room: Frame, parting: &Parting) -> Vec<Region> {
    let gap = DRIFT.min(room.width * 0.1);
    let many = parting.sides.iter().map(Vec::len).sum::<usize>() > RING_MAX;
    // Cells take the room that they need; of nodes on a ring a few take as much as many.
    let weight = |members: &[NodeId]| match many {
        true => members.len() as f64 + CELLS_LEAST,
        false => members.len().min(5) as f64 + 2.5,
    };
    let total: f64 = parting.sides.iter().map(|members| weight(members)).sum();
    let width = room.width - gap * (parting.sides.len() - 1) as f64;
    let mut x = room.at.x;
    let column = |(side, members): (usize, &Vec<NodeId>)| {
        let frame = Frame::new(x, room.at.y, width * weight(members) / total, room.height);
        x += frame.width + gap;
        Region {
            frame,
            side,
            members: members.clone(),
        }
    };
    parting.sides.iter().enumerate().map(column).collect()
}

/// The members of a side on a ring of their own, turned so that they stand this far apart if they can, and so that
/// they move as little as possible.
pub fn gather(frame: Frame, reach: (f64, f64), home: &[Point], apart: f64) -> Vec<Point> {
    let turned = (0..12).map(|i| ring(home.len(), frame, reach, -90.0 + 30.0 * f64::from(i)));
    let moved =
        |places: &Vec<Point>| -> f64 { places.iter().zip(home).map(|(a, b)| a.distance(*b)).sum() };
    let tight = |places: &Vec<Point>| apart - closest(places).min(apart);
    // Two stand above each other where they can: at their sides there is room for plates.
    let far = |places: &Vec<Point>| if home.len() == 2 { 0.0 } else { moved(places) };
    turned
        .min_by(|a, b| {
            tight(a)
                .total_cmp(&tight(b))
                .then_with(|| far(a).total_cmp(&far(b)))
        })
        .unwrap_or_default()
}
