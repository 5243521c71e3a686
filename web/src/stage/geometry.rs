//! Where things stand and which way they go: points, rings, arcs and roads, as pure functions of numbers.
//! Angles are degrees, clockwise, 0 at three o'clock, as SVG has them; paths are rounded to a tenth of a pixel.

use std::fmt::Write;

/// A place on the stage, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The place at these coordinates.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The place at this angle and distance from here.
    pub fn polar(self, distance: f64, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self::new(self.x + distance * cos, self.y + distance * sin)
    }

    /// The place this far along a vector from here.
    pub fn along(self, vector: Self, factor: f64) -> Self {
        Self::new(self.x + vector.x * factor, self.y + vector.y * factor)
    }

    /// How far another place is.
    pub fn distance(self, other: Self) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }
}

/// A rectangle on the stage.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Frame {
    /// Its upper left corner.
    pub at: Point,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

impl Frame {
    /// The rectangle with this corner and size.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            at: Point::new(x, y),
            width,
            height,
        }
    }

    /// Its middle.
    pub fn centre(self) -> Point {
        Point::new(self.at.x + self.width / 2.0, self.at.y + self.height / 2.0)
    }

    /// It with these margins taken away: left and right, top, bottom.
    pub fn inset(self, sides: f64, top: f64, bottom: f64) -> Self {
        Self::new(
            self.at.x + sides,
            self.at.y + top,
            (self.width - 2.0 * sides).max(0.0),
            (self.height - top - bottom).max(0.0),
        )
    }
}

/// A number for an attribute: a tenth of a pixel, without trailing zeros.
pub fn num(value: f64) -> String {
    // Adding zero turns a negative zero into a plain one.
    let rounded = (value * 10.0).round() / 10.0 + 0.0;
    rounded.to_string()
}

/// So many places on the largest ellipse, at most twice as wide as high, that a frame holds with this reach around
/// each place; the first stands at this angle, the others follow clockwise at equal angles.
pub fn ring(count: usize, frame: Frame, reach: (f64, f64), start: f64) -> Vec<Point> {
    let step = 360.0 / count.max(1) as f64;
    let angles: Vec<f64> = (0..count).map(|i| start + step * i as f64).collect();
    ellipse(&angles, frame, reach)
}

/// As [`ring`], for many: as far from each other along the ellipse, however flat it is.
pub fn even_ring(count: usize, frame: Frame, reach: (f64, f64), start: f64) -> Vec<Point> {
    const PARTS: usize = 720;
    let round: Vec<f64> = (0..=PARTS)
        .map(|i| start + 360.0 * i as f64 / PARTS as f64)
        .collect();
    let outline = ellipse(&round, frame, reach);
    let mut gone = vec![0.0];
    for pair in outline.windows(2) {
        gone.push(gone[gone.len() - 1] + pair[0].distance(pair[1]));
    }
    let place = |i: usize| {
        let wanted = gone[PARTS] * i as f64 / count.max(1) as f64;
        let after = gone.partition_point(|come| *come <= wanted).clamp(1, PARTS);
        let share = (wanted - gone[after - 1]) / (gone[after] - gone[after - 1]).max(1e-6);
        let (from, to) = (outline[after - 1], outline[after]);
        Point::new(
            from.x + (to.x - from.x) * share,
            from.y + (to.y - from.y) * share,
        )
    };
    (0..count).map(place).collect()
}

fn ellipse(angles: &[f64], frame: Frame, reach: (f64, f64)) -> Vec<Point> {
    const WIDEST: f64 = 2.0;
    const TALLEST: f64 = 1.7;
    let origin = Point::default();
    let units: Vec<Point> = angles
        .iter()
        .map(|angle| origin.polar(1.0, *angle))
        .collect();
    let (left, right) = extent(units.iter().map(|unit| unit.x));
    let (top, bottom) = extent(units.iter().map(|unit| unit.y));
    let fit = |room: f64, reach: f64, span: f64| {
        if span < 1e-6 {
            0.0
        } else {
            (room - 2.0 * reach).max(0.0) / span
        }
    };
    let high = fit(frame.height, reach.1, bottom - top);
    let wide = fit(frame.width, reach.0, right - left);
    let rx = if high > 0.0 {
        wide.min(WIDEST * high)
    } else {
        wide
    };
    let ry = if rx > 0.0 {
        high.min(TALLEST * rx)
    } else {
        high
    };
    let middle = frame.centre();
    let centre = Point::new(
        middle.x - rx * (left + right) / 2.0,
        middle.y - ry * (top + bottom) / 2.0,
    );
    units
        .into_iter()
        .map(|unit| Point::new(centre.x + rx * unit.x, centre.y + ry * unit.y))
        .collect()
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The least distance between two of these places; infinite for fewer than two.
pub fn closest(places: &[Point]) -> f64 {
    let pairs = places
        .iter()
        .enumerate()
        .flat_map(|(i, a)| places[i + 1..].iter().map(|b| a.distance(*b)));
    pairs.fold(f64::INFINITY, f64::min)
}

/// Each direction of a link keeps this far to its right, so that opposite messages pass each other, and neither lies
/// over the middle of the other.
pub const LANE: f64 = 7.0;

/// A straight way between two things, beside the line that joins their middles.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Road {
    /// Where it leaves.
    pub from: Point,
    /// Where it arrives.
    pub to: Point,
    /// Its direction, of length one.
    pub unit: Point,
}

