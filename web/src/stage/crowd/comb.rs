//! Where a crowd stands: pointy hexagons side by side, in an ellipse that fills its frame. Who is near in number is
//! near in place, as neighbours of systems with so many nodes are. Pure geometry: no colours, no browser.

use synod_core::order;

use crate::stage::geometry::{Frame, Point};

/// A cell is at most so large: beyond it more air serves better than more colour.
const RADIUS_MAX: f64 = 34.0;
/// And at least so large, however small the stage is.
const RADIUS_MIN: f64 = 0.5;
/// Fills of two neighbours are so far apart, for each side.
pub const GAP: f64 = 1.1;

/// An edge that two cells share.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Border {
    /// The two cells, by their places.
    pub cells: (usize, usize),
    /// The ends of the edge.
    pub ends: (Point, Point),
}

/// Cells side by side.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Comb {
    /// Their middles.
    pub places: Vec<Point>,
    /// The edges that two of them share.
    pub borders: Vec<Border>,
}

/// Half the width of a cell of this radius.
pub fn half_width(radius: f64) -> f64 {
    radius * 3.0_f64.sqrt() / 2.0
}

/// The corners of a cell.
pub fn corners(middle: Point, radius: f64) -> [Point; 6] {
    [30.0, 90.0, 150.0, 210.0, 270.0, 330.0].map(|angle| middle.polar(radius, angle))
}

/// A place of the lattice: two columns are a cell's width, a row one and a half times its radius.
type Place = (i32, i32);

/// The largest radius at which so many cells fit in a frame.
pub fn radius(count: usize, frame: Frame) -> f64 {
    let area = std::f64::consts::PI * frame.width * frame.height / 4.0;
    let cell = 1.5 * 3.0_f64.sqrt();
    let mut radius = (area / (cell * count.max(1) as f64)).sqrt().min(RADIUS_MAX);
    while radius > RADIUS_MIN && !fits(count, frame, radius) {
        radius *= 0.98;
    }
    radius.max(RADIUS_MIN)
}

fn fits(count: usize, frame: Frame, radius: f64) -> bool {
    let centre = frame.centre();
    chosen(count, frame, radius).into_iter().all(|place| {
        let at = middle(place, centre, radius);
        (at.x - centre.x).abs() + half_width(radius) <= frame.width / 2.0
            && (at.y - centre.y).abs() + radius <= frame.height / 2.0
    })
}

fn middle((column, row): Place, centre: Point, radius: f64) -> Point {
    Point::new(
        centre.x + f64::from(column) * half_width(radius),
        centre.y + f64::from(row) * 1.5 * radius,
    )
}

/// The places nearest to the middle of a frame, as an ellipse of its shape measures distance.
fn chosen(count: usize, frame: Frame, radius: f64) -> Vec<Place> {
    let (wide, high) = (frame.width.max(1.0), frame.height.max(1.0));
    let norm = |place: Place| {
        let at = middle(place, Point::default(), radius);
        (at.x / wide).powi(2) + (at.y / high).powi(2)
    };
    // Twice as far as the ellipse reaches if it is filled: nobody is left out.
    let reach = (count as f64 * radius * radius * 4.0 / (wide * high)).sqrt() + 0.1;
    let rows = (reach * high / (1.5 * radius)) as i32 + 2;
    let columns = (reach * wide / half_width(radius)) as i32 + 2;
    let mut places: Vec<Place> = (-rows..=rows)
        .flat_map(|row| (-columns..=columns).map(move |column| (column, row)))
        .filter(|(column, row)| (column + row) % 2 == 0)
        .collect();
    order::by(&mut places, |a, b| {
        let by_row = |place: &Place| (place.1, place.0);
        norm(*a)
            .total_cmp(&norm(*b))
            .then_with(|| by_row(a).cmp(&by_row(b)))
    });
    places.truncate(count);
    places
}

