//! Where every node, client and side of a partition stands: a pure view of counts and of the stage's size.

use std::rc::Rc;

use synod_core::units::{Address, NodeId};

use super::crowd::comb::Border;
use super::geometry::{Frame, LANE, Point, Road, closest, even_ring, ring};
use super::region::head;
use super::sides::Parting;
use super::stand::{gather, regions, stand_clients};

/// Up to so many nodes have a foot, votes and a plate.
pub const FULL_MAX: usize = 9;
/// Up to so many nodes are large enough for a role word.
const WORDY_MAX: usize = 20;
/// Up to so many nodes stand on a ring; more are a crowd of cells, side by side.
pub const RING_MAX: usize = 60;
/// A stage narrower than this has no plates: the selected node's plate is the inspector.
const PLATES_MIN: f64 = 640.0;
/// So wide a plate is, with the air before it.
const PLATE: f64 = 96.0;
/// How wide the ring of allegiance is, with a little air.
const RIM: f64 = 6.0;

/// The stage's own size, and the room that its neighbours leave for the nodes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Scope {
    /// How wide the stage is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// Where nodes may stand.
    pub room: Frame,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The stage.
    pub scope: Scope,
    /// Of a node.
    pub radius: f64,
    /// Whether there is room for plates.
    pub plates: bool,
    /// The nodes, `n1` first.
    pub nodes: Vec<Point>,
    /// The clients, `c1` first.
    pub clients: Vec<Point>,
    /// How large clients are drawn.
    pub client_scale: f64,
    /// The edges that cells of a crowd share.
    pub borders: Vec<Border>,
    /// The sides of a partition, left to right.
    pub regions: Vec<Region>,
    /// How far what is drawn round each node reaches: messages start and end there.
    pub outers: Vec<f64>,
    pub(super) parting: Option<Rc<Parting>>,
}

/// What is drawn round a node.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Rings {
    /// The votes that it gathers.
    pub votes: bool,
    /// Its next timer.
    pub timer: bool,
}

impl Rings {
    /// How far they reach round a node of this radius.
    pub fn outer(self, radius: f64) -> f64 {
        let k = swell(radius);
        match (self.votes, self.timer) {
            (votes, true) => timer_radius(radius, votes) + 3.0 * k,
            (true, false) => radius + 26.0 * k,
            (false, false) => radius + RIM * k,
        }
    }
}

/// How much larger than at radius 42 the marks round a node are; never smaller.
pub fn swell(radius: f64) -> f64 {
    (radius / 42.0).max(1.0)
}

/// The radius of the timer's arc: outside the votes, if there are any.
pub fn timer_radius(radius: f64, votes: bool) -> f64 {
    let k = swell(radius);
    radius + if votes { 33.0 * k } else { 16.0 * k }
}

/// A side of a partition on the stage.
#[derive(Clone, PartialEq, Debug)]
pub struct Region {
    /// Where it lies.
    pub frame: Frame,
    /// Its place in the order of first members: gives its name, tint and texture.
    pub side: usize,
    /// Its members.
    pub members: Vec<NodeId>,
}

impl Layout {
    /// The layout of so many nodes and clients, parted or not.
    pub fn of(scope: Scope, nodes: usize, clients: usize, parting: Option<Rc<Parting>>) -> Self {
        let plates = nodes <= FULL_MAX && scope.width >= PLATES_MIN;
        let (client_room, client_places, client_scale) =
            stand_clients(scope.room, clients, parting.is_some());
        let mut layout = Self {
            scope,
            radius: widest_radius(scope, nodes),
            plates,
            nodes: Vec::new(),
            clients: client_places,
            client_scale,
            borders: Vec::new(),
            regions: Vec::new(),
            outers: Vec::new(),
            parting,
        };
        if nodes > RING_MAX {
            layout.stand_cells(client_room, nodes);
            return layout;
        }
        layout.settle(client_room, nodes);
        if layout.plates && !layout.has_room_for_plates() {
            layout.plates = false;
            layout.radius = widest_radius(scope, nodes);
            layout.settle(client_room, nodes);
        }
        layout.outers = vec![layout.radius + RIM; nodes];
        layout
    }

    /// The same, with votes and timers round some nodes: whether each has any.
    #[must_use]
    pub fn with_rings(mut self, rings: &[Rings]) -> Self {
        if self.is_crowd() {
            return self;
        }
        let radius = self.radius;
        self.outers = rings.iter().map(|rings| rings.outer(radius)).collect();
        self
    }