impl Road {
    /// The way from one middle to another, this far from each, in a lane to the right of it.
    pub fn between(a: Point, b: Point, reach: (f64, f64), lane: f64) -> Self {
        let distance = a.distance(b).max(1e-6);
        let unit = Point::new((b.x - a.x) / distance, (b.y - a.y) / distance);
        let right = Point::new(-unit.y, unit.x);
        // Two things that touch: the way shrinks to a point between them rather than turning round.
        let scale = (distance / (reach.0 + reach.1).max(1e-6)).min(1.0);
        let from = a.along(unit, reach.0 * scale).along(right, lane);
        let to = b.along(unit, -reach.1 * scale).along(right, lane);
        Self { from, to, unit }
    }

    /// To its right, of length one.
    pub fn right(self) -> Point {
        Point::new(-self.unit.y, self.unit.x)
    }

    /// The place at this share of the way.
    pub fn at(self, share: f64) -> Point {
        Point::new(
            self.from.x + (self.to.x - self.from.x) * share,
            self.from.y + (self.to.y - self.from.y) * share,
        )
    }

    /// How long it is.
    pub fn length(self) -> f64 {
        self.from.distance(self.to)
    }

    /// The way as a path.
    pub fn path(self) -> String {
        line(self.from, self.to)
    }
}

/// A straight line as a path.
pub fn line(from: Point, to: Point) -> String {
    format!(
        "M{} {}L{} {}",
        num(from.x),
        num(from.y),
        num(to.x),
        num(to.y)
    )
}

/// An arc round the origin as a path, written over what the text held before.
pub fn write_arc(text: &mut String, radius: f64, from: f64, to: f64) {
    let (start, end) = (
        Point::default().polar(radius, from),
        Point::default().polar(radius, to),
    );
    let large = u8::from(to - from > 180.0);
    text.clear();
    write!(
        text,
        "M{:.1} {:.1}A{radius:.1} {radius:.1} 0 {large} 1 {:.1} {:.1}",
        start.x, start.y, end.x, end.y
    )
    .expect("a string takes whatever is written to it");
}

/// A segment of a ring round the origin: between two radii and two angles.
pub fn segment(radii: (f64, f64), angles: (f64, f64)) -> String {
    let origin = Point::default();
    let (inner, outer) = radii;
    let (a, b) = (origin.polar(outer, angles.0), origin.polar(outer, angles.1));
    let (c, d) = (origin.polar(inner, angles.1), origin.polar(inner, angles.0));
    let large = u8::from(angles.1 - angles.0 > 180.0);
    format!(
        "M{} {}A{r1} {r1} 0 {large} 1 {} {}L{} {}A{r0} {r0} 0 {large} 0 {} {}Z",
        num(a.x),
        num(a.y),
        num(b.x),
        num(b.y),
        num(c.x),
        num(c.y),
        num(d.x),
        num(d.y),
        r1 = num(outer),
        r0 = num(inner),
    )
}

/// The foot of a node of this radius round the origin: the chord below 0.48 of it.
pub fn foot(radius: f64) -> String {
    let height = radius * 0.48;
    let half = (radius * radius - height * height).sqrt();
    let r = num(radius);
    format!(
        "M{} {h}A{r} {r} 0 0 0 {} {h}Z",
        num(-half),
        num(half),
        h = num(height)
    )
}