/// So many cells of a radius in a frame, in the order of their numbers.
pub fn pack(count: usize, frame: Frame, radius: f64) -> Comb {
    let mut places = chosen(count, frame, radius);
    walk(&mut places);
    let centre = frame.centre();
    Comb {
        borders: borders(&places, centre, radius),
        places: places
            .into_iter()
            .map(|place| middle(place, centre, radius))
            .collect(),
    }
}

/// Puts places in the order in which a curve of Hilbert's meets them.
fn walk(places: &mut [Place]) {
    const SIDE: f64 = 256.0;
    let reach = |of: fn(&Place) -> i32| {
        let (low, high) = places
            .iter()
            .map(of)
            .fold((i32::MAX, i32::MIN), |(low, high), it| {
                (low.min(it), high.max(it))
            });
        move |it: i32| f64::from(it - low) / f64::from((high - low).max(1)) * (SIDE - 1.0)
    };
    let (across, down) = (reach(|place| place.0), reach(|place| place.1));
    order::by_key(places, |(column, row)| {
        (
            curve(SIDE as u32, across(*column) as u32, down(*row) as u32),
            *row,
            *column,
        )
    });
}

/// How far along Hilbert's curve in a square of this side a point lies.
fn curve(side: u32, mut x: u32, mut y: u32) -> u32 {
    let (mut far, mut half) = (0, side / 2);
    while half > 0 {
        let (right, below) = (u32::from(x & half > 0), u32::from(y & half > 0));
        far += half * half * ((3 * right) ^ below);
        // The quarter is turned so that the curve goes on where it left the one before.
        if below == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    far
}

fn borders(places: &[Place], centre: Point, radius: f64) -> Vec<Border> {
    let mut known: Vec<(Place, usize)> = places.iter().copied().zip(0..).collect();
    order::by_key(&mut known, |it| *it);
    let at = |place: Place| {
        let found = known.binary_search_by_key(&place, |(place, _)| *place);
        found.ok().map(|found| known[found].1)
    };
    // To the right, and down to both sides: every edge once. Corners are counted as `corners` has them.
    let ways = [(2, 0, 5, 0), (1, 1, 0, 1), (-1, 1, 1, 2)];
    let edges = places
        .iter()
        .zip(0..)
        .flat_map(|((column, row), one): (&Place, usize)| {
            let corners = corners(middle((*column, *row), centre, radius), radius);
            ways.into_iter().filter_map(move |(x, y, from, to)| {
                Some(Border {
                    cells: (one, at((column + x, row + y))?),
                    ends: (corners[from], corners[to]),
                })
            })
        });
    edges.collect()
}

/// The cell at a place: of the nearest middles the one whose cell holds it.
pub fn hit(places: &[Point], radius: f64, at: Point) -> Option<usize> {
    let distances = places.iter().map(|place| place.distance(at));
    let nearest = distances.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    nearest
        .filter(|(_, distance)| *distance <= radius)
        .map(|(place, _)| place)
}

/// Groups of cells side by side that are alike, each with its members: what has no likeness is in none.
pub fn groups<T: PartialEq>(
    cells: usize,
    borders: &[Border],
    like: impl Fn(usize) -> Option<T>,
) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..cells).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for Border {
        cells: (one, other),
        ..
    } in borders
    {
        if like(*one).is_some() && like(*one) == like(*other) {
            let (one, other) = (find(&mut root, *one), find(&mut root, *other));
            root[one.max(other)] = one.min(other);
        }
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); cells];
    for cell in (0..cells).filter(|cell| like(*cell).is_some()) {
        members[find(&mut root, cell)].push(cell);
    }
    members.retain(|group| !group.is_empty());
    members
}