    /// This share of the way to another layout of the same cast on the same stage.
    #[must_use]
    pub fn towards(&self, other: &Self, share: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * share;
        let places = self.nodes.iter().zip(&other.nodes);
        Self {
            radius: mix(self.radius, other.radius),
            nodes: places
                .map(|(a, b)| Point::new(mix(a.x, b.x), mix(a.y, b.y)))
                .collect(),
            // On the way nobody stands beside anybody.
            borders: Vec::new(),
            ..other.clone()
        }
    }

    /// Twice: the radius decides how far apart nodes stand, and that bounds the radius.
    fn settle(&mut self, room: Frame, count: usize) {
        for _ in 0..2 {
            self.stand_nodes(room, count);
            self.radius = self.radius.min(self.roomy_radius(count));
        }
    }

    /// Whether no plate lies over the edge of its side: there are rifts, other sides and the tools.
    fn has_room_for_plates(&self) -> bool {
        let reach = self.gauge() + PLATE;
        self.regions.iter().all(|region| {
            let (left, right) = (region.frame.at.x, region.frame.at.x + region.frame.width);
            region.members.iter().all(|id| {
                let x = self.nodes[id.index()].x;
                match self.plate_right(*id) {
                    true => x + reach <= right,
                    false => x - reach >= left,
                }
            })
        })
    }

    fn stand_nodes(&mut self, room: Frame, count: usize) {
        let reach = self.reach(room);
        let around = if count > FULL_MAX { even_ring } else { ring };
        self.nodes = around(count, room, reach, -90.0);
        let Some(parting) = self.parting.clone() else {
            return;
        };
        self.regions = regions(room, &parting);
        for region in &self.regions {
            let inner = region.frame.inset(0.0, head(region.frame.width), 12.0);
            let reach = self.reach_in(region.frame, inner, reach.0);
            let home: Vec<Point> = region
                .members
                .iter()
                .map(|id| self.nodes[id.index()])
                .collect();
            let apart = 2.0 * self.gauge();
            for (id, place) in region
                .members
                .iter()
                .zip(gather(inner, reach, &home, apart))
            {
                self.nodes[id.index()] = place;
            }
        }
    }

    /// Whether the nodes are cells side by side.
    pub fn is_crowd(&self) -> bool {
        self.nodes.len() > RING_MAX
    }

    /// How far the votes round a node reach, if nodes have room for votes at all.
    fn gauge(&self) -> f64 {
        let rings = Rings {
            votes: self.nodes.len() <= FULL_MAX,
            timer: false,
        };
        rings.outer(self.radius)
    }

    /// The largest radius that the nodes where they stand have room for.
    fn roomy_radius(&self, count: usize) -> f64 {
        let apart = closest(&self.nodes);
        let roomy = (apart / 2.6).max(3.0);
        // The sides of a partition are narrow: votes must not lie over a neighbour.
        if count <= FULL_MAX && !self.regions.is_empty() {
            let half = apart / 2.0;
            return roomy.min((half - 26.0).min(half * 42.0 / 68.0).max(26.0));
        }
        roomy
    }

    /// How much room a node needs around its middle: votes and timer above, the plate at its side.
    fn reach(&self, room: Frame) -> (f64, f64) {
        let aside = match self.plates {
            true => (self.radius + 150.0).min(room.width / 3.4),
            false => self.radius + 40.0,
        };
        // On small stages there is nothing above to reach into.
        let above = if self.plates { 30.0 } else { 38.0 };
        let around = if self.radius < 26.0 {
            12.0
        } else {
            above * swell(self.radius)
        };
        (aside, self.radius + around)
    }

    /// As much of that as the region of a side has.
    fn reach_in(&self, region: Frame, inner: Frame, aside: f64) -> (f64, f64) {
        if !self.plates {
            // A phone's sides are too narrow to hold the votes as well.
            let votes = (self.gauge() + 4.0).min(region.width * 0.3);
            return (votes.max(self.radius + 20.0), self.radius + 26.0);
        }
        let aside = aside.min(region.width * 0.36).max(self.radius + 14.0);
        (aside, (self.radius + 42.0).min(inner.height / 4.0))
    }

    /// Where something stands; nothing for what is not there.
    pub fn place(&self, address: Address) -> Option<Point> {
        match address {
            Address::Node(id) => self.nodes.get(id.index()).copied(),
            Address::Client(id) => self.clients.get(id.index()).copied(),
        }
    }

