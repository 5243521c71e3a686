//! Knife and lasso: a line drawn over the stage with a tool in hand, and the lines of script that it means.

use std::rc::Rc;

use synod_core::units::{Address, NodeId};
use synod_core::view::LinkState;
use web_sys::PointerEvent;
use yew::prelude::*;

use super::chip;
use super::crowd::cells::hexagon_at;
use super::geometry::{Point, crosses, inside, num};
use super::grip::{self, capture, place};
use super::layout::Layout;
use super::link::{self, Known};
use crate::actions::set_apart;
use crate::model::{Controls, Tool};

/// Shorter strokes are clicks.
const SHORTEST: f64 = 14.0;
/// So many lines are shown at the pointer; all are performed.
const SHOWN: usize = 2;

/// What a stroke needs to know when it ends.
#[derive(Clone, PartialEq)]
pub struct Ground {
    /// The tool in hand.
    pub tool: Tool,
    /// Whether the switch for one way is on.
    pub one_way: bool,
    /// The links that have an element.
    pub links: Vec<Known>,
    /// Where everything stands.
    pub layout: Rc<Layout>,
}

/// A line that is being drawn.
#[derive(Clone, PartialEq, Default)]
pub struct Drawn {
    /// Where it went so far.
    points: Vec<Point>,
    /// Whether Alt is held.
    alt: bool,
}

/// The line that is being drawn, and what draws it.
pub struct Stroke {
    /// The line so far.
    pub drawn: UseStateHandle<Drawn>,
    /// The pointer went down.
    pub down: Callback<PointerEvent>,
    /// It moved.
    pub moved: Callback<PointerEvent>,
    /// It went up: the lines are performed.
    pub up: Callback<PointerEvent>,
    /// It was taken away: nothing is performed.
    pub gone: Callback<PointerEvent>,
}

/// Knife and lasso for the element that the reference holds.
#[hook]
pub fn use_stroke(world: &NodeRef, ground: Ground, controls: &Controls) -> Stroke {
    let drawn = use_state(Drawn::default);
    let drawing = matches!(ground.tool, Tool::Cut | Tool::Heal | Tool::Partition);
    let down = {
        let (drawn, world) = (drawn.setter(), world.clone());
        move |event: PointerEvent| {
            if drawing && event.is_primary() && event.button() == 0 {
                drawn.set(Drawn {
                    points: place(&world, &event).into_iter().collect(),
                    alt: event.alt_key(),
                });
            }
        }
    };
    let moved = {
        let (drawn, world) = (drawn.clone(), world.clone());
        move |event: PointerEvent| {
            let (Some(last), Some(at)) = (drawn.points.last(), place(&world, &event)) else {
                return;
            };
            if !grip::pressed(&event) {
                drawn.set(Drawn::default());
                return;
            }
            if last.distance(at) < SHORTEST / 2.0 {
                return;
            }
            capture(&world, &event);
            drawn.set(Drawn {
                points: drawn.points.iter().copied().chain([at]).collect(),
                alt: event.alt_key(),
            });
        }
    };
    let up = {
        let (drawn, lines) = (drawn.clone(), controls.lines.clone());
        move |event: PointerEvent| {
            if !drawn.points.is_empty() {
                let meant = ground.lines(&drawn.points, event.alt_key());
                if !meant.is_empty() {
                    lines.emit(meant);
                }
                drawn.set(Drawn::default());
            }
        }
    };
    let gone = {
        let drawn = drawn.setter();
        Callback::from(move |_| drawn.set(Drawn::default()))
    };
    Stroke {
        drawn,
        down: Callback::from(down),
        moved: Callback::from(moved),
        up: Callback::from(up),
        gone,
    }
}