/// The member of a group that is nearest to the middle of all of them: where its label stands.
pub fn heart(places: &[Point], group: &[usize]) -> Option<usize> {
    let count = group.len().max(1) as f64;
    let sum = group
        .iter()
        .fold(Point::default(), |sum, i| sum.along(places[*i], 1.0));
    let middle = Point::new(sum.x / count, sum.y / count);
    let far = |i: &&usize| places[**i].distance(middle);
    group
        .iter()
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::geometry::closest;

    const ROOM: Frame = Frame::new(84.0, 40.0, 988.0, 458.0);

    fn packed(count: usize) -> (Comb, f64) {
        let radius = radius(count, ROOM);
        (pack(count, ROOM, radius), radius)
    }

    #[test]
    fn cells_fill_their_frame_without_overlapping() {
        for count in [61, 100, 217, 500, 1000] {
            let (comb, radius) = packed(count);
            assert_eq!(comb.places.len(), count);
            let apart = closest(&comb.places);
            assert!(
                (apart - 2.0 * half_width(radius)).abs() < 0.01,
                "{count}: {apart} at radius {radius}"
            );
            for at in &comb.places {
                let inside = at.x - half_width(radius) >= ROOM.at.x - 0.01
                    && at.x + half_width(radius) <= ROOM.at.x + ROOM.width + 0.01
                    && at.y - radius >= ROOM.at.y - 0.01
                    && at.y + radius <= ROOM.at.y + ROOM.height + 0.01;
                assert!(inside, "{count}: {at:?}");
            }
        }
        let (_, radius) = packed(500);
        assert!((13.0..16.0).contains(&radius), "{radius} for 500");
    }

    #[test]
    fn who_is_near_in_number_is_near_in_place() {
        let (comb, radius) = packed(500);
        let gaps = comb.places.windows(2).map(|pair| pair[0].distance(pair[1]));
        let far = gaps.filter(|gap| *gap > 4.0 * radius).count();
        assert!(far < 25, "{far} of 499 steps are longer than two cells");
        // Twelve in a row stand together: nobody is further from the first than a quarter of the stage.
        let most = comb.places.windows(12).map(|row| row[0].distance(row[11]));
        let far = most.filter(|gap| *gap > 250.0).count();
        assert!(far < 25, "{far}");
    }

    #[test]
    fn every_cell_is_hit_in_its_middle_and_at_its_corners_and_nowhere_outside() {
        let (comb, radius) = packed(100);
        for (i, at) in comb.places.iter().enumerate() {
            assert_eq!(hit(&comb.places, radius, *at), Some(i));
            for corner in corners(*at, radius * 0.97) {
                assert_eq!(hit(&comb.places, radius, corner), Some(i), "{corner:?}");
            }
        }
        assert_eq!(hit(&comb.places, radius, Point::new(2.0, 2.0)), None);
    }

    #[test]
    fn neighbours_share_an_edge_that_lies_between_them() {
        let (comb, radius) = packed(200);
        // Six each, but for those on the coast.
        assert!(
            (480..600).contains(&comb.borders.len()),
            "{}",
            comb.borders.len()
        );
        for border in &comb.borders {
            let (one, other) = (comb.places[border.cells.0], comb.places[border.cells.1]);
            assert!((one.distance(other) - 2.0 * half_width(radius)).abs() < 0.01);
            let (a, b) = border.ends;
            assert!(
                (a.distance(b) - radius).abs() < 0.01,
                "an edge is as long as the radius"
            );
            let middle = Point::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
            assert!((middle.distance(one) - middle.distance(other)).abs() < 0.01);
        }
    }

    #[test]
    fn those_alike_side_by_side_are_a_group() {
        let (comb, _) = packed(100);
        let left = |i: usize| Some(comb.places[i].x < ROOM.centre().x);
        let groups = groups(100, &comb.borders, left);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 100);
        let heart = heart(&comb.places, &groups[0]).expect("it has members");
        assert!(groups[0].contains(&heart));
        assert!(super::groups(100, &comb.borders, |_| None::<u8>).is_empty());
    }

    #[test]
    fn a_curve_meets_every_point_of_its_square_and_never_jumps() {
        let mut points: Vec<(u32, u32, u32)> = (0..16)
            .flat_map(|x| (0..16).map(move |y| (curve(16, x, y), x, y)))
            .collect();
        points.sort_unstable();
        for (place, pair) in points.windows(2).enumerate() {
            assert_eq!(pair[0].0, place as u32);
            let step = pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2);
            assert_eq!(step, 1, "{pair:?}");
        }
    }
}