    /// The region that a node stands in.
    pub fn region(&self, id: NodeId) -> Option<&Region> {
        self.regions
            .iter()
            .find(|region| region.members.contains(&id))
    }

    /// The way of a message, or of a link with no lane.
    pub fn road(&self, from: Address, to: Address, lane: f64) -> Option<Road> {
        let reach = |end| match end {
            // From cell to cell there is no room to stay clear of the cells.
            Address::Node(_) if self.is_crowd() => self.radius * 0.5,
            Address::Node(_) if lane == 0.0 => self.radius + 7.0,
            Address::Node(id) => self.outers[id.index()] + 5.0,
            Address::Client(_) => 30.0 * self.client_scale,
        };
        Some(Road::between(
            self.place(from)?,
            self.place(to)?,
            (reach(from), reach(to)),
            lane,
        ))
    }

    /// The way of a message in its lane; one to oneself flies a small loop instead.
    pub fn flight(&self, from: Address, to: Address) -> Option<Flyway> {
        if from == to {
            let radius = (self.radius * 0.36).max(9.0);
            let id = from.node()?;
            let (place, distance) = (self.place(from)?, self.outers[id.index()] + radius);
            // On the side where its plate is not, as high up as the stage reaches.
            let angles = if self.plate_right(id) {
                [-125.0, -165.0, 165.0]
            } else {
                [-55.0, -15.0, 15.0]
            };
            let fits = |angle: &f64| place.polar(distance, *angle).y > radius + 10.0;
            let angle = angles.into_iter().find(fits).unwrap_or(angles[2]);
            let centre = place.polar(distance, angle);
            return Some(Flyway::Loop {
                centre,
                radius,
                start: angle + 180.0,
            });
        }
        // Small nodes are drawn on small stages: the lanes move closer.
        Some(Flyway::Straight(self.road(
            from,
            to,
            if self.radius < 20.0 || self.is_crowd() {
                LANE / 2.0
            } else {
                LANE
            },
        )?))
    }

    /// Whether a node's plate stands at its right: outward from the middle of its side or of the stage.
    pub fn plate_right(&self, id: NodeId) -> bool {
        let place = self.nodes[id.index()];
        let stage = self.scope.room.centre().x;
        let middle = self
            .region(id)
            .map_or(stage, |region| region.frame.centre().x);
        if (place.x - middle).abs() > 8.0 {
            place.x > middle
        } else {
            middle >= stage - 1.0
        }
    }
}

/// The way of a message.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Flyway {
    /// Along a link.
    Straight(Road),
    /// To oneself.
    Loop {
        /// Middle of the loop.
        centre: Point,
        /// Its radius.
        radius: f64,
        /// Where on it the node is, in degrees.
        start: f64,
    },
}

impl Flyway {
    /// Where a message is at a share of its way, its direction there in degrees, and how far it has come.
    pub fn at(&self, share: f64) -> (Point, f64, f64) {
        match *self {
            Self::Straight(road) => (
                road.at(share),
                road.unit.y.atan2(road.unit.x).to_degrees(),
                road.length() * share,
            ),
            Self::Loop {
                centre,
                radius,
                start,
            } => {
                let angle = start + 30.0 + 300.0 * share;
                (
                    centre.polar(radius, angle),
                    angle + 90.0,
                    radius * (300.0 * share).to_radians(),
                )
            }
        }
    }

    /// To its right, of length one.
    pub fn right(&self) -> Point {
        match *self {
            Self::Straight(road) => road.right(),
            Self::Loop { start, .. } => Point::default().polar(1.0, start + 180.0),
        }
    }
}

/// The radius that the size of the stage and the number of nodes allow.
fn widest_radius(scope: Scope, nodes: usize) -> f64 {
    if nodes > FULL_MAX {
        // Large enough for a role word as long as there is room for it.
        let share =
            nodes.min(RING_MAX).saturating_sub(WORDY_MAX) as f64 / (RING_MAX - WORDY_MAX) as f64;
        return 22.0 - 9.0 * share;
    }
    // A phone has no plates and no other place to say who is who.
    let parts = if scope.width < PLATES_MIN { 11.0 } else { 12.5 };
    (scope.width.min(scope.height) / parts).clamp(26.0, 84.0)
}

#[cfg(test)]
mod tests;