/// A hexagon round the origin that lies on its side.
pub fn hexagon(radius: f64) -> String {
    let corners = (0..6).map(|i| Point::default().polar(radius, 60.0 * f64::from(i)));
    corners
        .map(|corner| format!("{},{}", num(corner.x), num(corner.y)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A direction of the arrow keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// Which of these places is the nearest in a direction: what lies sideways counts double.
pub fn nearest(places: &[Point], from: Point, direction: Direction) -> Option<usize> {
    let cost = |to: &Point| {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let (ahead, aside) = match direction {
            Direction::Left => (-dx, dy),
            Direction::Right => (dx, dy),
            Direction::Up => (-dy, dx),
            Direction::Down => (dy, dx),
        };
        (ahead > 1.0).then(|| ahead + 2.0 * aside.abs())
    };
    let costs = places
        .iter()
        .enumerate()
        .filter_map(|(i, place)| Some((i, cost(place)?)));
    costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

/// Whether two lines cross.
pub fn crosses(a: (Point, Point), b: (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    let apart = |line: (Point, Point), other: (Point, Point)| {
        side(line.0, line.1, other.0) * side(line.0, line.1, other.1) < 0.0
    };
    apart(a, b) && apart(b, a)
}

/// Whether a place lies inside a loop.
pub fn inside(place: Point, corners: &[Point]) -> bool {
    let edges = corners.iter().zip(corners.iter().cycle().skip(1));
    let crossed = edges.filter(|(a, b)| {
        (a.y > place.y) != (b.y > place.y)
            && place.x < (b.x - a.x) * (place.y - a.y) / (b.y - a.y) + a.x
    });
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Frame = Frame::new(100.0, 40.0, 900.0, 440.0);

    #[test]
    fn a_ring_starts_at_twelve_and_goes_clockwise() {
        let places = ring(5, ROOM, (180.0, 72.0), -90.0);
        assert!(
            (places[0].x - ROOM.centre().x).abs() < 0.01,
            "n1 stands in the middle of the upper edge"
        );
        assert!(
            places.iter().all(|place| place.y >= places[0].y),
            "and nothing stands higher"
        );
        assert!(
            places[1].x > places[0].x && places[4].x < places[0].x,
            "n2 is right, n5 left of it"
        );
    }

    #[test]
    fn a_ring_fills_its_frame_and_stays_inside() {
        for count in 1..=60 {
            let places = ring(count, ROOM, (60.0, 50.0), -90.0);
            assert_eq!(places.len(), count);
            for place in places {
                assert!(
                    place.x >= ROOM.at.x + 59.9 && place.x <= ROOM.at.x + ROOM.width - 59.9,
                    "{count}: {place:?}"
                );
                assert!(
                    place.y >= ROOM.at.y + 49.9 && place.y <= ROOM.at.y + ROOM.height - 49.9,
                    "{count}: {place:?}"
                );
            }
        }
    }

    #[test]
    fn a_ring_is_at_most_twice_as_wide_as_high() {
        let places = ring(4, Frame::new(0.0, 0.0, 5000.0, 300.0), (0.0, 0.0), -90.0);
        assert!((places[1].x - places[3].x) <= 600.1, "{places:?}");
    }

    #[test]
    fn opposite_messages_pass_each_other() {
        let (a, b) = (Point::new(0.0, 0.0), Point::new(200.0, 0.0));
        let (there, back) = (
            Road::between(a, b, (50.0, 50.0), LANE),
            Road::between(b, a, (50.0, 50.0), LANE),
        );
        assert_eq!(
            (there.from, there.to),
            (Point::new(50.0, 7.0), Point::new(150.0, 7.0))
        );
        assert_eq!(back.at(0.5), Point::new(100.0, -7.0));
    }

    #[test]
    fn a_road_between_things_that_touch_does_not_turn_round() {
        let road = Road::between(
            Point::new(0.0, 0.0),
            Point::new(40.0, 0.0),
            (50.0, 50.0),
            0.0,
        );
        assert!(road.to.x >= road.from.x - 0.01, "{road:?}");
    }

    #[test]
    fn arrow_keys_go_to_the_nearest_in_their_direction() {
        let places = ring(5, ROOM, (180.0, 72.0), -90.0);
        assert_eq!(nearest(&places, places[0], Direction::Right), Some(1));
        assert_eq!(nearest(&places, places[1], Direction::Down), Some(2));
        assert_eq!(nearest(&places, places[0], Direction::Up), None);
        assert_eq!(nearest(&places, places[2], Direction::Left), Some(3));
    }

    #[test]
    fn a_knife_crosses_and_a_lasso_holds() {
        let square = [
            Point::new(0.0, 0.0),
            Point::new(10.0, 0.0),
            Point::new(10.0, 10.0),
            Point::new(0.0, 10.0),
        ];
        assert!(inside(Point::new(5.0, 5.0), &square) && !inside(Point::new(15.0, 5.0), &square));
        let stroke = (Point::new(-5.0, 5.0), Point::new(15.0, 5.0));
        assert!(crosses(
            stroke,
            (Point::new(5.0, 0.0), Point::new(5.0, 10.0))
        ));
        assert!(!crosses(
            stroke,
            (Point::new(5.0, 6.0), Point::new(5.0, 10.0))
        ));
    }

    #[test]
    fn paths_are_short_and_closed() {
        assert_eq!(num(-0.04), "0");
        let mut arc = String::new();
        write_arc(&mut arc, 10.0, -90.0, 90.0);
        assert_eq!(arc, "M0.0 -10.0A10.0 10.0 0 0 1 0.0 10.0");
        assert!(segment((10.0, 20.0), (0.0, 200.0)).ends_with('Z'));
        assert_eq!(hexagon(10.0).split(' ').count(), 6);
        assert_eq!(foot(42.0), "M-36.8 20.2A42 42 0 0 0 36.8 20.2Z");
    }
}