impl Ground {
    /// The lines of script that a stroke means.
    pub fn lines(&self, stroke: &[Point], alt: bool) -> Vec<String> {
        if stroke.len() < 2
            || stroke[0].distance(stroke[stroke.len() - 1]) < SHORTEST && stroke.len() < 4
        {
            return Vec::new();
        }
        match self.tool {
            Tool::Cut | Tool::Heal => {
                let hit = self.crossed(stroke, alt).into_iter();
                hit.map(|(a, b, state)| cut_line(self.tool, a, b, state))
                    .collect()
            }
            Tool::Partition => set_apart(&self.sides(), &self.inside(stroke))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The links that a knife crosses and changes, each with what it would become.
    fn crossed(&self, stroke: &[Point], alt: bool) -> Vec<Known> {
        let hit = |a, b| {
            let road = self.layout.road(a, b, 0.0);
            road.is_some_and(|road| {
                stroke
                    .windows(2)
                    .any(|pair| crosses((pair[0], pair[1]), (road.from, road.to)))
            })
        };
        let heals = self.tool == Tool::Heal;
        let links = self.links.iter().filter(|(a, b, state)| match heals {
            true => *state != LinkState::Open && hit(*a, *b),
            false => *state != LinkState::Cut && hit(*a, *b),
        });
        let becomes = |a, b| match (heals, self.one_way || alt) {
            (true, _) => LinkState::Open,
            (false, false) => LinkState::Cut,
            // From the end where the stroke began.
            (false, true) if self.distance(a, stroke[0]) <= self.distance(b, stroke[0]) => {
                LinkState::CutForward
            }
            (false, true) => LinkState::CutBack,
        };
        links.map(|(a, b, _)| (*a, *b, becomes(*a, *b))).collect()
    }

    fn distance(&self, end: Address, from: Point) -> f64 {
        let place = self.layout.place(end);
        place.map_or(f64::MAX, |at| at.distance(from))
    }

    /// The nodes that a lasso holds.
    fn inside(&self, stroke: &[Point]) -> Vec<NodeId> {
        let places = self.layout.nodes.iter().enumerate();
        let held = places.filter(|(_, place)| inside(**place, stroke));
        held.map(|(at, _)| NodeId::at(at)).collect()
    }

    /// The sides that a lasso takes from: a second one makes a third.
    fn sides(&self) -> Vec<Vec<NodeId>> {
        match self.layout.regions.as_slice() {
            [] => vec![(0..self.layout.nodes.len()).map(NodeId::at).collect()],
            regions => regions.iter().map(|it| it.members.clone()).collect(),
        }
    }
}

/// The line that makes of a link what a stroke makes of it.
fn cut_line(tool: Tool, a: Address, b: Address, becomes: LinkState) -> String {
    match becomes {
        _ if tool == Tool::Heal => format!("heal {a} {b}"),
        LinkState::CutForward => format!("sever {a} -> {b}"),
        LinkState::CutBack => format!("sever {b} -> {a}"),
        LinkState::Open | LinkState::Cut => format!("sever {a} {b}"),
    }
}

/// The line so far, with what it would do: on the links and nodes themselves, and as script beside the pointer.
pub fn view(stroke: &Stroke, ground: &Ground) -> Html {
    let (points, alt) = (&stroke.drawn.points, stroke.drawn.alt);
    let Some(last) = points.last().filter(|_| points.len() > 1) else {
        return Html::default();
    };
    let path = points
        .iter()
        .map(|at| format!("{},{}", num(at.x), num(at.y)))
        .collect::<Vec<_>>()
        .join(" ");
    let lines = ground.lines(points, alt);
    let shown = match lines.len() {
        0..=SHOWN => lines.join(", "),
        count => format!("{}, {} more", lines[..SHOWN].join(", "), count - SHOWN),
    };
    let layout = &ground.layout;
    html! {
        <g aria-hidden="true" pointer-events="none">
            if ground.tool == Tool::Partition {
                <polygon class="lassoline" points={path} />
                { halos(&ground.inside(points), layout) }
            } else {
                { for ground.crossed(points, alt).iter().map(|known| link::preview(*known, layout)) }
                <polyline class="knife" points={path} />
            }
            { chip::view(*last, &shown, layout.scope.width) }
        </g>
    }
}

/// What a lasso holds so far.
fn halos(held: &[NodeId], layout: &Layout) -> Html {
    if layout.is_crowd() {
        let cells = held.iter().map(|id| layout.nodes[id.index()]);
        let outlines: String = cells
            .map(|at| hexagon_at(at, layout.radius - 2.0))
            .collect();
        return html! { <path class="cellhalo" d={outlines} /> };
    }
    let halo = |id: &NodeId| {
        let (at, outer) = (layout.nodes[id.index()], layout.outers[id.index()]);
        html! { <circle class="halo" cx={num(at.x)} cy={num(at.y)} r={num(outer + 6.0)} /> }
    };
    held.iter().map(halo).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::geometry::Frame;
    use crate::stage::layout::Scope;

    fn ground(tool: Tool) -> Ground {
        let room = Frame::new(84.0, 40.0, 988.0, 458.0);
        let layout = Layout::of(
            Scope {
                width: 1088.0,
                height: 598.0,
                room,
            },
            5,
            0,
            None,
        );
        let ids = || (0..5).map(NodeId::at);
        let links = ids()
            .flat_map(|a| {
                ids()
                    .filter(move |b| a < *b)
                    .map(move |b| (a.into(), b.into(), LinkState::Open))
            })
            .collect();
        Ground {
            tool,
            one_way: false,
            links,
            layout: Rc::new(layout),
        }
    }

    /// A stroke round a node.
    fn loop_round(at: Point) -> Vec<Point> {
        (0..12)
            .map(|i| at.polar(70.0, 30.0 * f64::from(i)))
            .collect()
    }

    #[test]
    fn a_knife_cuts_what_it_crosses() {
        let ground = ground(Tool::Cut);
        let (a, b) = (ground.layout.nodes[2], ground.layout.nodes[3]);
        let middle = Point::new(f64::midpoint(a.x, b.x), a.y);
        let stroke = [
            Point::new(middle.x, middle.y + 20.0),
            Point::new(middle.x, middle.y - 20.0),
        ];
        assert_eq!(ground.lines(&stroke, false), ["sever n3 n4"]);
        let from_n3 = [
            Point::new(middle.x + 12.0, middle.y + 20.0),
            Point::new(middle.x - 12.0, middle.y - 20.0),
        ];
        assert_eq!(ground.lines(&from_n3, true), ["sever n3 -> n4"]);
    }

    #[test]
    fn a_lasso_makes_a_side_of_what_it_holds() {
        let ground = ground(Tool::Partition);
        let stroke = loop_round(ground.layout.nodes[1]);
        assert_eq!(ground.lines(&stroke, false), ["partition n1 n3 n4 n5 | n2"]);
        let empty = loop_round(Point::new(-500.0, -500.0));
        assert!(
            ground.lines(&empty, false).is_empty(),
            "nothing held, nothing parted"
        );
    }

    #[test]
    fn a_second_lasso_makes_a_third_side() {
        let mut ground = ground(Tool::Partition);
        let side = |numbers: &[u16]| numbers.iter().map(|n| NodeId::new(*n)).collect();
        let parting = crate::stage::sides::Parting {
            sides: vec![side(&[1, 2]), side(&[3, 4, 5])],
            since: synod_core::units::Time::ZERO,
        };
        let layout = Layout::of(ground.layout.scope, 5, 0, Some(Rc::new(parting)));
        let stroke = loop_round(layout.nodes[3]);
        ground.layout = Rc::new(layout);
        assert_eq!(
            ground.lines(&stroke, false),
            ["partition n1 n2 | n3 n5 | n4"]
        );
    }

    #[test]
    fn a_short_stroke_is_a_click() {
        let at = Point::new(500.0, 200.0);
        assert!(
            ground(Tool::Cut)
                .lines(&[at, Point::new(505.0, 202.0)], false)
                .is_empty()
        );
    }
}
